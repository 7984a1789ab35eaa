"""Taking the imports of the demo away, files included."""

from collections.abc import Sequence
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from sanwu.exchange.models import ImportIssue, ImportRun, Upload
from sanwu.jobs.models import Job


def erase_imports(campaigns: Sequence[int]) -> list[int]:
    """Delete runs, issues, jobs and uploaded files of these campaigns; the ids of the runs. Inside the caller's act; files
    go on commit."""
    runs = ImportRun.objects.filter(campaign_id__in=campaigns)
    uploads = Upload.objects.filter(campaign_id__in=campaigns)
    files = [
        name
        for name in (*uploads.values_list("stored_as", flat=True), *runs.values_list("error_file", flat=True))
        if name
    ]
    jobs = list(runs.values_list("job_id", flat=True))
    ImportIssue.objects.filter(run__campaign_id__in=campaigns).delete()
    ids = list(runs.values_list("pk", flat=True))
    runs.delete()
    Job.objects.filter(pk__in=jobs).delete()
    uploads.delete()
    transaction.on_commit(partial(_delete_files, files))
    return ids


def _delete_files(names: Sequence[str]) -> None:
    for name in names:
        default_storage.delete(name)
