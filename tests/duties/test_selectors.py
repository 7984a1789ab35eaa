"""Who sees which duties, what presses, and that the words of a state and its filter are the same thing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanwu.base.scope import NOBODY, everywhere
from sanwu.campaigns.models import Campaign
from sanwu.duties.enums import DutyState
from sanwu.duties.models import Duty
from sanwu.duties.selectors import (
    agenda,
    due_counts,
    duties_visible_to,
    duty_for,
    in_state,
    mine,
    state_of,
    waiting,
)
from tests.worlds import CITY, EAST, RAIN, RIVER, WEST, scope_on

pytestmark = pytest.mark.django_db
Person = Callable[..., Any]
ON = date(2026, 5, 10)
NEAR = st.none() | st.dates(ON - timedelta(days=20), ON + timedelta(days=20))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(due=NEAR, amber=NEAR, done=NEAR, expected=st.sampled_from([None, 0, 1, 5]), zero=st.booleans())
def test_a_state_and_its_filter_are_the_same(
    generated: Campaign, due: date | None, amber: date | None, done: date | None, expected: int | None, zero: bool
) -> None:
    row = Duty.objects.get(duty="rules")
    row.due_on = due
    row.amber_on = min(amber, due) if amber and due else due
    row.done_on, row.expected, row.zero_report = done, expected, zero
    row.save()

    found = [one for one in DutyState if Duty.objects.filter(in_state(one, ON), pk=row.pk).exists()]

    assert found == [state_of(row, ON)]


def test_everybody_sees_the_duties_about_his_own_part_of_the_territory(generated: Campaign, person: Person) -> None:
    _account, scope, _actor = person("street_officer", RIVER)

    assert {row.division_code for row in duties_visible_to(scope)} == {RIVER, RAIN, "990101001002"}
    assert not duties_visible_to(NOBODY).exists()
    assert not duties_visible_to(scope_on(1)).exists(), "a partner unit has no duties here"


def test_a_foreign_duty_is_as_one_that_is_not_there(generated: Campaign, person: Person) -> None:
    _account, scope, _actor = person("district_official", WEST)
    foreign = Duty.objects.get(duty="report", division_code=EAST)

    with pytest.raises(Duty.DoesNotExist):
        duty_for(scope, foreign.pk)
    assert duty_for(everywhere(), foreign.pk) == foreign


def test_administrators_and_auditors_have_no_duties_of_their_own(generated: Campaign, person: Person) -> None:
    for role in ("auditor", "system_admin", "security_admin", "audit_admin"):
        _account, scope, _actor = person(role, CITY)
        assert not Duty.objects.filter(mine(scope)).exists(), role


def test_ones_own_are_those_of_ones_own_division_not_of_all_below(generated: Campaign, person: Person) -> None:
    _account, scope, _actor = person("city_reviewer", CITY)

    assert set(Duty.objects.filter(mine(scope)).values_list("duty", flat=True)) == {"review", "monthly", "rules"}


def test_a_department_has_the_duties_of_its_remit(generated: Campaign, person: Person) -> None:
    _account, fire, _actor = person("department", EAST, remit="消防")
    _account, other, _actor = person("department", EAST, remit="绿化")

    assert set(Duty.objects.filter(mine(fire)).values_list("duty", "division_code")) == {("drill", EAST)}
    assert not Duty.objects.filter(mine(other)).exists()


def test_what_presses_comes_first_by_date(generated: Campaign, person: Person) -> None:
    _account, scope, _actor = person("district_official", EAST)

    assert [row.duty for row in waiting(scope, date(2026, 3, 15))] == ["report", "both"]
    assert [row.duty for row in waiting(scope, date(2026, 3, 1))] == []


def test_counts_say_how_everything_stands_in_one_question(
    generated: Campaign, person: Person, django_assert_num_queries: Any
) -> None:
    _account, scope, _actor = person("district_official", EAST)

    with django_assert_num_queries(1):
        found = due_counts(scope, date(2026, 3, 23))

    assert set(found) == set(DutyState)
    assert found[DutyState.OVERDUE] == 1, "the report of the district"
    assert found[DutyState.AMBER] == 1, "both dates: the target has passed"
    assert found[DutyState.SILENT] == 2, "two communities did not report"
    assert sum(found.values()) == duties_visible_to(scope).count()


def test_a_calendar_asks_for_a_span_of_days(generated: Campaign, person: Person) -> None:
    _account, scope, _actor = person("district_official", WEST)

    found = agenda(scope, date(2026, 3, 1), date(2026, 3, 31))

    assert [(kind.duty, kind.due_on.day, kind.count, kind.open) for kind in found] == [
        ("report", 20, 1, 1), ("both", 25, 1, 1), ("review", 27, 1, 1),
    ]  # fmt: skip
    assert [kind.duty for kind in agenda(scope, date(2026, 3, 1), date(2026, 3, 31), only_mine=True)] == [
        "report",
        "both",
    ]
