"""The main navigation: what a person's posts allow, and which entry the open page belongs to."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanwu.base import clock
from sanwu.base.scope import NOBODY, Ability, Scope
from sanwu.inbox.selectors import total
from sanwu.web.ui.outcomes import Text


@dataclass(frozen=True)
class Entry:
    """One entry; `ability` None means everybody who has signed in. `section` is the first part of its pages' paths."""

    section: str
    view: str
    icon: str
    label: Text
    ability: Ability | None = None


ENTRIES = (
    Entry("", "home", "home", _("首页")),
    Entry("inbox", "inbox", "inbox", _("我的工作"), Ability.VIEW_DUTIES),
    Entry("campaigns", "campaigns", "campaign", _("行动"), Ability.VIEW_LEDGER),
    Entry("schemes", "schemes", "file", pgettext_lazy("navigation", "方案"), Ability.VIEW_LEDGER),
    Entry("ledger", "ledger", "ledger", _("台账"), Ability.VIEW_LEDGER),
    Entry("map", "map", "pin", _("地图"), Ability.VIEW_LEDGER),
    Entry("duties", "duties", "clock", _("应办事项"), Ability.VIEW_DUTIES),
    Entry("imports", "imports", "upload", _("导入"), Ability.IMPORT_LEDGER),
    Entry("divisions", "divisions", "divisions", _("区划"), Ability.VIEW_DIVISIONS),
    Entry("calendar", "calendar_days", "clock", _("工作日历"), Ability.EDIT_CALENDAR),
    Entry("people", "people", "user", _("人员"), Ability.MANAGE_ACCOUNTS),
    Entry("journal", "journal", "journal", _("日志"), Ability.VIEW_JOURNAL),
)


@dataclass(frozen=True)
class Link:
    href: str
    icon: str
    label: Text
    current: bool
    count: int = 0  # how much waits there; 0 shows nothing


def scope_of_request(request: HttpRequest) -> Scope:
    """The scope that the middleware attached; pages outside its reach (errors) see nothing."""
    scope = getattr(request, "scope", NOBODY)
    return scope if isinstance(scope, Scope) else NOBODY


def main_links(request: HttpRequest) -> list[Link]:
    """Entries that this person may open; none before sign-in."""
    if not getattr(getattr(request, "user", None), "is_authenticated", False):
        return []
    scope = scope_of_request(request)
    section = getattr(request, "section", None) or request.path.split("/")[1]
    return [
        Link(
            _address(entry.view, get_script_prefix()),
            entry.icon,
            entry.label,
            entry.section == section,
            _waiting(request, scope, entry),
        )
        for entry in ENTRIES
        if entry.ability is None or scope.may(entry.ability)
    ]


@lru_cache
def _address(view: str, prefix: str) -> str:
    """Where a page lies, for an installation that lies under `prefix` itself: put together once."""
    return reverse(view)


def _waiting(request: HttpRequest, scope: Scope, entry: Entry) -> int:
    """How much waits for this person, beside the entry of the inbox."""
    if entry.view != "inbox" or getattr(request, "counts_nothing", False):
        return 0
    return total(scope, getattr(request.user, "pk", None), clock.today())
