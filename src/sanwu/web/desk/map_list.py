"""The list beside the map: the compounds in sight, by division, a page at a time."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sanwu.render.mapgrid import Whole
from sanwu.web.desk.ledger_filters import Place
from sanwu.web.desk.map_asked import NOWHERE, PLACE, Sight
from sanwu.web.desk.map_kinds import Kind
from sanwu.web.ui.paging import Pager, link
from sanwu.web.ui.words import count_text

PER_PAGE = 20


@dataclass(frozen=True)
class Line:
    """One compound of the list."""

    id: int
    name: str
    place: str
    href: str
    kind: Kind
    at: str  # longitude, latitude for the script; "" where not known


@dataclass(frozen=True)
class Share:
    """How many are of a kind; `href` narrows map and list to them ("" for what cannot be asked for)."""

    kind: Kind
    count: int
    href: str


def map_list(sight: Sight, places: Whole, near: list[Place]) -> dict[str, Any]:
    """One page of the compounds at `places`; how many of each kind they all are. `near` holds the divisions of the page."""
    view, kinds, part, query = sight.view, sight.kinds, sight.part, sight.query
    shown = places[part.start : part.start + PER_PAGE].tolist()
    ids = [int(view.points.grid.ids[place]) for place in shown]
    names = view.names(shown)
    where = {place.code: place.within_street for place in near}
    by_id = {kind.id: kind for kind in kinds}
    lines = []
    for place, pk in zip(shown, ids, strict=True):
        code = f"{int(view.points.divisions[place]):012}"
        longitude, latitude = view.points.longitude[place], view.points.latitude[place]
        at = "" if part.nowhere else f"{longitude:.6f},{latitude:.6f}"
        kind = by_id[view.outcome_at(place)]
        lines.append(Line(pk, names.get(pk, ""), where.get(code, ""), sight.to_compound(pk), kind, at))
    counts = view.counts(places)
    total, end = len(places), part.start + PER_PAGE
    summary = _("第 %(first)s–%(last)s 个，共 %(total)s 个") % {
        "first": part.start + 1, "last": min(end, total), "total": count_text(total),
    }  # fmt: skip
    back = link(query, start=max(part.start - PER_PAGE, 0) or "", part="") if part.start else ""
    pager = Pager(back, link(query, start=end, part="") if end < total else "", summary)
    nowhere = len(view.shown) - len(view.placed)
    return {
        "lines": lines, "total": count_text(total), "pager": pager, "nowhere_count": count_text(nowhere) if nowhere else "",
        "nowhere_href": link(query, list=NOWHERE, start="", part=""), "all_href": link(query, **PLACE),
        "shares": [_share(sight, kind, counts.get(kind.id, 0)) for kind in kinds if kind.id or counts.get("")],
    }  # fmt: skip


def _share(sight: Sight, kind: Kind, count: int) -> Share:
    """In the same part of the map: its box, its polygon, or what has no point."""
    asked = {**kind.asked, "start": "", "part": ""}
    return Share(kind, count, link(sight.query, **asked) if kind.asked and count else "")
