"""Looks at the program, its database engine and its calendar."""

import platform
import sqlite3
from collections.abc import Iterator
from datetime import date
from importlib import metadata
from re import match

import django

from sanwu.cli.doctor_look import BAD, OK, WARN, Look

NEXT_YEAR_IS_ANNOUNCED_IN = 12  # the notice usually comes in November
OLDEST_SQLITE = (3, 31)
OLDEST_POSTGRESQL = 15


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


def calendar(today: date, announced_through: date) -> Look:
    """Whether the holidays of this year, and at its end of the next, are known."""
    found = f"已公布到 {announced_through.year} 年"
    remedy = "请更新程序（依赖的节假日库），或在工作日历里按国务院办公厅通知调整；在此之前，跨年的期限标为“预计”。"
    if announced_through.year < today.year:
        return Look("calendar", "工作日历", BAD, found, remedy)
    if announced_through.year == today.year and today.month >= NEXT_YEAR_IS_ANNOUNCED_IN:
        return Look("calendar", "工作日历", WARN, found, remedy)
    return Look("calendar", "工作日历", OK, found)
