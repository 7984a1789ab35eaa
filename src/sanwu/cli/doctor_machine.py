"""Looks at the machine: keys, disk, clock."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.timezone import get_current_timezone

from sanwu.cli.doctor_look import BAD, OK, WARN, Look

GIB = 1024**3
# Above this share a disk is filling up; below this room a backup or an import may not fit.
FILLING, ROOM = 0.85, 1 * GIB
CLOCK_TOLERANCE = timedelta(seconds=2)


def minute(moment: datetime) -> str:
    """A moment for people, in the installation's time zone."""
    return f"{moment.astimezone(get_current_timezone()):%Y-%m-%d %H:%M}"


def disk(folder: Path) -> Look:
    """Room where the data lies."""
    usage = shutil.disk_usage(folder)
    share = 1 - usage.free / usage.total
    found = f"剩余 {usage.free / GIB:,.1f} GB，已用 {share:.0%}"
    if usage.free < ROOM:
        return Look("disk", "磁盘", BAD, found, "空间快用完了，写入会失败。请清理磁盘或扩容。")
    if share >= FILLING:
        return Look("disk", "磁盘", WARN, found, "请安排清理或扩容。")
    return Look("disk", "磁盘", OK, found)


def clock(now: datetime, newest: datetime | None, zone: str) -> Look:
    """Whether the clock has gone back behind what the journal says."""
    found = f"{now.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}（{zone}）"
    if newest and now < newest - CLOCK_TOLERANCE:
        back = str(newest - now).split(".")[0]
        return Look(
            "clock",
            "时钟",
            BAD,
            f"{found}，比操作日志末条早 {back}",
            "请先校准系统时间（建议开启自动校时），再继续办理。",
        )
    return Look("clock", "时钟", OK, found)


def keys(home: Path) -> Iterator[Look]:
    """What must be readable by its owner only."""
    for path, title in ((home / "secret_key", "密钥"), (home, "数据文件夹")):
        mode, owner = path.stat().st_mode & 0o777, path.stat().st_uid
        wanted = 0o700 if path.is_dir() else 0o600
        if mode & 0o077:
            remedy = f"请运行 chmod {wanted:o} {path}"
            yield Look(f"private_{path.name}", title, BAD, f"{path} 的权限是 {mode:o}，其他用户可以读取", remedy)
        elif owner != os.geteuid():
            yield Look(
                f"private_{path.name}", title, WARN, f"{path} 属于另一个用户", "请用运行服务的那个用户来运行命令。"
            )  # fmt: skip
        else:
            yield Look(f"private_{path.name}", title, OK, f"{path} 只有本用户能读取")
