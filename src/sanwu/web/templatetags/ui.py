"""Template tags of the visual vocabulary: {% icon %}, {% outcome %}, {% progress %}, {% stacked %}, {% field %} …"""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from importlib import metadata
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sanwu.base.scope import Ability
from sanwu.jobs.enums import JobState
from sanwu.web.ui.charts import Part, segments
from sanwu.web.ui.navigation import main_links, scope_of_request
from sanwu.web.ui.outcomes import outcome_look
from sanwu.web.ui.words import joined

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of icons.svg; without a label it is decoration and hidden from screen readers."""
    href = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.inclusion_tag("ui/badge.html")
def outcome(value: str, polarity: str = "", label: str = "", size: str = "") -> dict[str, Any]:
    """The badge of an outcome; `polarity` is that of its condition set, `label` a decision's own word."""
    return {"look": outcome_look(value, polarity, label), "size": size}


@register.inclusion_tag("ui/badge.html")
def badge(tone: str, icon_name: str, label: str, size: str = "") -> dict[str, Any]:
    """A badge of any state that is not an outcome."""
    return {"look": {"tone": tone, "icon": icon_name, "label": label}, "size": size}


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


@register.inclusion_tag("ui/badge.html")
def job_state(state: str) -> dict[str, Any]:
    """The badge of a job's state."""
    tone, icon_name = _STATES[state]
    return {"look": {"tone": tone, "icon": icon_name, "label": JobState(state).label}, "size": ""}


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


@register.filter
def number(value: int | Decimal | str | None) -> str:
    """Digits in groups of three: 12345 → "12,345"; nothing stays a dash."""
    if value is None or value == "":
        return "—"
    if isinstance(value, str):
        value = Decimal(value)
    return f"{value:,}"
