"""A reading walks from the numbers that were folded on, and looks sums up by their key; it never reads a table whole."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.decisions.services import refresh
from sanwu.indicators import selectors
from sanwu.indicators.services import fold
from tests.decisions.test_plans import plan_of
from tests.indicators.conftest import NO_THREE, bring, change
from tests.worlds import EAST, PINE, RAIN, RIVER, scope_over

BIG = (
    "ledger_ledgerentry", "decisions_verdict", "campaigns_campaigncompound", "indicators_foldedcompound",
    "indicators_divisionsum", "indicators_daysum",
)  # fmt: skip


def read_whole(plan: str) -> list[str]:
    if connection.vendor == "postgresql":
        return [table for table in BIG if f"Seq Scan on {table}" in plan]
    aliases = ("v", "e", "l", "f", *BIG)
    return [line for line in plan.splitlines() if line in {f"SCAN {alias}" for alias in aliases}]


@pytest.fixture
def large(campaign: Campaign) -> Campaign:
    """Folded, and a few corrections since."""
    _batch, made = bring(campaign, *[(f"院{n}", RAIN if n % 2 else PINE, NO_THREE) for n in range(600)])
    refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    fold(campaign=campaign, on=clock.today())
    for compound in made[:3]:
        change(compound, {"household_count": 44})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return campaign


def test_a_reading_with_a_tail_reads_no_table_whole(large: Campaign) -> None:
    with CaptureQueriesContext(connection) as asked:
        reading = selectors.Reading(large, scope_over(EAST))
        reading.by_division(EAST, [RIVER, PINE])
        reading.trend(clock.today(), EAST)
    statements: list[Any] = [query["sql"] for query in asked.captured_queries]

    assert len(statements) == 5  # how far, the tail, its verdicts, sums, days
    assert not {statement[:90]: found for statement in statements if (found := read_whole(plan_of(statement)))}
