"""Writing many rows at once."""

import pytest
from django.db import connection

from sanwu.compounds.sql import insert_rows
from sanwu.ledger.models import IndexedFact


def rows_known_to_the_planner() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'ledger_indexedfact'::regclass")
        return int(cursor.fetchone()[0])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite chooses its plans without looking at the rows")
def test_postgresql_knows_at_once_how_large_a_table_has_become(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_indexedfact")
    assert rows_known_to_the_planner() == IndexedFact.objects.count()

    insert_rows(IndexedFact, ("fact",), ((f"made_{number}",) for number in range(200)))
    grown = rows_known_to_the_planner()
    insert_rows(IndexedFact, ("fact",), [("one_more",)])

    assert grown == IndexedFact.objects.count() - 1
    assert rows_known_to_the_planner() == grown, "it looks again when the table has grown by a tenth"
