"""Checkers of numbers: exact, in the unit of the fact, within its limits; years are read from all that begins with one."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sanwu.exchange.reading.cells import Cell, float_text
from sanwu.exchange.reading.dates import Read, parse_year
from sanwu.exchange.reading.flaws import Flaw, Marks, Result, Value, error, mark_key, warning
from sanwu.exchange.reading.headers import unit_key
from sanwu.exchange.reading.numbers import parse_number
from sanwu.exchange.reading.targets import units_of
from sanwu.policy.model import Fact

FRACTION = "0…1"  # as `unit`: the column holds shares of one where the fact counts percent
# Ceilings of what a database column holds; policy sets its own limits in the dictionary.
MAX_INTEGER = 2_000_000_000
MAX_SCALED = 10**15


def year_checker(fact: Fact) -> Callable[[Cell, str], Result]:
    bounded = _bounded(fact)

    def check(cell: Cell, text: str) -> Result:
        if isinstance(cell, (date, datetime)):
            return bounded(Decimal(cell.year), text)
        read: Read = parse_year(text)
        if read.value is None or not isinstance(read.value, int):
            return (
                warning(None, "range_value", text=text)
                if read.code == "range_value"
                else error("not_a_year", text=text)
            )
        result = bounded(Decimal(read.value), text)
        return warning(result, read.code, text=text) if read.code and not isinstance(result, Flaw) else result

    return check


def number_checker(fact: Fact, marks: Marks, column_unit: str) -> Callable[[Cell, str], Result]:
    units: dict[str, Any] = units_of(fact)
    factor_of_column = Decimal(100 if column_unit == FRACTION else units.get(unit_key(column_unit), 1))
    bounded = _bounded(fact)
    may_be_none = fact.minimum is None or fact.minimum <= 0

    low, high = float(fact.minimum or 0), float(fact.maximum or 1e9)
    plain = factor_of_column == 1
    form = f".{fact.places}f"
    whole = fact.type == "integer"

    def check(cell: Cell, text: str) -> Result:
        if isinstance(cell, float):
            cell += 0.0  # no zero below zero
            # The quick way is exact: the float is the one nearest to this decimal text.
            if plain and low <= cell <= high and float(quick := format(cell, form)) == cell:
                return int(cell) if whole else quick
            if cell != cell or cell in (float("inf"), float("-inf")):
                return error("not_a_number", text=text)
            return bounded(Decimal(float_text(cell)) * factor_of_column, text)
        if isinstance(cell, (bool, date, time, timedelta)):
            return error("not_a_number", text=text)
        key = mark_key(text)
        if key in marks.unknown:
            return error("not_a_number", text=text)
        if key in marks.none:
            return warning(_zero(fact), "none_as_zero", text=text) if may_be_none else error("not_a_number", text=text)
        parsed = parse_number(text)
        if isinstance(parsed, str):
            if marks.doubts(key):
                return warning(None, "unverified_mark", text=text)
            return (
                warning(None, parsed, text=text)
                if parsed in ("range_value", "bound_value")
                else error(parsed, text=text)
            )
        factor = _factor(parsed.unit, parsed.multiple, units, factor_of_column)
        if factor is None:
            return error("wrong_unit", text=text, unit=parsed.unit, wanted=fact.unit_text)
        result = bounded(parsed.number * factor, text)
        return warning(result, "approximate", text=text) if parsed.about and not isinstance(result, Flaw) else result

    return check


def _factor(unit: str, multiple: int, units: dict[str, Any], of_column: Decimal) -> Decimal | None:
    """1.2万㎡: the unit 万㎡ if the dictionary has it, else ten thousand ㎡; 1.2万: ten thousand of the column's unit."""
    if not unit:
        return of_column * multiple
    for word, factor in units.items():
        if multiple != 1 and word == unit_key(_WORD_OF.get(multiple, "") + unit):
            return Decimal(factor)
    own = units.get(unit_key(unit))
    return None if own is None else Decimal(own) * multiple


_WORD_OF = {10_000: "万", 100_000_000: "亿", 1000: "千", 100: "百"}


def _zero(fact: Fact) -> Value:
    return 0 if fact.type == "integer" else f"{Decimal(0):.{fact.places}f}"


def _bounded(fact: Fact) -> Callable[[Decimal, str], Result]:
    """An exact number as a canonical value within the limits of the fact; more digits than it keeps are rounded aloud."""
    low = fact.minimum if fact.minimum is not None else Decimal(0)
    high = fact.maximum
    step = Decimal(1).scaleb(-fact.places)
    ceiling = Decimal(MAX_INTEGER if fact.type == "integer" else MAX_SCALED).scaleb(-fact.places)
    whole = fact.type == "integer"
    places = fact.places

    def check(number: Decimal, text: str) -> Result:
        if number < low:
            code = "negative" if number < 0 and low == 0 else "too_small"
            return error(code, text=text, limit=f"{low.normalize():f}")
        if number > ceiling or (high is not None and number > high):
            return error("too_large", text=text, limit=f"{(ceiling if high is None else high).normalize():f}")
        kept = number.quantize(step)
        if whole:
            return int(kept) if kept == number else error("not_whole", text=text)
        value = f"{abs(kept) if kept.is_zero() else kept:.{places}f}"
        return value if kept == number else warning(value, "rounded", text=text, read=value, places=places)

    return check
