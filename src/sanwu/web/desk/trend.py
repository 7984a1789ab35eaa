"""The figures of a campaign day by day: as lines, and the same numbers as a table beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.campaigns.models import Campaign
from sanwu.indicators.selectors import COMPLETE, COMPOUNDS, Day, Figures
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.bars import RULE, ledger_href
from sanwu.web.ui.outcomes import outcome_look
from sanwu.web.ui.words import day as day_text
from sanwu.web.ui.words import title_of

ROWS = 12


@dataclass(frozen=True)
class TrendValue:
    """`href` leads to the compounds: as they are in the ledger, or as they counted on a day that is over."""

    count: int
    href: str


@dataclass(frozen=True)
class TrendRow:
    day: str
    values: list[TrendValue]


@dataclass(frozen=True)
class Trend:
    """`rows` are the newest first, and `more` were left out: `more_href` is the newest day of these. `chart` is what the
    script draws (dates as YYYY-MM-DD)."""

    heads: list[str]
    rows: list[TrendRow]
    more: int
    more_href: str
    chart: dict[str, Any]


def trend_of(campaign: Campaign, scheme: Scheme, days: Sequence[Day], area: str = "") -> Trend | None:
    """None where there is no day at all: of a post on single compounds nothing is kept. The last day is today."""
    if not days:
        return None
    series = _series(scheme)
    lines = [
        {
            "name": name,
            "tone": tone,
            "points": [[day.day.isoformat(), _value(day.figures, key)] for day in days],
        }
        for name, tone, key, _asked in series
    ]

    def values(day: Day) -> list[TrendValue]:
        return [
            TrendValue(
                _value(day.figures, key),
                ledger_href(campaign, **asked, division=area)
                if day is days[-1]
                else day_href(campaign, day.day, key, area),
            )
            for _name, _tone, key, asked in series
        ]

    newest = list(reversed(days))
    rows = [TrendRow(_day(day.day), values(day)) for day in newest[:ROWS]]
    more_href = day_href(campaign, newest[ROWS].day, COMPOUNDS, area) if len(days) > ROWS else ""
    return Trend([name for name, *_ in series], rows, len(days) - len(rows), more_href, {"lines": lines})


def day_href(campaign: Campaign, day: date, figure: str, area: str) -> str:
    """The compounds behind a figure at the end of a day that is over."""
    query = {"figure": figure} | ({"under": area} if area else {})
    return f"{reverse('campaign_day', args=[campaign.pk, day.isoformat()])}?{urlencode(query)}"


def _series(scheme: Scheme) -> list[tuple[str, str, str, dict[str, str]]]:
    """(name, tone, figure, what to ask the ledger for) of every line."""
    found: list[tuple[str, str, str, dict[str, str]]] = [(_("小区总数"), "info", COMPOUNDS, {})]
    if survey_facts(scheme):
        found.append((_("资料填齐"), "good", COMPLETE, {"complete": "yes"}))
    for rule in list(scheme.conditions.values())[:1]:
        found.append(
            (title_of(rule), outcome_look("yes", rule.polarity).tone, f"{rule.id}=yes", {RULE + rule.id: "yes"})
        )
        found.append((_("待核实"), "wait", f"{rule.id}=unknown", {RULE + rule.id: "unknown"}))
    return found


def _value(figures: Figures, key: str) -> int:
    return figures.counts.get(key, 0)


def _day(day: date) -> str:
    return day_text(day)
