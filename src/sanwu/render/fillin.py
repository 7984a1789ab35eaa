"""A workbook to be filled in: who is asked about stands there, the asked columns are empty, choices drop down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from sanwu.render.sheet_styles import styles
from sanwu.render.sheets import new_workbook, page_setup, sheet_name, write_text

# What a spreadsheet program takes as one list of a drop-down, commas included.
LONGEST_LIST = 255


class Asked(NamedTuple):
    """A column to be filled in: `choices` drop down; a number has bounds; `note` shows when a cell is chosen."""

    title: str
    choices: Sequence[str] = ()
    number: bool = False
    whole: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    note: str = ""
    width: float = 16


@dataclass(frozen=True)
class FillIn:
    """`given` are the titles of the columns that say who is asked about; `asked` those to be filled in."""

    title: str
    hint: str
    given: Sequence[tuple[str, float]]
    asked: Sequence[Asked]
    sheet: str = "补填"


# The given texts of a row, and for each asked column whether it is to be filled in.
Row = tuple[Sequence[str], Sequence[bool]]


def write_fillin(path: Path, form: FillIn, rows: Iterable[Row]) -> int:
    """Write the workbook; returns the number of rows. A cell that is known already is left grey and empty."""
    with new_workbook(path) as book:
        page = book.add_worksheet(sheet_name(form.sheet))
        looks = styles(book)
        grey = book.add_format({"bg_color": "#E7E6E6", "border": 1, "border_color": "#8C8C8C"})
        asked_head = book.add_format(
            {"font_name": "宋体", "font_size": 10, "bold": True, "align": "center", "valign": "vcenter", "border": 1,
             "border_color": "#8C8C8C", "text_wrap": True, "bg_color": "#FFF2CC"}
        )  # fmt: skip
        _head(page, form, looks, asked_head)
        count = 0
        for count, (given, open_cells) in enumerate(rows, 1):
            line = count + 2
            for place, text in enumerate(given):
                write_text(page, line, place, text, looks["text"])
            for place, is_open in enumerate(open_cells, len(form.given)):
                page.write_blank(line, place, None, looks["centre"] if is_open else grey)
        for place, column in enumerate(form.asked, len(form.given)):
            if count and (rule := _rule(column)):
                page.data_validation(3, place, count + 2, place, rule)
        page_setup(page, 2, 2)
    return count


def _head(page: Any, form: FillIn, looks: dict[str, Any], asked_head: Any) -> None:
    for place, (_title, width) in enumerate(form.given):
        page.set_column(place, place, width)
    for place, column in enumerate(form.asked, len(form.given)):
        page.set_column(place, place, column.width)
    page.set_row(0, 30)
    write_text(page, 0, 0, form.title, looks["title"])
    write_text(page, 1, 0, form.hint, looks["label"])
    for place, (title, _width) in enumerate(form.given):
        write_text(page, 2, place, title, looks["head"])
    for place, column in enumerate(form.asked, len(form.given)):
        write_text(page, 2, place, column.title, asked_head)
    page.freeze_panes(3, min(2, len(form.given)))
    last = len(form.given) + len(form.asked) - 1
    if last > 0:
        page.merge.extend([[0, 0, 0, last], [1, 0, 1, last]])


def _rule(column: Asked) -> dict[str, Any] | None:
    """What a spreadsheet program offers and refuses; None where anything may stand."""
    shown = {"input_title": column.title[:32], "input_message": column.note[:255]} if column.note else {}
    if column.choices:
        if len(",".join(column.choices)) > LONGEST_LIST or any("," in choice for choice in column.choices):
            return None
        return {
            "validate": "list", "source": list(column.choices), "error_title": "请从列表里选",
            "error_message": "请点单元格右边的箭头，从列表里选一项；不清楚就空着。", **shown,
        }  # fmt: skip
    if not column.number:
        return None
    least = 0 if column.least is None else column.least
    bounds: dict[str, Any] = {"criteria": ">=", "value": float(least)}
    if column.most is not None:
        bounds = {"criteria": "between", "minimum": float(least), "maximum": float(column.most)}
    return {
        "validate": "integer" if column.whole else "decimal", **bounds, "error_title": "请填数字",
        "error_message": "这一列只填数字，不写单位；不清楚就空着。", **shown,
    }  # fmt: skip
