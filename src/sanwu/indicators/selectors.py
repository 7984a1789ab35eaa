"""Questions about figures: of a division, of those right below it, and since the start; always within a scope."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from sanwu.base.scope import Scope
from sanwu.campaigns.models import Campaign
from sanwu.indicators import sql
from sanwu.indicators.figures import Area, Day, Figures
from sanwu.indicators.gates import GateResult, Tested, gate_results
from sanwu.indicators.measured import SURVEYED, Measured, Tally, measured
from sanwu.indicators.models import DivisionSum
from sanwu.indicators.named import Counted, DayList
from sanwu.indicators.reading import Kept, Reading
from sanwu.indicators.rules import COMPLETE, COMPOUNDS
from sanwu.territory.models import Division

__all__ = [
    "COMPLETE", "COMPOUNDS", "SURVEYED", "Area", "Counted", "Day", "DayList", "Figures", "GateResult", "Measured", "Reading", "Tally", "Tested", "by_division", "figures",
    "gate_results", "measured", "overview", "place_and_below", "trend",
]  # fmt: skip


def figures(campaign: Campaign, scope: Scope, under: str | None = None) -> Figures:
    """The figures of a campaign as far as the scope sees it, or of what lies under a division of it."""
    return Reading(campaign, scope).figures(under)


def by_division(campaign: Campaign, scope: Scope, parent: str, codes: Iterable[str] | None = None) -> list[Area]:
    """The figures of each division right below `parent`; see `Reading.by_division`."""
    return Reading(campaign, scope).by_division(parent, codes)


def trend(campaign: Campaign, scope: Scope, on: date, under: str | None = None) -> list[Day]:
    """The figures since the start; see `Reading.trend`."""
    return Reading(campaign, scope).trend(on, under)


def overview(campaigns: Sequence[Campaign], scope: Scope) -> dict[int, Figures]:
    """The figures of several campaigns, by id, in two queries as long as nothing waits to be folded."""
    wanted = {campaign.pk: Reading(campaign, scope).whole() for campaign in campaigns}
    rows = DivisionSum.objects.filter(campaign__in=wanted, prefix__in=set().union(*wanted.values()))
    sums: dict[int, dict[str, dict[str, int]]] = {}
    for pk, prefix, counts in rows.values_list("campaign_id", "prefix", "counts"):
        sums.setdefault(pk, {})[prefix] = counts
    since = sql.since(list(wanted))
    return {
        campaign.pk: Reading(campaign, scope, Kept(since[campaign.pk], sums.get(campaign.pk, {}))).figures()
        for campaign in campaigns
    }


def place_and_below(code: str) -> tuple[Division, list[Division]]:
    """A division and the open ones right below it, in one query; Division.DoesNotExist where there is none."""
    rows = list(Division.objects.filter(Q(code=code) | Q(parent_id=code, valid_to=None)))
    here = next((row for row in rows if row.code == code), None)
    if here is None:
        raise Division.DoesNotExist
    return here, [row for row in rows if row is not here]
