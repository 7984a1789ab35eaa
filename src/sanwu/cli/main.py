"""`sanwu`: the command line. Exit codes: 0 done, 1 problems found, 2 unusable input, 3 refused, 75 try again."""

import errno
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

from sanwu.base.errors import SanwuError
from sanwu.cli.answer import TRY_AGAIN, UNUSABLE, Answer, complain, say
from sanwu.cli.parsers import UNDO, build_parser

__all__ = ["build_parser", "main"]

INTERRUPTED = 130
NOT_MIGRATED = ("no such table", "no such column", "does not exist")
REASONS = {
    errno.ENOENT: "没有这个文件或文件夹，请检查路径",
    errno.ENOTDIR: "路径中间有一段不是文件夹，请检查路径",
    errno.EISDIR: "这是一个文件夹，请给出文件",
    errno.EACCES: "没有权限，请检查文件的权限",
    errno.EPERM: "没有权限，请检查文件的权限",
    errno.EROFS: "所在的磁盘只能读取，请换一个位置",
}
UNREACHABLE = ("connection failed", "could not connect", "connection refused", "unable to open database file")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        args = build_parser().parse_args(_words(sys.argv[1:] if argv is None else argv))
    except SystemExit as stop:  # --help, or wrong usage: the parser has said what
        return int(stop.code or 0)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanwu.project.settings")
    try:
        if args.database:
            _start_django()
        answer = _function(args.run)(args)
        say(answer, args.json)
    except SanwuError as error:
        complain(error.message, error.code, args.json)
        return error.exit_code
    except KeyboardInterrupt:
        complain("已中断，没有写入一半的数据。", "interrupted", args.json)
        return INTERRUPTED
    except BrokenPipeError:
        # Who read our output (head, less) has seen enough. Nothing more can be said there, not even when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _unexpected(error, args)
    return answer.code


def _words(argv: Sequence[str]) -> list[str]:
    """`import … undo JOB` as one command: its second word is the first that is neither an option nor an option's value."""
    words = list(argv)
    if words[:1] != ["import"]:
        return words
    position = 1
    while position < len(words) and words[position].startswith("-"):
        position += 2 if words[position] in ("--campaign", "--map", "--as") else 1
    if words[position : position + 1] == ["undo"]:
        return [UNDO, *words[1:position], *words[position + 1 :]]
    return words


def _start_django() -> None:
    import django  # noqa: PLC0415 - commands on scheme files start without it

    django.setup()


def _function(path: str) -> Callable[[Namespace], Answer]:
    module, name = path.split(":")
    function: Callable[[Namespace], Answer] = getattr(import_module(module), name)
    return function


def _unexpected(error: Exception, args: Namespace) -> int:
    """Trouble with the machine or the settings gets a sentence; a fault of ours keeps its traceback."""
    from sanwu.records.trouble import as_busy  # noqa: PLC0415 - needs Django, which is started by now if at all

    kind, text = type(error).__name__, str(error)
    if busy := as_busy(error):
        complain(busy.message, busy.code, args.json)
        return TRY_AGAIN
    if kind == "ImproperlyConfigured":
        complain(text, "settings", args.json)
        return UNUSABLE
    if isinstance(error, OSError):
        where = f"“{error.filename}”" if error.filename else "文件"
        complain(f"{where}无法使用：{REASONS.get(error.errno or 0) or error.strerror or text}。", "file", args.json)
        return UNUSABLE
    if kind in ("OperationalError", "ProgrammingError") and any(words in text for words in NOT_MIGRATED):
        complain("数据库还没有建立，或者比程序旧。请先运行 sanwu migrate。", "not_migrated", args.json)
        return UNUSABLE
    if kind == "OperationalError" and any(words in text.lower() for words in UNREACHABLE):
        complain(
            f"连接不上数据库，没有做任何改动。请检查数据库是否启动、DATABASE_URL 是否正确，再试一次。（{text}）",
            "no_database",
            args.json,
        )
        return TRY_AGAIN
    raise error


if __name__ == "__main__":
    sys.exit(main())
