"""The board's table by division: the figures of each one right below, the way down and up, and the rows behind them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.campaigns.models import Campaign
from sanwu.indicators.selectors import Area
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_rules import Condition
from sanwu.policy.model_scheme import Scheme
from sanwu.territory.enums import Level
from sanwu.territory.models import Division
from sanwu.web.desk.bars import RULE, ledger_href
from sanwu.web.ui.charts import Part, share
from sanwu.web.ui.outcomes import LABELS, ORDER, Text, outcome_look
from sanwu.web.ui.words import title_of


@dataclass(frozen=True)
class AreaCell:
    label: Text
    count: int
    href: str


@dataclass(frozen=True)
class AreaLine:
    name: str
    href: str
    cells: list[AreaCell]
    complete: str
    complete_href: str
    parts: list[Part]


def area_table(
    campaign: Campaign, scheme: Scheme, areas: Sequence[Area], here: Division, below: Iterable[Division]
) -> dict[str, Any]:
    """The table of the first rule for the divisions right below `here`."""
    rule = next(iter(scheme.conditions.values()), None)
    if rule is None:
        return {"areas": [], "area_heads": [], "area_rule": None, "area_up": "", "area_name": ""}
    places = {place.code: place for place in below}
    required = len(survey_facts(scheme))
    shown = [outcome for outcome in ORDER if any(area.figures.outcome(rule.id, outcome) for area in areas)]
    return {
        "areas": [_line(campaign, rule, area, places, here, (shown, required)) for area in areas],
        "area_heads": [LABELS[outcome] for outcome in shown],
        "area_rule": {"title": title_of(rule)},
        "area_required": required,
        "area_up": _up(campaign, here),
        "area_name": next((place.get_level_display() for place in places.values()), _("区划")),
    }


def _line(
    campaign: Campaign, rule: Condition, area: Area, places: Mapping[str, Division], here: Division,
    columns: tuple[list[str], int],
) -> AreaLine:  # fmt: skip
    shown, required = columns
    figures, place = area.figures, places.get(area.code)
    # Compounds whose finer division is not known yet are counted under the division itself.
    name = place.name if place else _("%(place)s（未分到下级）") % {"place": here.name}
    where = {"division": place.code} if place else {"unplaced": here.code}
    cells = [AreaCell(_("小区"), figures.compounds, ledger_href(campaign, **where))]
    cells += [
        AreaCell(
            LABELS[outcome],
            figures.outcome(rule.id, outcome),
            ledger_href(campaign, **{RULE + rule.id: outcome}, **where),
        )
        for outcome in shown
    ]
    parts = [
        Part(LABELS[outcome], figures.outcome(rule.id, outcome), outcome_look(outcome, rule.polarity).tone)
        for outcome in ORDER
    ]
    complete = share(figures.filled, figures.compounds * required) if required else ""
    unfilled = ledger_href(campaign, complete="no" if figures.complete < figures.compounds else "yes", **where)
    return AreaLine(name, _down(campaign, place), cells, complete, unfilled, parts)


def _down(campaign: Campaign, place: Division | None) -> str:
    """One level down; from a street to its communities, and from a community to its rows."""
    if place is None:
        return ""
    if place.level == Level.COMMUNITY:
        return ledger_href(campaign, division=place.code)
    return f"{reverse('campaign', args=[campaign.pk])}?under={place.code}"


def _up(campaign: Campaign, here: Division) -> str:
    if here.code == campaign.division_id or here.parent_id is None:
        return ""
    board = reverse("campaign", args=[campaign.pk])
    return board if here.parent_id == campaign.division_id else f"{board}?under={here.parent_id}"
