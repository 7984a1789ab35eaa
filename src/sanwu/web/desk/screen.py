"""大屏: one campaign on a wall, readable from five metres, renewed every minute; figures of places, never of people."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for, loaded
from sanwu.indicators.selectors import Area, Figures, Reading, place_and_below
from sanwu.people.access import OfficeRequest
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_scheme import Scheme
from sanwu.territory.models import Division
from sanwu.web.desk.bars import RULE, ledger_href
from sanwu.web.desk.cards import area_of
from sanwu.web.desk.door import page
from sanwu.web.desk.figure_rows import judged_href, late_href, states_href, work_href
from sanwu.web.desk.funnel import Step, funnel
from sanwu.web.desk.happened import STATES, Told, happened
from sanwu.web.desk.phases import phase_lines
from sanwu.web.desk.screen_map import thumbnail
from sanwu.web.desk.trend import trend_of
from sanwu.web.ui.charts import Part, share
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import count_text, title_of

PLACES_SHOWN = 10
STEPS_SHOWN = 7


@dataclass(frozen=True)
class Big:
    label: Text
    value: str
    tone: str
    href: str = ""


@dataclass(frozen=True)
class Place:
    """A division in the order of how far its work has come, as the plan asks for it."""

    rank: int
    name: str
    href: str
    share: str
    note: str
    parts: list[Part]


@page(Ability.VIEW_LEDGER)
def screen(request: OfficeRequest, number: int) -> HttpResponse:
    """The whole page."""
    campaign = campaign_for(request.scope, number)
    return render(request, "desk/screen.html", {"campaign": campaign, **_shown(request, campaign)})


@page(Ability.VIEW_LEDGER)
def screen_part(request: OfficeRequest, number: int) -> HttpResponse:
    """What is renewed every minute."""
    campaign = campaign_for(request.scope, number)
    return render(request, "desk/screen_part.html", {"campaign": campaign, **_shown(request, campaign)})


def _shown(request: OfficeRequest, campaign: Campaign) -> dict[str, object]:
    scheme = loaded(campaign.scheme_version)
    here, below = place_and_below(area_of(request, campaign))
    reading = Reading(campaign, request.scope)
    areas = reading.by_division(here.code, [place.code for place in below])
    figures = reading.figures(here.code)
    told = happened(campaign, request.scope, here.code, clock.today())
    area = here.code if here.code != campaign.division_id else ""
    steps = funnel(campaign, scheme, figures, told.tallies, area)
    return {
        "place": here.name,
        "now": clock.now(),
        "behind": figures.behind,
        "bigs": _bigs(campaign, scheme, figures, area),
        "steps": _steps(steps),
        "places": _places(campaign, scheme, areas, below),
        "map": thumbnail(campaign, here, below, _shares(scheme, areas)),
        "phases": phase_lines(campaign, clock.today()),
        "trend": trend_of(campaign, scheme, reading.trend(clock.today(), here.code), area),
        "duties": _duties(campaign, told, area),
    }


def _duties(campaign: Campaign, told: Told, area: str) -> list[Big]:
    """How many duties are late, press, and are done; nothing for posts that see no duties."""
    if not told.sees_duties:
        return []
    return [
        Big(_("已逾期"), count_text(told.late), "bad", late_href(campaign, area)),
        Big(_("快到期"), count_text(told.soon), "wait", states_href(campaign, area, STATES["soon"])),
        Big(_("已办结"), count_text(told.done), "good", states_href(campaign, area, STATES["finished"])),
    ]


def _steps(steps: Sequence[Step]) -> list[Step]:
    """What is known first, then as many later steps as there is room for."""
    return list(steps[:STEPS_SHOWN])


def _bigs(campaign: Campaign, scheme: Scheme, figures: Figures, area: str) -> list[Big]:
    found = [Big(_("小区总数"), count_text(figures.compounds), "info", ledger_href(campaign, division=area))]
    for rule in list(scheme.conditions.values())[:1]:
        for outcome, label, tone in (("yes", title_of(rule), "bad"), ("unknown", _("待核实"), "wait")):
            href = ledger_href(campaign, **{RULE + rule.id: outcome}, division=area)
            found.append(Big(label, count_text(figures.outcome(rule.id, outcome)), tone, href))
        settled = share(figures.judged(rule.id), figures.compounds)
        found.append(Big(_("已有结论"), settled, "good", judged_href(campaign, rule.id, area)))
    if required := len(survey_facts(scheme)):
        filled = share(figures.filled, figures.compounds * required)
        found.append(Big(_("资料完整度"), filled, "info", work_href(campaign, area)))
    return found


def _shares(scheme: Scheme, areas: Sequence[Area]) -> dict[str, float]:
    """{division: which share of its compounds is judged}."""
    rule = next(iter(scheme.conditions.values()), None)
    return {area.code: area.figures.judged(rule.id) / area.figures.compounds for area in areas} if rule else {}


def _places(campaign: Campaign, scheme: Scheme, areas: Sequence[Area], below: Sequence[Division]) -> list[Place]:
    """Divisions by the share of compounds that are judged, which is what the plan asks of them first; of equal ones the
    fuller files come first. Compounds in no division below are left out: nobody answers for them alone."""
    rule = next(iter(scheme.conditions.values()), None)
    names = {place.code: place.name for place in below}
    required = len(survey_facts(scheme))
    known = [area for area in areas if area.code in names and area.figures.compounds]

    def order(area: Area) -> tuple[float, float, str]:
        figures = area.figures
        judged = figures.judged(rule.id) / figures.compounds if rule else 0
        filled = figures.filled / (figures.compounds * required) if required else 0
        return (-judged, -filled, area.code)

    found = []
    for rank, area in enumerate(sorted(known, key=order)[:PLACES_SHOWN], 1):
        figures = area.figures
        judged = figures.judged(rule.id) if rule else 0
        parts = [Part(_("已有结论"), judged, "good"), Part(_("待核实"), figures.compounds - judged, "wait")]
        note = _("%(done)s / %(all)s") % {"done": count_text(judged), "all": count_text(figures.compounds)}
        href = judged_href(campaign, rule.id, area.code) if rule else ledger_href(campaign, division=area.code)
        found.append(Place(rank, names[area.code], href, share(judged, figures.compounds), note, parts))
    return found
