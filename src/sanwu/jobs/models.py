"""Background work that outlives the page and the process (design §2 jobs, §8)."""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.jobs.enums import JobState


class Job(models.Model):
    """One piece of long work: queued once, run at least once, its outcome stays.

    A worker holds a job by a lease that it renews; when the worker dies the lease runs out and the job is run again,
    so every handler must be repeatable.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id kind title state phase progress_done progress_total attempts created_at started_at finished_at"
        " division_code",
        internal="params result error client_key lease_until worker",
        work="account_id account_name post",
    )

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    params = models.JSONField(default=dict)
    phase = models.CharField(max_length=60, blank=True)
    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    account_id = models.BigIntegerField(null=True)
    account_name = models.CharField(max_length=100)
    post = models.CharField(max_length=200, blank=True)
    division_code = models.CharField(max_length=12, blank=True)
    client_key = models.CharField(max_length=64, null=True, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "lease_until"]), models.Index(fields=["division_code", "id"])]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"
