"""What the ledger list asks: scope and filters in words that hold no row. Those of a list without filters are kept, because
to build them takes far longer than to answer them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, OuterRef, QuerySet

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.decisions import sql_listing
from sanwu.decisions.among import Among
from sanwu.decisions.narrowing import Filters, Narrowing
from sanwu.decisions.unindexed import Unindexed
from sanwu.decisions.waiting import compounds_waiting
from sanwu.ledger.models import LedgerEntry
from sanwu.records.scoping import in_ranges
from sanwu.records.sql import Selection, Statement, counting, select, selecting

COUNT_CAP = 1000
FEW = 2000  # up to so many candidates are fetched and sorted; beyond it the sort index is walked
KEPT = 200  # questions
COLUMNS = (
    "compound_id", "division_code", "revision", "household_count", "floor_area_m2", "built_year", "building_count",
    "property_arrangement", "has_property_provider", "has_governing_unit", "human_protection", "physical_protection",
    "technical_protection",
)  # fmt: skip


class Order(NamedTuple):
    """A column and its direction; unknown values stand last, and first where a list is read backwards."""

    column: str
    descending: bool
    nulls_first: bool

    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*COLUMNS, self.column)))


@dataclass(eq=False)
class Question:
    """Asked again, it tells the present: none of its querysets is ever read itself.

    `sources` ask which of scope and filters leave few compounds (None where the scope holds nothing); `checked` are the
    rows without an index on divisions, `many` those to be walked where each source leaves many. `same` are as many
    rows: a count has no order to walk, so it goes by division. `crowded` says that each source left many when they
    were asked last; while the count is above its cap, they are not asked again. A list that shrinks to between COUNT_CAP
    and FEW is walked until then: that is slower, and as right.
    """

    sources: sql_listing.Few | None
    checked: QuerySet[LedgerEntry]
    many: QuerySet[LedgerEntry]
    same: QuerySet[Any]
    crowded: bool = False
    walks: dict[tuple[Order, bool], QuerySet[Any]] = field(default_factory=dict)
    begun: dict[tuple[Order, bool, int], Selection | None] = field(default_factory=dict)

    @cached_property
    def counted(self) -> Statement | None:
        """How many rows there are, up to the cap."""
        return up_to_cap(self.same)

    def walk(self, order: Order, known: bool) -> QuerySet[Any]:
        """All rows of which the column is known, or is not, in order."""
        if (order, known) not in self.walks:
            names = [order.column, "compound_id"] if known else ["compound_id"]
            part = self.many.filter(**{f"{order.column}__isnull": not known}).values(*order.names())
            ordered = part.order_by(*(f"-{name}" for name in names)) if order.descending else part.order_by(*names)
            self.walks[order, known] = ordered
        return self.walks[order, known]

    def beginning(self, order: Order, known: bool, limit: int) -> list[dict[str, Any]]:
        """The first rows of that walk, as they are now."""
        if (order, known, limit) not in self.begun:
            self.begun[order, known, limit] = selecting(self.walk(order, known)[:limit], order.names())
        return select(self.begun[order, known, limit])

    def few(self, campaign: Campaign, filters: Filters) -> list[int] | None:
        """The compounds that are left now, when one source alone leaves few; None when each leaves many."""
        if self.sources is None:
            return []
        found = sql_listing.few_ids(self.sources)
        if filters.missing and (waiting := compounds_waiting(campaign, filters.missing, FEW)) is not None:
            found.append(waiting)
        small = [set(ids) for ids in found if ids is not None]
        self.crowded = not small
        return sorted(set.intersection(*small)) if small else None

    def among(self, few: Sequence[int]) -> QuerySet[LedgerEntry]:
        """The rows, where few compounds are left."""
        return self.checked.filter(Among("pk", few))


def up_to_cap(rows: QuerySet[Any]) -> Statement | None:
    """How many rows there are, one more than COUNT_CAP at most."""
    return counting(rows, COUNT_CAP + 1)


def asked(scope: Scope, campaign: Campaign, filters: Filters, column: str, ability: Ability) -> Question:
    """The question of a list that is sorted by `column`."""
    if filters == Filters(division=filters.division):
        return kept_question(scope, campaign, filters.division, column, ability)
    return _question(scope, Narrowing(campaign, filters), column, ability)


@lru_cache(KEPT)
def kept_question(scope: Scope, campaign: Campaign, division: str, column: str, ability: Ability) -> Question:
    """The question of a list without filters but a division."""
    return _question(scope, Narrowing(campaign, Filters(division=division)), column, ability)


def _question(scope: Scope, narrowing: Narrowing, column: str, ability: Ability) -> Question:
    rows = narrowing.rows(LedgerEntry.objects.filter(Exists(narrowing.entries.filter(compound=OuterRef("pk")))))
    within = in_ranges(scope, ability, objects=("compound", "compound_id")) & narrowing.under()
    neutral = in_ranges(scope, ability, "division_walked", objects=("compound", "compound_id"))
    checked = rows.alias(division_walked=Unindexed("division_code")).filter(
        neutral & narrowing.under("division_walked")
    )
    by_division = rows.filter(within)
    easier = narrowing.counted(within)
    sources = [LedgerEntry.objects.filter(within).values_list("compound_id"), *narrowing.sources()]
    few: sql_listing.Few | None = None
    with suppress(EmptyResultSet):  # a scope without grants: nothing to ask for
        few = sql_listing.few_asked([source.order_by() for source in sources], FEW)
    many = by_division if column == "division_code" else checked
    return Question(few, checked, many, by_division if easier is None else easier)
