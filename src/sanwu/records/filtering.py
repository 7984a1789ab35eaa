"""Narrowing the journal for people: who, what, on what, where, when. The caller has asked for the scope before."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone

from sanwu.base.codes import range_of
from sanwu.records.models import Act
from sanwu.records.rules import HASHED


@dataclass(frozen=True)
class Wanted:
    """Empty parts do not narrow. `person` and `thing` are parts of names, `division` a 12-digit code with all below it,
    `since` and `until` days in the installation's time zone, both included."""

    verb: str = ""
    person: str = ""
    thing: str = ""
    division: str = ""
    since: date | None = None
    until: date | None = None


def narrowed(acts: QuerySet[Act], wanted: Wanted) -> QuerySet[Act]:
    """The entries that were asked for. Names are searched entry by entry: give a period in a long journal."""
    if wanted.verb:
        acts = acts.filter(verb=wanted.verb)
    if wanted.person:
        acts = acts.filter(actor_name__contains=wanted.person)
    if wanted.thing:
        acts = acts.filter(object_name__contains=wanted.thing)
    if wanted.division:
        low, high = range_of(wanted.division)
        acts = acts.filter(division_code__gte=low, division_code__lt=high)
    if wanted.since:
        acts = acts.filter(at__gte=_begin(wanted.since))
    if wanted.until:
        acts = acts.filter(at__lt=_begin(wanted.until + timedelta(days=1)))
    return acts


def acts_about(object_type: str, object_id: str) -> QuerySet[Act]:
    """What happened to one object, newest first; for who may see the object itself."""
    return Act.objects.filter(object_type=object_type, object_id=object_id).order_by("-number")


def record_of(act: Act) -> list[tuple[str, Any]]:
    """Everything that the entry's hash covers, in the order in which it is hashed."""
    return [(name, getattr(act, name)) for name in HASHED]


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=get_current_timezone())
