"""Questions about compounds: which may be seen, which one is meant, what is known of their identity."""

from collections.abc import Container, Iterable, Iterator
from decimal import Decimal
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.base.text import match_name
from sanwu.compounds.enums import OtherNameKind
from sanwu.compounds.identity import Identity, compared_name
from sanwu.compounds.models import Compound, OtherName, Removal, RemovalKind
from sanwu.records.scoping import in_ranges
from sanwu.territory.models import Division

# SQLite takes some 32 000 values in one statement; fewer keep the plan of PostgreSQL an index scan.
CHUNK = 1000
MOST_PLACES = 50

T = TypeVar("T")


def compounds_visible_to(scope: Scope, ability: Ability = Ability.VIEW_LEDGER) -> QuerySet[Compound]:
    """Compounds on which `ability` is held; withdrawn ones (an import undone) are left out."""
    held = in_ranges(scope, ability, "division_id", objects=("compound", "id"))
    return Compound.objects.filter(held, withdrawn_at__isnull=True)


def compound_for(scope: Scope, compound_id: int, ability: Ability = Ability.VIEW_LEDGER) -> Compound:
    """The compound, fetched and permitted in one step; Compound.DoesNotExist for a foreign one as for none."""
    return compounds_visible_to(scope, ability).select_related("division").get(pk=compound_id)


def gone_among(compounds: Iterable[int]) -> dict[int, str]:
    """Of these compounds, those that are withdrawn ("") or merged (the name of the one that took them in)."""
    gone = Compound.objects.filter(pk__in=list(compounds)).exclude(withdrawn_at=None, merged_into=None).order_by()
    rows = gone.values_list("pk", "withdrawn_at", "merged_into__name")
    return {pk: "" if withdrawn else into for pk, withdrawn, into in rows}


def removals_visible_to(scope: Scope, ability: Ability = Ability.VIEW_LEDGER) -> QuerySet[Removal]:
    """What was withdrawn or merged by hand, and came back or not, of compounds on which `ability` is held."""
    held = in_ranges(scope, ability, "compound__division_id", objects=("compound", "compound_id"))
    return Removal.objects.filter(held).select_related("compound", "into")


def with_merges(compounds: QuerySet[Compound]) -> QuerySet[Compound]:
    """The same, each with `has_merged`: whether others were merged into it."""
    return compounds.annotate(has_merged=Exists(open_merges().filter(into=OuterRef("pk"))))


def open_merges() -> QuerySet[Removal]:
    """Merges that stand, of compounds that the caller has fetched with permission."""
    return Removal.objects.filter(kind=RemovalKind.MERGED, undone_at=None).select_related("compound", "into")


def search(text: str) -> Q:
    """Compounds whose name, other name, pinyin, initials, number or address holds the text; words of any length.

    Of several words each may also name the place: a street, a community or a division above them.
    """
    words = [word for word in text.split() if match_name(word)]
    found = Q()
    for word in words:
        here = Q(search_text__holds=match_name(word))
        found &= here | _in_places(word) if len(words) > 1 else here
    return found


def _in_places(word: str) -> Q:
    """Compounds in divisions whose name holds a word; none where so many do that it names no place."""
    codes = list(Division.objects.filter(name__contains=word).values_list("code", flat=True)[: MOST_PLACES + 1])
    found = Q(pk__in=[])
    for low, high in map(range_of, codes if len(codes) <= MOST_PLACES else []):
        found |= Q(division_id__gte=low, division_id__lt=high)
    return found


def identities(ids: Iterable[int]) -> Iterator[tuple[int, Identity]]:
    """(id, identity) of these compounds, withdrawn ones too, in order of their ids."""
    for chunk in _chunks(sorted(ids)):
        yield from _identities(Compound.objects.filter(pk__in=chunk).order_by("id"))


def all_identities() -> Iterator[tuple[int, Identity]]:
    """(id, identity) of every compound, in order of their ids; held in memory one chunk at a time."""
    last = 0
    while found := list(_identities(Compound.objects.filter(pk__gt=last).order_by("id")[:CHUNK])):
        yield from found
        last = found[-1][0]


def _identities(compounds: QuerySet[Compound]) -> Iterator[tuple[int, Identity]]:
    rows = list(
        compounds.values_list(
            "id",
            "name",
            "division_id",
            "kind",
            "address",
            "longitude",
            "latitude",
            "datum",
            "withdrawn_at",
            "merged_into_id",
        )
    )
    numbers, aliases, old = other_names([row[0] for row in rows])
    for pk, name, division, kind, address, longitude, latitude, datum, withdrawn_at, merged_into in rows:
        point = None if longitude is None or latitude is None else (_places(longitude), _places(latitude))
        yield pk, Identity(
            name, division, numbers.get(pk), tuple(aliases.get(pk, ())), kind, address, point, datum,
            withdrawn_at is not None, tuple(old.get(pk, ())), merged_into,
        )  # fmt: skip


def other_names(ids: Iterable[int]) -> tuple[dict[int, str], dict[int, list[str]], dict[int, list[str]]]:
    """Numbers, aliases and old numbers by compound, of as many as one question takes (CHUNK)."""
    numbers: dict[int, str] = {}
    aliases: dict[int, list[str]] = {}
    old: dict[int, list[str]] = {}
    found = (
        OtherName.objects.filter(compound_id__in=list(ids)).order_by("id").values_list("compound_id", "kind", "text")
    )
    for compound_id, kind, text in found:
        if kind == OtherNameKind.NUMBER:
            numbers.setdefault(compound_id, text)
        elif kind == OtherNameKind.ALIAS:
            aliases.setdefault(compound_id, []).append(text)
        else:
            old.setdefault(compound_id, []).append(text)
    return numbers, aliases, old


def _places(degrees: Decimal) -> str:
    return f"{degrees:.7f}"


def ids_by_number(numbers: Iterable[str]) -> Iterator[tuple[str, int]]:
    """(number, id) of compounds that carry one of these external numbers now; withdrawn ones are left out.

    A number of a compound that was merged stands for the one that it was merged into.
    """
    for chunk in _chunks(numbers):
        rows = OtherName.objects.filter(
            kind=OtherNameKind.NUMBER, text__in=chunk, compound__withdrawn_at__isnull=True
        ).values_list("text", "compound_id", "compound__merged_into_id")
        for text, compound, merged_into in rows:
            yield text, compound if merged_into is None else survivor_of(merged_into)


def survivor_of(compound_id: int) -> int:
    """The compound that stands for this one: itself, or the end of the chain of compounds that it was merged into."""
    following: int | None = compound_id
    while following is not None:
        compound_id = following
        following = Compound.objects.filter(pk=compound_id).values_list("merged_into_id", flat=True).get()
    return compound_id


def standing_in(division: str, ids: Iterable[int]) -> set[int]:
    """Those of these compounds that lie in a division and were neither withdrawn nor merged."""
    low, high = range_of(division)
    here = Compound.objects.filter(
        division_id__gte=low, division_id__lt=high, withdrawn_at__isnull=True, merged_into__isnull=True
    )
    return set(here.filter(pk__in=ids).values_list("pk", flat=True))


def ids_by_name(names: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """(compared name, id, division code) of compounds with one of these compared names, wherever they lie.

    One that was merged is known by the names of its survivor, among whose aliases its own stands.
    """
    for chunk in _chunks(names):
        found = Compound.objects.filter(match_name__in=chunk, withdrawn_at__isnull=True, merged_into__isnull=True)
        yield from found.values_list("match_name", "id", "division_id")


def ids_by_old_number(numbers: Iterable[str]) -> Iterator[tuple[str, int]]:
    """(number, id) of compounds that carried one of these external numbers before."""
    before = OtherName.objects.filter(
        kind=OtherNameKind.OLD_NUMBER, compound__withdrawn_at__isnull=True, compound__merged_into__isnull=True
    )
    if before.exists():  # few installations have any, and lists have many numbers
        for chunk in _chunks(numbers):
            yield from before.filter(text__in=chunk).values_list("text", "compound_id")


def ids_by_alias(low: str, high: str, names: Container[str]) -> Iterator[tuple[str, int]]:
    """(compared alias, id) of compounds in this range of divisions with one of these compared names as an earlier name."""
    found = OtherName.objects.filter(
        kind=OtherNameKind.ALIAS, compound__division_id__gte=low, compound__division_id__lt=high,
        compound__withdrawn_at__isnull=True, compound__merged_into__isnull=True,
    )  # fmt: skip
    for text, compound in found.order_by("id").values_list("text", "compound_id").iterator(chunk_size=CHUNK):
        if (compared := compared_name(text)) in names:
            yield compared, compound


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    kept = list(values)
    for start in range(0, len(kept), CHUNK):
        yield kept[start : start + CHUNK]


def numbers_of(ids: Iterable[int]) -> dict[int, str]:
    """{id: external number} of those that have one."""
    found: dict[int, str] = {}
    for chunk in _chunks(ids):
        rows = OtherName.objects.filter(compound_id__in=chunk, kind=OtherNameKind.NUMBER).order_by("-id")
        found.update(rows.values_list("compound_id", "text"))
    return found
