"""Compounds that may be one and the same: looked for before one is saved, and listed for an area. Nothing merges by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.codes import range_of
from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability, Scope
from sanwu.base.text import full_pinyin
from sanwu.compounds.enums import OtherNameKind
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound, Distinct, OtherName
from sanwu.compounds.numerals import in_characters, in_digits
from sanwu.compounds.rules import NEAR_METRES, Known, Pair, box_around, known, likeness, pairs
from sanwu.compounds.selectors import CHUNK, compounds_visible_to
from sanwu.records.services import act

__all__ = [
    "MOST_COMPARED",
    "NEAR_METRES",
    "Like",
    "Pair",
    "Suggestions",
    "likely_duplicates",
    "suggestions",
    "tell_apart",
]

# Beyond so many compounds an area is looked at county by county.
MOST_COMPARED = 20_000
SHOWN = 10


@dataclass(frozen=True)
class Like:
    """A compound that may be the one meant, and why."""

    compound: Compound
    reasons: tuple[str, ...]
    metres: int | None


@dataclass(frozen=True)
class Suggestions:
    """Pairs of an area, the likeliest first. `more`: there are more than were listed; `too_many`: look at a smaller area."""

    pairs: list[Pair]
    more: bool = False
    too_many: bool = False


def standing(scope: Scope, ability: Ability = Ability.VIEW_LEDGER) -> QuerySet[Compound]:
    """Compounds of the scope that stand for themselves: neither withdrawn nor merged."""
    return compounds_visible_to(scope, ability).filter(merged_into__isnull=True)


def likely_duplicates(scope: Scope, identity: Identity, exclude: int | None = None) -> list[Like]:
    """The compounds in sight that look like this identity, the likeliest first; at most ten."""
    point = None if identity.point is None else (float(identity.point[0]), float(identity.point[1]))
    mine = known(0, identity.name, identity.division_code, identity.aliases, point)
    found = standing(scope).exclude(pk=exclude or 0).select_related("division")
    low, high = range_of(mine.county.ljust(12, "0"))
    names = {way(name) for name in (identity.name, *identity.aliases) for way in (str, in_digits, in_characters)}
    words = {full_pinyin(name) for name in names} - {""}
    here = Q(pk__in=[])
    for word in words:  # names, aliases and readings all stand in the searched text as their pinyin
        here |= Q(search_text__holds=word)
    candidates = {c.pk: c for c in found.filter(here, division_id__gte=low, division_id__lt=high)}
    if point is not None:
        candidates |= {c.pk: c for c in found.filter(_within(point))}
    looked: list[tuple[Pair, Compound]] = []
    for other in _known(candidates.values()):
        if pair := likeness(mine, other):
            looked.append((pair, candidates[other.id]))
    looked.sort(key=lambda one: (-len(one[0].reasons), one[0].reasons[0] == "near", one[1].pk))
    return [Like(compound, pair.reasons, pair.metres) for pair, compound in looked[:SHOWN]]


def _within(point: tuple[float, float]) -> Q:
    box = box_around(point)
    west, east, south, north = (Decimal(repr(round(degrees, 7))) for degrees in box)
    return Q(longitude__gte=west, longitude__lte=east, latitude__gte=south, latitude__lte=north)


def suggestions(scope: Scope, under: str, ability: Ability = Ability.MERGE_COMPOUND) -> Suggestions:
    """Pairs below a division on which `ability` is held, without those that a person told apart."""
    low, high = range_of(under)
    here = standing(scope, ability).filter(division_id__gte=low, division_id__lt=high)
    if here.order_by().values("pk")[: MOST_COMPARED + 1].count() > MOST_COMPARED:
        return Suggestions([], too_many=True)
    told = set(
        Distinct.objects.filter(division_code__gte=low, division_code__lt=high).values_list("first_id", "second_id")
    )
    found, more = pairs(list(_known(here)))
    return Suggestions([pair for pair in found if (pair.first, pair.second) not in told], more)


def _known(compounds: Iterable[Compound] | QuerySet[Compound]) -> Iterable[Known]:
    if isinstance(compounds, QuerySet):
        rows = list(compounds.order_by("id").values_list("id", "name", "division_id", "longitude", "latitude"))
    else:
        rows = [(c.pk, c.name, c.division_id, c.longitude, c.latitude) for c in compounds]
    aliases = _aliases([row[0] for row in rows])
    for pk, name, division, longitude, latitude in rows:
        point = None if longitude is None or latitude is None else (float(longitude), float(latitude))
        yield known(pk, name, division, aliases.get(pk, ()), point)


def _aliases(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for start in range(0, len(ids), CHUNK):
        rows = OtherName.objects.filter(compound_id__in=ids[start : start + CHUNK], kind=OtherNameKind.ALIAS)
        for pk, text in rows.order_by("id").values_list("compound_id", "text"):
            found.setdefault(pk, []).append(text)
    return found


def tell_apart(*, one: Compound, other: Compound, actor: Actor, client_key: str | None = None) -> Distinct:
    """Remember that two compounds are two, so that nobody is asked again. The right on both is the caller's to check."""
    if one.pk == other.pk:
        raise BadInput("这是同一条记录，无需标记。", "same_compound")
    first, second = sorted((one, other), key=lambda compound: compound.pk)
    with act(
        verb="compound.distinct", actor=actor, object_type="compound", object_id=str(first.pk), object_name=first.name,
        division=first.division_id, client_key=client_key, request={"other": second.pk},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Distinct.objects.get(pk=entry.result["id"])
        told, _made = Distinct.objects.get_or_create(
            first=first, second=second,
            defaults={
                "division_code": first.division_id, "at": clock.now(), "actor_id": actor.account_id,
                "actor_name": actor.name[:100],
            },
        )  # fmt: skip
        entry.after = {"other": second.pk, "name": second.name}
        entry.result = {"id": told.pk}
    return told
