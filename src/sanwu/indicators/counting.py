"""The figures of compounds as they stand now, straight from ledger, verdicts and entries; and as the sums hold them."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.sql import verdicts_in_force
from sanwu.indicators import sql
from sanwu.indicators.models import FoldedCompound
from sanwu.indicators.rules import Folded, Said, figures_of, read
from sanwu.policy.completeness import survey_facts

CHUNK = 1000


def standing(campaign: Campaign, compounds: Sequence[int]) -> dict[int, Folded]:
    """What these compounds (by id) add to the sums now; one that is not in the campaign is left out."""
    return _counted(campaign, compounds, sql.facts_of(campaign.pk, compounds))


def tail(campaign: Campaign, since: sql.Head, limit: int) -> tuple[dict[int, Folded], dict[int, Folded]] | None:
    """What the sums hold of the compounds that were written to since, and what they add now; None for too many."""
    rows = sql.tail(campaign.pk, since, limit + 1)
    if len(rows) > limit:
        return None
    before = {
        row.compound: Folded(row.folded_division, read(row.folded_figures)) for row in rows if row.folded_division
    }
    here = [(row.compound, row.division, row.facts) for row in rows if row.division]
    return before, _counted(campaign, [compound for compound, _, _ in here], here)


def _counted(
    campaign: Campaign, compounds: Sequence[int], rows: Iterable[tuple[int, str, dict[str, Any]]]
) -> dict[int, Folded]:
    required = survey_facts(loaded(campaign.scheme_version))
    said = {
        compound: [Said(*said) for _, *said in verdicts]
        for compound, verdicts in groupby(verdicts_in_force(campaign.pk, compounds), key=lambda row: row[0])
    }
    return {
        compound: Folded(division, figures_of(facts, required, said.get(compound, ())))
        for compound, division, facts in rows
    }


def folded(campaign: Campaign, compounds: Sequence[int]) -> dict[int, Folded]:
    """What the sums hold of these compounds."""
    found: dict[int, Folded] = {}
    for start in range(0, len(compounds), CHUNK):
        rows = FoldedCompound.objects.filter(campaign=campaign, compound_id__in=compounds[start : start + CHUNK])
        for compound, division, figures in rows.values_list("compound_id", "division_code", "figures"):
            found[compound] = Folded(division, read(figures))
    return found
