"""What a checker says of a cell that it cannot simply take, and the dictionary's marks as cells are compared with them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sanwu.base.text import forbidden_character, narrow
from sanwu.exchange.reading.cells import Cell
from sanwu.exchange.reading.issues import ERROR, WARNING
from sanwu.policy.model import Reading

# A fact's canonical value (bool, int, decimal text, text), or None for unknown.
Value = bool | int | str | None

EXACT_FLOAT = 1e15  # beyond, a number cell has lost its last digits
FORMULA_ERRORS = {
    "#N/A",
    "#REF!",
    "#DIV/0!",
    "#VALUE!",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
}


class Flaw(NamedTuple):
    """What is left of a doubtful or refused cell. `kept_text` goes to the text fact beside a number."""

    value: Value
    level: str
    code: str
    params: dict[str, Any]
    kept_text: str = ""


Result = Value | Flaw
Checker = Callable[[Cell], Result]


def error(code: str, **params: Any) -> Flaw:
    return Flaw(None, ERROR, code, params)


def warning(value: Value, code: str, **params: Any) -> Flaw:
    return Flaw(value, WARNING, code, params)


class Marks:
    """The dictionary's marks as compared: narrow, without spaces, case does not count."""

    def __init__(self, reading: Reading) -> None:
        self.yes = {mark_key(mark) for mark in reading.yes}
        self.no = {mark_key(mark) for mark in reading.no}
        self.unknown = {mark_key(mark) for mark in reading.unknown}
        self.remarks = tuple(sorted(map(mark_key, reading.remark_unknown), key=len, reverse=True))
        self.longest = max(map(len, self.unknown), default=0)
        # 无, 没有: as a number that is none.
        self.none = {mark for mark in self.no if len(mark) and not mark.isascii() and mark.isalpha()}

    def says_unknown(self, text: str) -> bool:
        return len(text) <= self.longest and mark_key(text) in self.unknown

    def doubts(self, text: str) -> bool:
        """Whether a remark says that something is still to be verified."""
        plain = mark_key(text)
        return any(word in plain for word in self.remarks)


def mark_key(text: str) -> str:
    return "".join(narrow(text).split()).casefold()


def text_problem(text: str) -> Flaw | None:
    """What makes a text unusable whatever it is for: control characters, destroyed characters, a failed formula."""
    if text.isascii() and text.isprintable():
        return (
            error("formula_failed", text=text) if text[:1] == "#" and text.strip().upper() in FORMULA_ERRORS else None
        )
    if (found := forbidden_character(text)) is not None:
        return error("control_character", code_point=f"U+{ord(found):04X}")
    return error("broken_text") if "\ufffd" in text else None
