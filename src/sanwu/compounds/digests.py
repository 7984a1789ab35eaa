"""Whether buildings and entrances are still what the last act on each of them made of it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from sanwu.base.digest import digest
from sanwu.compounds.models import Building, Entrance
from sanwu.records.entries import Entry

BUILDING, ENTRANCE = "compounds.building", "compounds.entrance"
_OF_BUILDING = ("pk", "compound_id", "label", "floors", "units", "households", "built_year", "note", "version")
_OF_ENTRANCE = (
    "pk", "compound_id", "label", "kind", "open", "guarded", "barriers", "access_readers", "note", "version",
)  # fmt: skip
CHUNK = 500


def bind_part(entry: Entry, part: Building | Entrance) -> None:
    """Bind a building or entrance as it is when the act that wrote it ends."""
    key = str(part.pk)
    if isinstance(part, Building):
        entry.state(BUILDING, key, lambda: building_digests([key])[key])
    else:
        entry.state(ENTRANCE, key, lambda: entrance_digests([key])[key])


def building_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these buildings has now; one that is gone is left out."""
    return _digests(Building.objects.all(), _OF_BUILDING, ids)


def entrance_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these entrances has now; one that is gone is left out."""
    return _digests(Entrance.objects.all(), _OF_ENTRANCE, ids)


def _digests(parts: QuerySet[Any], fields: Sequence[str], ids: Sequence[str]) -> dict[str, str]:
    found = {}
    for start in range(0, len(ids), CHUNK):
        rows = parts.filter(pk__in=[int(i) for i in ids[start : start + CHUNK]]).order_by()
        for row in rows.values_list(*fields, "removed_at"):
            *said, removed = row
            found[str(row[0])] = digest([*said, removed is not None])
    return found
