"""The ledger as a workbook, in the form offices hand around: title, 填报单位 and date, grouped header, rows, 合计, signatures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sanwu.render.sheet_styles import number_style, styles
from sanwu.render.sheets import Span, merge, new_workbook, page_setup, sheet_name, write_number, write_text

Kind = Literal["text", "number", "mark"]
# What a row may hold: texts, exact numbers (a decimal may come as its text), truth values, nothing.
Cell = str | int | Decimal | bool | None


class Column(NamedTuple):
    """`group` is the merged header above (基本情况). `kind` number: written as a number with `places` decimals, `grouped`
    by thousands, summed in the last row if `total`. `kind` mark: true is `yes`, false is `no`."""

    title: str
    group: str = ""
    kind: Kind = "text"
    places: int = 0
    width: float = 12
    grouped: bool = True
    total: bool = False


@dataclass(frozen=True)
class Ledger:
    """What stands around the rows. `labels` is the line below the title, `signature` the one below the sums."""

    title: str
    columns: Sequence[Column]
    labels: Sequence[str] = ()
    signature: Sequence[str] = ()
    sheet: str = "台账"
    serial: str = "序号"  # header of the running number; empty for none
    total: str = "合计"
    yes: str = "是"
    no: str = "否"
    frozen: int = 1  # columns that stay when scrolling sideways, the running number not counted


def write_ledger(
    path: Path, ledger: Ledger, rows: Iterable[Sequence[Cell]], *, progress: Callable[[int], None] | None = None
) -> int:
    """Write the workbook; returns the number of rows. Rows are taken one by one and never held together."""
    with new_workbook(path) as book:
        page = book.add_worksheet(sheet_name(ledger.sheet))
        writer = _LedgerWriter(book, page, ledger)
        writer.head()
        count = 0
        for count, row in enumerate(rows, 1):
            writer.row(count, row)
            if progress and count % 1000 == 0:
                progress(count)
        writer.foot(count)
    return count


@dataclass
class _LedgerWriter:
    book: Any
    page: Any
    ledger: Ledger
    line: int = 0
    spans: list[Span] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.looks = styles(self.book)
        serial = [Column(self.ledger.serial, width=6)] if self.ledger.serial else []
        self.columns = [*serial, *self.ledger.columns]
        self.offset = len(serial)
        self.last = len(self.columns) - 1
        self.numbers = [number_style(self.book, c.places, grouped=c.grouped) for c in self.columns]
        self.sums: list[Decimal] = [Decimal(0)] * len(self.columns)
        for place, column in enumerate(self.columns):
            self.page.set_column(place, place, column.width)

    def head(self) -> None:
        """Title and labels over the whole width, then one header row, or two where columns have groups."""
        self.page.set_row(0, 32)
        self._across(self.ledger.title, "title")
        if self.ledger.labels:
            self._spread(self.ledger.labels)
        first = self.line
        depth = 2 if any(column.group for column in self.columns) else 1
        for place, column in enumerate(self.columns):
            write_text(
                self.page,
                first,
                place,
                (column.group or column.title) if depth == 2 else column.title,
                self.looks["head"],
            )
        if depth == 2:
            for place, column in enumerate(self.columns):
                text = column.title if column.group else ""
                write_text(self.page, first + 1, place, text, self.looks["head"])
            self.spans += _head_spans(self.columns, first)
        self.line = first + depth
        self.page.freeze_panes(self.line, min(self.offset + self.ledger.frozen, len(self.columns)))
        page_setup(self.page, first, self.line - 1)

    def row(self, number: int, cells: Sequence[Cell]) -> None:
        page, line = self.page, self.line
        if self.offset:
            page.write_number(line, 0, number, self.looks["centre"])
        for place, cell in enumerate(cells, self.offset):
            column = self.columns[place]
            if cell is None or cell == "":
                page.write_blank(line, place, None, self.looks["text"])
            elif column.kind == "number":
                value = Decimal(cell) if isinstance(cell, str) else cell
                write_number(page, line, place, value, self.numbers[place])
                if column.total:
                    self.sums[place] += value
            elif column.kind == "mark":
                page.write_string(line, place, self.ledger.yes if cell else self.ledger.no, self.looks["centre"])
            else:
                write_text(page, line, place, str(cell), self.looks["text"])
        self.line += 1

    def foot(self, count: int) -> None:
        """Sums (values, not formulas), signatures, and the merged cells of the whole sheet."""
        data_end = self.line - 1
        if count:
            self.page.autofilter(data_end - count, 0, data_end, self.last)
        if any(column.total for column in self.columns) and count:
            for place, column in enumerate(self.columns):
                if column.total:
                    style = number_style(self.book, column.places, grouped=column.grouped, bold=True)
                    write_number(self.page, self.line, place, self.sums[place], style)
                else:
                    write_text(self.page, self.line, place, self.ledger.total if place == 0 else "", self.looks["sum"])
            self.line += 1
        if self.ledger.signature:
            self._spread(self.ledger.signature)
        merge(self.page, self.spans)

    def _across(self, text: str, look: str) -> None:
        write_text(self.page, self.line, 0, text, self.looks[look])
        self.spans.append((self.line, 0, self.line, self.last))
        self.line += 1

    def _spread(self, texts: Sequence[str]) -> None:
        """Several labels evenly over one line, each merged over its share."""
        shown = texts[: len(self.columns)]
        edges = [round(i * len(self.columns) / len(shown)) for i in range(len(shown) + 1)]
        for text, left, right in zip(shown, edges, edges[1:], strict=False):
            write_text(self.page, self.line, left, text, self.looks["label"])
            self.spans.append((self.line, left, self.line, right - 1))
        self.line += 1


def _head_spans(columns: Sequence[Column], first: int) -> list[Span]:
    """Groups merged sideways over their columns, columns without a group merged down."""
    spans: list[Span] = []
    start = 0
    for place, column in enumerate(columns):
        if not column.group:
            spans.append((first, place, first + 1, place))
        elif place + 1 == len(columns) or columns[place + 1].group != column.group:
            spans.append((first, start, first, place))
        if place + 1 < len(columns) and (not column.group or columns[place + 1].group != column.group):
            start = place + 1
    return spans
