"""All cells of a sheet checked, column by column: each distinct cell of a column is looked at once.

A hundred thousand rows of twenty columns take about a second: no object is made per cell, and what is wrong with a cell
is shared by all cells that say the same.
"""

from collections.abc import Callable
from typing import Any

from sanwu.exchange.reading.cells import Cell, Table
from sanwu.exchange.reading.checked import Checked
from sanwu.exchange.reading.flaws import Flaw, Marks
from sanwu.exchange.reading.identity import compile_identity
from sanwu.exchange.reading.layout import Layout, fill_merged_cells
from sanwu.exchange.reading.mapping import Mapping
from sanwu.exchange.reading.quantities import FRACTION
from sanwu.exchange.reading.rows import (
    POINT,
    doubt_marks,
    join_points,
    keep_words,
    part_names,
    require_identity,
    warn_of_shared_numbers,
)
from sanwu.exchange.reading.suggest import MappedColumn
from sanwu.exchange.reading.targets import IDENTITY
from sanwu.exchange.reading.values import compile_checker
from sanwu.policy.model import Dictionary, Fact

__all__ = ["POINT", "check_table", "duplicates"]


class _Memo(dict[Any, Any]):
    """Distinct cell -> what the checker made of it."""

    def __init__(self, checker: Callable[[Any], Any]) -> None:
        super().__init__()
        self.checker = checker

    def __missing__(self, cell: Cell) -> Any:
        result = self.checker(cell)
        self[cell] = result
        return result


def check_table(
    table: Table,
    layout: Layout,
    mapping: Mapping,
    dictionary: Dictionary,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Checked:
    """Check every imported column of every data line. `progress` is told (columns done, columns in all)."""
    marks = Marks(dictionary.reading)
    shared = fill_merged_cells(table, layout)
    checked = Checked(list(layout.data_lines), table=table)
    columns = [column for column in mapping.columns if column.imported]
    rows = [table.rows[line - 1] for line in layout.data_lines]
    for done, column in enumerate(columns):
        cells = [row[column.column] for row in rows]
        said = mapping.values.get(column.target, {})
        if column.target in IDENTITY:
            checker: Callable[[Any], Any] = compile_identity(column.target, dictionary, marks, said)
            checked.identity[column.target] = _run(checked, column, cells, checker)
        else:
            fact = dictionary.facts[column.target]
            unit = column.unit
            if _is_fraction(fact, cells, column.unit):
                unit = FRACTION
                checked.fractions.add(column.column)
            checker = compile_checker(fact, marks, inverse=column.inverse, unit=unit, values=said)
            checked.facts[fact.id] = _run(checked, column, cells, checker)
        if progress:
            progress(done + 1, len(columns))
    warn_of_shared_numbers(checked, columns, shared)
    keep_words(checked, dictionary)
    part_names(checked, mapping, dictionary, marks)
    doubt_marks(checked, mapping, dictionary, marks)
    require_identity(checked, mapping)
    join_points(checked, mapping)
    return checked


def _run(checked: Checked, column: MappedColumn, cells: list[Cell], checker: Callable[[Any], Any]) -> list[Any]:
    """The values of one column; what is wrong with cells is noted, what is left of them stands in the values."""
    memo = _Memo(checker)
    values = [memo[cell] for cell in cells]
    if any(result.__class__ is Flaw for result in memo.values()):
        flaws = {position: value for position, value in enumerate(values) if value.__class__ is Flaw}
        checked.note(column, flaws)
        for position, flaw in flaws.items():
            values[position] = flaw.value
    return values


def _is_fraction(fact: Fact, cells: list[Cell], unit: str) -> bool:
    """Cells formatted as percent hold 0.95 for 95 %: so it is read when no number of the column exceeds one.

    A header that says % means what it says, unless the numbers are finer than the fact is kept (0.955 under %).
    """
    if fact.unit != "%":
        return False
    numbers = [cell for cell in cells if isinstance(cell, float)]
    if not all(0 <= number <= 1 for number in numbers):
        return False
    return any(number != round(number, fact.places if unit else 0) for number in numbers)


def duplicates(checked: Checked) -> dict[int, int]:
    """Accepted positions that say exactly what an earlier row says -> position of that row."""
    columns = [*checked.identity.values(), *checked.facts.values()]
    first: dict[tuple[Any, ...], int] = {}
    found: dict[int, int] = {}
    for position, row in enumerate(zip(*columns, strict=True)):
        if position not in checked.refused and (earlier := first.setdefault(row, position)) != position:
            found[position] = earlier
    return found
