"""行动的进展: phases and their gates, the funnel, outcomes by area, the trend; every figure leads to its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.codes import range_of
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for, loaded
from sanwu.decisions.selectors import behind
from sanwu.indicators.selectors import Figures, Reading, gate_results, place_and_below
from sanwu.people.access import OfficeRequest
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_rules import Condition
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.bars import RULE, Bar, condition_bar, decision_bar, ledger_href
from sanwu.web.desk.board_areas import area_table
from sanwu.web.desk.board_gates import gate_lines, gate_summary
from sanwu.web.desk.cards import area_of, may_import, version_title
from sanwu.web.desk.door import page
from sanwu.web.desk.figure_rows import judged_href, late_href, work_href
from sanwu.web.desk.funnel import funnel
from sanwu.web.desk.happened import Told, happened
from sanwu.web.desk.phases import phase_lines
from sanwu.web.desk.trend import Trend, trend_of
from sanwu.web.ui.charts import share
from sanwu.web.ui.outcomes import Text, outcome_look
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
class MissingLine:
    title: str
    count: int
    href: str


@page(Ability.VIEW_LEDGER)
def campaign(request: OfficeRequest, number: int) -> HttpResponse:
    """The board; `under` is the division that is looked at, the campaign's own unless it lies inside that."""
    campaign = campaign_for(request.scope, number)
    scheme = loaded(campaign.scheme_version)
    here, below = place_and_below(under_asked(campaign, request))
    area = here.code if here.code != campaign.division_id else ""
    today = clock.today()
    reading = Reading(campaign, request.scope)
    areas = reading.by_division(here.code, [place.code for place in below])
    figures = reading.figures(here.code)
    told = happened(campaign, request.scope, here.code, today)
    gates = gate_results(scheme, figures, told.tallies)
    phases = phase_lines(campaign, today)
    context = {
        "campaign": campaign,
        "place": campaign.division.name + (f" · {here.name}" if area else ""),
        "scheme": version_title(campaign.scheme_version),
        "today": today,
        "phases": phases,
        "gates": gate_lines(campaign, gates, phases, area),
        "gate_summary": gate_summary(gates),
        "behind": figures.behind or behind(campaign),
        "may_import": may_import(request.scope, campaign),
        "may_lists": request.scope.may(Ability.VIEW_DUTIES),
        "total": figures.compounds,
        "bars": _bars(campaign, scheme, figures, area),
        "tiles": [*_tiles(campaign, scheme, figures, area), *_late(campaign, told, area)],
        "funnel": funnel(campaign, scheme, figures, told.tallies, area),
        "missing": _missing(campaign, scheme, figures, area),
        "work_href": work_href(campaign, area),
        "trend": _trend(campaign, scheme, reading, here.code, area) if figures.compounds else None,
        **area_table(campaign, scheme, areas, here, below),
    }
    return render(request, "desk/campaign.html", context)


def under_asked(campaign: Campaign, request: OfficeRequest) -> str:
    """The division that is asked for, if it lies in the campaign's; else where this person works."""
    asked = request.GET.get("under", "")
    low, high = range_of(campaign.division_id)
    if len(asked) == 12 and asked.isascii() and asked.isdigit() and low <= asked < high:
        return asked
    return area_of(request, campaign)


def _trend(campaign: Campaign, scheme: Scheme, reading: Reading, under: str, area: str) -> Trend | None:
    return trend_of(campaign, scheme, reading.trend(clock.today(), under), area)


def _bars(campaign: Campaign, scheme: Scheme, figures: Figures, area: str) -> list[Bar]:
    filters: Mapping[str, Any] = {"division": area}
    bars = [condition_bar(campaign, rule, figures.outcomes(rule.id), filters) for rule in scheme.conditions.values()]
    return bars + [
        decision_bar(campaign, rule, figures.outcomes(rule.id), filters) for rule in scheme.decisions.values()
    ]


def _tiles(campaign: Campaign, scheme: Scheme, figures: Figures, area: str) -> list[Tile]:
    """All compounds, the outcomes of the first condition that somebody has to act on, how many are settled, how full
    the files are."""
    total = figures.compounds
    tiles = [Tile(_("小区总数"), count_text(total), "info", _("个"), "", ledger_href(campaign, division=area))]
    for rule in list(scheme.conditions.values())[:1]:
        tiles += _rule_tiles(campaign, rule, figures, area)
    if required := len(survey_facts(scheme)):
        note = _("%(n)s 个小区 %(required)s 项全部填齐") % {"n": count_text(figures.complete), "required": required}
        tiles.append(
            Tile(_("资料完整度"), share(figures.filled, total * required), "info", "", note, work_href(campaign, area))
        )
    return tiles


def _late(campaign: Campaign, told: Told, area: str) -> list[Tile]:
    """Duties that are overdue or silent, for those who see duties."""
    if not told.sees_duties:
        return []
    note = _("%(n)s 项快到期") % {"n": count_text(told.soon)}
    tone = "bad" if told.late else "good"
    return [Tile(_("逾期事项"), count_text(told.late), tone, _("项"), note, late_href(campaign, area))]


def _rule_tiles(campaign: Campaign, rule: Condition, figures: Figures, area: str) -> list[Tile]:
    tiles = []
    for outcome, label in (("yes", title_of(rule)), ("unknown", _("待核实"))):
        count = figures.outcome(rule.id, outcome)
        href = ledger_href(campaign, **{RULE + rule.id: outcome, "division": area})
        note = _("占 %(share)s") % {"share": share(count, figures.compounds)}
        tone = outcome_look(outcome, rule.polarity).tone
        tiles.append(Tile(label, count_text(count), tone, _("个"), note, href))
    settled = figures.judged(rule.id)
    tiles.append(
        Tile(
            _("已有结论"), share(settled, figures.compounds), "good", "", _("%(n)s 个") % {"n": count_text(settled)},
            judged_href(campaign, rule.id, area),
        )
    )  # fmt: skip
    return tiles


def _missing(campaign: Campaign, scheme: Scheme, figures: Figures, area: str) -> list[MissingLine]:
    known = scheme.dictionary.facts
    found = [(known[fact], count) for fact, count in figures.missing().items() if fact in known][:MISSING_SHOWN]
    return [
        MissingLine(title_of(fact), count, ledger_href(campaign, missing=fact.id, division=area))
        for fact, count in found
    ]
