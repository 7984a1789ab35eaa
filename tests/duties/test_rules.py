"""How a duty stands, how urgent it is, and where its rows stand."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sanwu.base.codes import range_of, significant
from sanwu.duties.enums import DutyState, Light
from sanwu.duties.rules import DIGITS, OPEN_STATES, above, codes_of, finished, light, place_of, state

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MAYBE = st.none() | DAYS
CODES = st.builds(
    lambda county, street, community: f"9901{county:02d}{street:03d}{community:03d}",
    st.integers(1, 3), st.integers(0, 3), st.integers(0, 3),
)  # fmt: skip


@given(on=DAYS, done_on=MAYBE, zero=st.booleans(), expected=st.sampled_from([None, 0, 1, 9]))
def test_what_has_no_date_is_never_overdue(on: date, done_on: date | None, zero: bool, expected: int | None) -> None:
    found = state(on=on, due_on=None, done_on=done_on, expected=expected, zero_report=zero)

    assert found not in (DutyState.OVERDUE, DutyState.SILENT, DutyState.LATE, DutyState.AMBER)


@given(on=DAYS, due=DAYS, done=DAYS)
def test_done_after_the_limit_stays_late_whenever_one_asks(on: date, due: date, done: date) -> None:
    assert state(on=on, due_on=due, done_on=done) == (DutyState.LATE if done > due else DutyState.DONE)


@given(on=DAYS, due=DAYS, before=st.integers(0, 60))
def test_amber_lies_between_the_target_and_the_limit(on: date, due: date, before: int) -> None:
    target = due - timedelta(days=before)
    found = state(on=on, due_on=due, amber_on=target)

    assert (found == DutyState.OVERDUE) == (on > due)
    assert (found == DutyState.AMBER) == (target < on <= due)
    assert found in OPEN_STATES


def test_a_report_that_nobody_sent_is_silence_and_not_merely_late() -> None:
    day = date(2026, 5, 4)

    assert state(on=day, due_on=date(2026, 5, 1), zero_report=True) == DutyState.SILENT
    assert state(on=day, due_on=date(2026, 5, 1)) == DutyState.OVERDUE
    assert state(on=day, due_on=date(2026, 5, 4), zero_report=True) == DutyState.SOON


def test_a_duty_about_no_compound_at_all_is_neither_open_nor_done() -> None:
    assert state(on=date(2026, 5, 4), due_on=date(2026, 5, 1), expected=0) == DutyState.EMPTY
    assert not finished(0, 0)
    assert not finished(None, 5)
    assert finished(3, 3)


@given(on=DAYS, begins=DAYS, due=DAYS)
def test_the_light_only_ever_gets_worse_as_the_days_go_by(on: date, begins: date, due: date) -> None:
    order = [Light.GREEN, Light.YELLOW, Light.RED, Light.OVER]
    today, tomorrow = (light(on=day, begins_on=begins, due_on=due) for day in (on, on + timedelta(days=1)))

    assert order.index(today) <= order.index(tomorrow) or on < begins
    assert (today == Light.OVER) == (on > due)


def test_the_light_goes_by_the_share_of_time_left() -> None:
    begins, due = date(2026, 3, 1), date(2026, 3, 10)  # ten days

    seen = [light(on=begins + timedelta(days=n), begins_on=begins, due_on=due) for n in range(11)]

    assert seen == [Light.GREEN] * 5 + [Light.YELLOW] * 3 + [Light.RED] * 2 + [Light.OVER]
    assert light(on=begins, begins_on=begins, due_on=None) == Light.NONE


@given(code=CODES, level=st.sampled_from(["", *DIGITS]))
def test_every_compound_counts_in_exactly_the_place_whose_codes_hold_it(code: str, level: str) -> None:
    campaign = "990100000000"
    place = place_of(code, level, campaign)
    low, high = codes_of(place, level)

    assert low <= code < high
    assert len(significant(place)) >= len(significant(campaign))


@given(code=CODES, other=CODES, level=st.sampled_from(["", *DIGITS]))
def test_places_of_one_level_share_no_compound(code: str, other: str, level: str) -> None:
    campaign = "990100000000"
    place = place_of(code, level, campaign)
    low, high = codes_of(place, level)

    assert (low <= other < high) == (place_of(other, level, campaign) == place)


@given(code=CODES, level=st.sampled_from(list(DIGITS)))
def test_the_body_that_answers_covers_the_place(code: str, level: str) -> None:
    low, high = range_of(above(code, level))

    assert low <= code < high
