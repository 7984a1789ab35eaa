"""Which compounds have a complete file (资料填齐), kept beside the verdicts so that lists can ask for it by an index."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.compounds.sql import upsert_rows
from sanwu.decisions.judging import Judged
from sanwu.decisions.models import FileState

CHUNK = 900
COLUMNS = ("campaign_id", "compound_id", "division_code", "complete")
KEY = ("campaign_id", "compound_id")


class FileChanges(NamedTuple):
    """(compound, division, complete) of every file that stands otherwise than is kept; compounds whose file is kept and
    that left the campaign."""

    changed: list[tuple[int, str, str]]
    gone: list[int]


def file_changes(campaign: Campaign, judged: Judged, everything: bool) -> FileChanges:
    """What a judgement finds otherwise than is kept. `everything`: all compounds of the campaign were judged."""
    kept: dict[int, tuple[str, str]] = {}
    if judged.complete:
        for some in [None] if everything else list(_parts(judged.compounds)):
            rows = FileState.objects.filter(campaign=campaign)
            rows = rows if some is None else rows.filter(compound_id__in=some)
            for pk, division, complete in rows.order_by().values_list("compound_id", "division_code", "complete"):
                kept[pk] = division, complete
    found = zip(judged.compounds, judged.divisions, judged.complete, strict=True) if judged.complete else ()
    changed = [(pk, division, complete) for pk, division, complete in found if kept.get(pk) != (division, complete)]
    left = CampaignCompound.objects.filter(campaign=campaign, left_on__isnull=False).values("compound_id")
    gone = FileState.objects.filter(campaign=campaign, compound__in=left).order_by().values_list("pk", flat=True)
    return FileChanges(changed, list(gone))


def write_files(campaign: Campaign, changes: FileChanges) -> None:
    """Inside the caller's transaction. Nothing is journalled: it says no more than the ledger does."""
    for some in _parts(changes.gone):
        FileState.objects.filter(pk__in=some).delete()
    if changes.changed:
        upsert_rows(FileState, COLUMNS, KEY, [(campaign.pk, *row) for row in changes.changed])


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
