"""What an event does to the rows of a campaign: it fulfils those that the scheme says it fulfils, and starts clocks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.campaigns.models import Campaign
from sanwu.duties.enums import ObjectType
from sanwu.duties.models import Duty, Fulfilment, Happening
from sanwu.duties.planning import Plan, started
from sanwu.duties.rules import clock_names, finished, layout, place_of, waiting_on
from sanwu.duties.saying import rule_of
from sanwu.policy.model_scheme import Scheme
from sanwu.records.sql import tell_planner

CHUNK = 500
OBJECTS = (ObjectType.COMPOUND, ObjectType.PROJECT, ObjectType.CASE)
Place = tuple[int, str]  # id of the object, code of its division


@dataclass(frozen=True)
class Event:
    """One thing that happened, with who says so. `period` is the first day of the period that a report is for; without
    it the period counts in which the day lies."""

    name: str
    on: date
    evidence: str
    actor: Actor
    act_uid: UUID
    organisation_id: int | None = None
    organisation: str = ""
    period: str = ""
    batch: UUID = field(default_factory=uuid4)

    def fulfilment(self, row: Duty, object_id: int) -> Fulfilment:
        """The record that this event fulfilled a row, or one compound of it."""
        return Fulfilment(
            duty=row, object_id=object_id, event=self.name, on=self.on, evidence=self.evidence,
            recorded_at=clock.now(), actor_id=self.actor.account_id, actor_name=self.actor.name[:100],
            organisation_id=self.organisation_id, organisation=(self.organisation or self.actor.post)[:200],
            act_uid=self.act_uid, batch=self.batch,
        )  # fmt: skip


def rows_in_place(campaign: Campaign, duties: Sequence[str], division: str) -> list[Duty]:
    """Rows of these duties about a division itself, done ones too."""
    return list(
        Duty.objects.filter(
            campaign=campaign, duty__in=duties, division_code=division, object_id=0,
            object_type__in=(ObjectType.CAMPAIGN, ObjectType.DIVISION),
        ).order_by("period")
    )  # fmt: skip


def counted_for(rows: Iterable[Duty], on: date, period: str = "") -> list[Duty]:
    """The rows that an event of a day counts for: what is due once, and of what recurs the one period."""
    rows = list(rows)
    once = [row for row in rows if not row.period]
    recurring = [
        row for row in rows if row.period and (row.period == period if period else row.period <= on.isoformat())
    ]
    newest: dict[str, Duty] = {}
    for row in sorted(recurring, key=lambda row: row.period):
        newest[row.duty] = row
    return [row for row in (*once, *newest.values()) if row.done_on is None]


def in_turn(scheme: Scheme, rows: Iterable[Duty]) -> list[Duty]:
    """Of open rows that one event would fulfil those whose turn it is: a second look back waits for the first."""
    rows = list(rows)
    still = {(row.duty, row.object_id) for row in rows}
    return [row for row in rows if not any((duty, row.object_id) in still for duty in _before(scheme, row))]


def _before(scheme: Scheme, row: Duty) -> Sequence[str]:
    rule = scheme.duties.get(row.duty)
    return rule.follows if rule else ()


def fulfil_places(rows: Iterable[Duty], event: Event) -> list[Duty]:
    """Fulfil rows about divisions; what is wanted several times in a period is done when it was done so often."""
    changed = []
    for row in rows:
        Fulfilment.objects.bulk_create([event.fulfilment(row, 0)])
        row.done += 1
        if finished(row.expected, row.done):
            row.done_on = event.on
        _save(row)
        changed.append(row)
    return changed


def fulfil_objects(
    plan: Plan, kind: ObjectType, objects: Sequence[Place], duties: Sequence[str], event: Event
) -> list[Duty]:
    """Fulfil rows of single objects and, for compounds, the part of each in the row of its division."""
    changed: list[Duty] = []
    for start in range(0, len(objects), CHUNK):
        ids = [object_id for object_id, _code in objects[start : start + CHUNK]]
        rows = Duty.objects.filter(campaign=plan.campaign, object_type=kind, object_id__in=ids, duty__in=duties)
        own = in_turn(plan.scheme, [row for row in rows.order_by("period") if row.done_on is None])
        Fulfilment.objects.bulk_create([event.fulfilment(row, row.object_id) for row in own])
        for row in own:
            row.done, row.done_on = 1, event.on
            _save(row)
        changed += own
    if kind == ObjectType.COMPOUND:
        changed += _fulfil_parts(plan, objects, duties, event)
    return changed


def fulfil_row(plan: Plan, row: Duty, object_id: int, event: Event) -> bool:
    """Fulfil one row, or one compound of it; False where that was done already."""
    if row.object_type == ObjectType.COMPOUND and not row.object_id:
        return bool(_fulfil_in(plan, [(row, [object_id])], event))
    fulfil_places([row], event)
    return True


def start_clocks(plan: Plan, kind: ObjectType, objects: Sequence[Place], event: Event, fulfilled: Sequence[str]) -> int:
    """Rows for the duties whose date is counted from this event, or from what it fulfilled, on these objects."""
    new = []
    for duty in waiting_on(plan.scheme, (event.name, *fulfilled)):
        shape = layout(plan.scheme, duty)
        if shape.about != kind:
            continue
        names = clock_names(plan.scheme, duty.due)
        name = event.name if event.name in names else next(key for key in fulfilled if key in names)
        new += [started(plan, duty, shape, object_id, code, name, event.on) for object_id, code in objects]
    Duty.objects.bulk_create(new, batch_size=CHUNK, ignore_conflicts=True)
    return len(new)


def remember(plan: Plan, division: str, event: Event) -> None:
    """Keep an event of a division from whose day dates are counted."""
    Happening.objects.create(
        campaign=plan.campaign, division_code=division, event=event.name, on=event.on, act_uid=event.act_uid
    )
    plan.happened.setdefault(division, {})[event.name] = event.on


def _fulfil_parts(plan: Plan, objects: Sequence[Place], duties: Sequence[str], event: Event) -> list[Duty]:
    """The rows that stand for all compounds of a division: each compound is a part, once."""
    parts = _parts(plan, objects, duties, event)
    done = _already(parts)
    still = {(row.duty, object_id) for row, ids in parts for object_id in ids if (row.pk, object_id) not in done}
    turn = [
        (
            row,
            [
                object_id
                for object_id in ids
                if not any((duty, object_id) in still for duty in _before(plan.scheme, row))
            ],
        )
        for row, ids in parts
    ]
    return _fulfil_in(plan, turn, event)


def _fulfil_in(plan: Plan, parts: Iterable[tuple[Duty, list[int]]], event: Event) -> list[Duty]:
    parts = list(parts)
    done = _already(parts)
    new = [(row, object_id) for row, ids in parts for object_id in ids if (row.pk, object_id) not in done]
    Fulfilment.objects.bulk_create([event.fulfilment(row, pk) for row, pk in new], batch_size=CHUNK)
    tell_planner(Fulfilment, len(new))
    changed: dict[int, Duty] = {}
    for row, _object_id in new:
        row.done += 1
        changed[row.pk] = row
    for row in changed.values():
        # Which compounds a condition holds for is known above; there the count is settled at the next keeping.
        rule = plan.scheme.duties.get(row.duty) or rule_of(row)
        if not rule.applies_to and finished(row.expected, row.done):
            row.done_on = event.on
        _save(row)
    return list(changed.values())


def _parts(plan: Plan, objects: Sequence[Place], duties: Sequence[str], event: Event) -> list[tuple[Duty, list[int]]]:
    rows = Duty.objects.filter(
        campaign=plan.campaign, duty__in=duties, object_type=ObjectType.COMPOUND, object_id=0
    )  # fmt: skip
    by_place: dict[tuple[str, str], list[Duty]] = {}
    for row in rows.order_by("period"):
        by_place.setdefault((row.duty, row.division_code), []).append(row)
    found: dict[int, tuple[Duty, list[int]]] = {}
    for key in duties:
        level = layout(plan.scheme, plan.scheme.duties[key]).level
        for object_id, code in objects:
            place = place_of(code, level, plan.area)
            for row in counted_for(by_place.get((key, place), ()), event.on, event.period):
                found.setdefault(row.pk, (row, []))[1].append(object_id)
    return list(found.values())


def _already(parts: Iterable[tuple[Duty, list[int]]]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for row, ids in parts:
        for start in range(0, len(ids), CHUNK):
            here = Fulfilment.objects.filter(
                duty=row, object_id__in=ids[start : start + CHUNK], undoes=None, undone_by=None
            )
            found.update((row.pk, object_id) for object_id in here.values_list("object_id", flat=True))
    return found


def _save(row: Duty) -> None:
    row.version += 1
    row.save(update_fields=["done", "done_on", "version"])
