"""How far a job is, told by its handler and seen by the page and the terminal."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connection, transaction

from sanwu.base import clock
from sanwu.jobs.enums import JobState
from sanwu.jobs.models import Job

LEASE = timedelta(seconds=60)
RENEW_SECONDS = 20.0
WRITE_SECONDS = 0.5

OnProgress = Callable[[str, int, int], None]


class Progress:
    """Called by a handler as often as it likes: `report("写入", done, total)`. `phase` is shown to people.

    At most two writes a second, each in a short transaction of its own. Inside a transaction of the handler nothing is
    written – there it would hold the row, or be undone with the rest – and the last word is written later.
    """

    def __init__(self, job: Job, on_progress: OnProgress | None = None) -> None:
        self._job = job
        self._on_progress = on_progress
        self._written_at = 0.0
        self.phase, self.done, self.total = job.phase, 0, 0

    def __call__(self, phase: str, done: int, total: int) -> None:
        self.phase, self.done, self.total = phase[:60], done, total
        if self._on_progress:
            self._on_progress(phase, done, total)
        if time.monotonic() - self._written_at >= WRITE_SECONDS and not connection.in_atomic_block:
            self._written_at = time.monotonic()
            renew(self._job, self)


def renew(job: Job, progress: Progress) -> bool:
    """Write the progress and hold the job for another LEASE; False when the job is no longer held by its worker."""
    with transaction.atomic():
        held = Job.objects.filter(pk=job.pk, worker=job.worker, state=JobState.RUNNING).update(
            lease_until=clock.now() + LEASE,
            phase=progress.phase,
            progress_done=progress.done,
            progress_total=progress.total,
        )
    return bool(held)


class Keeper:
    """Renews the lease from a thread with a connection of its own, while the handler is busy elsewhere."""

    def __init__(self, job: Job, progress: Progress) -> None:
        self._job, self._progress = job, progress
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease of job {job.pk}", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join()

    def _keep(self) -> None:
        try:
            while not self._stop.wait(RENEW_SECONDS):
                try:
                    renew(self._job, self._progress)
                except DatabaseError:
                    # Locked for too long: two more tries remain before the lease runs out.
                    close_old_connections()
        finally:
            connection.close()
