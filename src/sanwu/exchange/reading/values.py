"""Checkers of single cells, compiled once per column: raw cell -> canonical value, None (unknown), or a Flaw.

A checker never raises and never changes silently: what is refused, doubtful or only roughly said comes back as a Flaw
with the value that remains (None where nothing does) and a code of the catalogue.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sanwu.base.text import tidy
from sanwu.exchange.reading.cells import Cell, as_text
from sanwu.exchange.reading.dates import date_of, parse_day
from sanwu.exchange.reading.flaws import (
    EXACT_FLOAT,
    Checker,
    Flaw,
    Marks,
    Result,
    error,
    mark_key,
    text_problem,
    warning,
)
from sanwu.exchange.reading.headers import header_key
from sanwu.exchange.reading.issues import WARNING
from sanwu.exchange.reading.quantities import number_checker, year_checker
from sanwu.policy.model import Fact


def compile_checker(
    fact: Fact, marks: Marks, *, inverse: bool = False, unit: str = "", values: dict[str, str] | None = None
) -> Checker:
    """The checker of one column of one fact. `unit` is that of bare numbers, `values` are texts a person has explained."""
    inner = _by_type(fact, marks, inverse, unit)
    beside = fact.numeric and fact.text_beside
    explained = {mark_key(text): _explained(fact, marks, value) for text, value in (values or {}).items()}

    def check(cell: Cell) -> Result:
        if isinstance(cell, str):
            text = cell
        else:
            result = inner(cell, as_text(cell))
            return _beside(result, as_text(cell)) if beside else result
        if problem := text_problem(text):
            return problem
        text = tidy(text)
        if not text:
            return None
        if explained and mark_key(text) in explained:
            return explained[mark_key(text)]
        if not beside and marks.says_unknown(text):
            return None
        result = inner(text, text)
        return _beside(result, text) if beside else result

    return check


def _explained(fact: Fact, marks: Marks, value: str) -> Result:
    """A value that a person gave for a text: canonical, or anything the column itself could say; unknown stays unknown."""
    if mark_key(value) in ("unknown", "null", "~", ""):
        return None
    return compile_checker(fact, marks)(value)


def _beside(result: Result, text: str) -> Result:
    """A number with a text fact beside it: what is no number keeps its words there, and warns instead of refusing."""
    if isinstance(result, Flaw) and result.value is None and result.code in _KEPT_AS_TEXT:
        return Flaw(None, WARNING, "kept_as_text", {"text": text}, kept_text=text)
    return result


_KEPT_AS_TEXT = {"range_value", "bound_value", "not_a_number", "wrong_unit"}


def _by_type(fact: Fact, marks: Marks, inverse: bool, unit: str) -> Callable[[Cell, str], Result]:
    if fact.type == "boolean":
        return _boolean(fact, marks, inverse)
    if fact.type == "choice":
        return _choice(fact)
    if fact.type == "date":
        return _date
    if fact.type == "text":
        return _text(fact.max_length)
    if fact.unit == "年" and fact.type == "integer":
        return year_checker(fact)
    return number_checker(fact, marks, unit)


def _boolean(fact: Fact, marks: Marks, inverse: bool) -> Callable[[Cell, str], Result]:
    about = [header_key(word) for word in (fact.title, *fact.synonyms)]
    leads = sorted((mark for mark in marks.yes | marks.no if not mark.isascii()), key=len, reverse=True)

    def check(cell: Cell, text: str) -> Result:
        key = mark_key(text)
        if key in marks.yes or key in marks.no:
            return (key in marks.yes) != inverse
        if marks.doubts(key):
            return warning(None, "unverified_mark", text=text)
        for lead in leads:
            rest = key.removeprefix(lead)
            if rest != key and (
                rest[:1] in "(,;:，；：、(" or any(header_key(rest) in word for word in about if len(rest) > 1)
            ):
                said = (lead in marks.yes) != inverse
                return (
                    said
                    if any(header_key(rest) in word for word in about)
                    else warning(said, "mark_with_note", text=text)
                )
        return error("bad_mark", text=text)

    return check


def _choice(fact: Fact) -> Callable[[Cell, str], Result]:
    known: dict[str, str] = {}
    for choice in fact.choices.values():
        for word in (choice.id, choice.title, choice.title_en or choice.id, *choice.synonyms):
            known.setdefault(header_key(word), choice.id)
    titles = [choice.title for choice in fact.choices.values()]
    english = [choice.title_en or choice.title for choice in fact.choices.values()]

    def check(cell: Cell, text: str) -> Result:
        found = known.get(header_key(text))
        return found if found is not None else error("bad_choice", text=text, allowed=titles, en={"allowed": english})

    return check


def _date(cell: Cell, text: str) -> Result:
    if isinstance(cell, (date, datetime)):
        return date_of(cell).isoformat()
    if isinstance(cell, (time, timedelta)):
        return error("not_a_date", text=text)
    read = parse_day(text)
    value = read.value.isoformat() if isinstance(read.value, date) else None
    if not read.code:
        return value
    if value is not None:
        return warning(value, read.code, text=text, read=value)
    return (
        warning(None, read.code, text=text)
        if read.code in ("year_only", "month_unclear")
        else error(read.code, text=text)
    )


def _text(max_length: int) -> Callable[[Cell, str], Result]:
    def check(cell: Cell, text: str) -> Result:
        if len(text) > max_length:
            return error("too_long", length=len(text), limit=max_length)
        if isinstance(cell, (int, float)) and abs(cell) >= EXACT_FLOAT:
            return warning(text, "precision_lost", text=text)
        if isinstance(cell, (date, time, timedelta)):
            return warning(text, "date_as_text", text=text)
        return text

    return check
