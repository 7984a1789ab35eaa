"""Only the event that the scheme names fulfils a duty; events of objects start their clocks."""

from datetime import date

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import enter_compounds, leave_campaign
from sanwu.compounds.models import Compound
from sanwu.duties.enums import DutyState
from sanwu.duties.models import Duty, Fulfilment
from sanwu.duties.selectors import state_of
from sanwu.duties.services import fulfil, fulfil_many, generate
from sanwu.records.models import Act
from sanwu.records.services import act
from tests.duties.conftest import OPENED
from tests.worlds import CITY, EAST, LAKE, RAIN, RIVER, WEST

pytestmark = pytest.mark.django_db


def happens(
    campaign: Campaign,
    event: str,
    division: str = EAST,
    *,
    on: date = OPENED,
    kind: str = "division",
    number: int = 0,
    period: date | None = None,
) -> list[Duty]:
    return fulfil(
        event=event, campaign_id=campaign.pk, object_type=kind, object_id=number, division_code=division, on=on,
        evidence="第1号", actor=LOCAL_OPERATOR, period=period,
    )  # fmt: skip


def compounds() -> list[tuple[int, str]]:
    return list(Compound.objects.order_by("pk").values_list("pk", "division_id"))


def test_an_event_fulfils_the_duty_of_its_own_place_only(generated: Campaign) -> None:
    done = happens(generated, "list_submitted", EAST, on=date(2026, 3, 19))

    assert [(row.duty, row.division_code, row.done_on) for row in done] == [("report", EAST, date(2026, 3, 19))]
    assert Duty.objects.get(duty="report", division_code=WEST).done_on is None


def test_an_event_that_no_duty_waits_for_does_nothing_and_leaves_no_trace(generated: Campaign) -> None:
    acts = Act.objects.count()

    assert happens(generated, "price_published") == []
    assert happens(generated, "list_submitted", RIVER) == [], "a street hands in no list"
    assert Act.objects.count() == acts


def test_the_second_time_nothing_is_left_to_fulfil(generated: Campaign) -> None:
    happens(generated, "list_submitted")

    assert happens(generated, "list_submitted") == []
    assert Fulfilment.objects.count() == 1


def test_what_a_compound_has_done_already_is_not_told_to_the_journal_again(generated: Campaign) -> None:
    (first, division), *_others = compounds()
    assert happens(generated, "survey_finished", division, kind="compound", number=first)
    acts = Act.objects.count()

    assert happens(generated, "survey_finished", division, kind="compound", number=first) == []
    assert (Act.objects.count(), Fulfilment.objects.count()) == (acts, 1)
    with act(verb="ledger.import", actor=LOCAL_OPERATOR):
        assert happens(generated, "survey_finished", division, kind="compound", number=first) == []
    assert Act.objects.latest("number").steps == []


def test_a_campaign_whose_duties_were_not_generated_yet_loses_no_event(campaign: Campaign) -> None:
    done = happens(campaign, "list_submitted")

    assert [row.duty for row in done] == ["report"]


def test_done_after_the_limit_is_late(generated: Campaign) -> None:
    happens(generated, "list_submitted", on=date(2026, 3, 21))

    assert state_of(Duty.objects.get(duty="report", division_code=EAST), date(2026, 4, 1)) == DutyState.LATE


def test_inside_the_act_of_a_caller_it_is_a_step_of_that_act(generated: Campaign) -> None:
    with act(verb="ledger.import", actor=LOCAL_OPERATOR) as entry:
        fulfil(
            event="list_submitted", campaign_id=generated.pk, object_type="list", object_id=1, division_code=EAST,
            on=OPENED, evidence="", actor=LOCAL_OPERATOR, entry=entry,
        )  # fmt: skip

    last = Act.objects.order_by("-number").first()
    assert last is not None
    assert (last.verb, [step["verb"] for step in last.steps]) == ("ledger.import", ["duties.fulfil"])
    assert Fulfilment.objects.get().act_uid == last.uid


def test_each_compound_is_a_part_and_the_last_one_ends_the_duty(generated: Campaign) -> None:
    (first, rain), (second, _rain), (third, river) = compounds()

    happens(generated, "survey_finished", rain, kind="compound", number=first, on=date(2026, 3, 5))
    row = Duty.objects.get(duty="survey", division_code=RAIN)
    assert (row.done, row.expected, row.done_on) == (1, 2, None)

    happens(generated, "survey_finished", rain, kind="compound", number=first, on=date(2026, 3, 6))
    row.refresh_from_db()
    assert row.done == 1, "the same compound counts once"

    happens(generated, "survey_finished", rain, kind="compound", number=second, on=date(2026, 3, 9))
    row.refresh_from_db()
    assert (row.done, row.done_on) == (2, date(2026, 3, 9))
    assert Duty.objects.get(duty="survey", division_code=RIVER).done == 0
    assert third


def test_many_compounds_at_once_count_as_each_by_itself(generated: Campaign) -> None:
    fulfil_many(
        event="survey_finished", campaign_id=generated.pk, object_type="compound", objects=compounds(), on=OPENED,
        evidence="普查", actor=LOCAL_OPERATOR,
    )  # fmt: skip

    found = dict(Duty.objects.filter(duty="survey").values_list("division_code", "done_on"))
    assert found == {RAIN: OPENED, RIVER: OPENED}


def test_a_new_compound_reopens_what_was_done_for_all(generated: Campaign, enter: object) -> None:
    fulfil_many(
        event="survey_finished", campaign_id=generated.pk, object_type="compound", objects=compounds(), on=OPENED,
        evidence="普查", actor=LOCAL_OPERATOR,
    )  # fmt: skip
    enter(RAIN)  # type: ignore[operator]

    generate(campaign=generated, on=OPENED, actor=LOCAL_OPERATOR)

    row = Duty.objects.get(duty="survey", division_code=RAIN)
    assert (row.done, row.expected, row.done_on) == (2, 3, None)


def test_a_compound_for_which_the_condition_does_not_hold_does_not_count(generated: Campaign) -> None:
    (first, code), (second, _), _third = compounds()
    applying = {"small": Compound.objects.filter(pk=second).values("pk")}
    happens(generated, "acceptance_passed", code, kind="compound", number=first)

    generate(campaign=generated, on=OPENED, actor=LOCAL_OPERATOR, applying=applying)
    row = Duty.objects.get(duty="improve")
    assert (row.expected, row.done, row.done_on) == (1, 0, None)

    happens(generated, "acceptance_passed", code, kind="compound", number=second, on=date(2026, 3, 8))
    generate(campaign=generated, on=OPENED, actor=LOCAL_OPERATOR, applying=applying)
    row.refresh_from_db()
    assert (row.expected, row.done, row.done_on) == (1, 1, date(2026, 3, 8))


def test_an_event_of_one_compound_starts_its_clock(generated: Campaign) -> None:
    first, code = compounds()[0]

    happens(generated, "acceptance_passed", code, kind="compound", number=first, on=date(2026, 8, 31))

    row = Duty.objects.get(duty="look_back")
    assert (row.object_type, row.object_id, row.division_code, row.answers_code) == ("compound", first, EAST, EAST)
    assert (row.happened_on, row.started_by, row.due_on) == (date(2026, 8, 31), "acceptance_passed", date(2026, 9, 30))

    happens(generated, "look_back_done", code, kind="compound", number=first, on=date(2026, 9, 20))
    row.refresh_from_db()
    assert row.done_on == date(2026, 9, 20)


def test_a_second_look_back_waits_for_the_first(generated: Campaign) -> None:
    first, code = compounds()[0]
    happens(generated, "acceptance_passed", code, kind="compound", number=first, on=date(2026, 8, 31))

    happens(generated, "look_back_done", code, kind="compound", number=first, on=date(2026, 9, 20))
    assert Duty.objects.get(duty="look_back").done_on == date(2026, 9, 20)
    assert Duty.objects.get(duty="look_again").done_on is None

    happens(generated, "look_back_done", code, kind="compound", number=first, on=date(2026, 11, 20))
    assert Duty.objects.get(duty="look_again").done_on == date(2026, 11, 20)


def test_a_case_begins_with_its_event_and_runs_in_working_days(generated: Campaign) -> None:
    # Friday 3 April 2026; Monday 6 April is a holiday (清明节).
    happens(generated, "complaint_received", RIVER, kind="case", number=41, on=date(2026, 4, 3))

    row = Duty.objects.get(duty="answer")
    assert (row.object_id, row.due_on, row.estimated) == (41, date(2026, 4, 13), False)
    assert happens(generated, "complaint_answered", RIVER, kind="case", number=42) == [], "another case"
    assert len(happens(generated, "complaint_answered", RIVER, kind="case", number=41, on=date(2026, 4, 9))) == 1


def test_a_report_counts_for_the_period_in_which_it_comes(generated: Campaign) -> None:
    generate(campaign=generated, on=date(2026, 3, 17), actor=LOCAL_OPERATOR)

    happens(generated, "zero_report_submitted", RAIN, kind="community", on=date(2026, 3, 12))

    found = dict(Duty.objects.filter(duty="zero", division_code=RAIN).values_list("period", "done_on"))
    assert found == {"2026-03-02": None, "2026-03-09": date(2026, 3, 12), "2026-03-16": None}
    silent = Duty.objects.get(duty="zero", division_code=RAIN, period="2026-03-02")
    assert state_of(silent, date(2026, 3, 17)) == DutyState.SILENT


def test_a_report_may_say_for_which_period_it_is(generated: Campaign) -> None:
    generate(campaign=generated, on=date(2026, 3, 17), actor=LOCAL_OPERATOR)

    happens(generated, "zero_report_submitted", LAKE, kind="community", on=date(2026, 3, 12), period=date(2026, 3, 2))

    row = Duty.objects.get(duty="zero", division_code=LAKE, period="2026-03-02")
    assert state_of(row, date(2026, 3, 17)) == DutyState.LATE


def test_a_closed_campaign_takes_no_event(generated: Campaign) -> None:
    Campaign.objects.filter(pk=generated.pk).update(closed_on=OPENED)

    assert happens(generated, "list_submitted") == []
    assert CITY


def test_a_compound_that_left_the_campaign_waits_for_nothing_until_it_comes_back(generated: Campaign) -> None:
    number, code = compounds()[0]
    happens(generated, "acceptance_passed", code, kind="compound", number=number, on=date(2026, 8, 31))
    entries = [(number, code)]
    late = date(2026, 10, 15)

    leave_campaign(campaign=generated, compounds=[number], actor=LOCAL_OPERATOR, reason="并入邻近小区")
    generate(campaign=generated, on=late, actor=LOCAL_OPERATOR, applying={})
    assert state_of(Duty.objects.get(duty="look_back"), late) == DutyState.EMPTY

    enter_compounds(campaign=generated, compounds=entries, entered_by="hand", actor=LOCAL_OPERATOR)
    generate(campaign=generated, on=late, actor=LOCAL_OPERATOR, applying={})
    assert state_of(Duty.objects.get(duty="look_back"), late) == DutyState.OVERDUE
