"""Which lines below the header are data, and which are sums, signatures, notes or headers said again."""

from typing import NamedTuple

from sanwu.exchange.reading.cells import Cell, Row, Table
from sanwu.exchange.reading.linewords import (
    NOTE,
    PARTIAL_SUM,
    REPEATED_HEAD,
    REPEATED_TITLE,
    SECTION,
    SERIAL_ONLY,
    SIGNATURE,
    SUM,
    LineWords,
    line_word,
)

BLANK = "blank"
LABEL_COLUMNS = 5  # a sum or signature says so in one of the first columns


class Ignored(NamedTuple):
    line: int
    reason: str


def sort_lines(table: Table, heads: tuple[int, ...], start: int) -> tuple[list[int], tuple[Ignored, ...]]:
    """Every line below the header: data, blank (not mentioned), or ignored with a reason."""
    words = LineWords()
    width = table.width
    head_cells = [{c: cell for c, cell in enumerate(table.rows[line]) if cell != ""} for line in heads]
    words.update({cell: REPEATED_HEAD for cells in head_cells for cell in cells.values() if isinstance(cell, str)})
    above = (cell for line in range(heads[0] if heads else 0) for cell in table.rows[line])
    words.update({cell: REPEATED_TITLE for cell in above if isinstance(cell, str) and cell})
    wide = _wide_merges(table)
    data: list[int] = []
    ignored: list[Ignored] = []
    for line in range(start, len(table.rows)):
        row = table.rows[line]
        filled = width - row.count("")
        if filled == 0:
            continue
        reason = ""
        for cell in row[:LABEL_COLUMNS]:
            if cell.__class__ is str and cell and words[cell]:
                reason = _confirmed(words[cell], row, filled, head_cells)
                break
        if not reason and filled <= 2:
            reason = _thin_line(row, width, line in wide)
        if not reason:
            data.append(line + 1)
        elif reason != BLANK:
            ignored.append(Ignored(line + 1, reason))
    return data, tuple(ignored)


def _confirmed(word: str, row: Row, filled: int, head_cells: list[dict[int, Cell]]) -> str:
    """What one cell says about its line, borne out by the rest of the line; else it is data.

    A sum has hardly any words beside its label, signatures and notes begin their line, and a header comes again as a
    whole (printed tables say it on each page).
    """
    if word == REPEATED_HEAD:
        for head in head_cells:
            same = sum(row[column] == cell for column, cell in head.items())
            if same >= 2 and same * 2 > filled:
                return word
        return ""
    if word == REPEATED_TITLE:
        return word if filled <= 2 else ""
    if word in (SIGNATURE, NOTE):
        first = next(cell for cell in row if cell != "")
        return word if isinstance(first, str) and line_word(first) == word and (word != NOTE or filled <= 2) else ""
    texts = [cell for cell in row if isinstance(cell, str) and cell and not cell[:1].isdigit() and not cell.isspace()]
    if len(texts) > 2 or (word == PARTIAL_SUM and line_word(texts[0]) != PARTIAL_SUM):
        return ""
    return SUM


def _thin_line(row: Row, width: int, is_wide: bool) -> str:
    """Lines with next to nothing in them: space only, a number that was filled in ahead, a merged section title."""
    cells = [cell for cell in row if cell != "" and not (isinstance(cell, str) and cell.isspace())]
    if not cells:
        return BLANK
    if len(cells) == 1 and width >= 3:
        if is_wide:
            return SECTION
        if row[0] == cells[0] and (isinstance(cells[0], float) or str(cells[0]).strip().isdigit()):
            return SERIAL_ONLY
    return ""


def _wide_merges(table: Table) -> set[int]:
    """Lines of which at least half is one merged cell."""
    return {m.top for m in table.merges if m.top == m.bottom and (m.right - m.left + 1) * 2 >= table.width}
