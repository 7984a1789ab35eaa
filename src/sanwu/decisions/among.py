"""Many ids as one value: a list of two thousand of them, one by one, costs more to write and to read than to look up."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler


class Among(Func):
    """Whether a column is one of some ids: `rows.filter(Among("pk", ids))`."""

    output_field = BooleanField()

    def __init__(self, column: str, ids: Iterable[int], **extra: Any) -> None:
        super().__init__(column, **extra)
        self.ids = list(ids)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, Any]:
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(self.ids)]  # noqa: S608 - a column

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, Any]:
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s)", [*params, self.ids]
