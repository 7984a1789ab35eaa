"""Refused rows back to whoever handed them in: the same layout and header, text cells, 错误说明 in a last red column."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from sanwu.exchange.reading.cells import Cell, Table, as_text, float_text
from sanwu.exchange.reading.checked import Checked
from sanwu.exchange.reading.headers import header_key
from sanwu.exchange.reading.layout import Layout
from sanwu.exchange.reading.messages import text_of
from sanwu.render.returned import Returned, write_returned

# Also read again: the reader knows this header and leaves the column out. Never translated for that reason.
HEADER = "错误说明"


def wrong_lines(checked: Checked) -> dict[int, list[str]]:
    """Line -> what is wrong in it, cell by cell: 户数：“很多”不是数字。…"""
    wrong: dict[int, list[str]] = {}
    for column, flaws in checked.flaws:
        for position, flaw in flaws.items():
            if position in checked.refused and flaw.level == "error":
                text = text_of(flaw.code, flaw.params)
                wrong.setdefault(checked.lines[position], []).append(f"{column.leaf}：{text}" if column else text)
    return wrong


def write_error_workbook(
    path: Path, table: Table, layout: Layout, wrong: Mapping[int, Collection[str]], *, fractions: Collection[int] = ()
) -> int:
    """Write the lines named in `wrong` with what is wrong in them; returns how many. They can be corrected and handed in.

    `fractions` are columns whose cells hold 0.95 for 95 %: as text they are written as 95%.
    """
    width = table.width
    while width and _is_our_column(layout, width - 1):
        width -= 1  # the file was itself a returned one
    above = layout.head_lines[-1] if layout.head_lines else max(layout.title_lines, default=0)
    returned = Returned(
        sheet=table.sheet,
        above=[[as_text(cell) for cell in table.rows[line]] for line in range(above)],
        head_lines=[line - 1 for line in layout.head_lines],
        spans=[(m.top, m.left, m.bottom, m.right) for m in table.merges],
        width=width,
        widths=_widths(table, layout, width),
    )
    return write_returned(path, returned, _rows(table, wrong, width, fractions), header=HEADER)


def _is_our_column(layout: Layout, column: int) -> bool:
    return any(head.column == column and header_key(head.leaf) == HEADER for head in layout.columns)


def _rows(
    table: Table, wrong: Mapping[int, Collection[str]], width: int, fractions: Collection[int]
) -> Iterator[tuple[list[str], str]]:
    for line in sorted(wrong):
        cells = [_written(cell, column in fractions) for column, cell in enumerate(table.rows[line - 1][:width])]
        yield cells, "\n".join(wrong[line])


def _written(cell: Cell, fraction: bool) -> str:
    if fraction and isinstance(cell, float):
        return f"{(Decimal(float_text(cell)) * 100).normalize():f}%"
    return as_text(cell)


def _widths(table: Table, layout: Layout, width: int) -> list[float]:
    """As wide as the first rows need, within reason. A Chinese character takes two places."""
    sample = [table.rows[line - 1] for line in layout.data_lines[:50]]
    sample += [table.rows[line - 1] for line in layout.head_lines[-1:]]
    longest = [
        max((len(as_text(row[column]).encode("gb18030", "replace")) for row in sample), default=0)
        for column in range(width)
    ]
    return [min(max(length + 2, 8), 40) for length in longest]
