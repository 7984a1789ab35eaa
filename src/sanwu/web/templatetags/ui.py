"""Template tags of the visual vocabulary: {% icon %}, {% outcome %}, {% progress %}, {% stacked %}, {% field %} …"""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from importlib import metadata
from typing import Any, Protocol

from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from sanwu.base.scope import Ability
from sanwu.jobs.enums import JobState
from sanwu.web.ui.charts import Part, segments
from sanwu.web.ui.navigation import main_links, scope_of_request
from sanwu.web.ui.outcomes import Look, Text, outcome_look
from sanwu.web.ui.words import joined, title_of

register = template.Library()
# A list shows the same few badges and signs a hundred times. Kept by type too: a safe text is not escaped again.
KEPT = 2000
NOTHING = SafeString('<span class="muted">—</span>')


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


class ListRow(Protocol):
    @property
    def href(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def number(self) -> str: ...


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


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of icons.svg; without a label it is decoration and hidden from screen readers."""
    return _icon(str(name), str(label))


@lru_cache(KEPT, typed=True)
def _icon(name: str, label: str) -> SafeString:
    href = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
def outcome(value: str, polarity: str = "", label: str = "", size: str = "") -> SafeString:
    """The badge of an outcome; `polarity` is that of its condition set, `label` a decision's own word."""
    look = outcome_look(value, polarity, label)
    return badge(look.tone, look.icon, look.label, size)


@register.simple_tag
def badge(tone: str, icon_name: str, label: Text, size: str = "") -> SafeString:
    """A badge of any state: a tone, a sign and a word; `size` may be large."""
    return _badge(tone, icon_name, str(label), size)


@lru_cache(KEPT, typed=True)
def _badge(tone: str, icon_name: str, label: str, size: str) -> SafeString:
    css = f"badge-state tone-{tone}"
    css += " badge-state--wait" if tone == "wait" else ""
    css += " badge-large" if size == "large" else ""
    return format_html('<span class="{}">{}{}</span>', css, _icon(icon_name, ""), label)


@register.inclusion_tag("ui/progress.html")
def progress(value: int, maximum: int, label: str, tone: str = "info") -> dict[str, Any]:
    """A progress bar with its numbers as text; `maximum` 0 means that the end is not known yet."""
    return {"value": min(value, maximum), "maximum": maximum, "label": label, "tone": tone}


_STATES = {
    "queued": ("none", "clock"),
    "running": ("info", "clock"),
    "done": ("good", "check"),
    "failed": ("error", "alert"),
}


@register.simple_tag
def job_state(state: str) -> SafeString:
    """The badge of a job's state."""
    tone, icon_name = _STATES[state]
    return badge(tone, icon_name, JobState(state).label)


@register.inclusion_tag("ui/stacked.html")
def stacked(parts: Iterable[Part], label: str, legend: bool = True, thin: bool = False) -> dict[str, Any]:
    """A stacked bar of parts and, unless switched off, its legend with counts and shares."""
    return {"segments": segments(parts), "label": label, "legend": legend, "thin": thin}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, css: str = "") -> dict[str, Any]:
    """One form field: label, hint, error, widget, all tied together for screen readers."""
    return {"field": bound, "css": css}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """The list of a form's errors at the top of the page, each leading to its field."""
    items = [(form[name], errors) for name, errors in form.errors.items() if name in form.fields]
    return {"form": form, "items": items}


@register.simple_tag
def check_lines(name: str, boxes: Iterable[CheckBox]) -> SafeString:
    """Many check boxes under one name; in one go, because there may be hundreds."""
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
def list_head(row: ListRow) -> SafeString:
    """What the heading of a row says: a link, and below it the place and the number."""
    return format_html(
        '<a class="row-link" href="{}">{}</a><span class="cell-sub">{}</span><span class="cell-sub">{}</span>',
        row.href, row.name, row.place, row.number,
    )  # fmt: skip


@register.simple_tag
def list_cells(cells: Iterable[ListCell]) -> SafeString:
    """The cells of a row of a wide list, each a badge with or without a note, a text, or a dash; in one go, because a
    page has hundreds."""
    return SafeString("".join(_cell_begins(cell.numeric, str(cell.label)) + _cell(cell) + "</td>" for cell in cells))


@lru_cache(KEPT, typed=True)
def _cell_begins(numeric: bool, label: str) -> SafeString:
    return format_html('<td class="{}" data-label="{}">', "num" if numeric else "cell-word", label)


def _cell(cell: ListCell) -> SafeString:
    if not cell.look:
        return conditional_escape(cell.text) if cell.text else NOTHING
    found = badge(cell.look.tone, cell.look.icon, cell.look.label)
    if not cell.note:
        return found
    return format_html('<span>{}<span class="cell-sub">{}</span></span>', found, cell.note)


@register.inclusion_tag("ui/nav.html", takes_context=True)
def site_nav(context: Context) -> dict[str, Any]:
    """The main navigation of the person who asks."""
    request = context.get("request")
    return {"links": main_links(request) if isinstance(request, HttpRequest) else []}


@register.inclusion_tag("ui/account_menu.html", takes_context=True)
def account_menu(context: Context) -> dict[str, Any]:
    """Who is signed in, in which post, and the way out."""
    request = context.get("request")
    user = getattr(request, "user", None)
    account = user if getattr(user, "is_authenticated", False) else None
    post = getattr(getattr(request, "actor", None), "post", "")
    return {"account": account, "post": post, "request": request, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/search_box.html", takes_context=True)
def search_box(context: Context) -> dict[str, Any]:
    """The box that finds everything, for whoever may see a ledger."""
    request = context.get("request")
    shown = isinstance(request, HttpRequest) and scope_of_request(request).may(Ability.VIEW_LEDGER)
    return {"shown": shown}


@register.simple_tag
def version() -> str:
    """The version of the product, as installed."""
    return _version()


@cache
def _version() -> str:
    return metadata.version("sanwu")


register.filter("joined", joined)
register.filter("titled", title_of)


@register.filter
def number(value: int | Decimal | str | None) -> str:
    """Digits in groups of three: 12345 → "12,345"; nothing stays a dash."""
    if value is None or value == "":
        return "—"
    if isinstance(value, str):
        value = Decimal(value)
    return f"{value:,}"
