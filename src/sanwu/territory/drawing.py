"""Boundaries as maps ask for them: which may be drawn, and where everything lies."""

from typing import Any, NamedTuple

from django.db.models import Max, Min, QuerySet

from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.records.scoping import in_ranges
from sanwu.territory.models import Boundary


class Drawn(NamedTuple):
    """One boundary for a map, simplified."""

    code: str
    name: str
    level: str
    parent: str | None
    geometry: Any


def boundaries_in(division: str, levels: tuple[str, ...] = ()) -> list[Drawn]:
    """Boundaries of a division and the open ones below it, by code; boundaries are open to all who may see a map."""
    rows = _within(division)
    if levels:
        rows = rows.filter(division__level__in=levels)
    names = ("division_id", "division__name", "division__level", "division__parent_id", "drawn")
    return [Drawn(*row) for row in rows.order_by("division_id").values_list(*names)]


def boundaries_visible_to(scope: Scope) -> QuerySet[Boundary]:
    """Boundaries of divisions where VIEW_DIVISIONS is held, by code, with their divisions but without their shapes."""
    held = in_ranges(scope, Ability.VIEW_DIVISIONS, "division_id")
    return Boundary.objects.filter(held).select_related("division").defer("shape", "drawn").order_by("division_id")


def box_in(division: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north around the boundaries of a division and what lies below it; None without any."""
    found = _within(division).aggregate(Min("west"), Min("south"), Max("east"), Max("north"))
    if found["west__min"] is None:
        return None
    return found["west__min"], found["south__min"], found["east__max"], found["north__max"]


def boundaries_stamp(division: str) -> str:
    """Changes when a boundary in the division was brought in anew."""
    last = _within(division).aggregate(last=Max("imported_at"))["last"]
    return last.isoformat() if last else ""


def _within(division: str) -> QuerySet[Boundary]:
    low, high = range_of(division)
    return Boundary.objects.filter(division__code__gte=low, division__code__lt=high, division__valid_to=None)
