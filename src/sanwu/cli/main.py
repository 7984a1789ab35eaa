"""`sanwu`: the command line. Exit codes: 0 done, 1 problems found, 2 unusable input, 3 refused, 75 try again."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

from sanwu.base.errors import SanwuError
from sanwu.cli.answer import TRY_AGAIN, UNUSABLE, Answer, complain, say
from sanwu.cli.parsers import ChineseParser, build_parser

__all__ = ["build_parser", "main"]

NOT_MIGRATED = ("no such table", "no such column", "does not exist")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser: ChineseParser = build_parser()
    try:
        args = parser.parse_args(argv)
    except SystemExit as stop:  # --help, or wrong usage: argparse has said what
        return int(stop.code or 0)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanwu.project.settings")
    try:
        if args.database:
            _start_django()
        answer = _function(args.run)(args)
    except SanwuError as error:
        complain(error.message, error.code, args.json)
        return error.exit_code
    except KeyboardInterrupt:
        complain("已中断，没有写入一半的数据。", "interrupted", args.json)
        return 130
    except Exception as error:
        return _unexpected(error, args)
    say(answer, args.json)
    return answer.code


def _start_django() -> None:
    import django  # noqa: PLC0415 - commands on scheme files start without it

    django.setup()


def _function(path: str) -> Callable[[Namespace], Answer]:
    module, name = path.split(":")
    function: Callable[[Namespace], Answer] = getattr(import_module(module), name)
    return function


def _unexpected(error: Exception, args: Namespace) -> int:
    """Trouble with the machine gets a sentence; a fault of ours keeps its traceback."""
    from sanwu.records.trouble import as_busy  # noqa: PLC0415 - needs Django, which is started by now if at all

    if busy := as_busy(error):
        complain(busy.message, busy.code, args.json)
        return TRY_AGAIN
    if isinstance(error, OSError):
        complain(
            f"文件或文件夹无法使用：{error.strerror or error}（{error.filename or ''}）。请检查路径和权限。",
            "io",
            args.json,
        )
        return UNUSABLE
    if type(error).__name__ in ("OperationalError", "ProgrammingError") and any(t in str(error) for t in NOT_MIGRATED):
        complain("数据库还没有建立或版本较旧。请先运行 sanwu migrate。", "not_migrated", args.json)
        return UNUSABLE
    raise error


if __name__ == "__main__":
    sys.exit(main())
