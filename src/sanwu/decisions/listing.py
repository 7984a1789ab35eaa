"""The ledger list of a campaign: scope, filters, sort, keyset pages; plain values, a handful of queries (design §9).

Which index drives the query is chosen here and not left to the engine. A range on the division beside an ORDER BY ...
LIMIT 25 makes SQLite walk the division index and sort everything it finds. So one statement first asks scope and filters
for their compounds, each up to a cap: few are fetched by their ids and sorted; of many the sort index is walked and the
rest is checked row by row, which finds 25 soon because many fit. Where a list without filters had many before, its count
answers that question too.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.compounds.enums import OtherNameKind
from sanwu.compounds.models import OtherName
from sanwu.decisions import sql_listing
from sanwu.decisions.cursors import Cursor
from sanwu.decisions.listing_question import COLUMNS, COUNT_CAP, Order, Question, asked, up_to_cap
from sanwu.decisions.narrowing import CONCERNED, JUDGED, NOT_YET, UNKNOWN, Filters, Narrowing
from sanwu.ledger.models import LedgerEntry
from sanwu.records.scoping import in_ranges
from sanwu.records.sql import count

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

PER_PAGE = 25
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
    question = asked(scope, campaign, filters, column, Ability.VIEW_LEDGER)
    total = count(question.counted) if question.crowded else 0
    few = question.few(campaign, filters) if total <= COUNT_CAP else None
    cursor = Cursor.read(after or before, column)
    backwards = before is not None and cursor is not None
    order = Order(column, descending != backwards, backwards)
    if few is None:
        total, found = total or count(question.counted), _walked(question, order, cursor, limit + 1)
    else:
        rows = question.among(few)
        total, found = count(up_to_cap(rows)), _sorted(rows, order, cursor, limit + 1)
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
    question = asked(scope, campaign, filters, column, ability)
    few = question.few(campaign, filters)
    # a new one: what is kept of a question must never hold rows
    return question.many.all() if few is None else question.among(few)


def compounds_of(scope: Scope, campaign: Campaign, filters: Filters) -> QuerySet[Any]:
    """The ids of all that the list would show, in no order."""
    narrowing = Narrowing(campaign, filters)
    within = in_ranges(scope, Ability.VIEW_LEDGER, objects=("compound", "compound_id")) & narrowing.under()
    return narrowing.compounds(within).order_by()


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


def _walked(question: Question, order: Order, cursor: Cursor | None, limit: int) -> list[dict[str, Any]]:
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
        if cursor is not None and cursor.known == known:
            part = question.walk(order, known).filter(_beyond(cursor, column, order.descending))
            found += part[: limit - len(found)]
        else:
            found += question.beginning(order, known, limit)[: limit - len(found)]
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
    for found in sql_listing.standing(campaign.pk, [row["compound_id"] for row in rows]):
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
