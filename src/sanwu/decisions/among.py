"""Many ids as one value: a list of two thousand of them, one by one, costs more to write and to read than to look up."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler

from sanwu.records.sql import LATER


class Among(Func):
    """Whether a column is one of some ids: `rows.filter(Among("pk", ids))`."""

    output_field = BooleanField()

    def __init__(self, column: str, ids: Iterable[int | str], **extra: Any) -> None:
        super().__init__(column, **extra)
        self.ids = ids if ids is LATER else list(ids)

    @staticmethod
    def value(ids: Iterable[int | str]) -> Any:
        """The ids as the engine takes them, where they are given later."""
        return list(ids) if connection.vendor == "postgresql" else json.dumps(list(ids))

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, Any]:
        column, params = compiler.compile(self.source_expressions[0])
        ids = self.ids if self.ids is LATER else json.dumps(self.ids)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, ids]  # noqa: S608 - a column

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, Any]:
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s)", [*params, self.ids]
