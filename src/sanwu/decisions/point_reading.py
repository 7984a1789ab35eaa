"""Reading what the map draws: places of compounds, who changed since, and the outcomes of a rule, as columns."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from django.db.models import FloatField, Q
from django.db.models.functions import Cast
from numpy.typing import NDArray

from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.models import Verdict
from sanwu.ledger.models import LedgerEntry
from sanwu.policy.outcomes import Outcome
from sanwu.render.mapgrid import Whole

IDS_AT_ONCE = 500


class Columns(NamedTuple):
    ids: Whole
    divisions: Whole
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]


def read_columns(campaign: Campaign, which: Q | None = None) -> Columns:
    """What is stored of the compounds of a campaign."""
    rows = (
        LedgerEntry.objects.filter(which or Q(), compound__entries__campaign=campaign, compound__entries__left_on=None)
        .order_by()
        .annotate(lon=Cast("compound__longitude", FloatField()), lat=Cast("compound__latitude", FloatField()))
        .values_list("compound_id", "division_code", "lon", "lat")
    )
    found = list(rows.iterator(chunk_size=5000))
    ids, divisions, longitude, latitude = zip(*found, strict=True) if found else ((), (), (), ())
    return Columns(
        np.array(ids, np.int64),
        np.array([int(code) for code in divisions], np.int64),
        np.array([np.nan if number is None else number for number in longitude], np.float64),
        np.array([np.nan if number is None else number for number in latitude], np.float64),
    )


def read_some(campaign: Campaign, compounds: Sequence[int]) -> list[Columns]:
    """The same of some compounds only."""
    return [
        read_columns(campaign, Q(pk__in=compounds[start : start + IDS_AT_ONCE]))
        for start in range(0, len(compounds), IDS_AT_ONCE)
    ]


def outcomes_of_some(campaign: Campaign, rule: str, compounds: Sequence[int]) -> dict[int, str]:
    """{compound: outcome in force} of the current verdicts of a rule."""
    found: dict[int, str] = {}
    for start in range(0, len(compounds), IDS_AT_ONCE):
        some = compounds[start : start + IDS_AT_ONCE]
        rows = Verdict.objects.filter(campaign=campaign, current=True, rule=rule, compound__in=some).order_by()
        found.update(rows.values_list("compound_id", "in_force"))
    return found


def outcomes_of(campaign: Campaign, rule: str) -> list[str]:
    """All that the rule can come to, in the order in which people read them."""
    scheme = loaded(campaign.scheme_version)
    if rule in scheme.decisions:
        own = [*scheme.decisions[rule].outcomes]
        return [*own, *(str(name) for name in (Outcome.UNKNOWN, Outcome.NOT_APPLICABLE) if name not in own)]
    return [str(name.value) for name in (Outcome.YES, Outcome.NO, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE)]
