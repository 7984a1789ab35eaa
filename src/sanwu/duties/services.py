"""Keeping a campaign's duties in step with its scheme, and fulfilling them by events (A-04, A-08, A-24, A-25, A-30).

Decisions and later stages stand above: they call `fulfil` inside their own act and bring what only they know. Nothing
here knows who calls.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date

from django.db import transaction

from sanwu.base.actor import Actor
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import label_of, loaded
from sanwu.duties.calendar import calendar
from sanwu.duties.counting import Applying, count_compounds
from sanwu.duties.digests import bind
from sanwu.duties.enums import ObjectType
from sanwu.duties.happening import (
    OBJECTS,
    Event,
    Place,
    counted_for,
    fulfil_objects,
    fulfil_places,
    in_turn,
    remember,
    rows_in_place,
    start_clocks,
)
from sanwu.duties.keeping import changes, hold, write
from sanwu.duties.models import Duty
from sanwu.duties.planning import read_plan
from sanwu.duties.rules import fulfilled_by, layout, waiting_on
from sanwu.records.entries import Entry
from sanwu.records.services import act


def generate(
    *, campaign: Campaign, on: date, actor: Actor, applying: Applying | None = None, counting: bool = True
) -> dict[str, int]:
    """Bring the duties of a campaign in step: {new, moved, counted}. Repeatable; called when a campaign is opened, by
    the worker once a day and after changes, and after the calendar was edited.

    `applying` says for which compounds each condition of the scheme holds (`duties.counting.Applying`); without it the
    counts of duties with a condition stay as they are. Without `counting` no compound is counted, for a caller who does
    so in a second step. A closed campaign is left as it stands.
    """
    if campaign.closed_on is not None:
        return {"new": 0, "moved": 0, "counted": 0}
    found = changes(read_plan(campaign, calendar(), on))
    if not found:
        if not counting:
            return {"new": 0, "moved": 0, "counted": 0}
        with transaction.atomic():  # counts follow from what is journalled elsewhere
            return {"new": 0, "moved": 0, "counted": count_compounds(hold(campaign.pk), applying)}
    with act(
        verb="duties.generate", actor=actor, object_type="campaign", object_id=str(campaign.pk),
        object_name=campaign.name, division=campaign.division_id, scheme_version=label_of(campaign.scheme_version),
    ) as entry:  # fmt: skip
        held = hold(campaign.pk)
        if held.scheme_version_id != campaign.scheme_version_id:  # it was moved to another version meanwhile
            found = changes(read_plan(held, calendar(), on))
            entry.scheme_version = label_of(held.scheme_version)
        write(found)
        counted = count_compounds(held, applying) if counting else 0
        told = {"new": len(found.new), "moved": len(found.moved) + len(found.clocks) + len(found.extended)}
        entry.after = {**told, "on": on.isoformat()}
    return {**told, "counted": counted}


def fulfil(
    *,
    event: str,
    campaign_id: int,
    object_type: str,
    object_id: int,
    division_code: str,
    on: date,
    evidence: str,
    actor: Actor,
    entry: Entry | None = None,
    period: date | None = None,
) -> list[Duty]:
    """What an event of the scheme fulfils, and the clocks it starts; the rows that were fulfilled, none where no duty
    waits for it.

    For compound, project and case the event belongs to that one object, lying in `division_code`; for anything else
    to the division itself, and it fulfils the rows about exactly that division. `period` is the first day of the
    recurring period that a report is for. Inside the caller's act (`entry`) it is a step of that act.
    """
    return fulfil_many(
        event=event, campaign_id=campaign_id, object_type=object_type, objects=[(object_id, division_code)], on=on,
        evidence=evidence, actor=actor, entry=entry, period=period,
    )  # fmt: skip


def fulfil_many(
    *,
    event: str,
    campaign_id: int,
    object_type: str,
    objects: Iterable[Place],
    on: date,
    evidence: str,
    actor: Actor,
    entry: Entry | None = None,
    period: date | None = None,
) -> list[Duty]:
    """The same for many objects of one kind, as (id, 12-digit division) pairs, set-based."""
    campaign = Campaign.objects.select_related("scheme_version").get(pk=campaign_id)
    scheme, places = loaded(campaign.scheme_version), list(objects)
    duties = fulfilled_by(scheme, event)
    if campaign.closed_on is not None or not places or not (duties or waiting_on(scheme, (event,))):
        return []
    if not Duty.objects.filter(campaign=campaign).exists():
        generate(campaign=campaign, on=on, actor=actor)
    kind = ObjectType(object_type) if object_type in OBJECTS else ObjectType.DIVISION
    if not _concerns(campaign, event, kind, places, duties, on, period):
        return []
    with suppress(_Nothing), act(
        verb="duties.fulfil", actor=actor, object_type=object_type, object_id=str(places[0][0] or ""),
        object_name=campaign.name, division=places[0][1] if len(places) == 1 else campaign.division_id,
    ) as inner:  # fmt: skip
        told = Event(
            name=event, on=on, evidence=evidence[:500], actor=actor, act_uid=(entry or inner).uid,
            period=period.isoformat() if period else "",
        )  # fmt: skip
        campaign = hold(campaign_id)
        duties = fulfilled_by(loaded(campaign.scheme_version), event)
        done = _happen(campaign, kind, places, duties, told)
        if done:
            bind(inner, told.batch)
        inner.after = {
            "event": event, "on": on.isoformat(), "evidence": evidence[:500], "objects": len(places),
            "duties": sorted({row.duty for row in done}), "campaign": campaign.pk,
        }  # fmt: skip
        return done
    return []


class _Nothing(Exception):
    """The event changed nothing: what it was told for is done already, and no entry of the journal says so again."""


def _happen(
    campaign: Campaign, kind: ObjectType, places: Sequence[Place], duties: Sequence[str], event: Event
) -> list[Duty]:
    plan = read_plan(campaign, calendar(), event.on)
    if kind in OBJECTS:
        done = fulfil_objects(plan, kind, places, duties, event)
        if not start_clocks(plan, kind, places, event, sorted({row.duty for row in done})) and not done:
            raise _Nothing
        return done
    done = []
    for _object_id, code in places:
        rows = counted_for(rows_in_place(campaign, duties, code), event.on, event.period)
        done += fulfil_places(in_turn(plan.scheme, rows), event)
        if waiting_on(plan.scheme, (event.name,)):
            remember(plan, code, event)
    if waiting_on(plan.scheme, (event.name, *duties)):
        write(changes(read_plan(campaign, calendar(), event.on)))
    return done


def _concerns(
    campaign: Campaign, event: str, kind: ObjectType, places: Sequence[Place], duties: Sequence[str], on: date,
    period: date | None,
) -> bool:  # fmt: skip
    """Whether the event changes anything, so that nothing is journalled where it does not."""
    scheme = loaded(campaign.scheme_version)
    waiting = waiting_on(scheme, (event, *duties))
    if kind in OBJECTS:
        own = Duty.objects.filter(campaign=campaign, duty__in=duties, object_type=kind, done_on=None)
        return own.exists() or any(layout(scheme, duty).about == kind for duty in waiting)
    if waiting_on(scheme, (event,)):
        return True
    first = period.isoformat() if period else ""
    return any(counted_for(rows_in_place(campaign, duties, code), on, first) for _object_id, code in places)
