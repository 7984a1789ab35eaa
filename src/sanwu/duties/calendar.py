"""The calendar by which offices here count working days: the national one, and what was entered by hand over it."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import BooleanField, DateField, IntegerField, Value

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
    """The installation's calendar as it stands now; one small query."""
    columns = ("year", "date", "working")
    days = CalendarDay.objects.order_by().annotate(year=Value(None, IntegerField())).values_list(*columns)
    years = CalendarYear.objects.order_by().annotate(date=Value(None, DateField()), working=Value(None, BooleanField()))
    found = list(days.union(years.values_list(*columns), all=True))
    entered = {year for year, _, _ in found}
    last = national().announced_through.year
    while last + 1 in entered:
        last += 1
    return OfficeCalendar(date(last, 12, 31), {day: working for year, day, working in found if year is None})
