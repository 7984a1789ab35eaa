"""办理明细: the compounds and other things that one duty, or the duties behind a figure, ask for, done and not done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base import clock
from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for, loaded
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.duties.models import Duty
from sanwu.duties.selectors import duties_visible_to, duty_for, is_about_many, rule_of
from sanwu.duties.things import WHICH, Thing, Things, Which
from sanwu.exchange.duties import applying_of
from sanwu.people.access import OfficeRequest
from sanwu.territory.selectors import full_names
from sanwu.web.desk.board import under_asked
from sanwu.web.desk.door import page
from sanwu.web.desk.duty_lines import due_text, place_names
from sanwu.web.desk.duty_words import state_look
from sanwu.web.desk.figure_rows import board_href
from sanwu.web.ui.outcomes import Look, Text
from sanwu.web.ui.paging import by_position, link, start_in
from sanwu.web.ui.words import count_text, day, joined, title_of

PER_PAGE = 25
WORDS: dict[Which, Text] = {
    "": gettext_lazy("全部"), "done": gettext_lazy("已办"), "open": gettext_lazy("没有办"),
    "undated": gettext_lazy("没有办，期限待定"),
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    label: Text
    count: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class Line:
    """`href` leads to the compound, `duty` to what is asked for of it."""

    name: str
    href: str
    title: str
    duty: str
    place: str
    due: str
    look: Look
    note: str


@page(Ability.VIEW_DUTIES)
def campaign_duties(request: OfficeRequest, number: int) -> HttpResponse:
    """What the duties `?duty=…,…` of a campaign ask for in a division (`under`): the rows of a figure."""
    campaign = campaign_for(request.scope, number, Ability.VIEW_DUTIES)
    known, asked = loaded(campaign.scheme_version).duties, request.GET.get("duty", "").split(",")
    if not all(key in known and known[key].recurs is None for key in asked):
        raise Http404
    under = under_asked(campaign, request)
    low, high = range_of(under)
    rows = duties_visible_to(request.scope).filter(duty__in=asked, division_code__gte=low, division_code__lt=high)
    area = under if under != campaign.division_id else ""
    words = {
        "title": joined(title_of(known[key]) for key in asked),
        "back": (board_href(campaign, area), campaign.name),
        "place": full_names([under]).get(under, ""),
        "several": len(asked) > 1,
    }
    return _page(request, campaign, rows, under, words)


@page(Ability.VIEW_DUTIES)
def duty_compounds(request: OfficeRequest, number: int) -> HttpResponse:
    """All compounds of one duty."""
    row = duty_for(request.scope, number)
    if not is_about_many(row):
        raise Http404
    rows = duties_visible_to(request.scope).filter(pk=row.pk)
    title = title_of(rule_of(row))
    words = {
        "title": title,
        "back": (reverse("duty", args=[row.pk]), title),
        "place": full_names([row.division_code]).get(row.division_code, ""),
        "several": False,
    }
    return _page(request, row.campaign, rows, row.division_code, words)


def _page(
    request: OfficeRequest, campaign: Campaign, rows: QuerySet[Duty], under: str, words: dict[str, Any]
) -> HttpResponse:
    """One page of the list."""
    request.section = "duties"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    query = request.GET
    which = next((one for one in WHICH if one == query.get("state", "")), WHICH[0])
    things = Things(campaign, rows, under, applying_of(campaign))
    counts = things.counts()
    start = start_in(query, counts[which])
    found = things.page(which, start, PER_PAGE, clock.today()) if counts[which] else []
    context = {
        **words,
        "campaign": campaign,
        "choices": [
            Choice(word, count_text(counts[one]), link(query, state=one, **{"from": None}), one == which)
            for one, word in WORDS.items()
        ],
        "lines": _lines(request.scope, campaign, found),
        "pager": by_position(query, start, counts[which], PER_PAGE),
    }
    return render(request, "desk/duty_things.html", context)


def _lines(scope: Scope, campaign: Campaign, found: Sequence[Thing]) -> list[Line]:
    ids = {thing.compound for thing in found if thing.compound}
    known = compounds_visible_to(scope, Ability.VIEW_DUTIES).filter(pk__in=ids)
    names = dict(known.values_list("pk", "name")) if ids else {}
    places = place_names(scope, {thing.code for thing in found})
    return [_line(campaign, thing, names.get(thing.compound, ""), places.get(thing.code, "")) for thing in found]


def _line(campaign: Campaign, thing: Thing, name: str, place: str) -> Line:
    title, duty = title_of(rule_of(thing.row)), reverse("duty", args=[thing.row.pk])
    href = f"{reverse('compound', args=[thing.compound])}?campaign={campaign.pk}" if name else duty
    note = _("%(day)s办结") % {"day": day(thing.done_on)} if thing.done_on else ""
    return Line(name or title, href, title, duty, place, due_text(thing.row), state_look(thing.state), note)
