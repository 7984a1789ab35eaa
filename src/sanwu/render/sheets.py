"""What all our workbooks share: how they are opened and closed, set on paper, and writing texts as texts."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from sanwu.base.text import printable

MAX_CELL = 32_767
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_OPTIONS = {
    "constant_memory": True,  # rows are written as they come; a hundred thousand do not pile up
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

# (top, left, bottom, right), zero-based and inclusive.
Span = tuple[int, int, int, int]


@contextmanager
def new_workbook(path: Path) -> Iterator[Any]:
    """An open workbook that is complete once the block ends. OSError where the disk is full or the folder is missing."""
    book = xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": str(path.parent)})
    try:
        yield book
        book.close()
    except FileCreateError as failed:
        cause = failed.args[0] if failed.args else None
        raise cause if isinstance(cause, OSError) else OSError(str(failed)) from failed


def sheet_name(text: str) -> str:
    """A name that a spreadsheet accepts: none of []:*?/\\, no quote at its ends, at most 31 UTF-16 units."""
    name = _NOT_IN_SHEET_NAME.sub(" ", printable(text)).strip().strip("'")
    return name.encode("utf-16-le")[:62].decode("utf-16-le", "ignore").rstrip("'") or "Sheet1"


def write_text(sheet: Any, row: int, column: int, text: str, style: Any = None) -> None:
    """A text as a text, whatever it begins with; characters that a file cannot hold show as �."""
    if text:
        sheet.write_string(row, column, printable(text)[:MAX_CELL], style)
    elif style is not None:
        sheet.write_blank(row, column, None, style)


def write_number(sheet: Any, row: int, column: int, number: int | Decimal, style: Any) -> None:
    """A number as a number. Sixteen digits reach the file; what we keep has at most fifteen."""
    sheet.write_number(row, column, float(number) if isinstance(number, Decimal) else number, style)


def merge(sheet: Any, spans: Sequence[Span]) -> None:
    """Merge ranges whose cells are already written.

    Rows leave memory in order, so `merge_range`, which writes all cells of a range at once, would lose the rest of the
    upper rows of a tall one; the list of ranges is what it would have added to.
    """
    kept: list[Span] = []
    for span in spans:
        # A spreadsheet refuses a whole file in which two ranges overlap.
        if span[:2] != span[2:] and not any(_overlap(span, other) for other in kept):
            kept.append(span)
    sheet.merge.extend(list(span) for span in kept)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def page_setup(sheet: Any, first_row: int, last_row: int) -> None:
    """A4 across, one page wide, the header on every page, page numbers below."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first_row, last_row)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P / &N")
