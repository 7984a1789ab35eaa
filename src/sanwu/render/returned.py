"""Refused rows given back in the layout they came in, with what is wrong in a last column, ready to be corrected."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sanwu.render.sheet_styles import styles
from sanwu.render.sheets import Span, merge, new_workbook, sheet_name, write_text


class Returned(NamedTuple):
    """`above` are all lines before the data as they stood, titles and headers; `head_lines` are the places of the header
    rows among them; `spans` the merged cells of these lines."""

    sheet: str
    above: Sequence[Sequence[str]]
    head_lines: Sequence[int]
    spans: Sequence[Span]
    width: int
    widths: Sequence[float] = ()


def write_returned(path: Path, returned: Returned, rows: Iterable[tuple[Sequence[str], str]], *, header: str) -> int:
    """`rows` are (cells, what is wrong). All cells are text, so that no code loses its zeros; returns how many rows."""
    with new_workbook(path) as book:
        page = book.add_worksheet(sheet_name(returned.sheet))
        looks = styles(book)
        text, red = looks["text"], looks["red"]
        for column in range(returned.width):
            page.set_column(column, column, returned.widths[column] if column < len(returned.widths) else 14)
        page.set_column(returned.width, returned.width, 60)
        _write_above(page, looks, returned, header)
        line = len(returned.above)
        page.freeze_panes(line, 0)
        count = 0
        for cells, wrong in rows:
            for column in range(returned.width):
                write_text(page, line, column, cells[column] if column < len(cells) else "", text)
            write_text(page, line, returned.width, wrong, red)
            line += 1
            count += 1
        merge(page, _spans(returned))
    return count


def _write_above(page: object, looks: dict[str, object], returned: Returned, header: str) -> None:
    heads = set(returned.head_lines)
    for line, cells in enumerate(returned.above):
        look = looks["head"] if line in heads else looks["label"]
        if line not in heads and any((line, 0) == (top, left) for top, left, _, _ in returned.spans):
            look = looks["title"]
        for column, cell in enumerate(cells[: returned.width]):
            if cell or line in heads:
                write_text(page, line, column, cell, look)
        if line in heads:
            first = line == min(heads)
            write_text(page, line, returned.width, header if first else "", looks["red_head"])


def _spans(returned: Returned) -> list[Span]:
    """The merged cells above the data, and the new header over all header rows."""
    spans = [s for s in returned.spans if s[2] < len(returned.above) and s[3] < returned.width]
    if len(returned.head_lines) > 1:
        spans.append((min(returned.head_lines), returned.width, max(returned.head_lines), returned.width))
    return spans
