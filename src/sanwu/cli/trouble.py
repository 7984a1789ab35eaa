"""What a command says when it cannot go on: a sentence and an exit code for every trouble, never a traceback."""

import errno
import os
import traceback
from pathlib import Path

from sanwu.cli.answer import TRY_AGAIN, UNUSABLE, complain

__all__ = ["FAULT", "trouble"]

FAULT = 70  # a fault of the program itself, as sysexits.h numbers it
FAULTS = "faults.log"
NOT_MIGRATED = ("no such table", "no such column", "does not exist")
DAMAGED = ("malformed", "file is not a database")
REASONS = {
    errno.ENOENT: "没有这个文件或文件夹，请检查路径",
    errno.ENOTDIR: "路径中间有一段不是文件夹，请检查路径",
    errno.EISDIR: "这是一个文件夹，请给出文件",
    errno.EEXIST: "这里已经有一个同名的文件，请换一个位置",
    errno.EACCES: "没有权限，请检查文件的权限",
    errno.EPERM: "没有权限，请检查文件的权限",
    errno.EROFS: "所在的磁盘只能读取，请换一个位置",
    errno.ENAMETOOLONG: "名称太长，请缩短",
    errno.ELOOP: "路径里的链接绕成了圈，请检查路径",
    errno.EIO: "磁盘读写出错，请检查磁盘",
}


def trouble(error: Exception, as_json: bool) -> int:
    """Say what is wrong with the machine, the settings or the program, and return the exit code."""
    from sanwu.records.trouble import as_busy  # noqa: PLC0415 - needs Django, which scheme commands do without

    if busy := as_busy(error):
        complain(busy.message, busy.code, as_json)
        return TRY_AGAIN
    message, code, exit_code = _of_settings(error) or _of_files(error) or _of_database(error) or _ours(error)
    complain(message, code, as_json)
    return exit_code


def _of_settings(error: Exception) -> tuple[str, str, int] | None:
    return (str(error), "settings", UNUSABLE) if type(error).__name__ == "ImproperlyConfigured" else None


def _of_files(error: Exception) -> tuple[str, str, int] | None:
    if not isinstance(error, OSError):
        return None
    where = f"“{error.filename}”" if error.filename else "文件"
    reason = REASONS.get(error.errno or 0, f"系统不允许（错误号 {error.errno}），请检查路径和权限")
    return f"{where}无法使用：{reason}。", "file", UNUSABLE


def _of_database(error: Exception) -> tuple[str, str, int] | None:
    kind, text = type(error).__name__, str(error).lower()
    if kind in ("OperationalError", "ProgrammingError") and any(words in text for words in NOT_MIGRATED):
        return "数据库还没有建立，或者比程序旧。请先运行 sanwu migrate。", "not_migrated", UNUSABLE
    if kind in ("OperationalError", "DatabaseError") and any(words in text for words in DAMAGED):
        return "数据库文件已经损坏，或不是数据库。请停止服务，从备份恢复后再运行。", "damaged", UNUSABLE
    if kind == "OperationalError" and "readonly" in text:
        return "数据库只能读取，没有做任何改动。请检查数据文件夹的权限和磁盘。", "read_only", UNUSABLE
    if kind in ("OperationalError", "InterfaceError"):
        return (
            "连接不上数据库，没有做任何改动。请检查数据库是否启动、DATABASE_URL 是否正确，再试一次。",
            "no_database",
            TRY_AGAIN,
        )
    return None


def _ours(error: Exception) -> tuple[str, str, int]:
    """A fault of ours: whoever mends it needs the traceback, whoever met it does not."""
    kept = _keep("".join(traceback.format_exception(error)))
    where = f"详情记在 {kept}，请把它交给维护人员。" if kept else "请把运行的命令告诉维护人员。"
    return f"程序内部出错，这次操作没有完成，没有写入一半的数据。{where}", "fault", FAULT


def _keep(told: str) -> Path | None:
    try:
        from django.conf import settings  # noqa: PLC0415 - scheme commands do without, unless something goes wrong

        path = Path(settings.SANWU_HOME) / FAULTS
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
            file.write(told + "\n")
    except Exception:  # settings or the disk may be the very trouble
        return None
    return path
