"""The main navigation: what a person's posts allow, and which entry the open page belongs to."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanwu.base.scope import NOBODY, Ability, Scope
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
    Entry("campaigns", "campaigns", "campaign", _("行动"), Ability.VIEW_LEDGER),
    Entry("ledger", "ledger", "ledger", _("台账"), Ability.VIEW_LEDGER),
    Entry("imports", "imports", "upload", _("导入"), Ability.IMPORT_LEDGER),
    Entry("divisions", "divisions", "divisions", _("区划"), Ability.VIEW_DIVISIONS),
    Entry("journal", "journal", "journal", _("日志"), Ability.VIEW_JOURNAL),
)


@dataclass(frozen=True)
class Link:
    href: str
    icon: str
    label: Text
    current: bool


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
        Link(reverse(entry.view), entry.icon, entry.label, entry.section == section)
        for entry in ENTRIES
        if entry.ability is None or scope.may(entry.ability)
    ]
