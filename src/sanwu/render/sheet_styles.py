"""The looks of a ledger as offices know it."""

from typing import Any

FONT = "宋体"


def styles(book: Any) -> dict[str, Any]:
    """The looks of a ledger as offices know it."""
    cell = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#8C8C8C"}
    head = {**cell, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DCE6F1"}
    return {
        "title": book.add_format(
            {"font_name": "黑体", "font_size": 18, "bold": True, "align": "center", "valign": "vcenter"}
        ),
        "label": book.add_format({"font_name": FONT, "font_size": 11, "valign": "vcenter"}),
        "head": book.add_format(head),
        "red_head": book.add_format({**head, "font_color": "#C00000"}),
        "text": book.add_format({**cell, "num_format": "@", "text_wrap": True}),
        "centre": book.add_format({**cell, "align": "center"}),
        "red": book.add_format({**cell, "num_format": "@", "text_wrap": True, "font_color": "#C00000"}),
        "sum": book.add_format({**cell, "bold": True, "align": "center"}),
    }


def number_style(book: Any, places: int, *, grouped: bool, bold: bool = False) -> Any:
    """1,234.50 or 1998: years and codes are not grouped."""
    form = "#,##0" if grouped else "0"
    return book.add_format(
        {"font_name": FONT, "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#8C8C8C", "bold": bold,
         "num_format": form + ("." + "0" * places if places else "")}
    )  # fmt: skip
