"""What the journal binds of an import: the file that was read, and how its rows came out."""

from collections.abc import Sequence

from sanwu.base.digest import digest
from sanwu.exchange.models import ImportRun

RUN = "exchange.import"
_FIELDS = (
    "pk", "job_id", "campaign_id", "upload__file_name", "upload__sha256", "upload__size", "dry_run", "finished", "rows",
    "accepted", "refused", "created", "updated", "unchanged", "duplicates", "ignored_lines", "batch_id",
)  # fmt: skip
CHUNK = 500


def run_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these imports has now; one that is gone is left out."""
    found = {}
    for start in range(0, len(ids), CHUNK):
        rows = ImportRun.objects.filter(pk__in=[int(i) for i in ids[start : start + CHUNK]]).order_by()
        for row in rows.values_list(*_FIELDS):
            found[str(row[0])] = digest(list(row))
    return found


def digest_of(run: ImportRun) -> str:
    """SHA-256 of one import as it is stored."""
    return run_digests([str(run.pk)])[str(run.pk)]
