"""Where a sheet has its titles, headers and data, and which lines are no data at all (design §8, libraries §3).

Works on the shape of the sheet and on the words that headers use; which column means what is decided in `mapping`.
"""

from collections.abc import Collection
from typing import NamedTuple

from sanwu.exchange.reading.cells import Merge, Row, Table, column_letter
from sanwu.exchange.reading.failures import ReadFailure
from sanwu.exchange.reading.headblock import find_head
from sanwu.exchange.reading.lines import Ignored, sort_lines


class ColumnHead(NamedTuple):
    """`column` counts from 0; `parts` are the header cells from the top (基本情况, 小区名称); `text` joins them."""

    column: int
    parts: tuple[str, ...]
    text: str

    @property
    def leaf(self) -> str:
        """The lowest header cell, or the letter of a column without one."""
        return self.parts[-1] if self.parts else column_letter(self.column)


class Layout(NamedTuple):
    """Line numbers count from 1 as people see them. `head_lines` is empty for a file without a header."""

    sheet: str
    title_lines: tuple[int, ...]
    head_lines: tuple[int, ...]
    columns: tuple[ColumnHead, ...]
    data_lines: list[int]
    ignored: tuple[Ignored, ...]


def find_layout(
    table: Table, words: Collection[str], *, head_lines: int | None = None, max_rows: int | None = None
) -> Layout:
    """The layout of one sheet. `words` are known headers as `header_key` writes them.

    `head_lines` overrides what was found: 0 for a file without a header. It counts header rows; counting from the top
    of the sheet, titles included, is understood as well.
    """
    first, last = find_head(table, frozenset(words), head_lines)
    heads = tuple(range(first, last))
    columns = _columns(table, heads)
    data, ignored = sort_lines(table, heads, last)
    if not data:
        raise ReadFailure("no_data")
    if max_rows is not None and len(data) > max_rows:
        raise ReadFailure("too_many_rows", limit=max_rows, rows=len(data))
    titles = tuple(line + 1 for line in range(first) if any(cell != "" for cell in table.rows[line]))
    return Layout(table.sheet, titles, tuple(line + 1 for line in heads), columns, data, ignored)


def _columns(table: Table, heads: tuple[int, ...]) -> tuple[ColumnHead, ...]:
    """Header cells per column, merged ones spread over all they cover; a column without header or data is left out."""
    grid = {line: [str(cell).strip() for cell in table.rows[line]] for line in heads}
    covered: set[tuple[int, int]] = set()
    for merge in table.merges:
        if merge.top not in grid:
            continue
        for line in range(merge.top, min(merge.bottom, heads[-1]) + 1):
            for column in range(merge.left, min(merge.right, table.width - 1) + 1):
                grid[line][column] = grid[merge.top][merge.left]
                covered.add((line, column))
    for line in heads[:-1]:
        # A group name that stands in its first column only, without merging: it holds up to the next one.
        for column in range(1, table.width):
            if grid[line][column] == "" and (line, column) not in covered and grid[heads[-1]][column]:
                grid[line][column] = grid[line][column - 1]
    found = []
    for column in range(table.width):
        parts: list[str] = []
        for line in heads:
            text = " ".join(grid[line][column].split())
            if text and text not in parts[-1:]:
                parts.append(text)
        if parts or any(row[column] != "" for row in table.rows[(heads[-1] + 1 if heads else 0) :]):
            found.append(ColumnHead(column, tuple(parts), "/".join(parts)))
    return tuple(found)


def fill_merged_cells(table: Table, layout: Layout) -> list[tuple[int, int]]:
    """Text merged down over several data lines is written into each. Returns (line, column) of merged *numbers*.

    A district or street is often written once for all its rows; a number in such a cell belongs to all of them together
    and must not be counted several times, so it stays in the first line alone.
    """
    last_head = layout.head_lines[-1] if layout.head_lines else 0
    shared: list[tuple[int, int]] = []
    for merge in table.merges:
        if merge.top < last_head or merge.bottom == merge.top or merge.top >= len(table.rows):
            continue
        shared += _fill(table.rows, merge)
    return shared


def _fill(rows: list[Row], merge: Merge) -> list[tuple[int, int]]:
    if merge.left >= len(rows[merge.top]):
        return []
    value = rows[merge.top][merge.left]
    lines = range(merge.top + 1, min(merge.bottom, len(rows) - 1) + 1)
    if not isinstance(value, str):
        return [(line + 1, merge.left) for line in lines]
    for line in lines:
        if rows[line][merge.left] == "":
            rows[line][merge.left] = value
    return []
