"""The month: working days and holidays, and what is due on each day."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import campaigns_visible_to, loaded
from sanwu.duties.selectors import agenda, calendar
from sanwu.people.access import OfficeRequest
from sanwu.policy.calendar import SATURDAY, WorkCalendar
from sanwu.policy.spans import add_months, last_of_month
from sanwu.web.desk.door import page
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import title_of

SHOWN = 3
WEEK = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Due:
    """One kind of duty on a day: how many of them, how many still open."""

    title: str
    count: int
    open: int
    late: bool
    href: str


@dataclass
class Day:
    """One cell. `mark` says why a weekday rests or a weekend is worked; `more` how many kinds are not shown."""

    date: date
    inside: bool
    today: bool
    working: bool
    mark: Text
    href: str
    due: list[Due] = field(default_factory=list)
    more: int = 0


@page(Ability.VIEW_DUTIES)
def duties_calendar(request: OfficeRequest) -> HttpResponse:
    """A month as a grid on a wide screen, as a list of its busy days on a phone."""
    request.section = "duties"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    today = clock.today()
    month = _month(request.GET.get("month", ""), today)
    only_mine = request.GET.get("who") == "mine"
    last = last_of_month(month.year, month.month)
    first_shown = month - timedelta(days=month.weekday())
    last_shown = last + timedelta(days=6 - last.weekday())
    office = calendar()
    due = _due_by_day(request, first_shown, last_shown, today, only_mine)
    days = [
        _cell(first_shown + timedelta(days=n), month, today, office, due, only_mine)
        for n in range((last_shown - first_shown).days + 1)
    ]
    context = {
        "month": month,
        "title": date_format(month, "YEAR_MONTH_FORMAT"),
        "weekdays": [date_format(one.date, "D") for one in days[:7]],
        "weeks": [days[n : n + 7] for n in range(0, len(days), 7)],
        "busy": [one for one in days if one.inside and (one.due or one.mark)],
        "previous": f"{add_months(month, -1):%Y-%m}",
        "next": f"{add_months(month, 1):%Y-%m}",
        "this": f"{today:%Y-%m}",
        "only_mine": only_mine,
        "estimated": last > office.announced_through,
        "announced_through": office.announced_through,
        "may_edit": request.scope.may(Ability.EDIT_CALENDAR),
    }
    return render(request, "desk/duties_calendar.html", context)


def _month(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else today.replace(day=1)


def _due_by_day(request: OfficeRequest, first: date, last: date, today: date, only_mine: bool) -> dict[date, list[Due]]:
    """The kinds of duties of each day, in one query and one for the campaigns."""
    found: dict[date, list[Due]] = {}
    schemes = {one.pk: loaded(one.scheme_version) for one in campaigns_visible_to(request.scope, Ability.VIEW_DUTIES)}
    rows = agenda(request.scope, first, last, only_mine=only_mine)
    for row in rows:
        scheme = schemes.get(row.campaign_id)
        if scheme is None or row.duty not in scheme.duties:
            continue
        href = _list(row.due_on, only_mine) + f"&duty={row.duty}&campaign={row.campaign_id}"
        late = row.open > 0 and row.due_on < today
        found.setdefault(row.due_on, []).append(Due(title_of(scheme.duties[row.duty]), row.count, row.open, late, href))
    return found


def _cell(
    day: date, month: date, today: date, office: WorkCalendar, due: dict[date, list[Due]], only_mine: bool
) -> Day:
    working = office.is_working(day)
    mark: Text = ""
    if working and day.weekday() >= SATURDAY:
        mark = _("调休上班")
    elif not working and day.weekday() < SATURDAY:
        mark = _("放假")
    here = due.get(day, [])
    return Day(
        day, day.month == month.month, day == today, working, mark, _list(day, only_mine), here[:SHOWN],
        max(0, len(here) - SHOWN),
    )  # fmt: skip


def _list(day: date, only_mine: bool) -> str:
    return reverse("duties") + f"?state=&day={day.isoformat()}" + ("&who=mine" if only_mine else "")
