"""Looks at what an office has in its database: journal, work in the queue, backups, administrators."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from sanwu.base import clock as time
from sanwu.cli.backup import NOTE
from sanwu.cli.doctor_look import BAD, OK, WARN, Look
from sanwu.cli.doctor_machine import clock, minute
from sanwu.cli.restore import NOTE as RESTORED
from sanwu.cli.working import seen_at
from sanwu.demo.presence import is_present
from sanwu.jobs.enums import JobState
from sanwu.jobs.models import Job
from sanwu.people.selectors import administrators, any_office_account
from sanwu.records.models import Act

QUEUE_PATIENCE = timedelta(minutes=5)
SEEN_PATIENCE = timedelta(minutes=2)
BACKUP_FRESH, BACKUP_OLD = timedelta(days=1, hours=6), timedelta(days=7)


def office() -> Iterator[Look]:
    """Looks at what stands in the database."""
    now = time.now()
    home = Path(settings.SANWU_HOME)
    restored = _restored(home)
    if restored:
        yield Look("restored", "数据来源", OK, f"由备份 {restored.file} 恢复于 {minute(restored.at)}")
    yield clock(now, Act.objects.order_by("-number").values_list("at", flat=True).first(), settings.TIME_ZONE)
    yield from _queue(home, now, restored)
    in_use = Act.objects.exists()
    yield _backup(home, now, in_use=in_use, restored=restored is not None)
    if is_present() and not any_office_account():
        yield _of_the_demo()
    else:
        yield from _administrators(administrators(time.today()))


class _Restored(NamedTuple):
    """From which file this installation was made, and when."""

    file: str
    at: datetime


def _restored(home: Path) -> _Restored | None:
    """What `sanwu restore` left here; None where nothing was restored, or the note cannot be read."""
    try:
        note: dict[str, Any] = json.loads((home / RESTORED).read_text(encoding="utf-8"))
        return _Restored(str(note["file"]), datetime.fromisoformat(note["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _of_the_demo() -> Look:
    return Look(
        "administrators", "三名管理员", OK, "这里只有示例城市，由它自带的示例账号担任",
        "只看示例不用做什么；正式使用前，请运行 sanwu setup 建立本单位的三名管理员。",
    )  # fmt: skip


def _queue(home: Path, now: datetime, restored: _Restored | None) -> Iterator[Look]:
    at_work = Job.objects.filter(state=JobState.RUNNING, lease_until__gt=now).count()
    dead = Job.objects.filter(state=JobState.RUNNING, lease_until__lte=now).count()
    waiting = Job.objects.filter(state=JobState.QUEUED).order_by("created_at").values_list("created_at", flat=True)
    seen = seen_at(home)
    alive = bool(at_work) or (seen is not None and now - seen < SEEN_PATIENCE)
    start = "请启动 sanwu serve（会带起后台任务），或单独运行 sanwu worker。"
    if restored and not alive and (seen is None or seen < restored.at):
        yield Look("worker", "后台任务", WARN, "恢复以后还没有启动过", f"核对无误、要开始使用时，{start}")
        found = f"备份里有 {len(waiting) + dead} 项没做完的，启动后接着做" if waiting or dead else "等待 0 项"
        yield Look("queue", "任务队列", OK, found)
        return
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


def _backup(home: Path, now: datetime, *, in_use: bool, restored: bool) -> Look:
    remedy = "请运行 sanwu backup，并设为每天自动执行，见 docs/operators/backup.md。"
    try:
        note: dict[str, Any] = json.loads((home / NOTE).read_text(encoding="utf-8"))
        made = datetime.fromisoformat(note["at"])
    except (OSError, ValueError, KeyError, TypeError):
        never = "恢复以后还没有备份过" if restored else "还没有备份过"
        return Look("backup", "备份", WARN if in_use else OK, never, remedy if in_use else "")
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
