"""试算: change a value of the scheme and see at once which of the compounds come out differently, by street and cost.

The address holds everything: campaign, subject and the values tried, so that it can be sent to somebody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.schedule import given_on
from sanwu.campaigns.selectors import campaign_for, campaigns_visible_to, loaded
from sanwu.decisions.whatif import changed_scheme, prepared_for
from sanwu.people.access import OfficeRequest
from sanwu.policy.load import Loaded
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.whatif_answer import ask
from sanwu.policy.whatif_dates import shifts
from sanwu.policy.whatif_levers import Lever, levers, moved
from sanwu.web.desk.cards import version_title
from sanwu.web.desk.door import page
from sanwu.web.desk.phases import calendar
from sanwu.web.desk.scheme_whatif_effect import PER_PAGE, Effect
from sanwu.web.desk.scheme_whatif_levers import lever_row, lever_rows, offered, subjects
from sanwu.web.desk.scheme_whatif_shifts import shift_lines
from sanwu.web.desk.scheme_whatif_standing import standing
from sanwu.web.ui.paging import by_position, link, number_in

MOST_CAMPAIGNS = 100
MOST_MOVED = 50
LONGEST_VALUE = 40
DATED = frozenset({"phases", "duties"})


@dataclass(frozen=True)
class Tried:
    """A campaign, its scheme, and the values that somebody tries: key → value, only those that differ."""

    campaign: Campaign
    scheme: Scheme
    levers: Mapping[str, Lever]
    values: Mapping[str, str] = field(default_factory=dict)


@page(Ability.VIEW_LEDGER)
def whatif(request: OfficeRequest) -> HttpResponse:
    """`campaign` and `subject` choose, `street` and `from` narrow the list; every other parameter is a value tried."""
    campaigns = list(campaigns_visible_to(request.scope)[:MOST_CAMPAIGNS])
    number = number_in(request.GET, "campaign")
    if number is None and not campaigns:
        return render(request, "desk/scheme_whatif.html", {"campaigns": []})
    campaign = campaign_for(request.scope, number) if number is not None else campaigns[0]
    tried = read_tried(campaign, request.GET)
    about = subjects(tried.scheme, tried.levers, tried.values, request.GET.get("subject", ""))
    here = next((one.key for one in about if one.chosen), "")
    context: dict[str, Any] = {
        "campaigns": campaigns if campaign in campaigns else [campaign, *campaigns],
        "campaign": campaign,
        "version": version_title(campaign.scheme_version),
        "subjects": about,
        "levers": lever_rows(tried.scheme, tried.levers, tried.values, here),
        "kept": [(key, value) for key, value in tried.values.items() if tried.levers[key].subject != here],
        "may_draft": request.scope.may(Ability.DRAFT_SCHEME),
        "client_key": uuid4(),
        "warm": not tried.values and "warm" not in request.GET,
    }
    context |= _effect(request, tried)
    return render(request, "desk/scheme_whatif.html", context)


def read_tried(campaign: Campaign, query: Mapping[str, Any]) -> Tried:
    """What is tried; parameters that are no lever of the scheme mean nothing."""
    scheme = loaded(campaign.scheme_version)
    known = offered(levers(scheme))
    asked = {key: str(query.get(key, ""))[:LONGEST_VALUE] for key in known if query.get(key, "")}
    paths = moved(scheme, asked)
    values = {key: asked[key].strip() for key in asked if known[key].path in paths}
    return Tried(campaign, scheme, known, dict(list(values.items())[:MOST_MOVED]))


def _effect(request: OfficeRequest, tried: Tried) -> dict[str, Any]:
    """What comes of the values; what the scheme says today where none is tried and somebody waits for it."""
    if not tried.values:
        if "warm" not in request.GET:
            return {}
        prepared = prepared_for(tried.campaign, request.scope)
        return {"standing": list(standing(prepared)), "compounds": len(prepared.columns)}
    context: dict[str, Any] = {"moved": _moved(request, tried)}
    if refused := _negative(tried):
        return context | {"problems": refused}
    changed = changed_scheme(tried.campaign.scheme_version, tried.values)
    if changed.scheme is None:
        return context | {"problems": changed.problems}
    return context | _told(request, tried, changed, changed.scheme)


def _negative(tried: Tried) -> list[dict[str, str]]:
    """Numbers below nothing: the format can hold them, but none of these values can be one."""
    rows = [lever_row(tried.scheme, tried.levers[key], value) for key, value in tried.values.items()]
    return [
        {"message": _("“%(what)s”不能小于 0。") % {"what": row.label}, "remedy": _("请改成 0 或更大的数。")}
        for row in rows
        if row.type == "number" and row.value.startswith("-") and not row.was.startswith("-")
    ]


def _told(request: OfficeRequest, tried: Tried, changed: Loaded, scheme: Scheme) -> dict[str, Any]:
    prepared = prepared_for(tried.campaign, request.scope)
    answer = ask(prepared, scheme)
    street = request.GET.get("street", "")
    street = street if len(street) == 12 and street.isascii() and street.isdigit() else ""
    effect = Effect(prepared, answer, tried.campaign, request.scope, number_in(request.GET, "from") or 0, street)
    given = given_on(tried.campaign, calendar(), clock.today())
    listed = effect.compounds()
    return {
        "answered": True,
        "compounds": len(prepared.columns),
        "changing": len(answer.rows),
        "moves": effect.moves(),
        "costs": effect.costs() if any(both.before != both.after for both in answer.costs.values()) else [],
        "priced": len(answer.priced),
        "declared": bool(scheme.estimates),
        "money": effect.money(),
        "streets": [(line, link(request.GET, street=line.href)) for line in effect.streets()],
        "listed": listed,
        "every_street": link(request.GET, street=None),
        "pager": by_position(request.GET, listed.start, listed.total, PER_PAGE),
        "shifts": shift_lines(scheme, shifts(tried.scheme, scheme, given)),
        "dated": any(tried.levers[key].section in DATED for key in tried.values),
        "digest": changed.digest,
    }


def _moved(request: OfficeRequest, tried: Tried) -> list[dict[str, Any]]:
    """The values tried, each with a way to take it back."""
    return [
        {
            "row": lever_row(tried.scheme, tried.levers[key], value),
            "back": link(request.GET, **{key: None, "from": None, "street": None}),
        }
        for key, value in tried.values.items()
    ]
