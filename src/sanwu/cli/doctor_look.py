"""What one look of the doctor found, and the looks that need no database: settings, versions, keys, disk, clock."""

import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import metadata
from pathlib import Path
from re import match
from typing import Any
from zoneinfo import ZoneInfo

import django
from django.utils.timezone import get_current_timezone

OK, WARN, BAD = "ok", "warn", "bad"
GIB = 1024**3
# Above this share a disk is filling up; below this room a backup or an import may not fit.
FILLING, ROOM = 0.85, 1 * GIB
CLOCK_TOLERANCE = timedelta(seconds=2)
NEXT_YEAR_IS_ANNOUNCED_IN = 12  # the notice usually comes in November
OLDEST_SQLITE = (3, 31)
OLDEST_POSTGRESQL = 15
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}


@dataclass(frozen=True)
class Look:
    """One line: what was looked at, how it is, what was found, and what to do about it."""

    id: str
    title: str
    state: str
    found: str
    remedy: str = ""

    @property
    def line(self) -> str:
        mark = {OK: "正常", WARN: "留意", BAD: "异常"}[self.state]
        return f"[{mark}] {self.title}：{self.found}" + (f"\n       怎么办：{self.remedy}" if self.remedy else "")


def minute(moment: datetime) -> str:
    """A moment for people, in the installation's time zone."""
    return f"{moment.astimezone(get_current_timezone()):%Y-%m-%d %H:%M}"


def versions(engine: str, version: str) -> Iterator[Look]:
    """Python, the libraries that the program names, and the database engine."""
    missing = sorted(name for name in _needed() if not _installed(name))
    here = f"本程序 {metadata.version('sanwu')}，Python {platform.python_version()}，Django {django.get_version()}"
    if missing:
        yield Look("versions", "程序", BAD, f"{here}，缺少 {'、'.join(missing)}", "请在程序文件夹运行 make setup。")
    else:
        yield Look("versions", "程序", OK, here)
    if engine == "sqlite":
        fits = sqlite3.sqlite_version_info[:2] >= OLDEST_SQLITE
        name, remedy = f"SQLite {version}", "请换用带有较新 SQLite 的 Python。"
    else:
        fits = int(version.partition(".")[0]) >= OLDEST_POSTGRESQL
        name, remedy = f"PostgreSQL {version}", f"请升级到 PostgreSQL {OLDEST_POSTGRESQL} 或更新的版本。"
    yield Look("engine", "数据库版本", OK if fits else BAD, name, "" if fits else remedy)


def _needed() -> list[str]:
    required = metadata.requires("sanwu") or []
    return [found[0] for text in required if ";" not in text and (found := match(r"[A-Za-z0-9_.-]+", text))]


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def durability(engine: dict[str, str]) -> Look:
    """Whether an acknowledged write is on the disk."""
    wanted = {"journal_mode": "wal", "synchronous": "2", "fsync": "on", "full_page_writes": "on"}
    said = "，".join(f"{name}={value}" for name, value in engine.items() if name != "version")
    wrong = [name for name, value in wanted.items() if engine.get(name, value) != value]
    if engine.get("synchronous_commit", "on") == "off":
        wrong.append("synchronous_commit")
    if wrong:
        return Look(
            "durability", "断电保护", BAD, said, f"请在数据库里改正 {'、'.join(wrong)}，否则断电会丢失已保存的数据。"
        )
    return Look("durability", "断电保护", OK, said)


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


def calendar(today: date, announced_through: date) -> Look:
    """Whether the holidays of this year, and at its end of the next, are known."""
    found = f"已公布到 {announced_through.year} 年"
    remedy = "请更新程序（依赖的节假日库），或在工作日历里按国务院办公厅通知调整；在此之前，跨年的期限标为“预计”。"
    if announced_through.year < today.year:
        return Look("calendar", "工作日历", BAD, found, remedy)
    if announced_through.year == today.year and today.month >= NEXT_YEAR_IS_ANNOUNCED_IN:
        return Look("calendar", "工作日历", WARN, found, remedy)
    return Look("calendar", "工作日历", OK, found)


def serving(settings: Any) -> Iterator[Look]:
    """Names and TLS: whether passwords travel unprotected, or nobody can come in."""
    names = set(settings.ALLOWED_HOSTS)
    said = "、".join(sorted(names))
    if "*" in names:
        yield Look("hosts", "访问地址", BAD, "允许任何域名", "请把 SANWU_ALLOWED_HOSTS 写成本单位的域名。")
    elif settings.SANWU_HTTPS and names <= LOOPBACK:
        yield Look("hosts", "访问地址", BAD, f"只允许 {said}", "已启用 HTTPS，请把域名写进 SANWU_ALLOWED_HOSTS。")
    else:
        yield Look("hosts", "访问地址", OK, said)
    if settings.SANWU_HTTPS:
        yield Look("https", "加密传输", OK, "已启用 HTTPS")
    elif names <= LOOPBACK:
        yield Look("https", "加密传输", OK, "只在本机访问，未启用 HTTPS")
    else:
        yield Look(
            "https", "加密传输", BAD, "允许从其他电脑访问，但没有启用 HTTPS，密码会明文传输",
            "请在前面放带 TLS 的代理并设置 SANWU_HTTPS=1，见 docs/operators/tls.md。",
        )  # fmt: skip
    if any(not origin.startswith("https://") for origin in settings.CSRF_TRUSTED_ORIGINS):
        yield Look("origins", "可信来源", WARN, "有的来源不是 https", "请把 SANWU_TRUSTED_ORIGINS 改为 https:// 开头。")
