"""Taking the documents of the demo away, files included."""

from collections.abc import Sequence
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from sanwu.decisions.models import ListVersion
from sanwu.exchange.documents import DOCUMENT
from sanwu.exchange.documents_models import ListDocument
from sanwu.jobs.models import Job


def erase_documents(campaigns: Sequence[int]) -> list[int]:
    """Delete documents and their jobs of these campaigns; the documents that are gone, for the journal. Inside the
    caller's act, before the lists go; files go on commit."""
    documents = ListDocument.objects.filter(version__campaign_id__in=campaigns)
    gone = list(documents.exclude(stored_as="").values_list("pk", flat=True))
    files = list(documents.exclude(stored_as="").values_list("stored_as", flat=True))
    versions = set(ListVersion.objects.filter(campaign_id__in=campaigns).values_list("pk", flat=True))
    documents.delete()
    jobs = Job.objects.filter(kind=DOCUMENT)
    jobs.filter(pk__in=[job.pk for job in jobs if job.params.get("version") in versions]).delete()
    transaction.on_commit(partial(_delete, files))
    return gone


def _delete(names: Sequence[str]) -> None:
    for name in names:
        default_storage.delete(name)
