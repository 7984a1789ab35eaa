"""Finding the header rows of a sheet: by words that headers use, by merged cells, and failing both by shape."""

import re

from sanwu.exchange.reading.cells import Cell, Row, Table
from sanwu.exchange.reading.headers import header_key, read_header
from sanwu.exchange.reading.linewords import is_filler

SEARCHED_LINES = 40  # a header stands near the top
MAX_HEAD_LINES = 4
_NUMBER = re.compile(r"^[+-]?[\d,.%\s]+\S{0,8}$|\d{5,}|https?://|^\d{4}[-./年]")
_HINTS = {"必填", "选填", "文本", "数字", "日期", "下拉", "整数", "小数"}
_COUNTED_WORDS = {"甲", "乙", "丙", "丁"}  # before the numbers 1, 2, 3 in a line that counts the columns


def find_head(table: Table, words: frozenset[str], head_lines: int | None) -> tuple[int, int]:
    """Zero-based half-open range of the header rows; an empty range at the first data row where there is none."""
    found = _by_words(table, words) or _by_shape(table)
    if head_lines is None:
        return found or _no_head(table)
    if head_lines == 0:
        return _no_head(table)
    if found and head_lines in (found[1] - found[0], found[1]):
        return found
    start = found[0] if found else _no_head(table)[0]
    return start, min(start + head_lines, len(table.rows))


def _no_head(table: Table) -> tuple[int, int]:
    start = next((i for i, row in enumerate(table.rows) if not _is_title(row, table.width)), 0)
    return start, start


def _filled(row: Row) -> list[Cell]:
    return [cell for cell in row if cell != "" and not (isinstance(cell, str) and cell.isspace())]


def _is_title(row: Row, width: int) -> bool:
    """Blank, a single text over a table of at least three columns, or labels such as 填报单位."""
    cells = _filled(row)
    if not cells:
        return True
    texts = [cell for cell in cells if isinstance(cell, str)]
    return len(texts) == len(cells) and ((len(cells) == 1 and width >= 3) or any(is_filler(text) for text in texts))


def _is_plain_text(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= 60 and not _NUMBER.search(header_key(cell))


def _could_be_head(row: Row) -> bool:
    cells = _filled(row)
    return len(cells) >= 1 and all(map(_is_plain_text, cells)) and not any(is_filler(str(cell)) for cell in cells)


def _hits(row: Row, words: frozenset[str]) -> int:
    """How many different known headers a line holds."""
    known = set()
    for cell in row:
        if isinstance(cell, str) and 0 < len(cell) <= 60:
            header = read_header(cell)
            if header.key in words or header.base in words:
                known.add(header.key)
    return len(known)


def _by_words(table: Table, words: frozenset[str]) -> tuple[int, int] | None:
    lines = range(min(SEARCHED_LINES, len(table.rows)))
    scores = {line: _hits(table.rows[line], words) for line in lines}
    scores = {line: score if _has_shape(table.rows[line]) else 0 for line, score in scores.items()}
    best = max(scores.values(), default=0)
    if best == 0 or (best == 1 and table.width > 2):
        return None
    if best == 1 and not _could_be_head(table.rows[next(line for line in lines if scores[line])]):
        return None
    line = next(line for line in lines if scores[line] * 2 > best)
    return _extend(table, line, words)


def _has_shape(row: Row) -> bool:
    """Not a line of values: most of its cells are words."""
    cells = _filled(row)
    return sum(map(_is_plain_text, cells)) * 3 >= len(cells) * 2


def _by_shape(table: Table) -> tuple[int, int] | None:
    """A first line of short different words over columns of which at least one holds numbers or dates."""
    start, _ = _no_head(table)
    if start >= len(table.rows) - 1 or not _could_be_head(table.rows[start]):
        return None
    cells = _filled(table.rows[start])
    if len(set(cells)) < len(cells) or len(cells) < 2:
        return None
    below = table.rows[start + 1 : start + 21]
    for column in range(table.width):
        values = [row[column] for row in below if row[column] != ""]
        if table.rows[start][column] != "" and values and not any(map(_is_plain_text, values)):
            return _extend(table, start, frozenset())
    return None


def _extend(table: Table, line: int, words: frozenset[str]) -> tuple[int, int]:
    """From one header line to the whole block: group names above, merged cells and further header rows below."""
    first, last = line, line
    while first > 0 and last - first + 1 < MAX_HEAD_LINES and _is_group_row(table, first - 1):
        first -= 1
    for merge in table.merges:
        if first <= merge.top <= last < merge.bottom < first + MAX_HEAD_LINES and merge.bottom < len(table.rows):
            last = merge.bottom
    while last + 1 < len(table.rows) and last - first + 1 < MAX_HEAD_LINES:
        below = table.rows[last + 1]
        if not (_numbers_columns(below) or (_hits(below, words) >= 2 and _could_be_head(below) and words)):
            break
        last += 1
    return first, last + 1


def _is_group_row(table: Table, line: int) -> bool:
    """Several names above the header, or one that is merged over a part of the columns."""
    row = table.rows[line]
    cells = _filled(row)
    if not cells or not _could_be_head(row):
        return False
    if len(cells) >= 2:
        return True
    return any(m.top == line and m.left < m.right and m.right - m.left + 1 < table.width for m in table.merges)


def _numbers_columns(row: Row) -> bool:
    """A line under the header that counts the columns (1, 2, 3 …) or says how to fill them in (必填, 文本 …)."""
    cells = _filled(row)
    if len(cells) < 3:
        return False
    texts = [
        str(int(cell)) if isinstance(cell, float) and cell.is_integer() else header_key(str(cell)) for cell in cells
    ]
    if all(text in _HINTS for text in texts):
        return True
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 4]
    rest = [text for text in texts if text not in map(str, numbers)]
    return (
        len(numbers) >= 3
        and numbers == list(range(1, len(numbers) + 1))
        and all(text in _COUNTED_WORDS for text in rest)
    )
