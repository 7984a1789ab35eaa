"""Duties generated from a scheme for every body and place, kept in step, and cheap for compounds."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.duties.models import Duty
from sanwu.duties.services import fulfil, generate
from sanwu.records.models import Act
from tests.duties.conftest import OPENED, Enter
from tests.worlds import CITY, EAST, LAKE, PINE, RAIN, RIVER, WEST, WEST_RIVER

pytestmark = pytest.mark.django_db


def rows(campaign: Campaign, duty: str) -> dict[str, Duty]:
    return {row.division_code + row.period: row for row in Duty.objects.filter(campaign=campaign, duty=duty)}


def test_every_responsible_body_and_place_gets_its_duty(generated: Campaign) -> None:
    found = {(row.duty, row.division_code, row.answers_code) for row in Duty.objects.filter(period="")}

    assert {("report", EAST, EAST), ("report", WEST, WEST)} <= found
    assert {("review", EAST, CITY), ("review", WEST, CITY)} <= found, "the city reviews each district's list"
    assert {("announce", place, place) for place in (RIVER, PINE, WEST_RIVER)} <= found
    assert ("rules", CITY, CITY) in found
    assert not {row for row in found if row[0] in ("answer", "look_back")}, "no event has started a clock yet"


def test_a_duty_about_compounds_is_one_row_for_each_division_that_answers(generated: Campaign) -> None:
    survey, improve = rows(generated, "survey"), rows(generated, "improve")

    assert set(survey) == {RAIN, RIVER}, "compounds whose community is not known stand with their street"
    assert (survey[RAIN].expected, survey[RIVER].expected) == (2, 1)
    assert set(improve) == {EAST}
    assert improve[EAST].expected is None, "nobody has said yet for which compounds the condition holds"


def test_a_condition_says_for_which_compounds_a_duty_is(generated: Campaign) -> None:
    some = Compound.objects.order_by("pk").values("pk")[:2]

    generate(
        campaign=generated,
        on=OPENED,
        actor=LOCAL_OPERATOR,
        applying={"small": Compound.objects.filter(pk__in=list(some.values_list("pk", flat=True))).values("pk")},
    )

    assert rows(generated, "improve")[EAST].expected == 2


def test_generating_again_changes_nothing_and_journals_nothing(generated: Campaign) -> None:
    before, acts = list(Duty.objects.order_by("pk").values()), Act.objects.count()

    assert generate(campaign=generated, on=OPENED, actor=LOCAL_OPERATOR) == {"new": 0, "moved": 0, "counted": 0}

    assert list(Duty.objects.order_by("pk").values()) == before
    assert Act.objects.count() == acts


def test_a_date_that_hangs_on_a_plan_is_an_estimate_and_becomes_firm_by_the_event(generated: Campaign) -> None:
    review = rows(generated, "review")
    assert (review[EAST].limit, review[EAST].estimated) == (date(2026, 3, 27), True)

    fulfil(
        event="list_submitted", campaign_id=generated.pk, object_type="list", object_id=1, division_code=EAST,
        on=date(2026, 3, 10), evidence="第1版", actor=LOCAL_OPERATOR,
    )  # fmt: skip

    review = rows(generated, "review")
    assert (review[EAST].limit, review[EAST].estimated, review[EAST].source) == (date(2026, 3, 17), False, "event")
    assert (review[WEST].limit, review[WEST].estimated) == (date(2026, 3, 27), True), "the other district still plans"


def test_an_undated_duty_gets_its_date_when_the_event_comes(generated: Campaign) -> None:
    announce = rows(generated, "announce")
    assert (announce[RIVER].due_on, announce[RIVER].waits_for) == (None, "list_filed")

    fulfil(
        event="list_filed", campaign_id=generated.pk, object_type="list", object_id=1, division_code=EAST,
        on=date(2026, 4, 1), evidence="备案", actor=LOCAL_OPERATOR,
    )  # fmt: skip

    announce = rows(generated, "announce")
    assert announce[RIVER].due_on == date(2026, 4, 4), "the street lies in the district whose list was filed"
    assert announce[WEST_RIVER].due_on is None


def test_both_dates_of_a_plan_are_kept(generated: Campaign) -> None:
    row = rows(generated, "both")[EAST]

    assert (row.target, row.limit) == (date(2026, 3, 10), date(2026, 3, 25))
    assert (row.amber_on, row.due_on) == (row.target, row.limit)


def test_recurring_duties_come_period_by_period(generated: Campaign) -> None:
    assert set(rows(generated, "zero")) == {RAIN + "2026-03-02", LAKE + "2026-03-02"}

    generate(campaign=generated, on=date(2026, 3, 17), actor=LOCAL_OPERATOR)

    zero = rows(generated, "zero")
    assert Counter(row.division_code for row in zero.values()) == {RAIN: 3, LAKE: 3}
    assert zero[RAIN + "2026-03-09"].due_on == date(2026, 3, 13)
    assert zero[RAIN + "2026-03-16"].due_on == date(2026, 3, 20), "the period that has begun, not the ones to come"
    assert {row.period for row in rows(generated, "monthly").values()} == {"2026-03-01"}


def test_compounds_that_come_later_are_counted_at_the_next_keeping(generated: Campaign, enter: Enter) -> None:
    enter(LAKE, RAIN)

    generate(campaign=generated, on=OPENED, actor=LOCAL_OPERATOR)

    survey = rows(generated, "survey")
    assert {code: row.expected for code, row in survey.items()} == {RAIN: 3, LAKE: 1, RIVER: 1}


def test_a_closed_campaign_is_left_as_it_stands(campaign: Campaign) -> None:
    campaign.closed_on = OPENED
    campaign.save()

    assert generate(campaign=campaign, on=OPENED, actor=LOCAL_OPERATOR)["new"] == 0
    assert not Duty.objects.exists()


def test_keeping_asks_no_more_for_many_compounds_than_for_few(campaign: Campaign, enter: Enter) -> None:
    enter(RAIN, RIVER, LAKE)
    generate(campaign=campaign, on=OPENED, actor=LOCAL_OPERATOR)

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            generate(campaign=campaign, on=OPENED, actor=LOCAL_OPERATOR)
        return len(asked)

    few = questions()
    enter(*[RAIN] * 60)
    generate(campaign=campaign, on=OPENED, actor=LOCAL_OPERATOR)

    assert questions() == few
