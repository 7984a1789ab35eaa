"""The outcome of checking a sheet: columns of values, and what was wrong with which cell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sanwu.exchange.reading.cells import Table, as_text
from sanwu.exchange.reading.flaws import Flaw, Value
from sanwu.exchange.reading.issues import ERROR, Issue, shortened
from sanwu.exchange.reading.suggest import MappedColumn


@dataclass
class Checked:
    """The data lines of a sheet as columns of equal length; position p of every column is line `lines[p]`.

    `facts`: fact -> canonical values, None for unknown. `identity`: target -> text, tuple of texts or None; `point` is a
    pair of decimal texts of seven places. Values of refused rows are not to be used.
    """

    lines: list[int]
    facts: dict[str, list[Value]] = field(default_factory=dict)
    identity: dict[str, list[Any]] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    fractions: set[int] = field(default_factory=set)  # columns of the sheet that hold 0.95 for 95 %
    flaws: list[tuple[MappedColumn | None, dict[int, Flaw]]] = field(default_factory=list)
    table: Table | None = None

    @property
    def accepted(self) -> list[int]:
        """Positions of the rows without an error, in the order of the sheet."""
        return [position for position in range(len(self.lines)) if position not in self.refused]

    def note(self, column: MappedColumn | None, flaws: dict[int, Flaw]) -> None:
        """Remember what is wrong with cells of a column (or with whole rows), by position."""
        if flaws:
            self.flaws.append((column, flaws))
            self.refused.update(position for position, flaw in flaws.items() if flaw.level == ERROR)

    def issues(self, level: str | None = None) -> Iterator[Issue]:
        """Every bad or doubtful cell, line by line, columns from left to right."""
        places = sorted(
            (position, -1 if column is None else column.column, number)
            for number, (column, flaws) in enumerate(self.flaws)
            for position, flaw in flaws.items()
            if level is None or flaw.level == level
        )
        for position, _, number in places:
            column, flaws = self.flaws[number]
            flaw = flaws[position]
            line = self.lines[position]
            value = ""
            if column is not None and self.table is not None:
                value = shortened(as_text(self.table.rows[line - 1][column.column]))
            yield Issue(line, column.name if column else "", value, flaw.code, flaw.params, flaw.level)

    def issues_of(self, position: int, level: str = ERROR) -> list[tuple[str, Flaw]]:
        """(header, flaw) of one row."""
        return [
            (column.leaf if column else "", flaws[position])
            for column, flaws in self.flaws
            if position in flaws and flaws[position].level == level
        ]
