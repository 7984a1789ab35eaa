"""Duties that come again: the periods of a rhythm, and the day in each on which the duty is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sanwu.policy.calendar import WorkCalendar
from sanwu.policy.model_dates import Recurring
from sanwu.policy.model_periods import WEEKDAYS
from sanwu.policy.spans import DAY, add_days, add_months, last_of_month

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Turn:
    """One occurrence: due by `due`, for the period `starts` to `ends`, to be done `times` times in it."""

    due: date
    starts: date
    ends: date
    times: int


def turns(
    rule: Recurring, since: date, until: date, calendar: WorkCalendar, bounds: tuple[date | None, date | None]
) -> Iterator[Turn]:
    """All turns due from `since` to `until` (both counted) and within the rule's own `bounds`, in order of date.

    A period that the bounds cut in two counts if its day lies inside them.
    """
    first = max(since, bounds[0]) if bounds[0] is not None else since
    last = min(until, bounds[1]) if bounds[1] is not None else until
    if first > last:
        return
    for starts, ends in _periods(rule, first, last, calendar):
        due = _day_in(rule, starts, ends)
        if due > last:
            return
        if due >= first:
            yield Turn(due, starts, ends, rule.times)


def _periods(rule: Recurring, first: date, last: date, calendar: WorkCalendar) -> Iterator[tuple[date, date]]:
    """The periods of the rhythm that touch first … last."""
    starts = _period_start(rule.every, first)
    while starts <= last:
        ends = _period_end(rule.every, starts)
        if rule.every != "working_day" or calendar.is_working(starts):
            yield starts, ends
        if ends == date.max:
            return
        starts = ends + DAY


def _period_start(every: str, day: date) -> date:
    if every == "week":
        return add_days(day, -day.weekday())
    if every in MONTHS:
        return day.replace(month=day.month - (day.month - 1) % MONTHS[every], day=1)
    return day


def _period_end(every: str, starts: date) -> date:
    if every == "week":
        return add_days(starts, len(WEEKDAYS) - 1)
    if every in MONTHS:
        month = add_months(starts, MONTHS[every] - 1)
        return last_of_month(month.year, month.month)
    return starts


def _day_in(rule: Recurring, starts: date, ends: date) -> date:
    """The day of `on` in a period; the period's last day where it is shorter or nothing is said."""
    if rule.on is None or rule.on == "last":
        return ends
    if rule.every == "week":
        return min(add_days(starts, WEEKDAYS.index(rule.on)), ends)
    if rule.every == "year":
        month, day = (int(part) for part in rule.on.split("-"))
        return min(add_days(starts.replace(month=month), day - 1), last_of_month(starts.year, month))
    return min(add_days(starts, int(rule.on) - 1), ends)
