"""Template tags for what a page has a hundred of: {% list_heads %}, {% list_rows %}, {% select_options %} … in one go each."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape as escaped
from typing import Protocol

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sanwu.web.templatetags.ui import badge, icon
from sanwu.web.ui.outcomes import Look, Text

register = template.Library()
# Kept by type too: a safe text is not escaped again.
KEPT = 2000
NOTHING = SafeString('<span class="muted">—</span>')
SIGNS = {"ascending": "up", "descending": "down"}


class CheckBox(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def label(self) -> Text: ...
    @property
    def checked(self) -> bool: ...


class SelectOption(Protocol):
    @property
    def value(self) -> str: ...
    @property
    def label(self) -> Text: ...
    @property
    def selected(self) -> bool: ...


class ListHead(Protocol):
    @property
    def label(self) -> Text: ...
    @property
    def numeric(self) -> bool: ...
    @property
    def direction(self) -> str: ...
    @property
    def href(self) -> str: ...


class ListCell(Protocol):
    @property
    def label(self) -> Text: ...
    @property
    def text(self) -> str: ...
    @property
    def look(self) -> Look | None: ...
    @property
    def numeric(self) -> bool: ...
    @property
    def note(self) -> str: ...


class ListRow(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def pick(self) -> str: ...
    @property
    def href(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def cells(self) -> Sequence[ListCell]: ...


@register.simple_tag
def check_lines(name: str, boxes: Iterable[CheckBox]) -> SafeString:
    """Many check boxes under one name."""
    return SafeString("".join(_check_line(name, box.id, box.checked, str(box.label)) for box in boxes))


@lru_cache(KEPT, typed=True)
def _check_line(name: str, value: str, checked: bool, label: str) -> SafeString:
    return format_html(
        '<label class="check-line"><input class="form-check-input" type="checkbox" name="{}" value="{}"{}> {}</label>',
        name, value, SafeString(" checked" if checked else ""), label,
    )  # fmt: skip


@register.simple_tag
def select_options(options: Iterable[SelectOption]) -> SafeString:
    """The options of a select."""
    return SafeString("".join(_select_option(one.value, one.selected, str(one.label)) for one in options))


@lru_cache(KEPT, typed=True)
def _select_option(value: str, selected: bool, label: str) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', value, SafeString(" selected" if selected else ""), label)


@register.simple_tag
def list_heads(heads: Iterable[ListHead]) -> SafeString:
    """The headings of a list; those by which it can be sorted are links that say which way they sort."""
    return SafeString("".join(_head(head) for head in heads))


def _head(head: ListHead) -> str:
    number = ' class="num"' if head.numeric else ""
    sort = f' aria-sort="{_safe(head.direction)}"' if head.direction else ""
    said = _safe(str(head.label))
    if head.href:
        said = f'<a class="sort" href="{_safe(head.href)}">{said}{icon(SIGNS.get(head.direction, "sort"))}</a>'
    return f'<th scope="col"{number}{sort}>{said}</th>'


@register.simple_tag
def list_rows(rows: Iterable[ListRow], pickable: bool = False) -> SafeString:
    """The rows of a wide list: a heading that leads to the thing and says where it is, then the cells, each a badge with
    or without a note, a text, or a dash; `pickable` rows have a box to tick."""
    return SafeString("".join(f"<tr>{_row_head(row, pickable)}{_cells(row.cells)}</tr>" for row in rows))


def _row_head(row: ListRow, pickable: bool) -> str:
    box = (
        '<input class="form-check-input row-check" type="checkbox" name="compound"'
        f' value="{_safe(row.id)}" aria-label="{_safe(row.pick)}">'
    )
    return (
        f'<th scope="row" class="cell-main">{box if pickable else ""}'
        f'<a class="row-link" href="{_safe(row.href)}">{_safe(row.name)}</a>'
        f'<span class="cell-sub">{_safe(row.place)}</span><span class="cell-sub">{_safe(row.number)}</span></th>'
    )


def _cells(cells: Iterable[ListCell]) -> str:
    return "".join(map(_cell, cells))


def _cell(cell: ListCell) -> str:
    look = cell.look
    if not look:
        return _text_cell(cell.numeric, str(cell.label), cell.text)
    if not cell.note:
        return _badge_cell(cell.numeric, str(cell.label), look.tone, look.icon, str(look.label))
    found = badge(look.tone, look.icon, look.label)
    note = format_html('<span>{}<span class="cell-sub">{}</span></span>', found, cell.note)
    return f"{_cell_begins(cell.numeric, str(cell.label))}{note}</td>"


@lru_cache(KEPT, typed=True)
def _text_cell(numeric: bool, label: str, text: str) -> str:
    return f"{_cell_begins(numeric, label)}{_safe(text) if text else NOTHING}</td>"


@lru_cache(KEPT, typed=True)
def _badge_cell(numeric: bool, label: str, tone: str, sign: str, word: str) -> str:
    return f"{_cell_begins(numeric, label)}{badge(tone, sign, word)}</td>"


def _cell_begins(numeric: bool, label: str) -> str:
    return f'<td class="{"num" if numeric else "cell-word"}" data-label="{_safe(label)}">'


def _safe(text: object) -> str:
    """As Django's `conditional_escape`, which first looks whether a text is lazy: a list has hundreds, and none is."""
    return text if isinstance(text, SafeString) else escaped(str(text))
