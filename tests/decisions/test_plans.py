"""The list's queries walk the index they sort by, on both engines, with the scope's range filter applied (design §9).

A range on the division beside ORDER BY … LIMIT makes SQLite take the division's index and sort all that it finds.
"""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanwu.base.scope import Scope, everywhere
from sanwu.campaigns.models import Campaign
from sanwu.compounds.identity import Identity
from sanwu.decisions import listing_question, sql
from sanwu.decisions.listing import JUDGED, SORTS, Filters, ledger_list
from sanwu.decisions.models import FileState
from sanwu.decisions.selectors import behind, missing_most
from sanwu.decisions.services import refresh
from sanwu.ledger.models import LedgerEntry
from sanwu.ledger.services import NewFacts
from tests.decisions.conftest import COUNTY, OFFICER, OTHER_COUNTY, UNMANAGED, bring_in
from tests.decisions.test_counts import DAY, viewer

BIG = (
    "ledger_ledgerentry", "decisions_verdict", "compounds_compound", "campaigns_campaigncompound",
    "decisions_filestate", "decisions_listrow",
)  # fmt: skip
WIDE = {"one range": viewer("990100000000", "990200000000"), "everything": everywhere()}


@pytest.fixture
def large(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """Large as far as the list is concerned: more compounds than it would fetch and sort."""
    monkeypatch.setattr(listing_question, "FEW", 50)
    rows = [
        NewFacts(
            Identity(f"院{n}", COUNTY if n % 2 else OTHER_COUNTY),
            {"household_count": n % 300, "built_year": 1960 + n % 50, "floor_area_m2": f"{n}.00"} | UNMANAGED,
            n,
        )
        for n in range(1, 1501)
    ]
    bring_in(campaign, rows)
    refresh(campaign=campaign, on=DAY, actor=OFFICER)
    # as a scheme with a survey keeps them
    FileState.objects.bulk_create(
        FileState(campaign=campaign, compound_id=pk, division_code=code, complete="yes" if pk % 2 else "no")
        for pk, code in LedgerEntry.objects.values_list("pk", "division_code")
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return campaign


def plan_of(statement: str) -> str:
    """The plan as text. On PostgreSQL as it would be for a table that is too large to be read or sorted whole."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_hashjoin = off")
            cursor.execute("SET LOCAL enable_mergejoin = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute(f"EXPLAIN {statement}")
            return "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        return "\n".join(row[3] for row in cursor.fetchall())


def sorted_by_hand(plan: str) -> bool:
    return "TEMP B-TREE" in plan if connection.vendor == "sqlite" else "Sort" in plan


def read_whole(plan: str) -> list[str]:
    """Big tables read from end to end without an index."""
    if connection.vendor == "postgresql":
        return [table for table in BIG if f"Seq Scan on {table}" in plan]
    return [
        line
        for line in plan.splitlines()
        if line.startswith("SCAN") and "USING" not in line and any(table in line for table in BIG)
    ]


def queries_of(campaign: Campaign, scope: Scope, **more: Any) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        ledger_list(scope=scope, campaign=campaign, **more)
    return [query["sql"] for query in captured if query["sql"].startswith("SELECT")]


@pytest.mark.parametrize("scope", WIDE.values(), ids=WIDE)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_a_wide_scope_is_walked_in_order_and_never_sorted(
    large: Campaign, sort: str, descending: bool, scope: Scope
) -> None:
    first = ledger_list(scope=scope, campaign=large, sort=sort, descending=descending)
    for after in (None, first.next):
        statements = queries_of(large, scope, sort=sort, descending=descending, after=after)
        page = [s for s in statements if "ORDER BY" in s and "ledger_ledgerentry" in s and "LIMIT" in s]
        assert page
        for statement in page:
            plan = plan_of(statement)
            assert not sorted_by_hand(plan), f"{statement}\n{plan}"
        for statement in statements:
            assert read_whole(plan_of(statement)) == [], statement


@pytest.mark.parametrize(
    "filters",
    [
        Filters(outcomes={"unmanaged": "yes"}),
        Filters(outcomes={"unmanaged": "unknown"}),
        Filters(division=COUNTY),
        Filters(missing="household_count"),
        Filters(outcomes={"unmanaged": JUDGED}),
        Filters(complete="yes"),
        Filters(complete="no", outcomes={"unmanaged": "yes"}),
        Filters(stage="reviewed"),
        Filters(stage="unfiled"),
        Filters(stage="unlisted"),
        Filters(unplaced=COUNTY),
    ],
    ids=[
        "many",
        "none",
        "a county",
        "waiting for",
        "judged",
        "complete",
        "incomplete",
        "reviewed",
        "unfiled",
        "unlisted",
        "unplaced",
    ],
)
def test_no_filter_reads_a_whole_table(large: Campaign, filters: Filters) -> None:
    for statement in queries_of(large, WIDE["one range"], filters=filters, sort="households"):
        assert read_whole(plan_of(statement)) == [], statement


def test_a_narrow_scope_is_found_by_its_division(campaign: Campaign) -> None:
    rows = [NewFacts(Identity(f"院{n}", COUNTY if n < 900 else OTHER_COUNTY), {}, n) for n in range(1000)]
    bring_in(campaign, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    statements = queries_of(campaign, viewer(OTHER_COUNTY, "990103000000"), sort="name")

    for statement in statements:
        assert read_whole(plan_of(statement)) == [], statement
    if connection.vendor == "sqlite":
        found = next(plan_of(s) for s in statements if "AS source" in s)
        assert "ledger_by_division" in found, "a wide walk to find a hundred of a thousand"


FILTERS = [
    Filters(),
    Filters(text="院", missing="household_count"),
    Filters(division=COUNTY, outcomes={"unmanaged": "yes"}, arrangement="unit"),
    Filters("院1", COUNTY, {"unmanaged": "yes", "merge": "unknown"}, "household_count", "unknown", "no"),
    Filters(outcomes={"unmanaged": JUDGED}, complete="no"),
]


@pytest.mark.parametrize("filters", FILTERS)
def test_a_page_costs_few_queries_whatever_scope_and_filters(large: Campaign, filters: Filters) -> None:
    for scope in WIDE.values():
        for sort in SORTS:
            assert len(queries_of(large, scope, filters=filters, sort=sort)) <= 6


def test_a_page_of_few_costs_few_queries_whatever_the_filters(large: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_question, "FEW", 5000)
    for filters in FILTERS:
        assert len(queries_of(large, WIDE["everything"], filters=filters, sort="households")) <= 6


@pytest.mark.parametrize("under", [None, COUNTY])
def test_what_is_missing_most_is_one_question_that_reads_no_whole_table(large: Campaign, under: str | None) -> None:
    with CaptureQueriesContext(connection) as captured:
        missing_most(large, viewer("990100000000", "990200000001"), under)
    asked = [query["sql"] for query in captured if 'decisions_verdict"' in query["sql"]]
    assert len(asked) == 1
    statement = asked[0][asked[0].index("SELECT") :]
    assert read_whole(plan_of(statement)) == [], statement


def test_asking_whether_verdicts_are_behind_is_one_query_that_reads_no_whole_table(large: Campaign) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert not behind(large)
    assert len(captured) == 1
    assert read_whole(plan_of(captured[0]["sql"])) == []


def test_judging_one_correction_reads_no_whole_table(large: Campaign) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert list(sql.facts_since(large.pk, 10**9, 10**9)) == []
    statement = next(query["sql"] for query in captured if "ledger_ledgerentry" in query["sql"])
    if "DECLARE" in statement:
        statement = statement[statement.index("SELECT") :]
    assert read_whole(plan_of(statement)) == []
