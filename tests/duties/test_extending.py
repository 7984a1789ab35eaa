"""More time: asked for, granted by another person; the original date stays."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sanwu.approvals.enums import Verb
from sanwu.approvals.models import Case
from sanwu.approvals.services import take_step
from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.campaigns.models import Campaign
from sanwu.duties.enums import DutyState
from sanwu.duties.extending import answer_extension, ask_extension
from sanwu.duties.models import Duty
from sanwu.duties.selectors import state_of
from sanwu.duties.services import generate
from tests.worlds import CITY, EAST, WEST

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 4, 10)
Person = Callable[..., Any]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 20))


def report() -> Duty:
    return Duty.objects.get(duty="report", division_code=EAST)


def ask(person: Any, duty: Duty | None = None, until: date = UNTIL, reason: str = "两个街道停电，资料晚到") -> Case:
    _account, scope, actor = person
    duty = duty or report()
    return ask_extension(duty=duty, scope=scope, until=until, reason=reason, actor=actor, expected_version=duty.version)


def answer(person: Any, grant: bool = True, reason: str = "情况属实", version: int = 1) -> Case:
    _account, scope, actor = person
    return answer_extension(
        duty=report(), scope=scope, grant=grant, reason=reason, actor=actor, expected_version=version
    )  # fmt: skip


def test_a_granted_extension_moves_what_counts_and_keeps_the_original(generated: Campaign, person: Person) -> None:
    ask(person("district_official", EAST))

    answer(person("city_reviewer", CITY))

    row = report()
    assert (row.limit, row.due_on, row.amber_on) == (date(2026, 3, 20), UNTIL, UNTIL)
    assert state_of(row, date(2026, 4, 1)) == DutyState.OPEN


def test_the_extension_stands_when_the_dates_are_worked_out_again(generated: Campaign, person: Person) -> None:
    ask(person("district_official", EAST))
    answer(person("city_reviewer", CITY))

    generate(campaign=generated, on=date(2026, 3, 21), actor=LOCAL_OPERATOR)

    assert (report().limit, report().due_on) == (date(2026, 3, 20), UNTIL)


def test_a_refusal_changes_no_date_and_says_why(generated: Campaign, person: Person) -> None:
    ask(person("district_official", EAST))

    with pytest.raises(BadInput, match="理由"):
        answer(person("city_reviewer", CITY), grant=False, reason="")
    answer(person("city_reviewer", CITY), grant=False, reason="时间足够")

    assert report().due_on == date(2026, 3, 20)


def test_who_asked_does_not_grant(generated: Campaign, person: Person) -> None:
    official = person("district_official", EAST)
    ask(official)

    with pytest.raises(Refused):
        answer(official)
    answer(person("district_official", EAST))

    assert report().due_on == UNTIL, "a colleague with the right may"


@pytest.mark.parametrize(
    ("role", "division"), [("street_officer", EAST), ("district_official", WEST), ("auditor", CITY)]
)
def test_without_the_right_there_nothing_is_granted(
    generated: Campaign, person: Person, role: str, division: str
) -> None:
    ask(person("district_official", EAST))

    with pytest.raises(Refused):
        answer(person(role, division))


def test_a_foreign_body_does_not_ask(generated: Campaign, person: Person) -> None:
    with pytest.raises(Refused):
        ask(person("district_official", WEST))


def test_the_new_date_lies_after_the_old_one_and_the_reason_is_given(generated: Campaign, person: Person) -> None:
    official = person("district_official", EAST)

    with pytest.raises(BadInput, match="晚于"):
        ask(official, until=date(2026, 3, 20))
    with pytest.raises(BadInput, match="理由"):
        ask(official, reason="")
    assert not Case.objects.exists()


def test_one_request_waits_at_a_time(generated: Campaign, person: Person) -> None:
    official = person("district_official", EAST)
    ask(official)

    with pytest.raises(Refused, match="等答复"):
        ask(official, until=date(2026, 5, 1))
    answer(person("city_reviewer", CITY))
    assert ask(official, until=date(2026, 5, 1)).asked_for == date(2026, 5, 1)


def test_what_is_undated_or_done_is_not_extended(generated: Campaign, person: Person) -> None:
    with pytest.raises(Refused, match="定了期限"):
        ask(person("city_reviewer", CITY), Duty.objects.get(duty="rules"))


def test_an_answer_to_an_older_state_is_stale(generated: Campaign, person: Person) -> None:
    ask(person("district_official", EAST))

    with pytest.raises(Stale):
        answer(person("city_reviewer", CITY), version=9)


def test_what_was_granted_elsewhere_is_carried_at_the_next_keeping(generated: Campaign, person: Person) -> None:
    case = ask(person("district_official", EAST))
    _account, scope, actor = person("city_reviewer", CITY)
    take_step(case=case, verb=Verb.EXTEND_GRANT, actor=actor, scope=scope, reason="", expected_version=1)

    assert generate(campaign=generated, on=date(2026, 3, 21), actor=LOCAL_OPERATOR)["moved"] == 1

    assert report().due_on == UNTIL
