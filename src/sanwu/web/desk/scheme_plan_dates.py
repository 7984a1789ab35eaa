"""The phases and duties of a plan that nobody has adopted yet, with the dates that the plan itself gives."""

from collections.abc import Iterator
from datetime import date

from sanwu.campaigns.selectors import Dated
from sanwu.policy.dates import Due, Given, duty_due, phase_end, phase_start, standing
from sanwu.policy.model_base import Entry
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.phases import calendar


def plan_given(on: date) -> Given:
    """Nothing has happened, nothing was moved."""
    return Given(calendar(), on)


def plan_phases(scheme: Scheme, on: date) -> list[Dated]:
    given = plan_given(on)
    return [
        _dated(phase, phase_start(scheme, key, given), phase_end(scheme, key, given), on)
        for key, phase in scheme.phases.items()
    ]


def plan_duties(scheme: Scheme, on: date) -> list[Dated]:
    return list(_duties(scheme, on))


def _duties(scheme: Scheme, on: date) -> Iterator[Dated]:
    given = plan_given(on)
    for key, duty in scheme.duties.items():
        yield _dated(duty, None, duty_due(scheme, key, given), on)


def _dated(entry: Entry, begins: Due | None, due: Due, on: date) -> Dated:
    return Dated(entry, begins, due, standing(due, on), "")
