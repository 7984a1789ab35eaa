"""Template tags of the visual vocabulary: {% icon %}, {% outcome %}, {% progress %}, {% stacked %}, {% field %} …"""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from importlib import metadata
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sanwu.base.scope import Ability
from sanwu.jobs.enums import JobState
from sanwu.web.ui.charts import Part, segments
from sanwu.web.ui.navigation import Link, main_links, scope_of_request
from sanwu.web.ui.outcomes import Text, outcome_look
from sanwu.web.ui.words import joined, title_of

register = template.Library()
# A list shows the same few badges and signs a hundred times. Kept by type too: a safe text is not escaped again.
KEPT = 2000


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


@register.inclusion_tag("ui/nav.html", takes_context=True)
def site_nav(context: Context) -> dict[str, Any]:
    """The main navigation of the person who asks."""
    request = context.get("request")
    return {"links": main_links(request) if isinstance(request, HttpRequest) else []}


@register.simple_tag
def nav_items(links: Iterable[Link]) -> SafeString:
    """The entries of the navigation, with how much waits there."""
    words = _("件等您办理")
    return SafeString(
        "".join(_nav_item(one.href, one.icon, str(one.label), one.current, one.count, words) for one in links)
    )


@lru_cache(KEPT, typed=True)
def _nav_item(href: str, icon_name: str, label: str, current: bool, count: int, words: str) -> SafeString:
    here = SafeString(' aria-current="page"' if current else "")
    waits = '<span class="nav-count">{}<span class="visually-hidden">{}</span></span>'
    told = format_html(waits, number(count), words) if count else ""
    return format_html('<li><a href="{}"{}>{}{}{}</a></li>', href, here, _icon(icon_name, ""), label, told)


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
