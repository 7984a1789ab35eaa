"""What programs read of duties, and of lists handed in, within the scope of the token."""

from collections.abc import Callable

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.decisions.filing import list_submit
from sanwu.decisions.models import ListVersion
from sanwu.duties.enums import DutyState
from sanwu.duties.models import Duty
from sanwu.duties.services import generate
from sanwu.people.tokens import token_issue
from tests import worlds
from tests.api.conftest import Program
from tests.decisions.filing_world import World, build

Make = Callable[..., Program]


@pytest.fixture
def due(campaign: Campaign) -> Campaign:
    generate(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    return campaign


def test_duties_are_read_with_their_state_page_by_page(program: Make, due: Campaign) -> None:
    found = program("city_reviewer", worlds.CITY).every(f"campaigns/{due.pk}/duties", limit=7)

    assert [row["id"] for row in found] == list(
        Duty.objects.filter(campaign=due).order_by("id").values_list("pk", flat=True)
    )
    assert {row["state"] for row in found} <= set(DutyState.values)
    assert any(row["title"] == "上报确定的整治对象" for row in found)


def test_a_state_narrows_the_duties(program: Make, due: Campaign) -> None:
    found = program("city_reviewer", worlds.CITY).every(f"campaigns/{due.pk}/duties", state="overdue")

    assert found
    assert {row["state"] for row in found} == {"overdue"}


def test_a_state_that_does_not_exist_is_refused(program: Make, due: Campaign) -> None:
    answer = program().get(f"campaigns/{due.pk}/duties", state="red")

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_state")


def test_duties_of_other_places_are_not_read(program: Make, due: Campaign) -> None:
    found = program("street_officer", worlds.RIVER).every(f"campaigns/{due.pk}/duties")

    assert found
    assert {row["division_code"][:9] for row in found} == {worlds.RIVER[:9]}


def test_a_token_without_duties_does_not_find_them(program: Make, due: Campaign) -> None:
    assert program(abilities=["view_ledger"]).get(f"campaigns/{due.pk}/duties").status_code == 404


class Lists:
    """A list that the east district handed in, and programs of its people."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.version: ListVersion = list_submit(campaign=world.campaign, division=worlds.EAST, **world["district"].does)

    def program(self, who: str) -> Program:
        account = self.world[who].account
        return Program(*token_issue(account=account, title="对接", actor=LOCAL_OPERATOR))


@pytest.fixture
def lists(db: None) -> Lists:
    return Lists(build())


def test_lists_are_read_with_the_digest_that_the_journal_holds(lists: Lists) -> None:
    (found,) = lists.program("city").every(f"campaigns/{lists.world.campaign.pk}/lists")

    assert (found["division_code"], found["number"], found["filed_on"]) == (worlds.EAST, 1, None)
    assert found["digest"] == lists.version.digest


def test_the_rows_of_a_list_come_in_its_order(lists: Lists) -> None:
    found = lists.program("city").every(f"lists/{lists.version.pk}/rows", limit=2)

    assert [row["position"] for row in found] == list(range(1, lists.version.total + 1))


def test_a_list_of_another_district_is_not_there(lists: Lists) -> None:
    assert lists.program("west").get(f"lists/{lists.version.pk}/rows").status_code == 404
