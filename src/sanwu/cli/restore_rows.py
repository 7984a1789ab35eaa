"""Bringing the rows of a backup into an empty database of either engine, in the shape that they had."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet

from sanwu.base.errors import Refused
from sanwu.cli import sql
from sanwu.cli.backup_archive import damaged
from sanwu.cli.backup_rows import Table, lines, tables, tally, values
from sanwu.people.models import Account
from sanwu.records.models import Act
from sanwu.territory.models import Division

NEWER = "这份备份由更新的版本生成（{0}）。请先升级程序，再恢复。"


def database_is_empty() -> bool:
    """Whether nobody has begun anything here: no divisions, no accounts, no journal."""
    there = set(connection.introspection.table_names())
    return not any(
        model._meta.db_table in there and QuerySet(model=model).exists() for model in (Division, Account, Act)
    )


def known_migrations(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The last migration of each app in the backup; Refused where this program does not know one of them."""
    loader = MigrationExecutor(connection).loader
    applied = {(app, name) for app, _, name in (text.partition(".") for text in manifest["migrations"])}
    if unknown := sorted(applied - set(loader.disk_migrations)):
        raise Refused(NEWER.format(".".join(unknown[0])), "newer_backup")
    return sorted(
        node for node in applied if not any(child.key[0] == node[0] and child.key in applied for child in loader.graph.node_map[node].children)
    )  # fmt: skip


def shaped_as(manifest: Mapping[str, Any], targets: list[tuple[str, str]]) -> dict[str, Table]:
    """Bring the empty database to the shape of the backup, and say what its tables are there."""
    executor = MigrationExecutor(connection)
    try:
        executor.migrate(targets)
    except (IrreversibleError, RuntimeError, ValueError) as error:
        raise Refused(
            "这个数据库已经按更新的版本建好了表，放不回这份较早的备份。请换一个全新的数据库。", "other_shape"
        ) from error
    there = tables(executor.loader.project_state(targets).apps)
    shape = {}
    for label, listed in manifest["tables"].items():
        table = there[label].in_order(listed["columns"]) if label in there else None
        if table is None:
            raise damaged(f"表 {label} 的列与清单不符")
        shape[label] = table
    return shape


def load(manifest: Mapping[str, Any], shape: Mapping[str, Table], folder: Path) -> None:
    """Put all rows in, numbers and times as they were. Inside the caller's transaction; foreign keys are checked at its end."""
    for table in shape.values():
        QuerySet(model=table.model)._raw_delete(connection.alias)  # what the migrations wrote
    for label, table in shape.items():
        try:
            sql.insert_rows(table.model, table.fields, _values(table, folder / "tables" / f"{label}.jsonl"))
        except (ValueError, TypeError, ValidationError, DatabaseError) as error:
            raise damaged(f"表 {label} 的数据放不进去") from error
    sql.set_last_ids([table.model for table in shape.values()], manifest["last_ids"])


def unequal(manifest: Mapping[str, Any], shape: Mapping[str, Table]) -> list[str]:
    """Labels of the tables that, read back row by row, are not what the backup says."""
    found = []
    for label, listed in manifest["tables"].items():
        total = tally(lines(shape[label]))
        if (total.rows, total.digest) != (listed["rows"], listed["sha256"]):
            found.append(label)
    return found


def bring_up_to_date() -> int:
    """Upgrade the restored database to this version; how many migrations that took."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    call_command("migrate", interactive=False, verbosity=0)
    return len(plan)


def _values(table: Table, path: Path) -> Iterator[list[Any]]:
    with path.open("rb") as source:
        for line in source:
            yield values(table, line)
