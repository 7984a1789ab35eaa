"""What the journal binds of an import: the file that was read, how its rows came out, and whether it was taken back."""

from collections.abc import Sequence
from datetime import UTC

from sanwu.base.digest import digest
from sanwu.exchange.models import ImportRun
from sanwu.records.entries import Entry

RUN = "exchange.import"
_FIELDS = (
    "pk", "job_id", "campaign_id", "upload__file_name", "upload__sha256", "upload__size", "dry_run", "finished", "rows",
    "accepted", "refused", "created", "updated", "unchanged", "duplicates", "ignored_lines", "batch_id",
)  # fmt: skip
CHUNK = 500


def bind_run(entry: Entry, run: ImportRun) -> None:
    """Bind an import as it stands when the act that wrote or undid it ends."""
    key = str(run.pk)
    entry.state(RUN, key, lambda: run_digests([key])[key])


def run_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these imports has now; one that is gone is left out."""
    found = {}
    for start in range(0, len(ids), CHUNK):
        rows = ImportRun.objects.filter(pk__in=[int(i) for i in ids[start : start + CHUNK]]).order_by()
        for undone, *row in rows.values_list("undone_at", *_FIELDS):
            moment = undone and undone.astimezone(UTC).isoformat(timespec="microseconds")
            found[str(row[0])] = digest([moment, *row])
    return found
