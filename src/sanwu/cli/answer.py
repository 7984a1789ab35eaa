"""What a command says: one JSON object for programs, Chinese lines for people, an exit code for both."""

import json
import sys
from dataclasses import dataclass, field
from typing import Any

DONE = 0
PROBLEMS = 1  # it ran and found problems: refused rows, failing cases, findings, a broken chain
UNUSABLE = 2  # unreadable input or wrong usage; nothing was changed
FORBIDDEN = 3  # refused by a rule or a missing right
TRY_AGAIN = 75  # busy or disk full


@dataclass(frozen=True)
class Answer:
    """The outcome of one command. `data` is the documented JSON; `lines` are for a terminal."""

    data: Any
    lines: list[str] = field(default_factory=list)
    code: int = DONE


def say(answer: Answer, as_json: bool) -> None:
    """Print an answer: with --json exactly one object on stdout."""
    if as_json:
        print(json.dumps(answer.data, ensure_ascii=False, indent=1))
    else:
        for line in answer.lines:
            print(line)


def complain(message: str, code: str, as_json: bool) -> None:
    """Print a refusal: the sentence on stderr, and with --json {"error": {code, message}} on stdout."""
    print(message, file=sys.stderr)
    if as_json:
        print(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
