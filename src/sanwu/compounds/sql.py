"""Writing many rows at once, in each engine's own words: executemany on SQLite, COPY on PostgreSQL (design §9).

Rows are plain tuples of values as the driver takes them; no instance is made and nothing is validated here.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, cast

from django.db import connection
from django.db.models import Field, Model

from sanwu.records.sql import tell_planner

# Number of the advisory lock on PostgreSQL under which ids of bulk rows are given out; no other part may use it.
NUMBERS = 7_310_010
CHUNK = 5000
COPIED = 20_000

Row = Sequence[Any]


def hold_numbers() -> None:
    """One bulk writer at a time until this transaction ends, so that a higher id was never committed before a lower one.

    On SQLite the IMMEDIATE transaction is that lock already. Reentrant; taken before the journal's own lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERS])


def reserve_ids(model: type[Model], count: int) -> int:
    """The first of `count` ids without a gap. Holds the numbers until the transaction ends."""
    hold_numbers()
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            first = int(cursor.fetchone()[0])
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first + max(count, 1) - 1])
            return first
        # Ids are never used twice, even when the last rows were removed: AUTOINCREMENT keeps the highest one.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        return (int(found[0]) if found else 0) + 1


def constant(model: type[Model], column: str, value: Any) -> Any:
    """One value as the engine stores it (a moment, a UUID), for a column that is the same in all rows."""
    field = cast("Field[Any, Any]", model._meta.get_field(column))
    return field.get_db_prep_save(value, connection)


def insert_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Append rows; `columns` are database columns."""
    written = _write(model._meta.db_table, columns, rows, "")
    tell_planner(model, written)


def upsert_rows(model: type[Model], columns: Sequence[str], key: Sequence[str], rows: Iterable[Row]) -> None:
    """Append rows, or set the other columns of the row that has the same `key` (a unique set of columns)."""
    table = model._meta.db_table
    others = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in key)
    conflict = f" ON CONFLICT ({_names(key)}) DO UPDATE SET {others}"
    if connection.vendor != "postgresql":
        _write(table, columns, rows, conflict)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE TEMP TABLE bulk_rows ON COMMIT DROP AS SELECT {_names(columns)} FROM "{table}" WITH NO DATA'  # noqa: S608 - names of our own models
        )
    written = _write("bulk_rows", columns, rows, "")
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({_names(columns)}) SELECT {_names(columns)} FROM bulk_rows{conflict}'  # noqa: S608 - names of our own models
        )
        cursor.execute("DROP TABLE bulk_rows")
    tell_planner(model, written)


def update_rows(model: type[Model], columns: Sequence[str], key: str, rows: Iterable[Row]) -> None:
    """Set `columns` of existing rows; each row is the new values, then the value of `key`."""
    changes = ", ".join(f'"{name}" = %s' for name in columns)
    _each(f'UPDATE "{model._meta.db_table}" SET {changes} WHERE "{key}" = %s', rows)  # noqa: S608 - names of our own models


def delete_rows(model: type[Model], key: Sequence[str], rows: Iterable[Row]) -> None:
    """Remove the rows with these keys. For copies only: what was recorded is never removed."""
    where = " AND ".join(f'"{name}" = %s' for name in key)
    _each(f'DELETE FROM "{model._meta.db_table}" WHERE {where}', rows)  # noqa: S608 - names of our own models


def _write(table: str, columns: Sequence[str], rows: Iterable[Row], conflict: str) -> int:
    """How many rows were written; on PostgreSQL only."""
    written = 0
    if connection.vendor == "postgresql":
        statement = f'COPY "{table}" ({_names(columns)}) FROM STDIN'
        # Piece by piece: rows may be made from a query, and nothing else can be asked while a COPY is open.
        for piece in chunks(rows, COPIED):
            written += len(piece)
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                for row in piece:
                    copy.write_row(row)
        return written
    holders = ", ".join(["%s"] * len(columns))
    _each(f'INSERT INTO "{table}" ({_names(columns)}) VALUES ({holders}){conflict}', rows)  # noqa: S608 - names of our own models
    return written


def _each(statement: str, rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor:
        for chunk in chunks(rows):
            cursor.executemany(statement, chunk)


def chunks(rows: Iterable[Row], size: int = CHUNK) -> Iterator[list[Row]]:
    """Lists of at most `size` rows: Django's cursor would otherwise keep all of an iterator in memory."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
