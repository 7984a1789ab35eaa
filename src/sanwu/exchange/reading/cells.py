"""What a sheet is made of once it is read: plain rows, merged ranges, and names for places."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

# What the parser hands over. A blank cell is "". datetime is a date too; truth values arrive as "TRUE" / "FALSE".
Cell = str | float | int | bool | date | datetime | time | timedelta
Row = list[Cell]


class Merge(NamedTuple):
    """A merged range, zero-based and inclusive on both ends."""

    top: int
    left: int
    bottom: int
    right: int


class OtherSheet(NamedTuple):
    """A sheet that was not read; `cells` is how many filled cells it has (0 where nobody counted)."""

    name: str
    cells: int
    hidden: bool


class Table(NamedTuple):
    """One sheet, or a text file. `rows[i]` is line i + 1 as people count; all rows have the same width."""

    format: str  # xlsx | xlsb | xls | ods | csv
    sheet: str
    rows: list[Row]
    merges: tuple[Merge, ...] = ()
    other_sheets: tuple[OtherSheet, ...] = ()
    encoding: str = ""
    delimiter: str = ""

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


def column_letter(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA: how a spreadsheet names a column."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """A -> 0, XFD -> 16383."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def as_text(cell: Cell) -> str:
    """A cell as people would write it down: 1.0 -> 1, 2017-06-30 00:00 -> 2017-06-30."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return float_text(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return str(cell)


def float_text(number: float) -> str:
    """The shortest exact text of a number cell, without an exponent: 1234.5, 120, 0.3.

    Spreadsheets show fifteen significant digits; what lies behind them (0.30000000000000004) is noise of a formula.
    """
    text = repr(number)
    digits = len(text.lstrip("-0.").replace(".", ""))
    if "e" in text or digits > 15:
        text = f"{number:.15g}"
        if "e" in text:
            text = f"{number:.0f}" if abs(number) >= 1 else f"{number:.20f}".rstrip("0")
    return text[:-2] if text.endswith(".0") else text
