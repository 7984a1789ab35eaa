"""The queue as rows: who holds a job, and how it ended. Every change is one short transaction."""

import logging
import os
import socket
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from sanwu.base import clock
from sanwu.jobs.enums import JobState
from sanwu.jobs.models import Job
from sanwu.jobs.progress import LEASE

log = logging.getLogger(__name__)

ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=15)
GAVE_UP = "处理这项任务的程序三次中途停止，已不再重试。没有写入一半的数据；请检查文件后重新提交。"


def worker_name() -> str:
    """A name that no other process, now or later, will have."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:12]}"


def held_here(job: Job) -> bool:
    return (
        job.state == JobState.RUNNING
        and f":{os.getpid()}:" in job.worker
        and bool(Job.objects.filter(pk=job.pk, worker=job.worker, state=JobState.RUNNING).exists())
    )


def free() -> Q:
    """Queued (and not put off), or held by a worker whose lease has run out."""
    now = clock.now()
    return Q(state=JobState.QUEUED) & (Q(lease_until=None) | Q(lease_until__lt=now)) | Q(
        state=JobState.RUNNING, lease_until__lt=now
    )


def claim(which: Q, worker: str) -> Job | None:
    """Hold the oldest free job. One that has worn out its attempts is failed instead, and the next is tried."""
    while True:
        with transaction.atomic():
            job = Job.objects.select_for_update(skip_locked=True).filter(which & free()).order_by("id").first()
            if job is None:
                return None
            now = clock.now()
            if job.attempts < ATTEMPTS:
                job.state, job.worker, job.attempts = JobState.RUNNING, worker, job.attempts + 1
                job.lease_until, job.started_at = now + LEASE, job.started_at or now
                job.save(update_fields=["state", "worker", "attempts", "lease_until", "started_at"])
                return job
            job.state, job.error, job.finished_at, job.lease_until = JobState.FAILED, GAVE_UP, now, None
            job.save(update_fields=["state", "error", "finished_at", "lease_until"])


def finish(job: Job, result: dict[str, Any]) -> None:
    job.state, job.result, job.error = JobState.DONE, result, ""
    _close(job)


def fail(job: Job, reason: str) -> None:
    job.state, job.error = JobState.FAILED, reason
    _close(job)


def put_back(job: Job) -> None:
    with transaction.atomic():
        Job.objects.filter(pk=job.pk, worker=job.worker).update(
            state=JobState.QUEUED, worker="", lease_until=clock.now() + RETRY_AFTER
        )


def _close(job: Job) -> None:
    """Write the outcome, unless the lease ran out meanwhile and another worker has the job: then its outcome counts."""
    job.finished_at, job.lease_until = clock.now(), None
    with transaction.atomic():
        written = Job.objects.filter(pk=job.pk, worker=job.worker, state=JobState.RUNNING).update(
            state=job.state, result=job.result, error=job.error, finished_at=job.finished_at, lease_until=None,
            phase=job.phase, progress_done=job.progress_done, progress_total=job.progress_total,
        )  # fmt: skip
    if not written:
        log.warning("job %s was taken over by another worker; this outcome is dropped", job.pk)
