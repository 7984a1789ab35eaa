"""Looks at the database: does it answer, does it keep what it acknowledged, does it have the shape of this version."""

from collections.abc import Iterator

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from sanwu.base import clock
from sanwu.cli import sql
from sanwu.cli.doctor_engine import calendar, durability, versions
from sanwu.cli.doctor_look import BAD, OK, Look
from sanwu.cli.doctor_office import office
from sanwu.policy.calendar import ChineseCalendar


def database() -> Iterator[Look]:
    """The engine, the file, the shape of the database, and then what stands in it."""
    yield calendar(clock.today(), ChineseCalendar().announced_through)
    try:
        engine = sql.engine()
        yield from versions(connection.vendor, engine["version"])
        yield durability(engine)
        if damage := sql.damage():
            yield Look("damage", "数据库文件", BAD, damage, "请停止服务，保留现场，从备份恢复到新的数据文件夹。")
        pending = _pending()
        if pending:
            yield Look(
                "migrations", "数据库结构", BAD, f"有 {pending} 项升级没有执行", "请先备份，再运行 sanwu migrate。"
            )
            return
        yield Look("migrations", "数据库结构", OK, "与程序一致")
        yield from office()
    except Error as error:
        yield Look(
            "database",
            "数据库",
            BAD,
            f"连接不上或读不出来（{type(error).__name__}）",
            "请检查数据库是否启动、DATABASE_URL 是否正确。",
        )


def _pending() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
