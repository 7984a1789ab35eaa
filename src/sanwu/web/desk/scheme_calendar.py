"""The duties of a plan as a calendar: a strip of its years, and one month as a grid."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sanwu.policy.calendar import SATURDAY, WorkCalendar
from sanwu.policy.dates import Given, duty_due, duty_turns, resolve
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.spans import last_of_month
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import title_of

MOST_YEARS = 12
SHOWN = 3
DAILY = ("day", "working_day")
Event = tuple[date, str]  # the day, and the duty that is due


@dataclass(frozen=True)
class Due:
    """One duty on a day, with where it stands further down the page."""

    title: str
    href: str
    open: int = 0
    late: bool = False
    count: int = 1


@dataclass(frozen=True)
class Day:
    date: date
    inside: bool
    working: bool
    today: bool
    mark: Text
    due: list[Due]
    more: int
    href: str = "#duties"


@dataclass(frozen=True)
class Month:
    """A month of the strip: how many duties are due in it."""

    number: int
    count: int
    href: str
    label: str
    current: bool


@dataclass(frozen=True)
class Year:
    year: int
    months: list[Month]


@dataclass(frozen=True)
class PlanCalendar:
    """`daily` are duties of every (working) day: they stand beside the grid, not in each of its cells."""

    title: str
    years: list[Year]
    weekdays: list[str]
    weeks: list[list[Day]]
    busy: list[Day]
    daily: list[str]
    shortened: bool


def plan_calendar(scheme: Scheme, given: Given, asked: str) -> PlanCalendar | None:
    """The calendar of a plan; None where nothing has a day. `asked` is the month to show, YYYY-MM."""
    fixed = sorted(_fixed(scheme, given))
    known = [*(day for day, _duty in fixed), *_bounds(scheme, given)]
    if not known:
        return None
    first, last = min(known).year, max(known).year
    shortened = last - first >= MOST_YEARS
    last = min(last, first + MOST_YEARS - 1)
    events = [*fixed, *_turns(scheme, given, date(first, 1, 1), date(last, 12, 31))]
    counts = Counter((day.year, day.month) for day, _duty in events)
    month = _month(asked, (first, last), [day for day, _duty in fixed] or known, given.on)
    weeks = _weeks(scheme, month, given, events)
    return PlanCalendar(
        date_format(month, "YEAR_MONTH_FORMAT"),
        [_year(year, counts, month) for year in range(first, last + 1)],
        [date_format(one.date, "D") for one in weeks[0]],
        weeks,
        [day for week in weeks for day in week if day.inside and day.due],
        [title_of(duty) for duty in scheme.duties.values() if duty.recurs and duty.recurs.every in DAILY],
        shortened,
    )


def _fixed(scheme: Scheme, given: Given) -> Iterator[Event]:
    """Duties that come once, with their day."""
    for name, duty in scheme.duties.items():
        limit = None if duty.recurs is not None and duty.due is None else duty_due(scheme, name, given).limit
        if limit is not None:
            yield limit, name


def _bounds(scheme: Scheme, given: Given) -> Iterator[date]:
    """The days from and until which duties recur."""
    for duty in scheme.duties.values():
        for bound in (duty.recurs.from_, duty.recurs.until) if duty.recurs else ():
            if (day := resolve(scheme, bound, given).limit) is not None:
                yield day


def _turns(scheme: Scheme, given: Given, since: date, until: date) -> Iterator[Event]:
    """Every turn of what recurs less often than daily."""
    for name, duty in scheme.duties.items():
        if duty.recurs and duty.recurs.every not in DAILY:
            yield from ((turn.due, name) for turn in duty_turns(scheme, name, since, until, given))


def _month(asked: str, years: tuple[int, int], dated: list[date], today: date) -> date:
    """The month asked for; otherwise the next in which something is due, or the last one that had anything."""
    try:
        found = date.fromisoformat(f"{asked}-01")
    except ValueError:
        found = date.min
    if years[0] <= found.year <= years[1]:
        return found
    coming = [day for day in sorted(dated) if day >= today and day.year <= years[1]]
    return (coming or sorted(dated)[-1:])[0].replace(day=1)


def _weeks(scheme: Scheme, month: date, given: Given, events: Iterable[Event]) -> list[list[Day]]:
    first = month - timedelta(days=month.weekday())
    last = last_of_month(month.year, month.month)
    last += timedelta(days=6 - last.weekday())
    due: dict[date, list[Due]] = {}
    for day, duty in events:
        if first <= day <= last:
            due.setdefault(day, []).append(Due(title_of(scheme.duties[duty]), f"#duty-{duty}", 1))
    days = [
        _day(first + timedelta(days=n), month, given.calendar, given.on, due) for n in range((last - first).days + 1)
    ]
    return [days[n : n + 7] for n in range(0, len(days), 7)]


def _day(day: date, month: date, office: WorkCalendar, today: date, due: dict[date, list[Due]]) -> Day:
    working = office.is_working(day)
    mark: Text = ""
    if working and day.weekday() >= SATURDAY:
        mark = _("调休上班")
    elif not working and day.weekday() < SATURDAY:
        mark = _("放假")
    inside = day.month == month.month
    here = due.get(day, []) if inside else []
    return Day(day, inside, working, day == today, mark, here[:SHOWN], max(0, len(here) - SHOWN))


def _year(year: int, counts: Counter[tuple[int, int]], shown: date) -> Year:
    months = []
    for number in range(1, 13):
        count = counts[(year, number)]
        label = _("%(year)s年%(month)s月：%(n)s 件到期") % {"year": year, "month": number, "n": count}
        current = (year, number) == (shown.year, shown.month)
        months.append(Month(number, count, f"?month={year}-{number:02}#calendar", label, current))
    return Year(year, months)
