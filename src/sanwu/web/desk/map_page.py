"""地图: the compounds of a campaign where they lie, coloured by a rule's outcome, with the list of what is in sight."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for, campaigns_visible_to, loaded
from sanwu.decisions.mapping import view_of
from sanwu.decisions.selectors import behind
from sanwu.people.access import OfficeRequest
from sanwu.render.mapgrid import Box
from sanwu.render.svgmap import frame_of
from sanwu.territory.drawing import box_in
from sanwu.web.desk.door import page
from sanwu.web.desk.ledger_filters import Asked, Place, read_filters
from sanwu.web.desk.map_asked import PLACE, WHOLE_COUNTRY, Sight, read_part
from sanwu.web.desk.map_base import base_maps
from sanwu.web.desk.map_drawing import map_drawing
from sanwu.web.desk.map_kinds import chosen_rule, colourings, kinds_of
from sanwu.web.desk.map_list import PER_PAGE, map_list
from sanwu.web.ui.paging import Pager, link


@page(Ability.VIEW_LEDGER)
def newest_map(request: OfficeRequest) -> HttpResponse:
    """The map of the newest campaign, or how to get one."""
    newest = campaigns_visible_to(request.scope).order_by("-id").first()
    if newest is not None:
        return redirect("campaign_map", newest.pk)
    context = {"campaigns": [], "pager": Pager(), "may_open": request.scope.may(Ability.OPEN_CAMPAIGN)}
    return render(request, "desk/campaigns.html", context)


@page(Ability.VIEW_LEDGER)
def campaign_map(request: OfficeRequest, number: int) -> HttpResponse:
    """The page; with ?part=view only what changes when the map is moved."""
    request.section = "map"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    campaign = campaign_for(request.scope, number)
    scheme = loaded(campaign.scheme_version)
    asked = read_filters(request, campaign)
    part = read_part(request.GET)
    rule = chosen_rule(scheme, request.GET)
    view = view_of(campaign, request.scope, rule, asked.filters)
    kinds = kinds_of(scheme, rule, view.outcomes)
    box = part.box or view.box() or _area_box(campaign) or WHOLE_COUNTRY
    frame = frame_of(box)
    context: dict[str, Any] = {"campaign": campaign, "part": part, "frame": frame}
    sight = Sight(request.GET, campaign, view, kinds, part)
    places = view.without_point() if part.nowhere else view.within(part.box if not part.polygon else None, part.polygon)
    codes = {f"{code:012}" for code in view.points.divisions[places[part.start : part.start + PER_PAGE]].tolist()}
    near = asked.places(request.scope, codes)
    context |= map_list(sight, places, near) | map_drawing(sight, frame)
    if request.GET.get("part") == "view":
        return render(request, "desk/map_view.html", context)
    context |= _page(request, campaign, asked, near)
    context["config"] |= {
        "box": list(box), "exact": bool(part.box), "kinds": [{"id": k.id, "sign": k.sign, "fill": k.fill} for k in kinds]
    }  # fmt: skip
    context["colourings"] = colourings(scheme, request.GET)
    return render(request, "desk/map.html", context)


def _page(request: OfficeRequest, campaign: Campaign, asked: Asked, near: list[Place]) -> dict[str, Any]:
    """What stands around the view, and what the script has to know."""
    form = asked.form(request.GET, near)
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
    return {"form": form, "chips": form.chips, "behind": behind(campaign), "config": config, "query": filters}


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
