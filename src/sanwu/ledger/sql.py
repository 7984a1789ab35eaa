"""What the ledger asks of each engine in its own words."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

CHUNK = 5000


class Head(NamedTuple):
    """How far the ledger has come: two equal heads mean that nobody wrote to it in between."""

    batch: int
    change_set: int
    compound: int


def head() -> Head:
    """The last ids. Read it after `hold_numbers` to know that it still holds at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(id) FROM ledger_changebatch), (SELECT max(id) FROM ledger_changeset),"
            " (SELECT max(id) FROM compounds_compound)"
        )
        return Head(*(value or 0 for value in cursor.fetchone()))


def change_sets_by_compound() -> Iterator[tuple[int, int, dict[str, Any]]]:
    """(compound, id, changes) of all change sets, by compound and then in the order of their ids."""
    compound, last = 0, 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT compound_id, id, changes FROM ledger_changeset WHERE (compound_id, id) > (%s, %s)"
                " ORDER BY compound_id, id LIMIT %s",
                [compound, last, CHUNK],
            )
            rows = cursor.fetchall()
        for compound, last, changes in rows:
            yield compound, last, as_json(changes)
        if len(rows) < CHUNK:
            return


def as_json(value: Any) -> Any:
    """A JSON column as a value: the drivers hand over text."""
    return json.loads(value) if isinstance(value, str) else value
