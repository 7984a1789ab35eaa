"""Files that came in, what was done with them, and what was wrong with them (design §8)."""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.campaigns.models import Campaign
from sanwu.exchange.documents_models import ListDocument
from sanwu.jobs.models import Job
from sanwu.ledger.models import ChangeBatch

__all__ = ["ImportIssue", "ImportRun", "ListDocument", "Upload"]


class Upload(models.Model):
    """A file somebody handed in, kept under its own name-free path in the data folder."""

    access = Access.SCOPED
    privacy = labels(open="id uid campaign sha256 size created_at", internal="file_name stored_as", work="account_id")

    uid = models.UUIDField(unique=True)
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.CASCADE, related_name="uploads")
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=100)  # relative to the data folder
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    account_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name


class ImportRun(models.Model):
    """One reading of an upload into a campaign's ledger: a dry run, or the real one with its change batch."""

    access = Access.SCOPED
    privacy = labels(
        open="id job campaign upload dry_run finished mapping rows accepted refused created updated unchanged duplicates batch"
        " undone_at",
        internal="ignored_lines changes error_file",
    )

    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="import_run")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="imports")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="runs")
    dry_run = models.BooleanField()
    finished = models.BooleanField(default=False)
    mapping = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    ignored_lines = models.JSONField(default=list)
    changes = models.JSONField(default=list)  # of updated rows only: [{line, compound, facts}]
    batch = models.OneToOneField(ChangeBatch, null=True, on_delete=models.PROTECT, related_name="import_run")
    error_file = models.CharField(max_length=100, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.job_id} {self.upload_id}"


class ImportIssue(models.Model):
    """One cell that was refused or deserves a look: line and column of the sheet, the value as written, and why."""

    access = Access.SCOPED
    privacy = labels(open="id run level line column code params", internal="value")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="issues")
    level = models.CharField(max_length=8)  # error | warning
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=100, blank=True)
    value = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ["run_id", "id"]
        indexes = [models.Index(fields=["run", "level", "id"])]

    def __str__(self) -> str:
        return f"{self.line} {self.code}"
