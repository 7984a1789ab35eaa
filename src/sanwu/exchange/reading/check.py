"""All cells of a sheet checked, column by column: each distinct cell of a column is looked at once.

A hundred thousand rows of twenty columns take about a second: no object is made per cell, and what is wrong with a cell
is shared by all cells that say the same.
"""

from collections.abc import Callable
from typing import Any

from sanwu.base.coordinates import Datum, point_problem, to_cgcs2000
from sanwu.exchange.reading.cells import Cell, Table
from sanwu.exchange.reading.checked import Checked
from sanwu.exchange.reading.flaws import Flaw, Marks, Value, error, warning
from sanwu.exchange.reading.identity import compile_identity
from sanwu.exchange.reading.layout import Layout, fill_merged_cells
from sanwu.exchange.reading.mapping import Mapping
from sanwu.exchange.reading.quantities import FRACTION
from sanwu.exchange.reading.suggest import MappedColumn
from sanwu.exchange.reading.targets import IDENTITY, LATITUDE, LONGITUDE, NAME, NUMBER, REMARK
from sanwu.exchange.reading.values import compile_checker
from sanwu.policy.model import Dictionary, Fact
from sanwu.policy.values import Comparable, comparable

POINT = "point"


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
    _warn_of_shared_numbers(checked, columns, shared)
    _keep_words(checked, dictionary)
    _doubt_marks(checked, mapping, dictionary, marks)
    _require_identity(checked, mapping)
    _join_points(checked, mapping)
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


def _warn_of_shared_numbers(checked: Checked, columns: list[MappedColumn], shared: list[tuple[int, int]]) -> None:
    """A number merged over several rows belongs to all of them together: it stands in the first, the others stay unknown."""
    position_of = {line: position for position, line in enumerate(checked.lines)}
    for column in columns:
        lines = [line for line, place in shared if place == column.column and line in position_of]
        checked.note(column, {position_of[line]: warning(None, "merged_number") for line in lines})


def _keep_words(checked: Checked, dictionary: Dictionary) -> None:
    """Words that stood where a number belongs go to the text fact beside it, unless its own column said something."""
    for column, flaws in checked.flaws:
        kept = {position: flaw.kept_text for position, flaw in flaws.items() if flaw.kept_text}
        text_fact = dictionary.facts[column.target].text_beside if column and kept else None
        if text_fact is None:
            continue
        texts = checked.facts.setdefault(text_fact, [None] * len(checked.lines))
        for position, text in kept.items():
            if texts[position] is None:
                texts[position] = text


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


def _doubt_marks(checked: Checked, mapping: Mapping, dictionary: Dictionary, marks: Marks) -> None:
    """待核 in the remarks: the marks of that row are not relied on (unknown is never no)."""
    remarks = checked.identity.get(REMARK)
    if not remarks:
        return
    memo = _Memo(lambda remark: remark is not None and marks.doubts(remark))
    doubtful = [position for position, remark in enumerate(remarks) if memo[remark]]
    for column in mapping.columns:
        if column.target not in dictionary.facts or dictionary.facts[column.target].type != "boolean":
            continue
        values = checked.facts[column.target]
        flaws = {}
        for position in doubtful:
            if values[position] is not None:
                values[position] = None
                flaws[position] = warning(None, "unverified_row", remark=remarks[position])
        checked.note(column, flaws)


def _require_identity(checked: Checked, mapping: Mapping) -> None:
    nothing: list[Any] = [None] * len(checked.lines)
    names = checked.identity.get(NAME, nothing)
    numbers = checked.identity.get(NUMBER, nothing)
    missing = {p: error("name_missing") for p in range(len(names)) if names[p] is None and numbers[p] is None}
    checked.note(mapping.column_of(NAME), {p: flaw for p, flaw in missing.items() if p not in checked.refused})


def _join_points(checked: Checked, mapping: Mapping) -> None:
    """Longitude and latitude as one point of the stored datum, or why they are none."""
    east, north = checked.identity.pop(LONGITUDE, None), checked.identity.pop(LATITUDE, None)
    if east is None or north is None:
        return
    datum = Datum(mapping.datum or Datum.CGCS2000)
    points: list[tuple[str, str] | None] = [None] * len(checked.lines)
    flaws = {}
    for position, (longitude, latitude) in enumerate(zip(east, north, strict=True)):
        if longitude is None and latitude is None:
            continue
        if longitude is None or latitude is None:
            if position not in checked.refused:
                flaws[position] = error("half_a_point")
        elif problem := point_problem(longitude, latitude):
            flaws[position] = error(problem, longitude=longitude, latitude=latitude)
        else:
            point = to_cgcs2000(longitude, latitude, datum)
            points[position] = (str(point.longitude), str(point.latitude))
    checked.identity[POINT] = points
    checked.note(mapping.column_of(LONGITUDE), flaws)


def duplicates(checked: Checked) -> dict[int, int]:
    """Accepted positions that say exactly what an earlier row says -> position of that row."""
    columns = [*checked.identity.values(), *checked.facts.values()]
    first: dict[tuple[Any, ...], int] = {}
    found: dict[int, int] = {}
    for position, row in enumerate(zip(*columns, strict=True)):
        if position not in checked.refused and (earlier := first.setdefault(row, position)) != position:
            found[position] = earlier
    return found


def comparables(fact: Fact, values: list[Value]) -> list[Comparable | None]:
    """The column in the exact form that rules and indexes use: decimals as scaled integers."""
    memo = _Memo(lambda value: None if value is None else comparable(fact, value))
    return [memo[value] for value in values]
