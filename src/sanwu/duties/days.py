"""Editing the working-day calendar: one day, or a whole year's notice of the State Council (issue 3, point 1)."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability, Scope
from sanwu.base.text import forbidden_character, tidy
from sanwu.duties.calendar import national
from sanwu.duties.digests import bind_calendar, calendar_state
from sanwu.duties.models import CalendarDay, CalendarYear
from sanwu.policy.calendar import SATURDAY
from sanwu.records.services import act

LONGEST_SOURCE, LONGEST_NAME = 200, 60
# A notice names a few weeks of holidays; more is a slip in a date.
LONGEST_HOLIDAY = 31
_DAY = r"(?:(\d{4})[-年./])?(\d{1,2})[-月./](\d{1,2})日?"
_SPAN = re.compile(rf"{_DAY}(?:\s*(?:至|到|—|–|-|~)+\s*(?:(?:(\d{{4}})[-年./])?(\d{{1,2}})[-月./])?(\d{{1,2}})日?)?")


def set_day(
    *, day: date, working: bool | None, name: str = "", source: str, actor: Actor, scope: Scope,
    seen: str | None = None, client_key: str | None = None,
) -> CalendarDay | None:  # fmt: skip
    """Say that offices work on a day, or rest; None takes the entry back, and the national calendar counts again.

    `seen` is the `calendar_state` of the page: Stale where somebody has changed the calendar since.
    """
    _may(scope)
    source = _source(source)
    with act(
        verb="calendar.day", actor=actor, object_type="calendar", object_id=day.isoformat(), object_name=day.isoformat(),
        client_key=client_key, request={"working": working, "name": name, "source": source},
    ) as entry:  # fmt: skip
        found = CalendarDay.objects.filter(pk=day).first()
        if entry.repeated:
            return found
        _unchanged(seen)
        entry.before = _said(found)
        if working is None:
            if found is not None:
                found.delete()
            entry.after = {"source": source}
            bind_calendar(entry)
            return None
        found, _made = CalendarDay.objects.update_or_create(
            date=day, defaults={"working": working, "name": tidy(name)[:LONGEST_NAME], "source": source}
        )
        entry.after = _said(found)
        bind_calendar(entry)
    return found


def enter_notice(
    *, year: int, holidays: Iterable[date], workdays: Iterable[date], source: str, actor: Actor, scope: Scope,
    seen: str | None = None, client_key: str | None = None,
) -> CalendarYear:  # fmt: skip
    """Enter the notice of a year: all its days off, and the weekend days that are worked instead. What was entered for
    that year before gives way; from now on its dates are no estimates. `seen` as in `set_day`."""
    _may(scope)
    source = _source(source)
    free, worked = sorted(set(holidays)), sorted(set(workdays))
    _fits(year, free, worked)
    with act(
        verb="calendar.notice", actor=actor, object_type="calendar", object_id=str(year), object_name=str(year),
        client_key=client_key, request={"year": year, "source": source, **_days(free, worked)},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return CalendarYear.objects.get(pk=year)
        _unchanged(seen)
        before = CalendarDay.objects.filter(date__year=year)
        entry.before = {"days": [_said(day) for day in before]}
        before.delete()
        CalendarDay.objects.bulk_create(_rows(year, set(free), set(worked), source))
        found, _made = CalendarYear.objects.update_or_create(
            year=year, defaults={"source": source, "entered_at": clock.now()}
        )
        entry.after = {"source": source, **_days(free, worked)}
        bind_calendar(entry)
    return found


def _unchanged(seen: str | None) -> None:
    if seen is not None and seen != calendar_state():
        raise Stale(
            _("工作日历刚被别人改过，这次没有保存。您填的还在；请看过现在的安排，要保存就再点一次。"),
            "calendar_changed",
        )


def read_days(text: str, year: int) -> list[date]:
    """Days as a notice states them: `1月1日至3日、2月10日、4-5`; BadInput names the part that is no date."""
    found: list[date] = []
    for part in filter(None, re.split(r"[\s,，、;；]+", text)):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise BadInput(
                _("看不懂日期“%(part)s”。请写成 1月1日 或 1月1日至3日，用顿号隔开。") % {"part": part}, "bad_day"
            )
        first_year, month, day, last_year, last_month, last_day = match.groups()
        try:
            first = date(int(first_year or year), int(month), int(day))
            last = date(int(last_year or first.year), int(last_month or month), int(last_day)) if last_day else first
        except ValueError:
            raise BadInput(_("没有“%(part)s”这一天。") % {"part": part}, "bad_day") from None
        if not timedelta(0) <= last - first < timedelta(days=LONGEST_HOLIDAY):
            raise BadInput(_("“%(part)s”的起止日期不对。") % {"part": part}, "bad_day")
        found += [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return found


def _rows(year: int, free: set[date], worked: set[date], source: str) -> list[CalendarDay]:
    """Every day on which the notice differs from what would count without it."""
    rows, day = [], date(year, 1, 1)
    while day.year == year:
        working = day in worked or (day not in free and day.weekday() < SATURDAY)
        if working != national().is_working(day):
            rows.append(CalendarDay(date=day, working=working, source=source))
        day += timedelta(days=1)
    return rows


def _fits(year: int, free: list[date], worked: list[date]) -> None:
    if not free:
        raise BadInput(_("请写明放假的日期。"), "no_holidays")
    for day in (*free, *worked):
        if day.year != year:
            raise BadInput(_("%(day)s不在%(year)s年。") % {"day": date_format(day), "year": year}, "other_year")
    if both := sorted(set(free) & set(worked)):
        raise BadInput(_("%(day)s既写了放假，又写了上班。") % {"day": date_format(both[0])}, "both_ways")
    if wrong := [day for day in worked if day.weekday() < SATURDAY]:
        raise BadInput(_("%(day)s本来就是工作日，不用写成调休上班。") % {"day": date_format(wrong[0])}, "works_anyway")


def _days(free: list[date], worked: list[date]) -> dict[str, list[str]]:
    return {"holidays": [day.isoformat() for day in free], "workdays": [day.isoformat() for day in worked]}


def _may(scope: Scope) -> None:
    if not scope.may(Ability.EDIT_CALENDAR):
        raise Refused(_("您没有修改工作日历的权限。"), "no_right")


def _source(source: str) -> str:
    source = tidy(source)
    if not 0 < len(source) <= LONGEST_SOURCE or forbidden_character(source):
        raise BadInput(_("请写明依据的通知（不超过 %(most)s 字）。") % {"most": LONGEST_SOURCE}, "no_source")
    return source


def _said(day: CalendarDay | None) -> dict[str, object] | None:
    if day is None:
        return None
    return {"date": day.date.isoformat(), "working": day.working, "name": day.name, "source": day.source}
