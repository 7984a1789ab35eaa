"""`sanwu`: the command line. Exit codes: 0 done, 1 problems found, 2 unusable input, 3 refused, 75 try again."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

from sanwu.base.errors import SanwuError
from sanwu.cli.answer import DONE, UNUSABLE, Answer, complain, say
from sanwu.cli.parsers import UNDO, build_parser
from sanwu.cli.signals import end_like_ctrl_c
from sanwu.cli.trouble import trouble
from sanwu.cli.words import WrongUsage

__all__ = ["build_parser", "main"]

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        args = build_parser().parse_args(_words(words))
    except WrongUsage as error:
        complain(error.message, "usage", "--json" in words)
        return UNUSABLE
    except SystemExit:  # --help has been printed
        return DONE
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanwu.project.settings")
    try:
        end_like_ctrl_c()
        if args.database:
            _start_django()
        answer = _function(args.run)(args)
        return _said(answer, args.json)
    except SanwuError as error:
        complain(error.message, error.code, args.json)
        return error.exit_code
    except KeyboardInterrupt as interrupt:
        complain(str(interrupt) or "已中断，没有写入一半的数据。", "interrupted", args.json)
        return INTERRUPTED
    except BrokenPipeError:  # while it was still at work: `sanwu serve | head`
        _say_no_more()
        return DONE
    except Exception as error:
        return trouble(error, args.json)


def _said(answer: Answer, as_json: bool) -> int:
    """Print an answer; what was done is the same when nobody reads it to the end."""
    try:
        say(answer, as_json)
        sys.stdout.flush()
    except BrokenPipeError:
        _say_no_more()
    return answer.code


def _say_no_more() -> None:
    """Who read our output (head, less) has seen enough. Nothing more can be said there, not even when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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


if __name__ == "__main__":
    sys.exit(main())
