"""What duties and lists tell the board: in their own units, within the scope, and nothing that nobody recorded."""

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import NOBODY
from sanwu.decisions.filing import list_withdraw
from sanwu.decisions.selectors import counts
from sanwu.duties.services import fulfil, generate
from sanwu.exchange.duties import bring_in_step
from sanwu.indicators.selectors import Tally
from sanwu.web.desk.happened import Told, happened
from tests.decisions.filing_world import World, build
from tests.decisions.test_filing import accepted, file, submit
from tests.worlds import CITY, EAST, WEST

TODAY = clock.today()


@pytest.fixture(autouse=True)
def the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where midnight came since this file was read."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def world(db: None) -> World:
    return build()


def told(world: World, who: str = "city", under: str = CITY) -> Told:
    return happened(world.campaign, world[who].scope, under, TODAY)


def lists(world: World, who: str = "city", under: str = CITY) -> tuple[Tally | None, Tally | None]:
    found = told(world, who, under).tallies
    return found.get("list_reviewed"), found.get("list_filed")


def test_nothing_is_told_where_nobody_keeps_a_duty_or_handed_in_a_list(world: World) -> None:
    assert told(world).tallies == {}


def test_a_list_counts_its_compounds_from_its_submission_to_its_filing(world: World) -> None:
    version = submit(world)
    assert lists(world) == (Tally(0, version.total, "lists"), Tally(0, version.total, "lists"))

    list_withdraw(version=version, reason="漏了", expected_version=1, **world["district2"].does)
    assert lists(world) == (None, None)

    version = accepted(world)
    assert lists(world) == (Tally(version.total, version.total, "lists"), Tally(0, version.total, "lists"))
    file(world, version, who="city2")
    whole = Tally(version.total, version.total, "lists")
    assert lists(world) == (whole, whole)
    assert lists(world, under=EAST) == (whole, whole)


def test_a_list_is_told_to_nobody_beside(world: World) -> None:
    submit(world)

    assert lists(world, "west") == (None, None)
    assert lists(world, "city", WEST) == (None, None)
    assert happened(world.campaign, NOBODY, CITY, TODAY) == Told()


def test_duties_that_happen_once_say_how_many_are_done(world: World) -> None:
    generate(campaign=world.campaign, on=TODAY, actor=LOCAL_OPERATOR)
    assert told(world).tallies["list_submitted"] == Tally(0, 2, "duties")
    submit(world)

    assert told(world).tallies["list_submitted"] == Tally(1, 2, "duties")
    assert told(world, under=WEST).tallies["list_submitted"] == Tally(0, 1, "duties")
    assert "inspection_recorded" not in told(world).tallies, "what recurs is never done for good"
    assert told(world).late > 0


def test_a_compound_whose_acceptance_fulfils_two_duties_counts_once(world: World) -> None:
    compound = world.compound("砚湖一村")

    def happens(event: str) -> None:
        fulfil(
            event=event, campaign_id=world.campaign.pk, object_type="compound", object_id=compound.pk,
            division_code=compound.division_id, on=TODAY, evidence="第1号", actor=LOCAL_OPERATOR,
        )  # fmt: skip

    bring_in_step(world.campaign, TODAY)
    before = told(world).tallies["acceptance_passed"]
    assert (before.done, before.total) == (0, counts(world.campaign)["conditions"]["three_no"]["yes"])

    happens("works_finished")  # its acceptance is due now, beside the year's end for all of them
    assert told(world).tallies["acceptance_passed"] == before
    happens("acceptance_passed")
    bring_in_step(world.campaign, TODAY)

    assert told(world).tallies["acceptance_passed"] == Tally(1, before.total, "duties")
    looks = told(world).tallies["look_back_done"]
    assert (looks.done, looks.total) == (0, 4), "one look back after the other: each is one"
    happens("look_back_done")
    assert told(world).tallies["look_back_done"] == Tally(1, 4, "duties")
