"""The ledger list of a campaign: scope, filters, sort, keyset pages; plain values, three small queries (design §9).

Which index drives the query is chosen here and not left to the engine. A range on the division beside an ORDER BY ...
LIMIT 25 makes SQLite walk the division index and sort everything it finds. So the number of candidates is counted first,
up to a cap: few are fetched by their own index and sorted; of many the sort index is walked and the rest is checked row by
row, which finds 25 soon because many fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.compounds.enums import OtherNameKind
from sanwu.compounds.models import Compound, OtherName
from sanwu.compounds.selectors import search
from sanwu.decisions.cursors import Cursor
from sanwu.decisions.models import Verdict
from sanwu.decisions.unindexed import Unindexed
from sanwu.decisions.waiting import waiting_for
from sanwu.ledger.models import LedgerEntry
from sanwu.records.scoping import in_ranges

COUNT_CAP = 1000
FEW = 2000  # up to so many candidates are fetched and sorted; beyond it the sort index is walked
PER_PAGE = 25
UNKNOWN = "unknown"
# What a list can be sorted by: the column, which has an index together with the compound.
SORTS = {
    "name": "name_key",
    "households": "household_count",
    "area": "floor_area_m2",
    "year": "built_year",
    "division": "division_code",
    "updated": "revision",
}
COLUMNS = (
    "compound_id", "division_code", "revision", "household_count", "floor_area_m2", "built_year", "building_count",
    "property_arrangement", "has_property_provider", "has_governing_unit", "human_protection", "physical_protection",
    "technical_protection",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty means all. `outcomes` is {rule: outcome}; `missing` a fact that verdicts wait
    for; `arrangement` a choice of property_arrangement, or "unknown"; `text` looks in names, pinyin, initials, numbers."""

    text: str = ""
    division: str = ""
    outcomes: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""
    arrangement: str = ""


@dataclass(frozen=True)
class Page:
    """`rows` are dicts of COLUMNS plus name, kind, number and outcomes {rule: outcome}. `count` is exact up to
    COUNT_CAP; `count_capped` says that there are more. `next` and `previous` are positions, None at the ends."""

    rows: list[dict[str, Any]]
    next: str | None
    previous: str | None
    count: int
    count_capped: bool


def ledger_list(
    *,
    scope: Scope,
    campaign: Campaign,
    filters: Filters | None = None,
    sort: str = "name",
    descending: bool = False,
    after: str | None = None,
    before: str | None = None,
    limit: int = PER_PAGE,
) -> Page:
    """One page of the compounds of a campaign that the scope may see. A position that cannot be read is the first page."""
    filters = filters or Filters()
    column = SORTS.get(sort, SORTS["name"])
    chosen, counted = _candidates(scope, campaign, filters, column, Ability.VIEW_LEDGER)
    total = counted.order_by().values("pk")[: COUNT_CAP + 1].count()
    cursor = Cursor.read(after or before, column)
    backwards = before is not None and cursor is not None
    found = _fetch(chosen, column, descending != backwards, nulls_first=backwards, cursor=cursor, limit=limit + 1)
    more = len(found) > limit
    found = found[:limit]
    if backwards:
        found.reverse()
    forward, back = (True, more) if backwards else (more, cursor is not None)
    return Page(
        rows=_dressed(campaign, found),
        next=Cursor.of(found[-1], column) if found and forward else None,
        previous=Cursor.of(found[0], column) if found and back else None,
        count=min(total, COUNT_CAP),
        count_capped=total > COUNT_CAP,
    )


def candidates(
    scope: Scope,
    campaign: Campaign,
    filters: Filters,
    column: str = "name_key",
    ability: Ability = Ability.VIEW_LEDGER,
) -> QuerySet[LedgerEntry]:
    """All rows of the list, unsorted; the driving index is settled (see above)."""
    return _candidates(scope, campaign, filters, column, ability)[0]


def _candidates(
    scope: Scope, campaign: Campaign, filters: Filters, column: str, ability: Ability
) -> tuple[QuerySet[LedgerEntry], QuerySet[Any]]:
    """The rows to be sorted, and the same rows to be counted: a count has no order to walk, so it goes by division."""
    entries = CampaignCompound.objects.filter(campaign=campaign, left_on=None, compound=OuterRef("pk"))
    rows = _narrowed(LedgerEntry.objects.filter(Exists(entries)), campaign, filters)
    within = in_ranges(scope, ability, objects=("compound", "compound_id")) & _under(filters.division)
    neutral = in_ranges(scope, ability, "division_walked", objects=("compound", "compound_id"))
    walked = rows.alias(division_walked=Unindexed("division_code")).filter(
        neutral & _under(filters.division, "division_walked")
    )
    few = _few(campaign, filters)
    by_division = rows.filter(within)
    counted: QuerySet[Any] = by_division if few is None else walked.filter(pk__in=few)
    if filters.outcomes and not (filters.text or filters.missing or filters.arrangement):
        counted = _judged(campaign, filters, within)
    if few is not None:
        return walked.filter(pk__in=few), counted
    held = LedgerEntry.objects.filter(within).order_by().values("pk")[: FEW + 1].count()
    return (by_division if held <= FEW or column == "division_code" else walked), counted


def _judged(campaign: Campaign, filters: Filters, within: Q) -> QuerySet[Verdict]:
    """The verdicts of the first outcome asked for, whose index holds all that counting them needs."""
    current = Verdict.objects.filter(campaign=campaign, current=True)
    (rule, outcome), *others = filters.outcomes.items()
    found = current.filter(within, rule=rule, outcome=outcome)
    for rule, outcome in others:
        found = found.filter(Exists(current.filter(compound=OuterRef("compound"), rule=rule, outcome=outcome)))
    return found


def _under(division: str, lookup: str = "division_code") -> Q:
    if not division:
        return Q()
    low, high = range_of(division)
    return Q(**{f"{lookup}__gte": low, f"{lookup}__lt": high})


def _narrowed(rows: QuerySet[LedgerEntry], campaign: Campaign, filters: Filters) -> QuerySet[LedgerEntry]:
    """The filters as conditions on each row."""
    verdicts = Verdict.objects.filter(campaign=campaign, current=True, compound=OuterRef("pk"))
    for rule, outcome in filters.outcomes.items():
        rows = rows.filter(Exists(verdicts.filter(rule=rule, outcome=outcome)))
    if filters.missing:
        rows = rows.filter(Exists(_waiting_for(verdicts, filters.missing)))
    if filters.arrangement == UNKNOWN:
        rows = rows.filter(property_arrangement=None)
    elif filters.arrangement:
        rows = rows.filter(property_arrangement=filters.arrangement)
    if filters.text:
        rows = rows.filter(Exists(Compound.objects.filter(search(filters.text), pk=OuterRef("pk"))))
    return rows


def _waiting_for(verdicts: QuerySet[Verdict], fact: str) -> QuerySet[Verdict]:
    listed = Concat(Value(","), F("missing"), Value(","))
    return verdicts.filter(outcome=UNKNOWN).alias(listed=listed).filter(listed__contains=f",{fact},")


def _few(campaign: Campaign, filters: Filters) -> list[int] | None:
    """The compounds that the narrowest filter leaves, when these are few; None when every filter leaves many."""
    best: list[int] | None = None
    current = Verdict.objects.filter(campaign=campaign, current=True).order_by()
    sources: list[QuerySet[Any]] = [
        current.filter(rule=rule, outcome=outcome).values_list("compound_id", flat=True)
        for rule, outcome in filters.outcomes.items()
    ]
    if filters.text:
        sources.append(Compound.objects.filter(search(filters.text)).order_by().values_list("pk", flat=True))
    if filters.missing:
        waiting = waiting_for(campaign).get(filters.missing)
        best = [] if waiting is None else None if waiting.compounds is None else list(waiting.compounds)
    least = FEW if best is None else len(best)
    for source in sources:
        # Counted first, in the index alone: many ids would be fetched only to be thrown away.
        if source[: least + 1].count() <= least:
            best = list(source)
            least = len(best)
    return best


def _fetch(
    rows: QuerySet[LedgerEntry], column: str, descending: bool, *, nulls_first: bool, cursor: Cursor | None, limit: int
) -> list[dict[str, Any]]:
    """Rows in order, unknown values last in both directions: those with a value, then those without.

    Two queries at most, each a plain walk of the index (column, compound), which no engine has to sort.
    """
    parts = [True, False]
    if nulls_first:
        parts.reverse()
    if cursor is not None and cursor.known != parts[0]:
        parts = parts[1:]
    found: list[dict[str, Any]] = []
    for known in parts:
        part = rows.filter(**{f"{column}__isnull": not known})
        if cursor is not None and cursor.known == known:
            part = part.filter(_beyond(cursor, column, descending))
        order = [column, "compound_id"] if known else ["compound_id"]
        part = part.order_by(*(f"-{name}" for name in order)) if descending else part.order_by(*order)
        names = tuple(dict.fromkeys((*COLUMNS, column)))
        found += part.values(*names)[: limit - len(found)]
        if len(found) >= limit:
            break
    return found


def _beyond(cursor: Cursor, column: str, descending: bool) -> Q:
    word = "lt" if descending else "gt"
    if not cursor.known:
        return Q(**{f"compound_id__{word}": cursor.compound})
    # the first condition bounds the walk, the second takes off the rows of equal value that were already shown
    return Q(**{f"{column}__{word}e": cursor.value}) & (
        Q(**{f"{column}__{word}": cursor.value}) | Q(**{f"compound_id__{word}": cursor.compound})
    )


def _dressed(campaign: Campaign, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add name, kind, number and outcomes."""
    ids = [row["compound_id"] for row in rows]
    named = {
        pk: (name, kind) for pk, name, kind in Compound.objects.filter(pk__in=ids).values_list("pk", "name", "kind")
    }
    numbers = dict(
        OtherName.objects.filter(compound_id__in=ids, kind=OtherNameKind.NUMBER)
        .order_by("-id")
        .values_list("compound_id", "text")
    )
    outcomes: dict[int, dict[str, str]] = {}
    verdicts = Verdict.objects.filter(campaign=campaign, current=True, compound_id__in=ids)
    for compound, rule, outcome in verdicts.order_by().values_list("compound_id", "rule", "outcome"):
        outcomes.setdefault(compound, {})[rule] = outcome
    for row in rows:
        pk = row["compound_id"]
        row["name"], row["kind"] = named[pk]
        row["number"] = numbers.get(pk, "")
        row["outcomes"] = outcomes.get(pk, {})
    return rows
