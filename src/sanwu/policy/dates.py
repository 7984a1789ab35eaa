"""When things are due: every way of stating a date, resolved against what has happened.

A date may wait for an event that has not happened (`unset`, never overdue) or be counted from one, in calendar days,
months or working days, or by the version of a law in force on the day of the event. An area's own document may move
the absolute dates of a plan (`redating`).
"""

from collections.abc import Iterator
from datetime import date

from sanwu.policy.due import Due, Standing, standing, unset
from sanwu.policy.model_dates import DateExpr
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.recurrence import Turn
from sanwu.policy.resolving import Given, Resolver, absolute

__all__ = [
    "Due",
    "Given",
    "Standing",
    "Turn",
    "absolute",
    "duty_due",
    "duty_turns",
    "phase_end",
    "phase_start",
    "resolve",
    "standing",
    "unset",
]


def duty_due(scheme: Scheme, duty: str, given: Given) -> Due:
    """When a duty is due: by its date, or, where it only recurs, the next turn on or after `given.on`."""
    return Resolver(scheme, given).duty(scheme.duties[duty])


def phase_start(scheme: Scheme, phase: str, given: Given) -> Due:
    """When a phase begins."""
    return Resolver(scheme, given).resolve(scheme.phases[phase].starts)


def phase_end(scheme: Scheme, phase: str, given: Given) -> Due:
    """When a phase ends; an area's document may move it."""
    return Resolver(scheme, given).phase(scheme.phases[phase])


def resolve(scheme: Scheme, when: DateExpr | None, given: Given) -> Due:
    """Any date of the scheme."""
    return Resolver(scheme, given).resolve(when)


def duty_turns(scheme: Scheme, duty: str, since: date, until: date, given: Given) -> Iterator[Turn]:
    """The turns of a recurring duty due from `since` to `until`; none where it does not recur or has not begun."""
    return Resolver(scheme, given).turns_of(scheme.duties[duty], since, until)
