"""What of a scheme can be moved to see what would change: thresholds, dates, lengths of time, rates and amounts.

A lever is one value that is written in the scheme's files. Its key (`decisions.merge.table.0.when.any.0.area.below`) is
the path to it, so that an address that names keys and values says the same to everybody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sanwu.policy.model_base import Part
from sanwu.policy.model_dates import Dekad, Length, MonthEnd, OnDate, QuarterEnd, YearEnd
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.predicates import predicates
from sanwu.policy.problems import Path
from sanwu.policy.walk import walk
from sanwu.policy.whatif_edit import written

Kind = Literal["number", "whole", "date", "text"]
SINGLE = ("is", "is_not", "below", "at_most", "above", "at_least")
DATED = ("phases", "duties")
PRICED = ("money", "estimates")
# Whole numbers that name something, and positions: nobody slides them.
NAMES = frozenset({"year", "version"})
_WRITTEN_AS = {Dekad: "dekad", MonthEnd: "month_end", QuarterEnd: "quarter_end", YearEnd: "year_end"}


@dataclass(frozen=True, slots=True)
class Lever:
    """One value that can be moved. `value` is what is written; `fact` and `operator` say what it is compared with."""

    path: Path
    kind: Kind
    value: str
    fact: str = ""
    operator: str = ""

    @property
    def key(self) -> str:
        return ".".join(str(step) for step in self.path)

    @property
    def section(self) -> str:
        return str(self.path[0])

    @property
    def entry(self) -> str:
        return str(self.path[1])

    @property
    def subject(self) -> str:
        """Section and entry: what the levers of one rule, duty or kind of money have in common."""
        return f"{self.section}.{self.entry}"


def levers(scheme: Scheme) -> dict[str, Lever]:
    """Every lever of a scheme by its key: those of the rules first, then dates, then money."""
    found = [*_thresholds(scheme), *_members(scheme), *_dates(scheme), *_amounts(scheme)]
    return {lever.key: lever for lever in found}


def moved(scheme: Scheme, asked: Mapping[str, str]) -> dict[Path, str]:
    """The values that differ from what is written, by path. Keys that are no lever of this scheme are left out."""
    known = levers(scheme)
    wanted = {key: value.strip() for key, value in asked.items() if key in known and value.strip()}
    return {known[key].path: value for key, value in wanted.items() if not _same(known[key], value)}


def _same(lever: Lever, value: str) -> bool:
    if lever.kind in ("number", "whole"):
        try:
            return Decimal(value) == Decimal(lever.value)
        except ArithmeticError:
            return False
    return value == lever.value


def _lever(scheme: Scheme, path: Path, kind: Kind, fact: str = "", operator: str = "") -> Iterator[Lever]:
    text = written(scheme, path)
    if text is not None:
        yield Lever(path, kind, text, fact, operator)


def _thresholds(scheme: Scheme) -> Iterator[Lever]:
    """The numbers and days that facts are compared with."""
    for place, predicate in predicates(scheme):
        for leaf in leaves(predicate):
            fact = scheme.dictionary.facts.get(leaf.fact) if isinstance(leaf, Test) else None
            if fact is None or not isinstance(leaf, Test) or not (fact.numeric or fact.type == "date"):
                continue
            kind: Kind = "date" if fact.type == "date" else "whole" if fact.type == "integer" else "number"
            at = (*place, *leaf.at)
            if leaf.operator in SINGLE:
                yield from _lever(scheme, at, kind, leaf.fact, leaf.operator)
            elif leaf.operator == "between":
                for number in (0, 1):
                    yield from _lever(scheme, (*at, number), kind, leaf.fact, leaf.operator)


def _members(scheme: Scheme) -> Iterator[Lever]:
    """How many members of a condition must hold."""
    for name in scheme.conditions:
        yield from _lever(scheme, ("conditions", name, "holds_when", "at_least"), "whole")


def _dates(scheme: Scheme) -> Iterator[Lever]:
    for path, part in _parts(scheme, DATED):
        if isinstance(part, OnDate):
            yield from _lever(scheme, path, "date")
            yield from _lever(scheme, (*path, "date"), "date")
        elif isinstance(part, Length):
            for unit in ("days", "months", "years"):
                yield from _lever(scheme, (*path, unit), "whole")
        elif type(part) in _WRITTEN_AS:
            yield from _lever(scheme, (*path, _WRITTEN_AS[type(part)]), "text")


def _amounts(scheme: Scheme) -> Iterator[Lever]:
    """Every rate, amount, share and cap of the kinds of money and of the estimates."""
    for path, part in _parts(scheme, PRICED):
        for name, field in type(part).model_fields.items():
            value = getattr(part, name)
            if isinstance(value, (Decimal, int)) and not isinstance(value, bool) and name not in NAMES:
                kind: Kind = "whole" if isinstance(value, int) else "number"
                yield from _lever(scheme, (*path, field.alias or name), kind)


def _parts(scheme: Scheme, sections: tuple[str, ...]) -> Iterator[tuple[Path, Part]]:
    for section in sections:
        for name, entry in getattr(scheme, section, {}).items():
            yield from walk(entry, (section, name))
