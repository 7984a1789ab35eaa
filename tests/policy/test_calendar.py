"""Working days and lengths of time: the first day is not counted, and nothing is promised beyond the announced years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.policy.calendar import Adjusted, ChineseCalendar, Weekdays, add_working_days, adjusted, next_working_day
from sanwu.policy.spans import add_days, add_months, dekad, last_of_month

DAYS = st.dates(date(2005, 1, 1), date(2040, 12, 31))
NATIONAL = ChineseCalendar()


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2016, 10, 3), False),  # a Monday of the National Day week
        (date(2016, 10, 8), True),  # a Saturday made up for it
        (date(2016, 10, 10), True),
        (date(2016, 10, 16), False),  # an ordinary Sunday
    ],
)
def test_the_national_calendar_knows_holidays_and_make_up_days(day: date, worked: bool) -> None:
    assert NATIONAL.is_working(day) is worked


def test_outside_the_announced_years_only_weekends_are_free() -> None:
    beyond = NATIONAL.announced_through + timedelta(days=1)

    assert (beyond.month, beyond.day) == (1, 1)
    assert [NATIONAL.is_working(beyond + timedelta(days=n)) for n in range(14)] == [
        (beyond + timedelta(days=n)).weekday() < 5 for n in range(14)
    ]
    assert NATIONAL.is_working(date(1990, 1, 1))


def test_days_stated_by_hand_come_before_the_base() -> None:
    monday, saturday = date(2024, 6, 3), date(2024, 6, 8)
    calendar = Adjusted(Weekdays(), frozenset([monday]), frozenset([saturday]))

    assert not calendar.is_working(monday)
    assert calendar.is_working(saturday)
    assert calendar.is_working(date(2024, 6, 4))


def test_stating_nothing_leaves_the_base_alone() -> None:
    assert adjusted(NATIONAL) is NATIONAL


def test_a_notice_stated_by_hand_reaches_as_far_as_it_says() -> None:
    late = NATIONAL.announced_through + timedelta(days=40)

    assert adjusted(NATIONAL, holidays=[late]).announced_through == late


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2017, 1, 31), 1, date(2017, 2, 28)),
        (date(2016, 1, 31), 1, date(2016, 2, 29)),
        (date(2017, 1, 31), 12, date(2018, 1, 31)),
        (date(2016, 2, 29), 12, date(2017, 2, 28)),
        (date(2017, 3, 31), -1, date(2017, 2, 28)),
        (date(2017, 12, 15), 1, date(2018, 1, 15)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_thirds_of_a_month_are_ten_ten_and_the_rest() -> None:
    assert [dekad(2020, 2, part) for part in (1, 2, 3)] == [
        (date(2020, 2, 1), date(2020, 2, 10)),
        (date(2020, 2, 11), date(2020, 2, 20)),
        (date(2020, 2, 21), date(2020, 2, 29)),
    ]
    assert last_of_month(2021, 2) == date(2021, 2, 28)


@given(day=DAYS, days=st.integers(1, 60))
def test_so_many_working_days_lie_after_the_start_and_up_to_the_end(day: date, days: int) -> None:
    end = add_working_days(day, days, NATIONAL)

    between = [add_days(day, n) for n in range(1, (end - day).days + 1)]
    assert sum(NATIONAL.is_working(one) for one in between) == days
    assert NATIONAL.is_working(end)


@given(day=DAYS, days=st.integers(0, 60))
def test_going_back_so_many_working_days_undoes_going_there(day: date, days: int) -> None:
    start = next_working_day(day, NATIONAL)

    assert add_working_days(add_working_days(start, days, NATIONAL), -days, NATIONAL) == start


@given(day=DAYS)
def test_the_next_working_day_is_worked_and_none_before_it_is(day: date) -> None:
    found = next_working_day(day, NATIONAL)

    assert NATIONAL.is_working(found)
    assert not any(NATIONAL.is_working(add_days(day, n)) for n in range((found - day).days))


@pytest.mark.parametrize("days", [5000, -5000])
def test_the_ends_of_the_calendar_are_not_crossed(days: int) -> None:
    edge = date.max if days > 0 else date.min

    assert add_days(edge, days) == add_months(edge, days) == edge
    assert add_working_days(edge, days, Weekdays()) == edge
    assert next_working_day(date.max, Adjusted(Weekdays(), frozenset([date.max]))) == date.max
