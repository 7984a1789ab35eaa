"""sanwu doctor: is this installation healthy, and what to do where it is not."""

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sanwu.cli.answer import DONE, PROBLEMS, Answer
from sanwu.cli.doctor_look import BAD, OK, WARN, Look, minute

QUEUE_PATIENCE = timedelta(minutes=5)
SEEN_PATIENCE = timedelta(minutes=2)
BACKUP_FRESH, BACKUP_OLD = timedelta(days=1, hours=6), timedelta(days=7)


def examine(args: Namespace) -> Answer:
    """Every look, each ok, warn or bad; exit code 1 when one is bad."""
    looks = list(_looks())
    data = {
        "ok": all(look.state != BAD for look in looks),
        "checks": [
            {"id": look.id, "title": look.title, "state": look.state, "found": look.found, "remedy": look.remedy}
            for look in looks
        ],
    }
    counted = {state: sum(look.state == state for look in looks) for state in (OK, WARN, BAD)}
    summary = f"共 {len(looks)} 项：正常 {counted[OK]}，留意 {counted[WARN]}，异常 {counted[BAD]}。"
    return Answer(data, [*(look.line for look in looks), summary], DONE if data["ok"] else PROBLEMS)


def _looks() -> Iterator[Look]:
    """Settings first: without them nothing else can be looked at."""
    import django  # noqa: PLC0415 - what is wrong with the settings is a finding here, not an end
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    try:
        django.setup()
    except ImproperlyConfigured as error:
        yield Look("settings", "设置", BAD, "读不出来", str(error))
        return
    from django.conf import settings  # noqa: PLC0415

    from sanwu.cli import doctor_look as look  # noqa: PLC0415

    home = Path(settings.SANWU_HOME)
    yield Look("settings", "设置", OK, f"数据文件夹 {home}")
    yield from look.keys(home)
    yield look.disk(home)
    yield from look.serving(settings)
    yield from _database()


def _database() -> Iterator[Look]:
    from django.db import Error, connection  # noqa: PLC0415 - after django.setup

    from sanwu.base import clock  # noqa: PLC0415
    from sanwu.cli import doctor_look as look  # noqa: PLC0415
    from sanwu.cli import sql  # noqa: PLC0415
    from sanwu.policy.calendar import ChineseCalendar  # noqa: PLC0415

    yield look.calendar(clock.today(), ChineseCalendar().announced_through)
    try:
        engine = sql.engine()
        yield from look.versions(connection.vendor, engine["version"])
        yield look.durability(engine)
        if damage := sql.damage():
            yield Look("damage", "数据库文件", BAD, damage, "请停止服务，保留现场，从备份恢复到新的数据文件夹。")
        pending = _pending()
        if pending:
            yield Look(
                "migrations", "数据库结构", BAD, f"有 {pending} 项升级没有执行", "请先备份，再运行 sanwu migrate。"
            )
            return
        yield Look("migrations", "数据库结构", OK, "与程序一致")
        yield from _office()
    except Error as error:
        yield Look(
            "database",
            "数据库",
            BAD,
            f"连接不上或读不出来（{type(error).__name__}）",
            "请检查数据库是否启动、DATABASE_URL 是否正确。",
        )


def _pending() -> int:
    from django.db import connection  # noqa: PLC0415 - after django.setup
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _office() -> Iterator[Look]:
    """Looks at what stands in the database."""
    from django.conf import settings  # noqa: PLC0415 - after django.setup

    from sanwu.base import clock  # noqa: PLC0415
    from sanwu.cli import doctor_look as look  # noqa: PLC0415
    from sanwu.people.selectors import administrators  # noqa: PLC0415
    from sanwu.records.models import Act  # noqa: PLC0415

    now = clock.now()
    home = Path(settings.SANWU_HOME)
    yield look.clock(now, Act.objects.order_by("-number").values_list("at", flat=True).first(), settings.TIME_ZONE)
    yield from _queue(home, now)
    in_use = Act.objects.exists()
    yield _backup(home, now, in_use=in_use)
    yield from _administrators(administrators(clock.today()))


def _queue(home: Path, now: datetime) -> Iterator[Look]:
    from sanwu.cli.working import seen_at  # noqa: PLC0415 - after django.setup
    from sanwu.jobs.enums import JobState  # noqa: PLC0415
    from sanwu.jobs.models import Job  # noqa: PLC0415

    at_work = Job.objects.filter(state=JobState.RUNNING, lease_until__gt=now).count()
    dead = Job.objects.filter(state=JobState.RUNNING, lease_until__lte=now).count()
    waiting = Job.objects.filter(state=JobState.QUEUED).order_by("created_at").values_list("created_at", flat=True)
    seen = seen_at(home)
    alive = bool(at_work) or (seen is not None and now - seen < SEEN_PATIENCE)
    start = "请启动 sanwu serve（会带起后台任务），或单独运行 sanwu worker。"
    if alive:
        yield Look("worker", "后台任务", OK, f"在运行，正在处理 {at_work} 项")
    else:
        last = f"最近一次在 {minute(seen)}" if seen else "没有运行过的迹象"
        yield Look("worker", "后台任务", BAD if waiting or dead else WARN, f"没有在运行（{last}）", start)
    oldest = waiting.first()
    found = f"等待 {len(waiting)} 项，中断待接手 {dead} 项"
    stuck = dead or (oldest is not None and now - oldest > QUEUE_PATIENCE)
    yield Look("queue", "任务队列", BAD if stuck else OK, found, f"有任务一直没有处理。{start}" if stuck else "")
    failed = Job.objects.filter(state=JobState.FAILED, finished_at__gt=now - timedelta(days=1)).count()
    if failed:
        yield Look("failed_jobs", "失败的任务", WARN, f"一天内 {failed} 项", "请在“导入”页面查看原因，改正后重新提交。")


def _backup(home: Path, now: datetime, *, in_use: bool) -> Look:
    from sanwu.cli.backup import NOTE  # noqa: PLC0415 - after django.setup

    remedy = "请运行 sanwu backup，并设为每天自动执行，见 docs/operators/backup.md。"
    try:
        note: dict[str, Any] = json.loads((home / NOTE).read_text(encoding="utf-8"))
        made = datetime.fromisoformat(note["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return Look("backup", "备份", WARN if in_use else OK, "还没有备份过", remedy if in_use else "")
    found = f"最近一次 {minute(made)}，{note.get('file', '')}"
    if now - made > BACKUP_OLD:
        return Look("backup", "备份", BAD, found, remedy)
    return Look(
        "backup", "备份", WARN if now - made > BACKUP_FRESH else OK, found, remedy if now - made > BACKUP_FRESH else ""
    )


def _administrators(held: dict[str, list[Any]]) -> Iterator[Look]:
    """三员: each has somebody, and each of them a second factor."""
    if not any(held.values()):
        yield Look(
            "administrators", "三名管理员", WARN, "还没有设置", "请运行 sanwu setup 建立系统、安全、审计三名管理员。"
        )
        return
    missing = [role for role, accounts in held.items() if not accounts]
    bare = sorted({account.name for accounts in held.values() for account in accounts if not account.factor_since})
    if missing:
        yield Look(
            "administrators",
            "三名管理员",
            BAD,
            f"缺少 {'、'.join(missing)}",
            "请由安全管理员或用 sanwu account add 补齐。",
        )
    else:
        yield Look("administrators", "三名管理员", OK, "已由不同人员担任")
    if bare:
        yield Look(
            "second_factor",
            "动态口令",
            WARN,
            f"{'、'.join(bare)} 还没有绑定",
            "请这几位管理员登录后按提示绑定动态口令。",
        )
