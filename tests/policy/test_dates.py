"""Every way of stating a date, resolved against what has happened."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.policy.calendar import ChineseCalendar, Weekdays, adjusted
from sanwu.policy.dates import Due, Given, Standing, duty_due, duty_turns, phase_end, phase_start, standing
from sanwu.policy.load import load_files
from sanwu.policy.model import Scheme
from tests.policy.small import CLOCKS, COUNTING, scheme

NOW = date(2016, 7, 1)
NATIONAL = ChineseCalendar()
LAW = {"law__clocks": CLOCKS}


def duty(due: str, more: str = "", head: str = "", **files: str) -> Scheme:
    return scheme(f"{head}duties:\n  it: {{title: 事, due: {due}}}\n{more}", **files)


def due_of(plan: Scheme, events: dict[str, date] | None = None, name: str = "it", **given_: object) -> Due:
    return duty_due(plan, name, Given(**{"calendar": NATIONAL, "on": NOW, "events": events or {}, **given_}))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2016-06-30", date(2016, 6, 30)),
        ("{date: 2016-07-10, note: 星期日}", date(2016, 7, 10)),
        ("{dekad: 2020-06/1}", date(2020, 6, 10)),
        ("{dekad: 2020-06/2, bound: start}", date(2020, 6, 11)),
        ("{dekad: 2020-02/3}", date(2020, 2, 29)),
        ("{month_end: 2021-02}", date(2021, 2, 28)),
        ("{quarter_end: 2020-2}", date(2020, 6, 30)),
        ("{year_end: 2020}", date(2020, 12, 31)),
    ],
)
def test_a_date_that_depends_on_nothing_is_that_day(written: str, day: date) -> None:
    due = due_of(duty(written))

    assert (due.target, due.limit, due.source) == (day, day, "plan")
    assert not due.unset
    assert not due.estimated


def test_a_date_to_be_set_is_unset_and_never_overdue() -> None:
    due = due_of(duty("to_be_set"))

    assert due.unset
    assert standing(due, date.max) == Standing.UNSET


def test_a_duty_without_any_date_is_unset() -> None:
    assert due_of(scheme("duties:\n  it: {title: 事}\n")).unset


EVENT = "events: {done: 完工}\n"


@pytest.mark.parametrize(
    ("written", "happened", "day"),
    [
        ("{after: done, days: 15}", date(2017, 5, 16), date(2017, 5, 31)),
        ("{after: done, days: 0}", date(2017, 5, 16), date(2017, 5, 16)),
        ("{after: done, days: 5, clock: working}", date(2016, 9, 28), date(2016, 10, 10)),
        ("{after: done, months: 1}", date(2017, 1, 31), date(2017, 2, 28)),
        ("{after: done, years: 1}", date(2016, 2, 29), date(2017, 2, 28)),
        ("{after: done, days: 30}", date(2017, 9, 1), date(2017, 10, 1)),
        ("{after: done, days: 30, ends_on_holiday: next_working_day}", date(2017, 9, 1), date(2017, 10, 9)),
        ("{before: done, days: 15}", date(2018, 3, 31), date(2018, 3, 16)),
        ("{before: done, days: 2, clock: working}", date(2016, 10, 10), date(2016, 10, 8)),
        ("{before: done, months: 1}", date(2017, 3, 31), date(2017, 2, 28)),
    ],
)
def test_a_length_is_counted_from_the_event_whose_day_is_not_counted(written: str, happened: date, day: date) -> None:
    due = due_of(duty(written, head=EVENT), {"done": happened})

    assert (due.limit, due.source, due.estimated) == (day, "event", False)


def test_an_event_that_has_not_happened_leaves_the_date_open_and_is_named() -> None:
    due = due_of(duty("{after: done, days: 15}", head=EVENT))

    assert (due.unset, due.waits_for) == (True, "done")
    assert standing(due, date.max) == Standing.UNSET


def test_a_scheme_that_names_a_pack_of_counting_rules_counts_by_it() -> None:
    plan = duty("{after: done, days: 30}", head=f"laws: [counting]\n{EVENT}", law__counting=COUNTING)

    assert due_of(plan, {"done": date(2017, 9, 1)}).limit == date(2017, 10, 9)


def test_saying_that_the_last_day_stays_comes_before_the_pack() -> None:
    plan = duty(
        "{after: done, days: 30, ends_on_holiday: stays}", head=f"laws: [counting]\n{EVENT}", law__counting=COUNTING
    )

    assert due_of(plan, {"done": date(2017, 9, 1)}).limit == date(2017, 10, 1)


def test_the_day_of_the_event_picks_the_version_of_the_law() -> None:
    plan = duty("{law: clocks.filing, after: done}", head=f"laws: [clocks]\n{EVENT}", **LAW)

    old = due_of(plan, {"done": date(2020, 12, 31)})
    new = due_of(plan, {"done": date(2021, 1, 1)})

    assert (old.limit, old.law, old.source) == (date(2021, 2, 1), "old", "law")  # 30 January is a Saturday
    assert (new.limit, new.law) == (date(2021, 1, 11), "new")


def test_the_law_names_its_own_event_where_the_scheme_does_not() -> None:
    plan = duty("{law: clocks.reply}", head="laws: [clocks]\n", **LAW)

    assert due_of(plan, {"elected": date(2016, 9, 28)}).limit == date(2016, 10, 10)
    assert due_of(plan).waits_for == "elected"


@pytest.mark.parametrize(
    ("clock", "day"),
    [("filing", date(1999, 12, 31)), ("warranty", date(2020, 1, 1)), ("reply", date(2022, 1, 1))],
)
def test_where_no_version_speaks_the_date_is_open(clock: str, day: date) -> None:
    plan = duty(f"{{law: clocks.{clock}}}", head="laws: [clocks]\n", **LAW)

    assert due_of(plan, {"elected": day}).unset


def test_a_statutory_limit_in_years_follows_its_version() -> None:
    plan = duty("{law: clocks.warranty}", head="laws: [clocks]\n", **LAW)

    assert due_of(plan, {"elected": date(2024, 2, 29)}).limit == date(2026, 2, 28)


def test_two_dates_are_a_target_and_a_limit() -> None:
    due = due_of(duty("{target: 2020-06-10, limit: 2020-06-20}"))

    assert (due.target, due.limit) == (date(2020, 6, 10), date(2020, 6, 20))


def test_the_stricter_date_is_the_target_whichever_way_they_turn_out() -> None:
    due = due_of(duty("{target: {after: done, days: 30}, limit: 2020-06-20}", head=EVENT), {"done": date(2020, 6, 1)})

    assert (due.target, due.limit) == (date(2020, 6, 20), date(2020, 7, 1))


def test_one_of_two_dates_may_still_be_open() -> None:
    plan = duty("{target: {after: done, days: 1}, limit: 2020-06-20}", head=EVENT)

    due = due_of(plan)

    assert (due.target, due.limit, due.unset) == (None, date(2020, 6, 20), False)
    assert standing(due, date(2020, 6, 21)) == Standing.OVERDUE


def test_both_open_dates_leave_it_unset() -> None:
    due = due_of(duty("{target: {after: done, days: 1}, limit: to_be_set}", head=EVENT))

    assert (due.unset, due.waits_for) == (True, "done")


def test_an_area_moves_a_date_of_the_plan_by_its_own_document() -> None:
    moved = due_of(duty("2016-06-30"), redating={"it": date(2025, 3, 31)})

    assert (moved.target, moved.limit, moved.source) == (date(2025, 3, 31), date(2025, 3, 31), "redated")


def test_a_moved_duty_moves_what_is_counted_from_it() -> None:
    plan = duty("2016-06-30", "  next: {title: 下, due: {after: it, days: 5}}\n")

    due = due_of(plan, name="next", redating={"it": date(2025, 3, 31)})

    assert due.limit == date(2025, 4, 5)


def test_counting_from_a_duty_not_done_yet_uses_its_planned_day_as_an_estimate() -> None:
    plan = duty("2016-06-30", "  next: {title: 下, due: {after: it, days: 5}}\n")

    planned, done = due_of(plan, name="next"), due_of(plan, {"it": date(2016, 6, 20)}, name="next")

    assert (planned.limit, planned.estimated) == (date(2016, 7, 5), True)
    assert (done.limit, done.estimated) == (date(2016, 6, 25), False)


PHASES = """\
phases:
  one: {title: 一, starts: 2016-01-01, ends: {after: it, days: 1}}
  two: {title: 二, starts: {after: one, days: 1}, ends: to_be_set}
duties:
  it: {title: 事, due: DUE}
"""


def test_phases_have_a_start_and_an_end_that_follow_duties() -> None:
    plan = scheme(PHASES.replace("DUE", "2016-06-30"))
    given_ = Given(NATIONAL, NOW)

    assert phase_start(plan, "one", given_).limit == date(2016, 1, 1)
    assert phase_end(plan, "one", given_).limit == date(2016, 7, 1)
    assert phase_start(plan, "two", given_).limit == date(2016, 7, 2)
    assert phase_end(plan, "two", given_).unset
    assert phase_end(plan, "two", Given(NATIONAL, NOW, redating={"two": NOW})).limit == NOW


def test_a_duty_and_a_phase_that_wait_for_each_other_are_open_for_ever() -> None:
    plan = scheme(PHASES.replace("DUE", "{after: one, days: 1}"))

    assert due_of(plan).unset
    assert phase_end(plan, "one", Given(NATIONAL, NOW)).unset


def test_working_days_beyond_the_announced_years_are_an_estimate() -> None:
    late = NATIONAL.announced_through - timedelta(days=2)
    working = due_of(duty("{after: done, days: 9, clock: working}", head=EVENT), {"done": late})
    plain = due_of(duty("{after: done, days: 9}", head=EVENT), {"done": late})

    assert working.estimated
    assert not plain.estimated


# --- Recurring -------------------------------------------------------------------------------------------------------


def days_of(rule: str, since: date, until: date, calendar: object = NATIONAL) -> list[date]:
    plan = scheme(f"duties:\n  it: {{title: 事, recurs: {rule}}}\n")
    return [turn.due for turn in duty_turns(plan, "it", since, until, Given(calendar, since))]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("{every: month}", [(1, 31), (2, 29), (3, 31)]),
        ("{every: month, on: 31}", [(1, 31), (2, 29), (3, 31)]),
        ("{every: month, on: 5}", [(1, 5), (2, 5), (3, 5)]),
        ("{every: quarter}", [(3, 31)]),
        ("{every: quarter, on: 15}", [(1, 15)]),
        ("{every: half_year}", []),
        ("{every: year, on: 02-29}", [(2, 29)]),
        ("{every: month, from: 2020-02-10}", [(2, 29), (3, 31)]),
        ("{every: month, until: 2020-02-28}", [(1, 31)]),
        ("{every: month, from: to_be_set}", []),
        ("{every: month, until: to_be_set}", [(1, 31), (2, 29), (3, 31)]),
    ],
)
def test_a_rhythm_falls_on_its_day_within_its_bounds(rule: str, days: list[tuple[int, int]]) -> None:
    assert days_of(rule, date(2020, 1, 1), date(2020, 4, 1)) == [date(2020, *day) for day in days]


def test_an_area_moves_the_end_of_what_only_recurs_and_it_then_begins_with_the_campaign() -> None:
    plan = scheme("duties:\n  it: {title: 事, recurs: {every: month, from: 2016-03-01, until: 2016-06-30}}\n")
    given_ = Given(NATIONAL, date(2025, 1, 10), redating={"it": date(2025, 3, 15)})

    found = [turn.due for turn in duty_turns(plan, "it", date(2025, 1, 1), date(2025, 12, 31), given_)]

    assert found == [date(2025, 1, 31), date(2025, 2, 28)]
    due = duty_due(plan, "it", given_)
    assert (due.limit, due.source) == (date(2025, 1, 31), "redated")


def test_a_date_moved_for_a_duty_that_also_recurs_moves_that_date_only() -> None:
    plan = scheme("duties:\n  it: {title: 事, due: 2016-06-30, recurs: {every: month, until: 2016-08-31}}\n")
    given_ = Given(NATIONAL, NOW, redating={"it": date(2016, 7, 5)})

    assert duty_due(plan, "it", given_).limit == date(2016, 7, 5)
    assert [turn.due for turn in duty_turns(plan, "it", NOW, date(2016, 12, 31), given_)] == [
        date(2016, 7, 31), date(2016, 8, 31),
    ]  # fmt: skip


def test_a_yearly_day_that_a_year_does_not_have_is_the_last_of_its_month() -> None:
    assert days_of("{every: year, on: 02-29}", date(2021, 1, 1), date(2022, 1, 1)) == [date(2021, 2, 28)]


def test_weeks_run_from_monday_and_end_on_sunday() -> None:
    assert days_of("{every: week, on: fri}", date(2020, 1, 4), date(2020, 1, 17)) == [
        date(2020, 1, 10), date(2020, 1, 17),
    ]  # fmt: skip
    assert days_of("{every: week}", date(2020, 1, 1), date(2020, 1, 12)) == [date(2020, 1, 5), date(2020, 1, 12)]


def test_working_days_are_asked_of_the_calendar() -> None:
    free = adjusted(Weekdays(), holidays=[date(2020, 1, 1)], workdays=[date(2020, 1, 4)])

    assert days_of("{every: working_day}", date(2020, 1, 1), date(2020, 1, 6), free) == [
        date(2020, 1, 2), date(2020, 1, 3), date(2020, 1, 4), date(2020, 1, 6),
    ]  # fmt: skip


def test_a_turn_knows_its_period_and_how_often() -> None:
    plan = scheme("duties:\n  it: {title: 事, recurs: {every: quarter, on: 10, times: 2}}\n")

    (turn,) = duty_turns(plan, "it", date(2020, 4, 1), date(2020, 6, 30), Given(NATIONAL, NOW))

    assert (turn.due, turn.starts, turn.ends, turn.times) == (
        date(2020, 4, 10), date(2020, 4, 1), date(2020, 6, 30), 2,
    )  # fmt: skip


def test_a_duty_that_only_recurs_is_due_at_its_next_turn() -> None:
    plan = scheme("duties:\n  it: {title: 事, recurs: {every: month, on: 5, until: 2016-12-31}}\n")

    assert due_of(plan, on=date(2016, 7, 5)).limit == date(2016, 7, 5)
    assert due_of(plan, on=date(2016, 7, 6)).limit == date(2016, 8, 5)
    assert due_of(plan, on=date(2016, 12, 6)).unset


def test_a_duty_that_does_not_recur_has_no_turns() -> None:
    assert list(duty_turns(duty("2016-06-30"), "it", date.min, date.max, Given(NATIONAL, NOW))) == []


def test_the_end_of_the_calendar_ends_every_rhythm() -> None:
    start = date.max - timedelta(days=40)

    assert days_of("{every: day}", start, date.max)[-1] == date.max
    assert days_of("{every: year}", start, date.max) == [date.max]


RULES = st.sampled_from(
    ["{every: day}", "{every: working_day}", "{every: week, on: wed}", "{every: month, on: 31}", "{every: quarter}",
     "{every: half_year, on: 92}", "{every: year, on: 06-30}"]
)  # fmt: skip


@given(
    rule=RULES, since=st.dates(date(2010, 1, 1), date(2020, 1, 1)), first=st.integers(0, 200), rest=st.integers(0, 200)
)
def test_cutting_a_window_in_two_neither_loses_nor_repeats_a_turn(
    rule: str, since: date, first: int, rest: int
) -> None:
    middle = since + timedelta(days=first)
    until = middle + timedelta(days=rest)

    whole = days_of(rule, since, until)

    assert whole == days_of(rule, since, middle) + days_of(rule, middle + timedelta(days=1), until)
    assert all(one < other for one, other in pairwise(whole))
    assert all(since <= day <= until for day in whole)


# --- Standing --------------------------------------------------------------------------------------------------------

TWO = Due(date(2020, 6, 10), date(2020, 6, 20))


@pytest.mark.parametrize(
    ("day", "light"),
    [
        (date(2020, 6, 2), Standing.NOT_DUE),
        (date(2020, 6, 3), Standing.DUE_SOON),
        (date(2020, 6, 10), Standing.DUE_SOON),
        (date(2020, 6, 11), Standing.AMBER),
        (date(2020, 6, 20), Standing.AMBER),
        (date(2020, 6, 21), Standing.OVERDUE),
    ],
)
def test_amber_after_the_target_and_overdue_after_the_limit(day: date, light: Standing) -> None:
    assert standing(TWO, day) == light


def test_a_single_date_is_overdue_on_the_next_day() -> None:
    due = due_of(duty("2016-06-30"))

    assert standing(due, date(2016, 6, 30)) == Standing.DUE_SOON
    assert standing(due, date(2016, 7, 1)) == Standing.OVERDUE


def test_a_target_without_a_limit_turns_amber_and_no_worse() -> None:
    assert standing(Due(date(2020, 6, 10), None), date.max) == Standing.AMBER


def test_how_soon_is_soon_is_the_askers_choice() -> None:
    assert standing(TWO, date(2020, 6, 3), soon_days=3) == Standing.NOT_DUE


@given(
    written=st.sampled_from(["2016-06-30", "to_be_set", "{after: done, days: 9, clock: working}", "{before: done, months: 2}",
                             "{target: 2016-06-30, limit: {after: done, days: 3}}", "{every: month}"]),
    happened=st.none() | st.dates(),
    on=st.dates(),
)  # fmt: skip
def test_whatever_happens_a_date_resolves_and_what_is_unset_is_never_late(
    written: str, happened: date | None, on: date
) -> None:
    due = due_of(duty(written, head=EVENT), {"done": happened} if happened else {}, on=on)

    assert due.unset == (due.target is None and due.limit is None)
    if due.target and due.limit:
        assert due.target <= due.limit
    if due.unset:
        assert standing(due, on) == Standing.UNSET


@pytest.mark.parametrize(
    ("every", "meant"),
    [
        ("5 days", ""),
        ("5", ""),
        ("2 weeks", ""),
        ("半月", ""),
        ("daily", "day"),
        ("每月", "month"),
        ("每个工作日", "working_day"),
    ],
)
def test_a_rhythm_that_there_is_not_says_what_is_allowed(every: str, meant: str) -> None:
    body = (
        f"bodies: {{o: {{title: 办, level: city}}}}\nduties: {{d: {{title: 报, by: o, recurs: {{every: {every}}}}}}}\n"
    )
    found = load_files(
        {"scheme.yaml": f"id: a\nversion: 1\ntitle: 甲\n{body}", "facts.yaml": "version: 1\ngroups: {}\nfacts: {}\n"}
    )

    (problem,) = found.problems

    assert problem.path.endswith("every")
    assert ("是不是想写" in problem.remedy) == bool(meant)
    assert f"“{meant}”" in problem.remedy or not meant
    for allowed in ("working_day 每个工作日", "times", "{after: 事件, days: 5}"):
        assert allowed in problem.remedy
