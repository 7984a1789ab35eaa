"""Checkers of the columns that say which compound a row is about, and where it stands."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from sanwu.base.codes import CodeProblem, read_code
from sanwu.base.text import narrow, tidy
from sanwu.exchange.reading.cells import Cell, as_text
from sanwu.exchange.reading.flaws import EXACT_FLOAT, Flaw, Marks, error, mark_key, text_problem
from sanwu.exchange.reading.issues import ERROR
from sanwu.exchange.reading.targets import (
    ADDRESS,
    ALIAS,
    DIVISION_CODE,
    KIND,
    LATITUDE,
    LONGITUDE,
    NAME,
    NUMBER,
    OLD_NUMBER,
    PLACES,
    REFERENCE,
    REMARK,
)
from sanwu.exchange.reading.values import compile_checker
from sanwu.policy.model import Dictionary

# Text, a list of texts (aliases, old numbers), degrees, or None where nothing is said.
IdentityValue = str | tuple[str, ...] | float | None
IdentityChecker = Callable[[Cell], Any]

MAX_NAME = 100
MAX_ADDRESS = 200
_SEPARATORS = re.compile(r"[、,，;；|\n]+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_DEGREES = re.compile(
    r"[EWNS东西南北]?[经纬]?(?P<sign>-?)(?P<degrees>\d{1,3}(?:\.\d+)?)[°度]?"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d+)?)['′’分](?:(?P<seconds>\d{1,2}(?:\.\d+)?)(?:\"|″|”|''|秒)?)?)?[EWNS]?"
)


def compile_identity(target: str, dictionary: Dictionary, marks: Marks, values: dict[str, str]) -> IdentityChecker:
    """The checker of one identity column. `values` are texts that a person has explained."""
    if target == KIND:
        return compile_checker(dictionary.facts["compound_kind"], marks, values=values)
    inner = {
        NAME: _name,
        NUMBER: _number,
        DIVISION_CODE: _division_code,
        LONGITUDE: _degrees,
        LATITUDE: _degrees,
        ALIAS: _several,
        OLD_NUMBER: _several,
        ADDRESS: _up_to(MAX_ADDRESS),
        REFERENCE: _up_to(MAX_NAME),
        **dict.fromkeys(PLACES, _up_to(MAX_NAME)),
    }.get(target, _up_to(None))
    explained = {mark_key(text): value for text, value in values.items()}

    def check(cell: Cell) -> IdentityValue | Flaw:
        text = as_text(cell)
        if problem := text_problem(text):
            return problem
        text = tidy(text)
        if not text or (target != REMARK and marks.says_unknown(text)):
            return None
        if explained and (said := explained.get(mark_key(text))) is not None:
            return inner(said, said)
        return inner(cell, text)

    return check


def _name(cell: Cell, text: str) -> IdentityValue | Flaw:
    """A name that is a date was a number of a yard (3-1) before the spreadsheet took it for a day."""
    if isinstance(cell, (date, time, timedelta)):
        return error("name_is_date", text=text)
    return error("too_long", length=len(text), limit=MAX_NAME) if len(text) > MAX_NAME else text


def _number(cell: Cell, text: str) -> IdentityValue | Flaw:
    """The number by which an office knows a compound: two must never become one, so a damaged number is refused."""
    if isinstance(cell, (date, time, timedelta)):
        return error("number_is_date", text=text)
    if isinstance(cell, (int, float)) and abs(cell) >= EXACT_FLOAT:
        return error("number_lost_digits", text=text)
    if _SCIENTIFIC.fullmatch(text):
        return error("number_lost_digits", text=text)
    text = "".join(narrow(text).split())
    return error("too_long", length=len(text), limit=MAX_NAME) if len(text) > MAX_NAME else text


def _division_code(cell: Cell, text: str) -> IdentityValue | Flaw:
    code = read_code(cell if isinstance(cell, (int, float)) else narrow(text))
    if isinstance(code, CodeProblem):
        return error(code.code, text=code.text, guess=code.guess)
    return code


def _several(cell: Cell, text: str) -> IdentityValue | Flaw:
    parts = tuple(dict.fromkeys(part.strip() for part in _SEPARATORS.split(text) if part.strip()))
    longest = max(map(len, parts), default=0)
    return error("too_long", length=longest, limit=MAX_NAME) if longest > MAX_NAME else parts or None


def _up_to(limit: int | None) -> Callable[[Cell, str], IdentityValue | Flaw]:
    def check(cell: Cell, text: str) -> IdentityValue | Flaw:
        return error("too_long", length=len(text), limit=limit) if limit is not None and len(text) > limit else text

    return check


def _degrees(cell: Cell, text: str) -> IdentityValue | Flaw:
    """Decimal degrees, or degrees with minutes and seconds. Whether the pair can be a point is checked with the row."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell) if abs(cell) <= 360 else error("not_degrees", text=text)
    found = _DEGREES.fullmatch("".join(narrow(text).split()).upper())
    if not found:
        return Flaw(None, ERROR, "not_degrees", {"text": text})
    degrees = float(found["degrees"]) + float(found["minutes"] or 0) / 60 + float(found["seconds"] or 0) / 3600
    return -degrees if found["sign"] else degrees
