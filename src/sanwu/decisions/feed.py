"""Compounds and verdicts as programs read them: in the order of division and compound, page after page without counting.

That order has an index of its own, so a scope of any size and the millionth page cost the same (design §9).
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.compounds.enums import OtherNameKind
from sanwu.compounds.models import OtherName
from sanwu.decisions.models import Verdict
from sanwu.ledger.models import LedgerEntry

KEPT = 200  # questions for compounds that are kept in words: to build them takes as long as to answer them


class After(NamedTuple):
    """The last row of the page before."""

    division: str
    compound: int


COMPOUND = (
    "compound_id", "compound__name", "compound__kind", "division_code", "compound__address", "compound__longitude",
    "compound__latitude", "revision", "facts",
)  # fmt: skip
VERDICT = (
    "compound_id", "division_code", "rule", "outcome", "in_force", "row", "missing", "revision", "run__judged_on",
)  # fmt: skip


def compound_rows(
    scope: Scope, campaign: Campaign, *, under: str = "", after: After | None = None, limit: int
) -> list[dict[str, Any]]:
    """COMPOUND and `number` of the compounds of a campaign that the scope may see, `under` a division."""
    return _page(_compounds_asked(scope, campaign, under), after, limit)


@lru_cache(KEPT)
def _compounds_asked(scope: Scope, campaign: Campaign, under: str) -> list[QuerySet[Any]]:
    numbers = OtherName.objects.filter(compound=OuterRef("compound"), kind=OtherNameKind.NUMBER).order_by("id")
    rows = _entries(campaign).annotate(number=Subquery(numbers.values("text")[:1]))
    return _walks(rows, scope, under, (*COMPOUND, "number"))


def verdict_rows(
    scope: Scope,
    campaign: Campaign,
    *,
    rule: str,
    outcome: str = "",
    under: str = "",
    after: After | None = None,
    limit: int,
) -> list[dict[str, Any]]:
    """VERDICT of the current verdicts of one rule; `outcome` narrows them to one outcome in force."""
    rows = Verdict.objects.filter(campaign=campaign, current=True, rule=rule)
    if outcome:  # an index has the verdicts of one outcome in this order
        return _page(_walks(rows.filter(in_force=outcome), scope, under, VERDICT), after, limit)
    walks = _walks(_entries(campaign), scope, under, ("division_code", "compound_id"))
    found: list[dict[str, Any]] = []
    while len(found) < limit:  # once, but for compounds that are not judged yet
        asked = limit - len(found)
        walked = _page(walks, after, asked)
        ids = [row["compound_id"] for row in walked]
        known = {row["compound_id"]: row for row in rows.filter(compound_id__in=ids).order_by().values(*VERDICT)}
        found += [known[compound] for compound in ids if compound in known]
        if len(walked) < asked:
            break
        after = After(walked[-1]["division_code"], walked[-1]["compound_id"])
    return found


def _entries(campaign: Campaign) -> QuerySet[LedgerEntry]:
    entries = CampaignCompound.objects.filter(campaign=campaign, left_on=None, compound=OuterRef("pk"))
    return LedgerEntry.objects.filter(Exists(entries))


def _walks(rows: QuerySet[Any], scope: Scope, under: str, names: tuple[str, ...]) -> list[QuerySet[Any]]:
    """One walk of the index for each range of the scope; none of them is ever read itself, so they hold no row."""
    ordered = rows.order_by("division_code", "compound_id").values(*names)
    return [ordered.filter(part) for part in _parts(scope, under)]


def _page(walks: Iterable[QuerySet[Any]], after: After | None, limit: int) -> list[dict[str, Any]]:
    """One walk after the other, until the page is full."""
    found: list[dict[str, Any]] = []
    for walk in walks:
        beyond = walk if after is None else walk.filter(_beyond(after))
        found += beyond[: limit - len(found)]
        if len(found) >= limit:
            break
    return found


def _parts(scope: Scope, under: str) -> Iterator[Q]:
    low, high = range_of(under) if under else ("", ":")
    within = Q(division_code__gte=low, division_code__lt=high)
    ranges = scope.ranges(Ability.VIEW_LEDGER)
    if held := scope.objects(Ability.VIEW_LEDGER, "compound"):  # few: a partner unit's
        mine = Q(compound_id__in=sorted(held))
        for first, end in ranges:
            mine |= Q(division_code__gte=first, division_code__lt=end)
        yield within & mine
        return
    for first, end in ranges:
        if max(first, low) < min(end, high):
            yield Q(division_code__gte=max(first, low), division_code__lt=min(end, high))


def _beyond(after: After) -> Q:
    """The first condition bounds the walk, the second leaves out what was read."""
    return Q(division_code__gte=after.division) & (
        Q(division_code__gt=after.division) | Q(compound_id__gt=after.compound)
    )
