"""Dates of a plan that an area may move by its own document."""

from datetime import date

from django.utils.translation import gettext as _

from sanwu.campaigns.selectors import ABSOLUTE, planned, redatable
from sanwu.policy.dates import absolute
from sanwu.policy.model_dates import DateExpr, TargetAndLimit, ToBeSet
from sanwu.policy.model_scheme import Scheme
from sanwu.web.ui.words import day, title_of


def movable_dates(scheme: Scheme) -> list[tuple[str, str, str]]:
    """(id, title, date in the plan) of the phases and the dated duties that an area may move by its own document."""
    movable = redatable(scheme)
    phases = [(key, title_of(phase), _plan_date(phase.ends)) for key, phase in scheme.phases.items() if key in movable]
    duties = [
        (key, title_of(duty), _plan_date(planned(duty)))
        for key, duty in scheme.duties.items()
        if key in movable and not isinstance(duty.due, ToBeSet)
    ]
    named = {row[0] for row in duties}
    return [row for row in phases if row[0] not in named] + duties


def passed_dates(scheme: Scheme, on: date) -> list[str]:
    """The ids of what may be moved and whose date in the plan lies before a day: open it as it is, and it is overdue."""
    ends = {key: phase.ends for key, phase in scheme.phases.items()}
    ends |= {key: planned(duty) for key, duty in scheme.duties.items()}
    return [key for key, _title, _day in movable_dates(scheme) if (day_of := _absolute(ends[key])) and day_of < on]


def _absolute(when: DateExpr | None) -> date | None:
    """The day that the plan itself states; of two that disagree the later one."""
    if isinstance(when, TargetAndLimit):
        return _absolute(when.limit)
    return None if isinstance(when, ToBeSet) or not isinstance(when, ABSOLUTE) else absolute(when)


def _plan_date(when: DateExpr | None) -> str:
    stated = _absolute(when)
    return day(None) if stated is None else _("%(day)s前") % {"day": day(stated)}
