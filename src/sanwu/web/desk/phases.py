"""The phases of a campaign as a time line: their days, what is current, how long it still takes; undated is 待定."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import Dated, phase_dates
from sanwu.policy.calendar import ChineseCalendar
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import day, title_of


@dataclass(frozen=True)
class PhaseLine:
    """One phase. `count` is the countdown; empty where there is no date to count to."""

    title: str
    dates: str
    tone: str
    icon: str
    state: Text
    count: str = ""
    current: bool = False


@cache
def calendar() -> ChineseCalendar:
    """Working days by the published list."""
    return ChineseCalendar()


def phase_lines(campaign: Campaign, on: date) -> list[PhaseLine]:
    """All phases in order."""
    return lines_of(phase_dates(campaign, calendar(), on), on)


def lines_of(phases: Sequence[Dated], on: date) -> list[PhaseLine]:
    """Phases with their dates as lines. The current one is the first whose last day has not passed."""
    running = next((phase.id for phase in phases if _runs(phase, on)), None)
    return [_line(phase, on, phase.id == running) for phase in phases]


def current_phase(campaign: Campaign, on: date) -> PhaseLine | None:
    """The phase a campaign is in, None where no date says so."""
    return next((line for line in phase_lines(campaign, on) if line.current), None)


def _runs(phase: Dated, on: date) -> bool:
    begins, limit = _begins(phase), phase.due.limit
    return limit is not None and limit >= on and (begins is None or begins <= on)


def _begins(phase: Dated) -> date | None:
    return phase.begins.target if phase.begins else None


def _line(phase: Dated, on: date, is_current: bool) -> PhaseLine:
    title, dates = title_of(phase.entry), _span(phase)
    begins, limit = _begins(phase), phase.due.limit
    if is_current and limit is not None:
        return PhaseLine(title, dates, "info", "clock", _("进行中"), _left(limit, on), current=True)
    if begins is None and limit is None:
        return PhaseLine(title, dates, "wait", "question", _("待定"))
    if limit is not None and limit < on:
        return PhaseLine(title, dates, "none", "history", _("期限已过"))
    count = _("%(days)s 天后开始") % {"days": (begins - on).days} if begins is not None and begins > on else ""
    return PhaseLine(title, dates, "none", "dash", _("还没开始"), count)


def _left(end: date, on: date) -> str:
    days = (end - on).days
    return _("还有 %(days)s 天") % {"days": days} if days else _("今天截止")


def _span(phase: Dated) -> str:
    begins, limit = _begins(phase), phase.due.limit
    about = _("（预计）") if phase.due.estimated or (phase.begins and phase.begins.estimated) else ""
    if begins and limit:
        return f"{day(begins)} — {day(limit)}{about}"
    if limit:
        return _("%(day)s前") % {"day": day(limit)} + about
    if begins:
        return _("%(day)s起") % {"day": day(begins)} + about
    return day(None)
