"""方案库: every version that this installation knows, and the schemes it ships that nobody has adopted yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.library import library, versions_known
from sanwu.campaigns.models import SchemeVersion, VersionState
from sanwu.campaigns.selectors import Shipped, campaigns_visible_to, schemes_shipped
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.scheme_state import Checks, State
from sanwu.web.ui.paging import newest_first
from sanwu.web.ui.words import title_of

PER_PAGE = 10
LONGEST_SEARCH = 60


@dataclass(frozen=True)
class Line:
    """One version, or one shipped scheme (`shipped`); `campaigns` are those that this person may see."""

    title: str
    href: str
    scheme_id: str
    version: str
    state: State | None
    number: int | None = None
    withdrawn: bool = False
    campaigns: int = 0
    loaded_at: Any = None
    checked: bool = True
    key: str = ""


@page(Ability.VIEW_LEDGER)
def schemes(request: OfficeRequest) -> HttpResponse:
    """Newest first; `q` finds by name or identifier, `state` keeps published or withdrawn versions."""
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH]
    state = request.GET.get("state", "")
    state = state if state in VersionState.values else ""
    found = newest_first(library(text, state), request.GET, limit=PER_PAGE)
    checks = Checks(request.GET.get("check", ""))
    here = request.GET.copy()
    here.pop("check", None)
    context = {
        "here": here.urlencode(),
        "lines": _lines(request.scope, found.rows, checks),
        "pager": found.pager,
        "q": text,
        "state": state,
        "states": VersionState.choices,
        "narrowed": bool(text or state),
        "shipped": [] if state or found.pager.previous else _shipped_lines(text, checks),
        "may_draft": request.scope.may(Ability.DRAFT_SCHEME),
        "may_publish": request.scope.may(Ability.PUBLISH_SCHEME),
        "may_open": request.scope.may(Ability.OPEN_CAMPAIGN),
    }
    return render(request, "desk/scheme_library.html", context)


def _lines(scope: Scope, versions: list[SchemeVersion], checks: Checks) -> list[Line]:
    adopted = _campaigns(scope, versions)
    states = checks.of_versions(versions)
    return [
        Line(
            title_of(version), reverse("scheme_version", args=[version.pk]), version.scheme_id, version.version,
            states.get(version.pk), version.pk, version.withdrawn, adopted.get(version.pk, 0), version.loaded_at,
            version.pk in states, str(version.pk),
        )
        for version in versions
    ]  # fmt: skip


def _campaigns(scope: Scope, versions: list[SchemeVersion]) -> Mapping[int, int]:
    """How many campaigns of each version this person may see."""
    rows = campaigns_visible_to(scope).filter(scheme_version__in=versions).order_by()
    return dict(rows.values_list("scheme_version").annotate(n=Count("pk", distinct=True)))


def _shipped_lines(text: str, checks: Checks) -> list[Line]:
    """Schemes of the installation that are not among the versions."""
    known = versions_known()
    offered = [
        shipped for shipped in schemes_shipped() if (shipped.id, shipped.version) not in known and _meant(shipped, text)
    ]
    states = checks.of_shipped(offered)
    return [
        Line(
            title_of(shipped), reverse("scheme_shipped", args=[shipped.id]), shipped.id, shipped.version,
            states.get(shipped.id), checked=shipped.id in states, key=shipped.id,
        )
        for shipped in offered
    ]  # fmt: skip


def _meant(shipped: Shipped, text: str) -> bool:
    told = f"{shipped.title} {shipped.title_en} {shipped.id}".lower()
    return all(word in told for word in text.lower().split())
