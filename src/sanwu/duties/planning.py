"""Which rows a campaign's scheme asks for on a day, and with which dates. Reads, writes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from sanwu.base.codes import level_of, significant
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import entries_of, loaded
from sanwu.duties import rules
from sanwu.duties.enums import ObjectType
from sanwu.duties.models import Duty, Fulfilment, Happening
from sanwu.policy import model_work
from sanwu.policy.calendar import WorkCalendar
from sanwu.policy.dates import Due, Given, duty_due, duty_turns, unset
from sanwu.policy.model_dates import ToBeSet
from sanwu.territory.models import Division
from sanwu.territory.selectors import below

# Periods whose duty is due later than this are not asked for yet, however early they begin.
FARTHEST = timedelta(days=800)
DATE_FIELDS = ("target", "limit", "amber_on", "due_on", "estimated", "source", "waits_for", "law")
Names = Mapping[str, date]
Key = tuple[str, str, str, int, str]  # duty, division, object type, object, period


@dataclass
class Plan:
    """Everything that the dates of one campaign are worked out from, read once."""

    campaign: Campaign
    calendar: WorkCalendar
    on: date
    happened: dict[str, dict[str, date]] = field(default_factory=dict)  # place -> what happened there and when

    def __post_init__(self) -> None:
        self.scheme = loaded(self.campaign.scheme_version)
        self.area = self.campaign.division_id
        self.redating = {key: date.fromisoformat(moved["date"]) for key, moved in self.campaign.redating.items()}
        self._kept: dict[Any, Due] = {}
        self._known: dict[str, dict[str, date]] = {}

    def given(self, names: Names) -> Given:
        """What the scheme's dates are resolved against, with these events and duties and the days they happened."""
        events = {"campaign_opened": self.campaign.opened_on, **names}
        return Given(self.calendar, self.on, events=events, redating=self.redating)

    def due(self, duty: model_work.Duty, names: Names) -> Due:
        """When a duty is due; the same question is worked out once."""
        key = (duty.id, tuple(sorted(names.items())))
        if key not in self._kept:
            self._kept[key] = duty_due(self.scheme, duty.id, self.given(names))
        return self._kept[key]

    def known_at(self, place: str) -> Names:
        """What happened in a place or in a division above it; the nearer goes before."""
        if place in self._known:
            return self._known[place]
        found: dict[str, date] = {}
        for code in sorted(self.happened, key=lambda code: len(significant(code))):
            if place.startswith(significant(code)):
                found.update(self.happened[code])
        self._known[place] = found
        return found


def read_plan(campaign: Campaign, calendar: WorkCalendar, on: date) -> Plan:
    """The plan with what has happened in the places of a campaign: events, and duties that are done."""
    plan = Plan(campaign, calendar, on)
    places = Fulfilment.objects.filter(
        duty__campaign=campaign, duty__object_type__in=(ObjectType.CAMPAIGN, ObjectType.DIVISION), undoes=None,
        undone_by=None,
    )  # fmt: skip
    for code, event, day in places.order_by("on").values_list("duty__division_code", "event", "on"):
        plan.happened.setdefault(code, {})[event] = day
    for code, event, day in Happening.objects.filter(campaign=campaign).values_list("division_code", "event", "on"):
        plan.happened.setdefault(code, {})[event] = day
    done = Duty.objects.filter(campaign=campaign, object_id=0, done_on__isnull=False).order_by("done_on")
    for code, name, done_on in done.values_list("division_code", "duty", "done_on"):
        if done_on is not None:
            plan.happened.setdefault(code, {})[name] = done_on
    return plan


def wanted(plan: Plan) -> Iterator[Duty]:
    """Every row that ought to be there on the day of the plan, without the rows of single objects: those begin when
    an event starts their clock (`started`)."""
    divisions = _divisions(plan.campaign)
    compounds = _compound_codes(plan.campaign)
    newest = dict(
        Duty.objects.filter(campaign=plan.campaign, object_id=0).exclude(period="").order_by().values_list("duty")
        .annotate(newest=Max("period"))
    )  # fmt: skip
    for duty in plan.scheme.duties.values():
        shape = rules.layout(plan.scheme, duty)
        if shape.about in (ObjectType.CASE, ObjectType.PROJECT):
            continue
        for place in _places(plan, shape, divisions, compounds):
            names = plan.known_at(place)
            once = duty.due is not None and not (duty.recurs and isinstance(duty.due, ToBeSet))
            if once or duty.recurs is None:
                due = plan.due(duty, names) if duty.due is not None else unset()
                if not (shape.about == ObjectType.COMPOUND and due.unset and due.waits_for):
                    yield _row(plan, duty, shape, place, due)
            if duty.recurs is not None:
                yield from _turns(plan, duty, shape, place, newest.get(duty.id, ""))


def started(
    plan: Plan, duty: model_work.Duty, shape: rules.Layout, object_id: int, code: str, name: str, happened_on: date
) -> Duty:
    """The row of one object whose clock an event has started."""
    names = dict.fromkeys(rules.clock_names(plan.scheme, duty.due), happened_on)
    place = rules.place_of(code, shape.level, plan.area)
    row = _row(plan, duty, shape, place, plan.due(duty, names))
    row.object_id, row.period = object_id, happened_on.isoformat()
    row.begins_on, row.started_by, row.happened_on, row.expected = happened_on, name, happened_on, 1
    return row


def give_dates(row: Duty, due: Due) -> None:
    """Write a date as it was worked out into a new row."""
    row.target, row.limit = due.target or due.limit, due.limit or due.target
    row.amber_on, row.due_on = row.target, row.limit
    row.estimated, row.source = due.estimated, due.source
    row.waits_for, row.law = due.waits_for or "", due.law or ""


def take_dates(kept: Duty, fresh: Duty) -> bool:
    """Bring the dates of a stored row in step with those worked out today; whether anything changed. The date of a
    granted extension stands, its original moves."""
    extended = kept.due_on != kept.limit
    before = dates_of(kept)
    for name in DATE_FIELDS:
        if not (extended and name in ("amber_on", "due_on")):
            setattr(kept, name, getattr(fresh, name))
    return dates_of(kept) != before


def dates_of(row: Duty) -> tuple[object, ...]:
    """The fields that `give_dates` writes."""
    return tuple(getattr(row, name) for name in DATE_FIELDS)


def key_of(row: Duty) -> Key:
    """What makes a row the same one within its campaign."""
    return row.duty, row.division_code, str(row.object_type), row.object_id, row.period


def _row(plan: Plan, duty: model_work.Duty, shape: rules.Layout, place: str, due: Due) -> Duty:
    row = Duty(
        campaign=plan.campaign, duty=duty.id, body=duty.by or "", division_code=place,
        answers_code=rules.above(place, shape.body_level), object_type=shape.about, begins_on=plan.campaign.opened_on,
        zero_report=rules.ZERO_REPORT in duty.done_when, expected=None if shape.about == ObjectType.COMPOUND else 1,
    )  # fmt: skip
    give_dates(row, due)
    return row


def _turns(plan: Plan, duty: model_work.Duty, shape: rules.Layout, place: str, newest: str) -> Iterator[Duty]:
    """The periods that have begun: from the newest that is known already, or from the opening of the campaign."""
    since = date.fromisoformat(newest) if newest else plan.campaign.opened_on
    given = plan.given(plan.known_at(place))
    for turn in duty_turns(plan.scheme, duty.id, max(since, plan.campaign.opened_on), plan.on + FARTHEST, given):
        if turn.starts > plan.on:
            return
        counted = duty.recurs is not None and duty.recurs.every == "working_day"
        beyond = counted and turn.due > plan.calendar.announced_through
        row = _row(plan, duty, shape, place, Due(turn.due, turn.due, estimated=beyond))
        row.period, row.begins_on = turn.starts.isoformat(), turn.starts
        if row.expected is not None:
            row.expected = turn.times
        yield row


def _divisions(campaign: Campaign) -> dict[str, list[str]]:
    """Codes of the open divisions of the area by level."""
    found: dict[str, list[str]] = {}
    rows = Division.objects.filter(below(campaign.division_id), valid_to=None).values_list("level", "code")
    for level, code in rows:
        found.setdefault(level, []).append(code)
    return found


def _compound_codes(campaign: Campaign) -> list[str]:
    """The divisions in which compounds of the campaign lie."""
    return list(entries_of(campaign).order_by().values_list("division_code", flat=True).distinct())


def _places(plan: Plan, shape: rules.Layout, divisions: Mapping[str, list[str]], compounds: Iterable[str]) -> list[str]:
    if shape.about == ObjectType.COMPOUND:
        return sorted({rules.place_of(code, shape.level, plan.area) for code in compounds})
    level = rules.LEVELS.get(shape.level, shape.level)
    own = rules.DIGITS.get(_as_written(level_of(plan.area)), 0)
    if not shape.level or rules.DIGITS[shape.level] <= own:
        return [plan.area]
    # A city without counties: what counties do elsewhere is done by the area itself.
    return divisions.get(level) or [plan.area]


def _as_written(level: str) -> str:
    return {value: key for key, value in rules.LEVELS.items()}.get(level, level)
