"""Buildings and entrances of a compound: added, changed and removed by hand, each change journalled, versions kept."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Stale
from sanwu.base.text import forbidden_character, tidy
from sanwu.compounds.digests import bind_part
from sanwu.compounds.models import Building, Compound, Entrance, EntranceKind
from sanwu.compounds.sql import hold_numbers
from sanwu.records.services import act

LONGEST_LABEL, LONGEST_NOTE = 60, 200
BUILDING_FIELDS = ("label", "floors", "units", "households", "built_year", "note")
ENTRANCE_FIELDS = ("label", "kind", "open", "guarded", "barriers", "access_readers", "note")
# Beyond these a number is a slip of the keyboard; the columns would not hold it.
LARGEST: Mapping[str, int] = {
    "floors": 200, "units": 200, "households": 100_000, "built_year": 2200, "barriers": 100, "access_readers": 100,
}  # fmt: skip
EARLIEST_YEAR = 1800

Part = TypeVar("Part", Building, Entrance)


class StalePart(Stale):
    """Somebody changed the building or entrance after the form was opened; `current` is what stands now."""

    def __init__(self, message: str, current: Building | Entrance) -> None:
        super().__init__(message, "stale_part")
        self.current = current


class Sums(NamedTuple):
    """What the listed parts of a compound come to; None where there is nothing to add up."""

    buildings: int | None
    units: int | None
    households: int | None
    entrances: int | None


def buildings_of(compound: Compound) -> QuerySet[Building]:
    return Building.objects.filter(compound=compound, removed_at__isnull=True).order_by("id")


def entrances_of(compound: Compound) -> QuerySet[Entrance]:
    return Entrance.objects.filter(compound=compound, removed_at__isnull=True).order_by("id")


def every_building_of(compound: Compound) -> QuerySet[Building]:
    """Removed ones too, for a form that is sent twice."""
    return Building.objects.filter(compound=compound).order_by("id")


def every_entrance_of(compound: Compound) -> QuerySet[Entrance]:
    """Removed ones too, for a form that is sent twice."""
    return Entrance.objects.filter(compound=compound).order_by("id")


def sums_of(buildings: list[Building], entrances: list[Entrance]) -> Sums:
    """Sums over the parts of one compound; of units and households only where every building says how many."""
    return Sums(
        len(buildings) or None,
        _sum([building.units for building in buildings]),
        _sum([building.households for building in buildings]),
        len(entrances) or None,
    )


def _sum(numbers: list[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known and len(known) == len(numbers) else None


def building_save(
    *,
    compound: Compound,
    actor: Actor,
    building: Building | None = None,
    expected_version: int | None = None,
    client_key: str | None = None,
    **values: Any,
) -> Building:
    """Add a building, or change one. BadInput for values that make no sense, StalePart when somebody was quicker."""
    numbers = _numbers(values, ("floors", "units", "households", "built_year"))
    said: dict[str, Any] = {**_labelled(values), **numbers}
    year = numbers["built_year"]
    if year is not None and not EARLIEST_YEAR <= year <= clock.today().year:
        raise BadInput(_("建成年份应在 %(first)s 到今年之间。") % {"first": EARLIEST_YEAR}, "built_year")
    verb = "building.add" if building is None else "building.change"
    return _save(Building, verb, compound, building, said, BUILDING_FIELDS, actor, expected_version, client_key)


def entrance_save(
    *,
    compound: Compound,
    actor: Actor,
    entrance: Entrance | None = None,
    expected_version: int | None = None,
    client_key: str | None = None,
    **values: Any,
) -> Entrance:
    """Add an entrance, or change one. BadInput for values that make no sense, StalePart when somebody was quicker."""
    counts = _numbers(values, ("barriers", "access_readers"))
    said = {
        **_labelled(values), **{name: number or 0 for name, number in counts.items()},
        "kind": values.get("kind") or EntranceKind.GATE, "open": bool(values.get("open")),
        "guarded": values.get("guarded"),
    }  # fmt: skip
    if said["kind"] not in EntranceKind.values:
        raise BadInput(_("没有这种出入口。请从列表里选。"), "kind")
    verb = "entrance.add" if entrance is None else "entrance.change"
    return _save(Entrance, verb, compound, entrance, said, ENTRANCE_FIELDS, actor, expected_version, client_key)


def part_remove(
    *,
    part: Building | Entrance,
    reason: str,
    actor: Actor,
    expected_version: int,
    client_key: str | None = None,
) -> None:
    """Take a building or entrance away, with a reason; the row stays. Once removed it stays removed."""
    reason = tidy(reason)
    if not reason:
        raise BadInput(_("请写明原因，例如“重复登记”“已拆除”。"), "reason")
    kind = "building" if isinstance(part, Building) else "entrance"
    with act(
        verb=f"{kind}.remove", actor=actor, object_type="compound", object_id=str(part.compound_id),
        object_name=part.compound.name, division=part.compound.division_id, client_key=client_key,
        request={"id": part.pk, "reason": reason},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return
        hold_numbers()
        part.refresh_from_db()
        _not_stale(part, expected_version)
        part.removed_at, part.version = clock.now(), part.version + 1
        part.save(update_fields=["removed_at", "version"])
        bind_part(entry, part)
        entry.before = {"id": part.pk, "label": part.label}
        entry.after = {"id": part.pk, "reason": reason[:LONGEST_NOTE]}


def _save(
    model: type[Part], verb: str, compound: Compound, part: Part | None, said: Mapping[str, Any],
    fields: tuple[str, ...], actor: Actor, expected_version: int | None, client_key: str | None,
) -> Part:  # fmt: skip
    request = {"id": part.pk if part else None, **{name: said[name] for name in fields}}
    with act(
        verb=verb, actor=actor, object_type="compound", object_id=str(compound.pk), object_name=compound.name,
        division=compound.division_id, client_key=client_key, request=request,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return model.objects.get(pk=entry.result["id"])
        hold_numbers()
        if part is None:
            part = model(compound=compound, created_at=clock.now())
        else:
            part = model.objects.get(pk=part.pk)
            _not_stale(part, expected_version)
            entry.before = {"id": part.pk, **{name: getattr(part, name) for name in fields}}
            part.version += 1
        for name in fields:
            setattr(part, name, said[name])
        part.save()
        bind_part(entry, part)
        entry.after = {"id": part.pk, **{name: said[name] for name in fields}}
        entry.result = {"id": part.pk}
    return part


def _not_stale(part: Building | Entrance, expected_version: int | None) -> None:
    if part.removed_at is not None or (expected_version is not None and part.version != expected_version):
        raise StalePart(_("“%(label)s”刚被别人改过，请看过最新内容后再保存。") % {"label": part.label}, part)


def _labelled(values: Mapping[str, Any]) -> dict[str, str]:
    label, note = tidy(str(values.get("label") or "")), tidy(str(values.get("note") or ""))
    if not 0 < len(label) <= LONGEST_LABEL or forbidden_character(label):
        raise BadInput(_("名称或编号应为 1 到 %(most)s 个字，例如“3号楼”“东门”。") % {"most": LONGEST_LABEL}, "label")
    if len(note) > LONGEST_NOTE or forbidden_character(note):
        raise BadInput(_("备注最多 %(most)s 个字。") % {"most": LONGEST_NOTE}, "note")
    return {"label": label, "note": note}


def _numbers(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for name in names:
        number = values.get(name)
        if number is not None and not 0 <= int(number) <= LARGEST[name]:
            raise BadInput(_("数字应在 0 到 %(most)s 之间，请核对。") % {"most": LARGEST[name]}, name)
        found[name] = None if number is None else int(number)
    return found
