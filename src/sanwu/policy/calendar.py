"""Working days: what the State Council's notices leave of Monday to Friday.

The first day of a period is never counted. Beyond the announced years only weekends are known to be free, so what is
counted there is an estimate (预计).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import chinese_calendar

from sanwu.policy.spans import DAY, last_of_month

SATURDAY = 5


class WorkCalendar(Protocol):
    """Which days are worked. After `announced_through` the answer is a guess from the weekday."""

    @property
    def announced_through(self) -> date:
        """The last day whose holidays are officially known."""

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""


@dataclass(frozen=True)
class Weekdays:
    """Monday to Friday, and nothing announced but what `announced_through` says."""

    announced_through: date = date.max

    def is_working(self, day: date) -> bool:
        """Whether the day is no Saturday or Sunday."""
        return day.weekday() < SATURDAY


class ChineseCalendar:
    """The national calendar with holidays and make-up working days; Monday to Friday outside the announced years."""

    def __init__(self) -> None:
        years = [day.year for day in chinese_calendar.holidays]
        self._first, self._last = min(years), max(years)

    @property
    def announced_through(self) -> date:
        """The end of the last year with a notice."""
        return last_of_month(self._last, 12)

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        if self._first <= day.year <= self._last:
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < SATURDAY


@dataclass(frozen=True)
class Adjusted:
    """A calendar with days changed by hand: an office's own notice, or the days that a worked case states."""

    base: WorkCalendar
    holidays: frozenset[date] = field(default_factory=frozenset)
    workdays: frozenset[date] = field(default_factory=frozenset)

    @property
    def announced_through(self) -> date:
        """What the base knows, or the last day stated here."""
        return max((self.base.announced_through, *self.holidays, *self.workdays))

    def is_working(self, day: date) -> bool:
        """The stated days first; a day stated both ways is worked."""
        if day in self.workdays:
            return True
        return day not in self.holidays and self.base.is_working(day)


def adjusted(base: WorkCalendar, holidays: Iterable[date] = (), workdays: Iterable[date] = ()) -> WorkCalendar:
    """The base with other days; the base itself where nothing is stated."""
    free, worked = frozenset(holidays), frozenset(workdays)
    return Adjusted(base, free, worked) if free or worked else base


def add_working_days(day: date, days: int, calendar: WorkCalendar) -> date:
    """The `days`-th working day after (or, if negative, before) a day that is itself not counted."""
    step, left = (1 if days > 0 else -1), abs(days)
    while left and date.min < day < date.max:
        day += DAY * step
        left -= calendar.is_working(day)
    return day


def next_working_day(day: date, calendar: WorkCalendar) -> date:
    """The day itself if worked, else the first working day after it."""
    while day < date.max and not calendar.is_working(day):
        day += DAY
    return day
