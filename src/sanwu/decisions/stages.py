"""How far each compound of a campaign has come, as stages that exclude each other: what the map is coloured by beside rules.

The furthest counts: a compound on a filed list is filed, also while a supplement of that list is under review.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanwu.campaigns.models import Campaign
from sanwu.decisions.counting_lists import counting_lists
from sanwu.decisions.filing_terms import FILED, REVIEWED, SUBMITTED
from sanwu.decisions.models import FileState, JudgedThrough, ListRow, ListVersion
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_scheme import Scheme
from sanwu.render.mapgrid import Whole

STAGE = "-stage"  # stands where a rule can be asked for; no rule of a scheme can be called so
ON_FILE, PASSED, PENDING, UNLISTED = "filed", "passed", "pending", "unlisted"
COMPLETE, INCOMPLETE = "complete", "incomplete"


class Stamp(NamedTuple):
    """What stages follow from, beside the compounds themselves. Under equal stamps all stages are equal."""

    filed: tuple[int, ...]
    passed: tuple[int, ...]
    pending: tuple[int, ...]
    judged: tuple[int, int, int] | None  # scheme version, change set and entry up to which files were looked at


def reports_lists(scheme: Scheme) -> bool:
    """Whether lists are handed in, reviewed or filed under the scheme."""
    return any({SUBMITTED, REVIEWED, FILED} & set(duty.done_when) for duty in scheme.duties.values())


def stages_of(scheme: Scheme) -> list[str]:
    """The stages under a scheme, the furthest first; the last is where every compound begins. [] where it knows none."""
    listed = [ON_FILE, PASSED, PENDING] if reports_lists(scheme) else []
    if survey_facts(scheme):
        return [*listed, COMPLETE, INCOMPLETE]
    return [*listed, UNLISTED] if listed else []


def stamp_of(campaign: Campaign) -> Stamp:
    """As of now; two queries."""
    lists = counting_lists(ListVersion.objects.filter(campaign=campaign))
    judged = (
        JudgedThrough.objects.filter(campaign=campaign).values_list("scheme_version_id", "change_set", "entry").first()
    )
    return Stamp(tuple(lists.on("filed")), tuple(lists.on("reviewed")), tuple(lists.on("reviewing")), judged)


def stages_at(campaign: Campaign, stages: list[str], stamp: Stamp, compounds: Whole) -> NDArray[np.uint8]:
    """For each compound the number of its stage among `stages`."""
    reached = np.full(len(compounds), len(stages) - 1, np.uint8)
    if COMPLETE in stages:
        files = FileState.objects.filter(campaign=campaign, complete="yes").order_by()
        reached[np.isin(compounds, _ids(files.values_list("compound_id", flat=True).iterator(chunk_size=5000)))] = (
            stages.index(COMPLETE)
        )
    for stage, versions in ((PENDING, stamp.pending), (PASSED, stamp.passed), (ON_FILE, stamp.filed)):
        if versions and stage in stages:
            rows = ListRow.objects.filter(version__in=versions).order_by()
            reached[np.isin(compounds, _ids(rows.values_list("compound_id", flat=True).iterator(chunk_size=5000)))] = (
                stages.index(stage)
            )
    return reached


def _ids(found: Iterable[int]) -> Whole:
    return np.fromiter(found, np.int64)
