"""A column that an engine's planner must not take an index for."""

from typing import Any

from django.db.models import Func
from django.db.models.sql.compiler import SQLCompiler


class Unindexed(Func):
    """The column itself. SQLite never uses an index on `+column`; PostgreSQL plans by statistics and needs no hint."""

    template = "%(expressions)s"

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)
