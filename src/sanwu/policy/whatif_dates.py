"""Which phases and duties are due on another day under a changed scheme, the ones that follow others too."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sanwu.policy.dates import Due, Given, duty_due, duty_turns, phase_end, phase_start
from sanwu.policy.model_scheme import Scheme

# How far ahead turns of a recurring duty are counted.
YEARS_AHEAD = 5


@dataclass(frozen=True, slots=True)
class Shift:
    """A phase or duty whose day moves. `turns` counts how often a recurring duty comes in the years ahead."""

    kind: Literal["phase", "duty"]
    id: str
    before: Due
    after: Due
    turns_before: int = 0
    turns_after: int = 0

    @property
    def days(self) -> int | None:
        """By how many days the limit moves, later counting up; None where one side has no day."""
        if self.before.limit is None or self.after.limit is None:
            return None
        return (self.after.limit - self.before.limit).days


def shifts(before: Scheme, after: Scheme, given: Given) -> list[Shift]:
    """Phases, then duties, in the order of the scheme."""
    return [*_phases(before, after, given), *_duties(before, after, given)]


def _phases(before: Scheme, after: Scheme, given: Given) -> Iterator[Shift]:
    for name in before.phases:
        if name not in after.phases:
            continue
        ends = [phase_end(scheme, name, given) for scheme in (before, after)]
        starts = [phase_start(scheme, name, given) for scheme in (before, after)]
        if ends[0] != ends[1] or starts[0] != starts[1]:
            yield Shift("phase", name, ends[0], ends[1])


def _duties(before: Scheme, after: Scheme, given: Given) -> Iterator[Shift]:
    for name, duty in before.duties.items():
        if name not in after.duties:
            continue
        due = [duty_due(scheme, name, given) for scheme in (before, after)]
        turns = [_turns(scheme, name, given) for scheme in (before, after)]
        if due[0] != due[1] or turns[0] != turns[1]:
            yield Shift("duty", duty.id, due[0], due[1], *turns)


def _turns(scheme: Scheme, duty: str, given: Given) -> int:
    """How often a recurring duty comes from its beginning, or from the day asked about."""
    if scheme.duties[duty].recurs is None:
        return 0
    until = given.on.replace(year=given.on.year + YEARS_AHEAD, day=min(given.on.day, 28))
    since = min(given.on, _first(scheme, duty, given))
    return sum(1 for _ in duty_turns(scheme, duty, since, until, replace(given, on=since)))


def _first(scheme: Scheme, duty: str, given: Given) -> date:
    due = duty_due(scheme, duty, replace(given, on=date(given.on.year - YEARS_AHEAD, 1, 1)))
    return due.limit or given.on
