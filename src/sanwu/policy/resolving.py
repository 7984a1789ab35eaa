"""How each way of stating a date is worked out; `dates` asks on behalf of everybody else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sanwu.policy.calendar import WorkCalendar, add_working_days, next_working_day
from sanwu.policy.due import Due, Source, unset
from sanwu.policy.law import clock_of, counting_of
from sanwu.policy.model_dates import (
    After,
    Before,
    ByLaw,
    DateExpr,
    Dekad,
    EndsOnHoliday,
    Length,
    MonthEnd,
    OnDate,
    QuarterEnd,
    Recurring,
    TargetAndLimit,
    ToBeSet,
    YearEnd,
)
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Duty, Phase
from sanwu.policy.recurrence import Turn, turns
from sanwu.policy.spans import add_days, add_months, dekad, last_of_month


@dataclass(frozen=True)
class Given:
    """What dates are resolved against. `events`: the day each event, duty or phase happened or was fulfilled.

    `redating`: the day that the area's own document sets for a duty, for the last turn of one that only recurs, or for
    the end of a phase. `on`: the day asked
    about, from which the next turn of a recurring duty is sought.
    """

    calendar: WorkCalendar
    on: date
    events: Mapping[str, date] = field(default_factory=dict)
    redating: Mapping[str, date] = field(default_factory=dict)


class Resolver:
    """Resolves dates of one scheme; `trail` keeps a circle of duties and phases from going round for ever."""

    def __init__(self, scheme: Scheme, given: Given) -> None:
        self.scheme, self.given = scheme, given
        self.trail: list[str] = []

    def duty(self, duty: Duty) -> Due:
        moved = self.given.redating.get(duty.id)
        if duty.due is None and duty.recurs is not None:
            return self._next(duty.recurs, moved)
        return self.resolve(duty.due) if moved is None else _fixed(moved, "redated")

    def phase(self, phase: Phase) -> Due:
        if phase.id in self.given.redating and phase.id not in self.scheme.duties:
            return _fixed(self.given.redating[phase.id], "redated")
        return self.resolve(phase.ends)

    def resolve(self, when: DateExpr | None) -> Due:
        if when is None or isinstance(when, ToBeSet):
            return unset()
        if isinstance(when, TargetAndLimit):
            return _both(self.resolve(when.target), self.resolve(when.limit))
        if isinstance(when, (After, Before)):
            return self._counted(when)
        if isinstance(when, ByLaw):
            return self._by_law(when)
        if isinstance(when, Recurring):
            return self._next(when)
        return _fixed(absolute(when), "plan")

    def turns_of(self, duty: Duty, since: date, until: date) -> Iterator[Turn]:
        """The turns of a duty; none where it does not recur. Where it has no other date, the area's moves its end."""
        if duty.recurs is None:
            return iter(())
        return self._turns(duty.recurs, since, until, self.given.redating.get(duty.id) if duty.due is None else None)

    def _next(self, rule: Recurring, moved: date | None = None) -> Due:
        coming = next(self._turns(rule, self.given.on, date.max, moved), None)
        if coming is None:
            return unset()
        source: Source = "plan" if moved is None else "redated"
        return self._marked(_fixed(coming.due, source), rule.every == "working_day")

    def _turns(self, rule: Recurring, since: date, until: date, moved: date | None) -> Iterator[Turn]:
        if moved is not None:  # the plan's own beginning belongs to the end that was moved away
            return turns(rule, since, until, self.given.calendar, (None, moved))
        begins, ends = (self.resolve(bound) for bound in (rule.from_, rule.until))
        if rule.from_ is not None and begins.unset:
            return iter(())
        return turns(rule, since, until, self.given.calendar, (begins.limit, ends.limit))

    def _counted(self, when: After | Before) -> Due:
        start = self._start(when.after if isinstance(when, After) else when.before)
        if start.limit is None:
            return start
        sign = 1 if isinstance(when, After) else -1
        rolls = when.ends_on_holiday
        if rolls is None and sign > 0:
            rolls = counting_of(self.scheme.law, start.limit)
        return self._run(start, when, rolls, sign)

    def _by_law(self, when: ByLaw) -> Due:
        family = self.scheme.law[when.family]
        clocks = [clock for version in family.versions.values() for clock in version.clocks.values()]
        names = [when.after] if when.after else list(dict.fromkeys(c.from_ for c in clocks if c.id == when.key))
        starts = [self._start(name) for name in names]
        start = next((due for due in starts if due.limit is not None), starts[0] if starts else unset())
        if start.limit is None:
            return start
        found = clock_of(family, when.key, start.limit)
        if found is None:
            return unset()
        version, clock = found
        due = self._run(start, clock, clock.ends_on_holiday or version.counting.ends_on_holiday, 1)
        return replace(due, source="law", law=version.id)

    def _run(self, start: Due, length: Length, rolls: EndsOnHoliday | None, sign: int) -> Due:
        """Count a length from a start; the first day is not counted."""
        assert start.limit is not None  # noqa: S101 - both callers have asked
        day, calendar = start.limit, self.given.calendar
        working = length.clock == "working"
        if working:
            day = add_working_days(day, sign * (length.days or 0), calendar)
        elif length.days is not None:
            day = add_days(day, sign * length.days)
        else:
            day = add_months(day, sign * ((length.months or 0) + 12 * (length.years or 0)))
        if rolls == "next_working_day":
            day = next_working_day(day, calendar)
        due = Due(day, day, estimated=start.estimated, source="event")
        return self._marked(due, working or rolls == "next_working_day")

    def _start(self, name: str) -> Due:
        """The day an event happened; for a duty or phase not done yet, the day it is planned for, as an estimate."""
        if name in self.given.events:
            return _fixed(self.given.events[name], "event")
        if name in self.trail:
            return unset(name)
        self.trail.append(name)
        planned = unset()
        if name in self.scheme.duties:
            planned = self.duty(self.scheme.duties[name])
        elif name in self.scheme.phases:
            planned = self.phase(self.scheme.phases[name])
        self.trail.pop()
        if planned.unset:
            return unset(planned.waits_for or name)
        return replace(planned, estimated=True)

    def _marked(self, due: Due, by_calendar: bool) -> Due:
        """Estimated where the work calendar was asked beyond what is announced."""
        beyond = by_calendar and due.limit is not None and due.limit > self.given.calendar.announced_through
        return replace(due, estimated=True) if beyond else due


def absolute(when: OnDate | Dekad | MonthEnd | QuarterEnd | YearEnd) -> date:
    """The day of a date that depends on nothing."""
    if isinstance(when, OnDate):
        return when.date
    if isinstance(when, Dekad):
        first, last = dekad(int(when.dekad[:4]), int(when.dekad[5:7]), int(when.dekad[8]))
        return first if when.bound == "start" else last
    if isinstance(when, MonthEnd):
        return last_of_month(int(when.month_end[:4]), int(when.month_end[5:7]))
    if isinstance(when, QuarterEnd):
        return last_of_month(int(when.quarter_end[:4]), 3 * int(when.quarter_end[5]))
    return last_of_month(int(when.year_end), 12)


def _fixed(day: date, source: Source) -> Due:
    return Due(day, day, source=source)


def _both(target: Due, limit: Due) -> Due:
    """Two dates as one: the stricter is the target, the later the limit, whatever order they turned out to have."""
    days = sorted(day for day in (target.limit, limit.limit) if day is not None)
    if not days:
        return limit if limit.waits_for else target
    lead = limit if limit.limit is not None else target
    return replace(
        lead,
        target=days[0] if target.limit is not None else None,
        limit=days[-1] if limit.limit is not None else None,
        estimated=any(due.estimated for due in (target, limit) if due.limit is not None),
    )
