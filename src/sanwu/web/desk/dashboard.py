"""总览: all campaigns that a person may see, side by side; and the same for a large screen on a wall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaigns_visible_to, loaded
from sanwu.duties.enums import DutyState
from sanwu.duties.selectors import due_counts
from sanwu.indicators.selectors import Figures, overview
from sanwu.people.access import OfficeRequest
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_rules import Condition
from sanwu.territory.selectors import full_names
from sanwu.web.desk.bars import RULE, ledger_href
from sanwu.web.desk.board import Tile
from sanwu.web.desk.cards import version_title
from sanwu.web.desk.door import page
from sanwu.web.desk.figure_rows import work_href
from sanwu.web.desk.phases import PhaseLine, current_phase
from sanwu.web.ui.charts import Part, share
from sanwu.web.ui.outcomes import LABELS, ORDER, outcome_look
from sanwu.web.ui.words import count_text

SHOWN = 50
TABLE = "#every-campaign"


@dataclass(frozen=True)
class Figure:
    """One number with the rows behind it."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class CampaignLine:
    name: str
    place: str
    scheme: str
    href: str
    screen: str
    phase: PhaseLine | None
    compounds: Figure
    objects: Figure
    unknown: Figure
    complete: Figure
    parts: list[Part]


@page(Ability.VIEW_LEDGER)
def dashboard(request: OfficeRequest) -> HttpResponse:
    """A line for each campaign, newest first, and the sum of them."""
    campaigns = list(campaigns_visible_to(request.scope).order_by("-id")[:SHOWN])
    found = overview(campaigns, request.scope)
    places = full_names([campaign.division_id for campaign in campaigns])
    context = {
        "today": clock.today(),
        "tiles": [*_tiles(campaigns, found), *_duties(request.scope)],
        "lines": [_line(campaign, found[campaign.pk], places) for campaign in campaigns],
        "shown": SHOWN if len(campaigns) == SHOWN else 0,
        "behind": any(figures.behind for figures in found.values()),
        "may_open": request.scope.may(Ability.OPEN_CAMPAIGN),
    }
    return render(request, "desk/dashboard.html", context)


def first_rule(campaign: Campaign) -> Condition | None:
    """The condition that says whether a compound is an object of the campaign."""
    return next(iter(loaded(campaign.scheme_version).conditions.values()), None)


def to_work_on(rule: Condition) -> str:
    """The outcome of those that something has to be done about: that have the lack, or lack the achievement."""
    return "yes" if rule.polarity == "deficit" else "no"


def _tiles(campaigns: Sequence[Campaign], found: Mapping[int, Figures]) -> list[Tile]:
    """Sums over campaigns; a compound that is in two of them counts in both, and the label says so."""
    objects = unknown = 0
    for campaign in campaigns:
        if rule := first_rule(campaign):
            objects += found[campaign.pk].outcome(rule.id, to_work_on(rule))
            unknown += found[campaign.pk].outcome(rule.id, "unknown")
    entered = sum(figures.compounds for figures in found.values())
    note = _("在几次行动里的，每次都算") if len(campaigns) > 1 else ""
    rows = _rows_of_sums(campaigns)
    return [
        Tile(_("行动"), count_text(len(campaigns)), "info", _("次"), "", reverse("campaigns")),
        Tile(_("列入的小区"), count_text(entered), "info", _("个"), note, rows[0]),
        Tile(
            _("要整治的"), count_text(objects), "bad", _("个"), _("占 %(share)s") % {"share": share(objects, entered)},
            rows[1],
        ),
        Tile(
            _("待核实"), count_text(unknown), "wait", _("个"), _("占 %(share)s") % {"share": share(unknown, entered)},
            rows[2],
        ),
    ]  # fmt: skip


def _rows_of_sums(campaigns: Sequence[Campaign]) -> tuple[str, str, str]:
    """Where the rows are of compounds, of what is to be worked on, of what is unknown: in the ledger of the one campaign;
    of several no ledger holds them all, but the table below has each campaign's own figures."""
    rule = first_rule(campaigns[0]) if len(campaigns) == 1 else None
    if rule is None:
        return (TABLE,) * 3
    ledger = campaigns[0]
    asked = (to_work_on(rule), "unknown")
    found = [ledger_href(ledger, **{RULE + rule.id: outcome}) for outcome in asked]
    return ledger_href(ledger), found[0], found[1]


def _duties(scope: Scope) -> list[Tile]:
    """Duties of all campaigns that are overdue or silent, for those who see duties."""
    if not scope.may(Ability.VIEW_DUTIES):
        return []
    found = due_counts(scope, clock.today())
    late = found[DutyState.OVERDUE] + found[DutyState.SILENT]
    note = _("%(n)s 项快到期") % {"n": count_text(found[DutyState.SOON] + found[DutyState.AMBER])}
    href = f"{reverse('duties')}?state={DutyState.OVERDUE.value}"
    return [Tile(_("逾期事项"), count_text(late), "bad" if late else "good", _("项"), note, href)]


def _line(campaign: Campaign, figures: Figures, places: Mapping[str, str]) -> CampaignLine:
    rule = first_rule(campaign)
    required = len(survey_facts(loaded(campaign.scheme_version)))
    parts = []
    if rule:
        parts = [
            Part(LABELS[outcome], figures.outcome(rule.id, outcome), outcome_look(outcome, rule.polarity).tone)
            for outcome in ORDER
        ]
    return CampaignLine(
        campaign.name,
        places[campaign.division_id],
        version_title(campaign.scheme_version),
        reverse("campaign", args=[campaign.pk]),
        reverse("screen", args=[campaign.pk]),
        current_phase(campaign, clock.today()),
        Figure(count_text(figures.compounds), ledger_href(campaign)),
        _figure(campaign, rule, figures, to_work_on(rule) if rule else ""),
        _figure(campaign, rule, figures, "unknown"),
        Figure(share(figures.filled, figures.compounds * required), work_href(campaign, ""))
        if required
        else Figure("—"),
        parts,
    )


def _figure(campaign: Campaign, rule: Condition | None, figures: Figures, outcome: str) -> Figure:
    if rule is None:
        return Figure("—")
    count = figures.outcome(rule.id, outcome)
    return Figure(count_text(count), ledger_href(campaign, **{RULE + rule.id: outcome}) if count else "")
