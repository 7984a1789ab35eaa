"""Rows as lines of JSON, the same on every engine: what a backup holds, and what a restore is compared with.

A line is one row: the values of its columns in their order, times in UTC, decimals with their digits.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import connection
from django.db.models import CharField, Field, Model, QuerySet
from django.db.models.functions import Collate

from sanwu.base.digest import canonical_json

CHUNK = 2000
# Sessions end with a restore; what Django keeps in the others it makes anew by itself.
NOT_KEPT = frozenset({"sessions", "contenttypes", "auth"})


@dataclass(frozen=True)
class Table:
    """One model's rows as a backup names them: `people.account` and its columns."""

    label: str
    model: type[Model]
    fields: tuple["Field[Any, Any]", ...]

    @property
    def columns(self) -> list[str]:
        return [field.attname for field in self.fields]

    def in_order(self, columns: list[str]) -> "Table | None":
        """With its columns in this order; None where they are others. (Migrations and models list them differently.)"""
        by_name = {field.attname: field for field in self.fields}
        if len(columns) != len(by_name) or set(columns) != set(by_name):
            return None
        return Table(self.label, self.model, tuple(by_name[name] for name in columns))


@dataclass
class Tally:
    """Count and SHA-256 of lines that went by."""

    rows: int = 0
    size: int = 0

    def __post_init__(self) -> None:
        self._hash = sha256()

    def add(self, line: bytes) -> bytes:
        self.rows += 1
        self.size += len(line)
        self._hash.update(line)
        return line

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def tables(apps: Any) -> dict[str, Table]:
    """Every table that is kept, by its label; `apps` is the registry of now, or of an earlier state of the migrations."""
    registry: Apps = apps
    found = {}
    for model in registry.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.app_label not in NOT_KEPT:
            fields = tuple(field for field in meta.local_concrete_fields if not getattr(field, "generated", False))
            found[meta.label_lower] = Table(meta.label_lower, model, fields)
    return dict(sorted(found.items()))


def lines(table: Table) -> Iterator[bytes]:
    """All rows in the order of their keys."""
    rows: QuerySet[Any] = QuerySet(model=table.model)
    key: Any = "pk"
    if connection.vendor == "postgresql" and isinstance(table.model._meta.pk, CharField):
        key = Collate("pk", "C")  # texts in the order of their bytes, as SQLite has them
    for row in rows.order_by(key).values_list(*table.columns).iterator(CHUNK):
        yield (canonical_json([_plain(value) for value in row]) + "\n").encode()


def tally(rows: Iterable[bytes]) -> Tally:
    """Count and digest of all lines, without keeping them."""
    total = Tally()
    for line in rows:
        total.add(line)
    return total


def values(table: Table, line: bytes) -> list[Any]:
    """A line as values for the table's columns; ValueError where it does not fit."""
    row = json.loads(line)
    if not isinstance(row, list) or len(row) != len(table.fields):
        raise ValueError(f"{table.label}: a line with other columns")
    return [field.to_python(value) for field, value in zip(table.fields, row, strict=True)]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return value
