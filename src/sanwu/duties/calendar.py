"""The calendar by which offices here count working days: the national one, and what was entered by hand over it."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from sanwu.duties.models import CalendarDay, CalendarYear
from sanwu.policy.calendar import ChineseCalendar, WorkCalendar


@dataclass(frozen=True)
class OfficeCalendar:
    """The national calendar with days changed by hand. `announced_through` ends with the last year, without a gap,
    that either the national calendar or the office's own notices cover."""

    announced_through: date
    changed: dict[date, bool]

    def is_working(self, day: date) -> bool:
        """The days entered by hand first."""
        stated = self.changed.get(day)
        return national().is_working(day) if stated is None else stated


@cache
def national() -> ChineseCalendar:
    """The calendar that ships with the platform; read once, it never changes while the program runs."""
    return ChineseCalendar()


def calendar() -> WorkCalendar:
    """The installation's calendar as it stands now; two small queries."""
    years = set(CalendarYear.objects.values_list("year", flat=True))
    last = national().announced_through.year
    while last + 1 in years:
        last += 1
    return OfficeCalendar(date(last, 12, 31), dict(CalendarDay.objects.values_list("date", "working")))
