"""The figures of compounds as they stand now, straight from ledger, verdicts and entries; and as the sums hold them."""

from collections.abc import Sequence
from itertools import groupby

from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.sql import standing_verdicts
from sanwu.indicators import sql
from sanwu.indicators.models import FoldedCompound
from sanwu.indicators.rules import Folded, Said, figures_of, read
from sanwu.policy.completeness import survey_facts

CHUNK = 1000


def standing(campaign: Campaign, compounds: Sequence[int]) -> dict[int, Folded]:
    """What these compounds (by id) add to the sums now; one that is not in the campaign is left out."""
    required = survey_facts(loaded(campaign.scheme_version))
    said = {
        compound: [Said(rule, outcome, missing) for _, rule, outcome, _, missing, _, _ in rows]
        for compound, rows in groupby(standing_verdicts(campaign.pk, compounds), key=lambda row: row[0])
    }
    return {
        compound: Folded(division, figures_of(facts, required, said.get(compound, ())))
        for compound, division, facts in sql.facts_of(campaign.pk, compounds)
    }


def folded(campaign: Campaign, compounds: Sequence[int]) -> dict[int, Folded]:
    """What the sums hold of these compounds."""
    found: dict[int, Folded] = {}
    for start in range(0, len(compounds), CHUNK):
        rows = FoldedCompound.objects.filter(campaign=campaign, compound_id__in=compounds[start : start + CHUNK])
        for compound, division, figures in rows.values_list("compound_id", "division_code", "figures"):
            found[compound] = Folded(division, read(figures))
    return found
