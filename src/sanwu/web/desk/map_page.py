"""地图: the compounds of a campaign where they lie, coloured by a rule's outcome, with the list of what is in sight."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.mapping import View, view_of
from sanwu.decisions.selectors import behind
from sanwu.people.access import OfficeRequest
from sanwu.render.mapgrid import Box, degrees
from sanwu.render.svgmap import Area, Circle, Frame, areas, box_of, circles, frame_of, moved, scale_bar, zoom_of
from sanwu.territory.drawing import boundaries_in, box_in
from sanwu.territory.enums import Level
from sanwu.territory.models import Division
from sanwu.territory.selectors import divisions_visible_to
from sanwu.web.desk.cards import campaign_here, campaigns_of
from sanwu.web.desk.door import page
from sanwu.web.desk.ledger_filters import Asked, read_filters
from sanwu.web.desk.map_asked import NOWHERE, WHOLE_COUNTRY, Part, box_text, read_part
from sanwu.web.desk.map_base import base_maps
from sanwu.web.desk.map_kinds import Kind, chosen_rule, colourings, kinds_of
from sanwu.web.ui.paging import Pager, link
from sanwu.web.ui.words import count_text

PER_PAGE = 20
STREETS_BELOW = 80_000  # metres of ground across the drawing: below it the streets' boundaries are drawn too
# What an address may keep of an earlier look when something else about it changes.
PLACE = {"box": "", "within": "", "list": "", "start": "", "part": ""}


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
    kind: Kind
    count: int


@dataclass(frozen=True)
class Mark:
    """A circle of the drawing: where it leads and what it is called."""

    circle: Circle
    href: str
    label: str
    kind: Kind | None  # of a single compound
    slices: list[tuple[str, str]]  # (path, class)


@page(Ability.VIEW_LEDGER)
def newest_map(request: OfficeRequest) -> HttpResponse:
    """The map of the newest campaign, or how to get one."""
    newest = campaigns_of(request.scope).order_by("-id").first()
    if newest is not None:
        return redirect("campaign_map", newest.pk)
    context = {"campaigns": [], "pager": Pager(), "may_open": request.scope.may(Ability.OPEN_CAMPAIGN)}
    return render(request, "desk/campaigns.html", context)


@page(Ability.VIEW_LEDGER)
def campaign_map(request: OfficeRequest, number: int) -> HttpResponse:
    """The page; with ?part=view only what changes when the map is moved."""
    request.section = "map"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    campaign = campaign_here(request.scope, number)
    scheme = loaded(campaign.scheme_version)
    asked = read_filters(request, campaign, scheme)
    part = read_part(request.GET)
    rule = chosen_rule(scheme, request.GET)
    view = view_of(campaign, request.scope, rule, asked.filters)
    kinds = kinds_of(scheme, rule, view.outcomes)
    box = part.box or view.box() or _area_box(campaign) or WHOLE_COUNTRY
    frame = frame_of(box)
    context: dict[str, Any] = {"campaign": campaign, "part": part, "frame": frame, "here": link(request.GET, part="")}
    places = view.without_point() if part.nowhere else view.within(part.box if not part.polygon else None, part.polygon)
    codes = {f"{code:012}" for code in view.points.divisions[places[part.start : part.start + PER_PAGE]].tolist()}
    divisions = list(divisions_visible_to(request.scope).filter(asked.divisions(codes)).select_related("parent"))
    context |= _list(request, campaign, view, kinds, part, places, divisions)
    context |= _drawing(request, campaign, view, kinds, frame)
    if request.GET.get("part") == "view":
        return render(request, "desk/map_view.html", context)
    context |= _page(request, campaign, asked, divisions)
    context["config"] |= {
        "box": list(box), "exact": bool(part.box), "kinds": [{"id": k.id, "sign": k.sign, "fill": k.fill} for k in kinds]
    }  # fmt: skip
    context["colourings"] = colourings(scheme, request.GET)
    return render(request, "desk/map.html", context)


def _page(request: OfficeRequest, campaign: Campaign, asked: Asked, divisions: list[Division]) -> dict[str, Any]:
    """What stands around the view, and what the script has to know."""
    form = asked.form(request.GET, divisions)
    filters = link(request.GET, **PLACE)
    config = {
        "tiles": reverse("map_tile", args=[campaign.pk, 0, 0, 0]).replace("/0/0/0/", "/{z}/{x}/{y}/") + filters,
        "boundaries": reverse("map_boundaries", args=[campaign.pk]),
        "view": reverse("campaign_map", args=[campaign.pk]),
        "filters": filters.removeprefix("?"),
        "compound": reverse("map_compound", args=[campaign.pk, 0]) + filters,
        "worker": static("map/worker.js"),
        "bases": base_maps(),
        "words": _words(),
    }
    return {
        "form": form, "chips": form.chips, "behind": behind(campaign), "config": config,
    }  # fmt: skip


def _words() -> dict[str, Any]:
    """What the script says."""
    return {
        "failed": _("没有连上服务器，列表可能不是最新的。请稍后再移动地图。"),
        "drawing": _("点地图加顶点，双击或再按“圈选”结束；用键盘时方向键移动，回车加顶点，退格删除，Esc 取消。"),
        "controls": {
            "NavigationControl.ZoomIn": _("放大"), "NavigationControl.ZoomOut": _("缩小"), "Popup.Close": _("关闭"),
            "Map.Title": _("地图"), "AttributionControl.ToggleAttribution": _("底图来源"),
        },
    }  # fmt: skip


def _area_box(campaign: Campaign) -> Box | None:
    found = box_in(campaign.division_id)
    return Box(*found) if found else None


def _list(
    request: OfficeRequest,
    campaign: Campaign,
    view: View,
    kinds: list[Kind],
    part: Part,
    places: Any,
    divisions: list[Division],
) -> dict[str, Any]:
    """One page of the compounds in sight, by division; and how many of each kind they are."""
    shown = places[part.start : part.start + PER_PAGE].tolist()
    ids = [int(view.points.grid.ids[place]) for place in shown]
    names = view.names(shown)
    where = {division.code: _place(division) for division in divisions}
    by_id = {kind.id: kind for kind in kinds}
    lines = []
    for place, pk in zip(shown, ids, strict=True):
        code = f"{int(view.points.divisions[place]):012}"
        longitude, latitude = view.points.longitude[place], view.points.latitude[place]
        at = "" if part.nowhere else f"{longitude:.6f},{latitude:.6f}"
        href = reverse("compound", args=[pk]) + f"?campaign={campaign.pk}"
        lines.append(Line(pk, names.get(pk, ""), where.get(code, ""), href, by_id[view.outcome_at(place)], at))
    counts = view.counts(places)
    total, end = len(places), part.start + PER_PAGE
    summary = _("第 %(first)s–%(last)s 个，共 %(total)s 个") % {
        "first": part.start + 1, "last": min(end, total), "total": count_text(total),
    }  # fmt: skip
    back = link(request.GET, start=max(part.start - PER_PAGE, 0) or "", part="") if part.start else ""
    pager = Pager(back, link(request.GET, start=end, part="") if end < total else "", summary)
    nowhere = len(view.shown) - len(view.placed)
    return {
        "lines": lines, "total": count_text(total), "pager": pager, "nowhere_count": count_text(nowhere) if nowhere else "",
        "nowhere_href": link(request.GET, list=NOWHERE, start="", part=""), "all_href": link(request.GET, **PLACE),
        "shares": [Share(kind, counts.get(kind.id, 0)) for kind in kinds if kind.id or counts.get("")],
    }  # fmt: skip


def _place(division: Division) -> str:
    above = division.parent if division.level == Level.COMMUNITY else None
    return f"{above.name} {division.name}" if above else division.name


def _drawing(request: OfficeRequest, campaign: Campaign, view: View, kinds: list[Kind], frame: Frame) -> dict[str, Any]:
    """The same as plain shapes, for browsers without a moving map and for paper."""
    bar = scale_bar(frame)
    across = bar.metres / bar.width * frame.width
    levels = (Level.CITY, Level.COUNTY, *((Level.STREET,) if across < STREETS_BELOW else ()))
    seen = box_of(frame)
    drawn: dict[str, list[Area]] = {"county": [], "street": []}
    rows = boundaries_in(campaign.division_id, tuple(map(str, levels)))
    counties = any(row.level == Level.COUNTY for row in rows)
    for row in rows:
        kind = "street" if row.level == Level.STREET else "county"
        name = "" if row.level == Level.CITY and counties else row.name
        drawn[kind] += areas(frame, [(row.code, name, row.geometry)])
    marks = [
        _mark(request, campaign, view, kinds, circle) for circle in circles(frame, view.clusters(seen, zoom_of(frame)))
    ]

    def to(box: Box) -> str:
        return link(request.GET, box=box_text(box), within="", list="", start="", part="")

    ways = [
        (_("放大"), "plus", to(moved(seen, times=0.5))), (_("缩小"), "dash", to(moved(seen, times=2))),
        (_("向北"), "up", to(moved(seen, north=0.5))), (_("向南"), "down", to(moved(seen, north=-0.5))),
        (_("向西"), "left", to(moved(seen, east=-0.5))), (_("向东"), "right", to(moved(seen, east=0.5))),
    ]  # fmt: skip
    return {"areas": drawn, "marks": marks, "scale": bar, "ways": ways}


def _mark(request: OfficeRequest, campaign: Campaign, view: View, kinds: list[Kind], circle: Circle) -> Mark:
    group = circle.group
    if group.size == 1:
        kind = kinds[next(number for number, count in enumerate(group.kinds) if count)]
        href = reverse("compound", args=[int(view.points.grid.ids[group.first])]) + f"?campaign={campaign.pk}"
        return Mark(circle, href, _("1 个小区：%(kind)s") % {"kind": kind.label}, kind, [])
    said = [
        _("%(kind)s %(count)s") % {"kind": kind.label, "count": count}
        for kind, count in zip(kinds, group.kinds, strict=True)
        if count
    ]
    slices = [(part.path, kinds[part.kind].fill) for part in circle.slices]
    label = _("%(count)s 个小区：%(kinds)s") % {"count": group.size, "kinds": _("，").join(said)}
    x, y = degrees(group.x, group.y)
    near = read_part(request.GET).box or view.box() or WHOLE_COUNTRY
    half_x, half_y = max((near.east - near.west) / 8, 0.0005), max((near.north - near.south) / 8, 0.0005)
    box = Box(x - half_x, y - half_y, x + half_x, y + half_y)
    return Mark(
        circle, link(request.GET, box=box_text(box), within="", list="", start="", part=""), label, None, slices
    )
