"""What backup, restore and doctor ask of each engine in its own words."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model

from sanwu.records.sql import tell_planner

CHUNK = 1000


def insert_rows(model: type[Model], fields: tuple["Field[Any, Any]", ...], rows: Iterable[list[Any]]) -> None:
    """Append rows as they are, keys and times included; nothing is filled in."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    holders = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({holders})"  # noqa: S608 - names of our own tables
    rest, written = iter(rows), 0
    with connection.cursor() as cursor:
        while chunk := list(islice(rest, CHUNK)):
            cursor.executemany(statement, [_stored(fields, row) for row in chunk])
            written += len(chunk)
    tell_planner(model, written)


def _stored(fields: tuple["Field[Any, Any]", ...], row: list[Any]) -> list[Any]:
    return [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]


def last_ids(models: Iterable[type[Model]]) -> dict[str, int]:
    """The last number that each table has given out, by label: also those of rows that are gone are not given again."""
    found = {}
    with connection.cursor() as cursor:
        for model, table, column in _numbered(models):
            if connection.vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            else:
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
                (sequence,) = cursor.fetchone()
                cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608 - the name the engine gave
            row = cursor.fetchone()
            if row and row[0]:
                found[model._meta.label_lower] = int(row[0])
    return found


def set_last_ids(models: Iterable[type[Model]], last: Mapping[str, int]) -> None:
    """The reverse of `last_ids`, after rows were inserted with their numbers."""
    with connection.cursor() as cursor:
        for model, table, column in _numbered(models):
            number = last.get(model._meta.label_lower)
            if number is None:
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
            else:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, number])


def _numbered(models: Iterable[type[Model]]) -> Iterator[tuple[type[Model], str, str]]:
    """Tables whose key the database counts."""
    for model in models:
        key = model._meta.pk
        if isinstance(key, AutoField) or type(key).__name__ == "BigAutoField":
            yield model, model._meta.db_table, str(key.column)


def engine() -> dict[str, str]:
    """What the database says of itself: version, and whether an acknowledged write is on disk."""
    asked = (
        {"version": "SELECT sqlite_version()", "journal_mode": "PRAGMA journal_mode", "synchronous": "PRAGMA synchronous"}
        if connection.vendor == "sqlite"
        else {
            "version": "SHOW server_version", "fsync": "SHOW fsync", "synchronous_commit": "SHOW synchronous_commit",
            "full_page_writes": "SHOW full_page_writes",
        }
    )  # fmt: skip
    found = {}
    with connection.cursor() as cursor:
        for name, statement in asked.items():
            cursor.execute(statement)
            found[name] = str(cursor.fetchone()[0]).lower()
    return found


def damage() -> str:
    """What SQLite finds wrong in its file, or nothing; PostgreSQL has no such question."""
    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        answer = str(cursor.fetchone()[0])
    return "" if answer == "ok" else answer
