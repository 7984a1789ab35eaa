"""What the script of the map fetches: tiles of compounds, boundaries, one compound in short, tiles of the base map."""

import hashlib
import json

import numpy as np
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for, loaded
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.decisions.mapping import tile, view_of
from sanwu.decisions.selectors import verdicts_visible_to
from sanwu.decisions.stages import STAGE
from sanwu.people.access import OfficeRequest
from sanwu.territory.drawing import boundaries_in, boundaries_stamp
from sanwu.territory.selectors import full_name
from sanwu.web.desk.door import page
from sanwu.web.desk.ledger_filters import read_filters
from sanwu.web.desk.map_base import base_file
from sanwu.web.desk.map_kinds import chosen_rule, kinds_of

DEEPEST = 22


@page(Ability.VIEW_LEDGER)
def map_tile(request: OfficeRequest, number: int, zoom: int, column: int, row: int) -> HttpResponseBase:
    """One tile of what this person may see under the filters; a browser that has it already is told so."""
    campaign = campaign_for(request.scope, number)
    if zoom > DEEPEST or max(column, row) >= 1 << zoom:
        raise Http404
    scheme = loaded(campaign.scheme_version)
    rule = chosen_rule(scheme, request.GET)
    filters = read_filters(request, campaign).filters
    view = view_of(campaign, request.scope, rule, filters)
    stamp = _stamp(view.stamp, request.scope, filters, rule, zoom, column, row)
    if request.headers.get("If-None-Match") == stamp:
        return _kept(HttpResponseNotModified(), stamp)
    return _kept(HttpResponse(tile(view, zoom, column, row), "application/vnd.mapbox-vector-tile"), stamp)


@page(Ability.VIEW_LEDGER)
def map_boundaries(request: OfficeRequest, number: int) -> HttpResponseBase:
    """The boundaries of a campaign's area as GeoJSON; they are no secret, unlike what lies inside them."""
    campaign = campaign_for(request.scope, number)
    stamp = _stamp(campaign.division_id, boundaries_stamp(campaign.division_id))
    if request.headers.get("If-None-Match") == stamp:
        return _kept(HttpResponseNotModified(), stamp)
    features = [
        {
            "type": "Feature",
            "properties": {"code": row.code, "name": row.name, "level": row.level},
            "geometry": row.geometry,
        }
        for row in boundaries_in(campaign.division_id)
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    return _kept(HttpResponse(body, "application/geo+json"), stamp)


@page(Ability.VIEW_LEDGER)
def map_compound(request: OfficeRequest, number: int, compound: int) -> HttpResponse:
    """A compound in short, for the bubble on the map."""
    campaign = campaign_for(request.scope, number)
    found = (
        compounds_visible_to(request.scope).filter(entries__campaign=campaign, entries__left_on=None).get(pk=compound)
    )
    scheme = loaded(campaign.scheme_version)
    rule = chosen_rule(scheme, request.GET)
    if rule == STAGE:
        outcome = ruled = _stage_of(request.scope, campaign, found.pk)
    else:
        said = verdicts_visible_to(request.scope).filter(campaign=campaign, compound=found, rule=rule, current=True)
        outcome, ruled = said.values_list("in_force", "outcome").first() or ("", "")
    kinds = kinds_of(scheme, rule, [outcome, ruled])
    context = {
        "compound": found, "place": full_name(found.division_id), "kind": kinds[0],
        "ruled": kinds[1] if ruled != outcome else None,
        "href": reverse("compound", args=[found.pk]) + f"?campaign={campaign.pk}",
    }  # fmt: skip
    return render(request, "desk/map_compound.html", context)


def _stage_of(scope: Scope, campaign: Campaign, compound: int) -> str:
    view = view_of(campaign, scope, STAGE)
    return view.outcome_at(int(view.points.places_of(np.array([compound], np.int64))[0]))


@page(Ability.VIEW_LEDGER)
def base_tile(request: OfficeRequest, zoom: int, column: int, row: int) -> HttpResponse:
    """A tile of the office's own base map; 204 where the file has none there."""
    file = base_file()
    if file is None or zoom > DEEPEST or max(column, row) >= 1 << zoom:
        raise Http404
    data = file.tile(zoom, column, row)
    response = HttpResponse(data or b"", file.about.content_type, status=200 if data else 204)
    if data and file.about.packed:
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _stamp(*parts: object) -> str:
    """An entity tag: equal stamps mean equal answers."""
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _kept(response: HttpResponseBase, stamp: str) -> HttpResponseBase:
    """May be kept by this person's browser, and has to be asked about each time."""
    response["ETag"] = stamp
    response["Cache-Control"] = "private, no-cache"
    return response
