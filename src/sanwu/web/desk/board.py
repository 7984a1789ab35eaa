"""行动的进展: counts by outcome and area, what is missing most, completeness, phases; every figure leads to its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.selectors import AreaCounts, behind, counts, counts_by_area, missing_most
from sanwu.people.access import OfficeRequest
from sanwu.policy.model_rules import Condition
from sanwu.policy.model_scheme import Scheme
from sanwu.territory.enums import Level
from sanwu.territory.models import Division
from sanwu.territory.selectors import children, division
from sanwu.web.desk.bars import RULE, Bar, condition_bar, decision_bar, ledger_href
from sanwu.web.desk.cards import area_of, campaign_here, may_import, version_title
from sanwu.web.desk.door import page
from sanwu.web.desk.phases import phase_lines
from sanwu.web.ui.charts import Part, share
from sanwu.web.ui.outcomes import LABELS, ORDER, Text, outcome_look
from sanwu.web.ui.words import count_text, title_of

MISSING_SHOWN = 8


@dataclass(frozen=True)
class Tile:
    label: Text
    value: str
    tone: str
    unit: Text = ""
    note: Text = ""
    href: str = ""


@dataclass(frozen=True)
class AreaCell:
    count: int
    href: str


@dataclass(frozen=True)
class AreaLine:
    name: str
    href: str
    cells: list[AreaCell]
    parts: list[Part]


@dataclass(frozen=True)
class MissingLine:
    title: str
    count: int
    href: str


@page(Ability.VIEW_LEDGER)
def campaign(request: OfficeRequest, number: int) -> HttpResponse:
    """The board; `under` is the division that is looked at, the campaign's own unless it lies inside that."""
    campaign = campaign_here(request.scope, number)
    scheme = loaded(campaign.scheme_version)
    under = _under(campaign, request)
    here = division(under)
    area = under if under != campaign.division_id else ""
    found = counts(campaign, scope=request.scope, under=area or None)
    bars = _bars(campaign, scheme, found, area)
    total = _total(found)
    context = {
        "campaign": campaign,
        "place": campaign.division.name + (f" · {here.name}" if here.code != campaign.division_id else ""),
        "scheme": version_title(campaign.scheme_version),
        "phases": phase_lines(campaign, clock.today()),
        "behind": behind(campaign),
        "may_import": may_import(request.scope, campaign),
        "total": total,
        "bars": bars,
        "tiles": _tiles(campaign, scheme, found, total, area),
        "missing": _missing(campaign, request.scope, area),
        **_areas(campaign, scheme, request.scope, here),
    }
    return render(request, "desk/campaign.html", context)


def _under(campaign: Campaign, request: OfficeRequest) -> str:
    """The division that is asked for, if it lies in the campaign's; else where this person works."""
    asked = request.GET.get("under", "")
    low, high = range_of(campaign.division_id)
    if len(asked) == 12 and asked.isascii() and asked.isdigit() and low <= asked < high:
        return asked
    return area_of(request, campaign)


def _total(found: Mapping[str, Mapping[str, Mapping[str, int]]]) -> int:
    """How many compounds were judged: the same for every rule."""
    return max((sum(row.values()) for rules in found.values() for row in rules.values()), default=0)


def _bars(campaign: Campaign, scheme: Scheme, found: Mapping[str, Any], area: str) -> list[Bar]:
    filters = {"division": area}
    bars = [condition_bar(campaign, scheme.conditions[name], row, filters) for name, row in found["conditions"].items()]
    return bars + [
        decision_bar(campaign, scheme.decisions[name], row, filters) for name, row in found["decisions"].items()
    ]


def _tiles(campaign: Campaign, scheme: Scheme, found: Mapping[str, Any], total: int, area: str) -> list[Tile]:
    """All compounds, then the outcomes of the first condition that somebody has to act on, then how many are settled."""
    tiles = [Tile(_("小区总数"), count_text(total), "info", _("个"), "", ledger_href(campaign, division=area))]
    for name, row in list(found["conditions"].items())[:1]:
        condition = scheme.conditions[name]
        for outcome, label in (("yes", title_of(condition)), ("unknown", _("待核实"))):
            href = ledger_href(campaign, **{RULE + name: outcome, "division": area})
            note = _("占 %(share)s") % {"share": share(row[outcome], total)}
            tone = outcome_look(outcome, condition.polarity).tone
            tiles.append(Tile(label, count_text(row[outcome]), tone, _("个"), note, href))
        settled = total - row["unknown"]
        tiles.append(Tile(_("已有结论"), share(settled, total), "good", "", _("%(n)s 个") % {"n": count_text(settled)}))
    return tiles


def _missing(campaign: Campaign, scope: Scope, area: str) -> list[MissingLine]:
    found = missing_most(campaign, scope=scope, under=area or None)[:MISSING_SHOWN]
    return [
        MissingLine(title_of(item.fact), item.count, ledger_href(campaign, missing=item.fact.id, division=area))
        for item in found
    ]


def _areas(campaign: Campaign, scheme: Scheme, scope: Scope, here: Division) -> dict[str, Any]:
    """The table by division of the first rule, with the way down and up."""
    rule = next(iter(scheme.conditions.values()), None)
    if rule is None:
        return {"areas": [], "area_heads": [], "area_rule": None, "area_up": "", "area_name": ""}
    rows = counts_by_area(campaign, rule.id, here.code, scope=scope)
    places = {place.code: place for place in children(here.code)}
    lines = [_area_line(campaign, rule, row, places, here) for row in rows]
    return {
        "areas": lines,
        "area_heads": [LABELS[outcome] for outcome in ORDER],
        "area_rule": {"title": title_of(rule)},
        "area_up": _up(campaign, here),
        "area_name": _level_below(places.values()),
    }


def _area_line(
    campaign: Campaign, rule: Condition, row: AreaCounts, places: Mapping[str, Division], here: Division
) -> AreaLine:
    place = places.get(row.code)
    # Compounds whose finer division is not known yet are counted under the division itself.
    name = place.name if place else _("%(place)s（未分到下级）") % {"place": here.name}
    cells = [AreaCell(row.counts.get(outcome, 0), _rows_href(campaign, rule, outcome, place)) for outcome in ORDER]
    parts = [
        Part(LABELS[outcome], row.counts.get(outcome, 0), outcome_look(outcome, rule.polarity).tone)
        for outcome in ORDER
    ]
    down = (
        f"{reverse('campaign', args=[campaign.pk])}?under={row.code}"
        if place and place.level != Level.COMMUNITY
        else ""
    )
    return AreaLine(name, down, cells, parts)


def _rows_href(campaign: Campaign, rule: Condition, outcome: str, place: Division | None) -> str:
    """The rows behind a figure; the ledger cannot be asked for "in this division, but in none below it"."""
    return ledger_href(campaign, **{RULE + rule.id: outcome, "division": place.code}) if place else ""


def _up(campaign: Campaign, here: Division) -> str:
    if here.code == campaign.division_id or here.parent_id is None:
        return ""
    board = reverse("campaign", args=[campaign.pk])
    return board if here.parent_id == campaign.division_id else f"{board}?under={here.parent_id}"


def _level_below(places: Iterable[Division]) -> str:
    return next((place.get_level_display() for place in places), _("区划"))
