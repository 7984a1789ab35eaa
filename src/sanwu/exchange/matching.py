"""Which compound a row means (issue §5): its external number, else its name in its county. 序号 is never an identity.

The same name in the same county under two numbers is two compounds and a remark to a person, never a merge; where only
one side carries a number, name and county decide. Pure, but for what it is given of the ledger.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sanwu.exchange.reading.flaws import Flaw, error, warning

COUNTY_DIGITS = 6


class Row(NamedTuple):
    """What identifies a row: its position, number and name (as compared) or None, and its division."""

    position: int
    number: str | None
    name: str | None
    division: str

    @property
    def county(self) -> str:
        return self.division[:COUNTY_DIGITS]


class Present(NamedTuple):
    """A compound of the ledger as rows are compared with it."""

    compound: int
    number: str | None
    division: str


@dataclass
class Ledger:
    """The compounds that rows may mean, by number and by (county, compared name)."""

    by_number: dict[str, list[Present]] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[Present]] = field(default_factory=dict)

    def named(self, county: str, name: str) -> list[Present]:
        return self.by_name.get((county, name), [])


class Match(NamedTuple):
    """`compound` is an existing one, or None for a new one; `key` is equal for rows that mean the same compound."""

    compound: int | None
    key: tuple[str, ...]
    remark: Flaw | None = None


def match_row(row: Row, ledger: Ledger, place: str) -> Match | Flaw:
    """The compound that a row means, or why that cannot be told; `place` names its county for sentences."""
    if row.number is not None:
        found = ledger.by_number.get(row.number, [])
        if len(found) > 1:
            found = [present for present in found if present.division[:COUNTY_DIGITS] == row.county] or found
        if len(found) > 1:
            return error("number_twice_in_ledger", text=row.number)
        if found:
            return Match(found[0].compound, ("compound", str(found[0].compound)))
        if row.name is None:
            return error("number_not_found", text=row.number)
        return _new_number(row, row.name, row.number, ledger, place)
    if row.name is None:
        return error("name_missing")
    return _by_name(row, row.name, ledger, place)


def _new_number(row: Row, name: str, number: str, ledger: Ledger, place: str) -> Match | Flaw:
    """A number that the ledger does not know: it may be that of a compound which had none yet."""
    same = ledger.named(row.county, name)
    unnumbered = [present for present in same if present.number is None]
    if len(unnumbered) > 1:
        unnumbered = _nearest(row, unnumbered)
    if len(unnumbered) == 1:
        return Match(unnumbered[0].compound, ("compound", str(unnumbered[0].compound)))
    if len(unnumbered) > 1:
        return error("name_twice_in_ledger", text=name, within=place)
    remark = None
    if same:
        numbers = sorted(present.number for present in same if present.number)
        remark = warning(None, "same_name_other_number", text=name, within=place, numbers=numbers[:5])
    return Match(None, ("number", number), remark)


def _by_name(row: Row, name: str, ledger: Ledger, place: str) -> Match | Flaw:
    same = ledger.named(row.county, name)
    if len(same) > 1:
        same = _nearest(row, same)
    if len(same) > 1:
        return error("name_twice_in_ledger", text=name, within=place)
    if same:
        return Match(same[0].compound, ("compound", str(same[0].compound)))
    return Match(None, ("name", row.county, name))


def _nearest(row: Row, same: Iterable[Present]) -> list[Present]:
    """Of several of one name those in the row's own division, where it is finer than the county."""
    all_of_them = list(same)
    here = [present for present in all_of_them if present.division == row.division]
    return here or all_of_them


@dataclass
class Seen:
    """The rows of one file so far, so that two rows for one compound are noticed."""

    keys: dict[tuple[str, ...], int] = field(default_factory=dict)
    names: dict[tuple[str, str], list[tuple[str | None, int, tuple[str, ...]]]] = field(default_factory=dict)

    def earlier(self, row: Row, match: Match) -> int | None:
        """The position of an earlier row that means the same new or existing compound; None for the first one.

        Among new compounds too a row without a number means the one of its name that has one, and the other way round.
        """
        if match.key in self.keys:
            return self.keys[match.key]
        if match.compound is None and row.name is not None:
            for number, position, _ in self.names.get((row.county, row.name), []):
                if number is None or row.number is None:
                    return position
        return None

    def other_numbers(self, row: Row) -> list[str]:
        """Numbers under which earlier rows of the file have the same name in the same county."""
        rows = self.names.get((row.county, row.name), []) if row.name is not None else []
        return [number for number, _, _ in rows if number is not None and number != row.number]

    def add(self, row: Row, match: Match) -> None:
        self.keys[match.key] = row.position
        if match.compound is None and row.name is not None:
            self.names.setdefault((row.county, row.name), []).append((row.number, row.position, match.key))


def ledger_of(
    numbers: Iterable[tuple[str, int]],
    names: Iterable[tuple[str, int, str]],
    divisions: Mapping[int, str],
    number_of: Mapping[int, str],
) -> Ledger:
    """Put together what the selectors found: (number, id), (name, id, division), and each id's division and number."""
    ledger = Ledger()
    for number, compound in numbers:
        if compound in divisions:
            ledger.by_number.setdefault(number, []).append(Present(compound, number, divisions[compound]))
    for name, compound, division in names:
        if compound in divisions:
            present = Present(compound, number_of.get(compound), division)
            ledger.by_name.setdefault((division[:COUNTY_DIGITS], name), []).append(present)
    return ledger
