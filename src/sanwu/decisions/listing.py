"""The ledger list of a campaign: scope, filters, sort, keyset pages; plain values, a handful of queries (design §9).

Which index drives the query is chosen here and not left to the engine. A range on the division beside an ORDER BY ...
LIMIT 25 makes SQLite walk the division index and sort everything it finds. So one statement first asks scope and filters
for their compounds, each up to a cap: few are fetched by their ids and sorted; of many the sort index is walked and the
rest is checked row by row, which finds 25 soon because many fit.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.compounds.enums import OtherNameKind
from sanwu.compounds.models import OtherName
from sanwu.decisions import sql
from sanwu.decisions.among import Among
from sanwu.decisions.cursors import Cursor
from sanwu.decisions.narrowing import CONCERNED, JUDGED, NOT_YET, UNKNOWN, Filters, Narrowing
from sanwu.decisions.unindexed import Unindexed
from sanwu.decisions.waiting import compounds_waiting
from sanwu.ledger.models import LedgerEntry
from sanwu.records.scoping import in_ranges
from sanwu.records.sql import Statement, count, counting

__all__ = [
    "COLUMNS",
    "CONCERNED",
    "JUDGED",
    "NOT_YET",
    "SORTS",
    "UNKNOWN",
    "Filters",
    "Page",
    "candidates",
    "compounds_of",
    "ledger_list",
]

COUNT_CAP = 1000
FEW = 2000  # up to so many candidates are fetched and sorted; beyond it the sort index is walked
PER_PAGE = 25
KEPT = 200  # questions without filters that are kept in words
# What a list can be sorted by: the column, which has an index together with the compound.
SORTS = {
    "name": "name_key",
    "households": "household_count",
    "area": "floor_area_m2",
    "year": "built_year",
    "division": "division_code",
    "updated": "revision",
}
NULLABLE = ("household_count", "floor_area_m2", "built_year")  # the others always have a value
COLUMNS = (
    "compound_id", "division_code", "revision", "household_count", "floor_area_m2", "built_year", "building_count",
    "property_arrangement", "has_property_provider", "has_governing_unit", "human_protection", "physical_protection",
    "technical_protection",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """`rows` are dicts of COLUMNS plus name, kind, number, outcomes {rule: outcome in force}, ruled {rule: the rule's own}
    and overridden. `count` is exact up to COUNT_CAP; `count_capped` says that there are more. `next` and `previous` are
    positions, None at the ends."""

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
    chosen = _candidates(scope, campaign, filters, column, Ability.VIEW_LEDGER)
    total = count(chosen.counted)
    cursor = Cursor.read(after or before, column)
    backwards = before is not None and cursor is not None
    order = Order(column, descending != backwards, backwards)
    if chosen.walked is None:
        found = _sorted(chosen.rows, order, cursor, limit + 1)
    else:
        found = _walked(chosen.walked, order, cursor, limit + 1)
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
    return _candidates(scope, campaign, filters, column, ability).rows


def compounds_of(scope: Scope, campaign: Campaign, filters: Filters) -> QuerySet[Any]:
    """The ids of all that the list would show, in no order."""
    narrowing = Narrowing(campaign, filters)
    within = in_ranges(scope, Ability.VIEW_LEDGER, objects=("compound", "compound_id")) & narrowing.under()
    return narrowing.compounds(within).order_by()


class _Chosen(NamedTuple):
    """The rows to be sorted, how to count them, and how to walk them where they are not few and known by their ids."""

    rows: QuerySet[LedgerEntry]
    counted: Statement | None
    walked: "_Question | None"


@dataclass(frozen=True)
class _Question:
    """What scope and filters ask, in words that hold no row: asked again, they tell the present."""

    few: sql.Few | None  # None where the scope holds nothing
    walked: QuerySet[LedgerEntry]
    many: QuerySet[LedgerEntry]
    same: QuerySet[Any]  # the same rows; a count has no order to walk, so it goes by division

    walks: dict[tuple["Order", bool], QuerySet[Any]] = field(default_factory=dict)

    @cached_property
    def counted(self) -> Statement | None:
        return counting(self.same, COUNT_CAP + 1)

    def walk(self, order: "Order", known: bool) -> QuerySet[Any]:
        """All rows of which the column is known, or is not, in order. It is never read itself, so it holds no row."""
        if (order, known) not in self.walks:
            names = [order.column, "compound_id"] if known else ["compound_id"]
            part = self.many.filter(**{f"{order.column}__isnull": not known}).values(*order.names())
            ordered = part.order_by(*(f"-{name}" for name in names)) if order.descending else part.order_by(*names)
            self.walks[order, known] = ordered
        return self.walks[order, known]


def _candidates(scope: Scope, campaign: Campaign, filters: Filters, column: str, ability: Ability) -> _Chosen:
    if filters == Filters(division=filters.division):
        asked = kept_question(scope, campaign, filters.division, column, ability)
    else:
        asked = _question(scope, Narrowing(campaign, filters), column, ability)
    few = _few(campaign, filters, asked.few)
    if few is None:
        return _Chosen(asked.many.all(), asked.counted, asked)  # a new one: what is kept must never hold rows
    found = asked.walked.filter(Among("pk", few))
    return _Chosen(found, counting(found, COUNT_CAP + 1), None)


def _question(scope: Scope, narrowing: Narrowing, column: str, ability: Ability) -> _Question:
    rows = narrowing.rows(LedgerEntry.objects.filter(Exists(narrowing.entries.filter(compound=OuterRef("pk")))))
    within = in_ranges(scope, ability, objects=("compound", "compound_id")) & narrowing.under()
    neutral = in_ranges(scope, ability, "division_walked", objects=("compound", "compound_id"))
    walked = rows.alias(division_walked=Unindexed("division_code")).filter(neutral & narrowing.under("division_walked"))
    by_division = rows.filter(within)
    counted = narrowing.counted(within)
    sources = [LedgerEntry.objects.filter(within).values_list("compound_id"), *narrowing.sources()]
    few: sql.Few | None = None
    with suppress(EmptyResultSet):  # a scope without grants: nothing to ask for
        few = sql.few_asked([source.order_by() for source in sources], FEW)
    many = by_division if column == "division_code" else walked
    return _Question(few, walked, many, by_division if counted is None else counted)


@lru_cache(KEPT)
def kept_question(scope: Scope, campaign: Campaign, division: str, column: str, ability: Ability) -> _Question:
    """The question of a list without filters, put into words once: that takes far longer than to answer it."""
    return _question(scope, Narrowing(campaign, Filters(division=division)), column, ability)


def _few(campaign: Campaign, filters: Filters, asked: sql.Few | None) -> list[int] | None:
    """The compounds that scope and filters leave, when one of them alone leaves few; None when each leaves many."""
    if asked is None:
        return []
    found = sql.few_ids(asked)
    if filters.missing and (waiting := compounds_waiting(campaign, filters.missing, FEW)) is not None:
        found.append(waiting)
    small = [set(ids) for ids in found if ids is not None]
    return sorted(set.intersection(*small)) if small else None


class Order(NamedTuple):
    """A column and its direction; unknown values stand last, and first where a list is read backwards."""

    column: str
    descending: bool
    nulls_first: bool

    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*COLUMNS, self.column)))


def _sorted(rows: QuerySet[LedgerEntry], order: Order, cursor: Cursor | None, limit: int) -> list[dict[str, Any]]:
    """Few rows, sorted by the engine; one query."""
    column, unknown = order.column, Q(**{f"{order.column}__isnull": True})
    if cursor is not None:
        beyond = _beyond(cursor, column, order.descending) & (~unknown if cursor.known else unknown)
        later_part = unknown if cursor.known else ~unknown
        rows = rows.filter(beyond | later_part if cursor.known != order.nulls_first else beyond)
    nulls: dict[str, Any] = {"nulls_first": True} if order.nulls_first else {"nulls_last": True}
    if order.descending:
        rows = rows.order_by(F(column).desc(**nulls), "-compound_id")
    else:
        rows = rows.order_by(F(column).asc(**nulls), "compound_id")
    return list(rows.values(*order.names())[:limit])


def _walked(asked: _Question, order: Order, cursor: Cursor | None, limit: int) -> list[dict[str, Any]]:
    """Rows in order, unknown values last in both directions: those with a value, then those without.

    Two queries at most, each a plain walk of the index (column, compound), which no engine has to sort.
    """
    column = order.column
    parts = [True, False] if column in NULLABLE else [True]
    if order.nulls_first:
        parts.reverse()
    if cursor is not None and cursor.known != parts[0]:
        parts = parts[1:]
    found: list[dict[str, Any]] = []
    for known in parts:
        part = asked.walk(order, known)
        if cursor is not None and cursor.known == known:
            part = part.filter(_beyond(cursor, column, order.descending))
        found += part[: limit - len(found)]
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
    """Add name, kind, number, outcomes, and whether somebody decided (or once decided) otherwise."""
    overridden: set[int] = set()
    named: dict[int, tuple[str, str, str | None]] = {}
    outcomes: dict[int, dict[str, str]] = {}
    ruled: dict[int, dict[str, str]] = {}
    for found in sql.standing(campaign.pk, [row["compound_id"] for row in rows]):
        if found.overridden:
            overridden.add(found.compound)
        named[found.compound] = found.name, found.kind, found.number
        outcomes.setdefault(found.compound, {})[found.rule] = found.in_force
        ruled.setdefault(found.compound, {})[found.rule] = found.outcome
    if unjudged := [row["compound_id"] for row in rows if row["compound_id"] not in named]:
        # verdicts are behind: these have none yet
        numbers = OtherName.objects.filter(compound=OuterRef("compound"), kind=OtherNameKind.NUMBER).order_by("id")
        entries = LedgerEntry.objects.filter(pk__in=unjudged).order_by()
        fields = ("compound_id", "compound__name", "compound__kind", Subquery(numbers.values("text")[:1]))
        named |= {compound: (name, kind, number) for compound, name, kind, number in entries.values_list(*fields)}
    for row in rows:
        pk = row["compound_id"]
        row["name"], row["kind"], number = named[pk]
        row["number"] = number or ""
        row["outcomes"] = outcomes.get(pk, {})
        row["ruled"] = ruled.get(pk, {})
        row["overridden"] = pk in overridden
    return rows
