"""Queue, claim and run long work; no job is lost when a process dies (design §8, §9).

The queue itself is not journalled: what a job does to the data is, by the verbs that its handler calls. A handler may
run more than once for one job, so it gives those verbs a client key made of the job's id.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

from django.db import close_old_connections, transaction
from django.db.models import Q

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Busy, Refused, SanwuError
from sanwu.jobs.enums import JobState
from sanwu.jobs.models import Job
from sanwu.jobs.progress import LEASE, Keeper, OnProgress, Progress
from sanwu.jobs.queue import ATTEMPTS, claim, fail, finish, free, held_here, put_back, worker_name
from sanwu.records.trouble import as_busy

log = logging.getLogger(__name__)

# (params, report, job) -> result, both JSON objects. A SanwuError is the job's answer; anything else is our fault.
Handler = Callable[[dict[str, Any], Progress, Job], dict[str, Any]]

POLL_SECONDS = 1.0

BROKEN = "处理时出现内部错误，没有写入数据。请重新提交；如果再次出现，请把这项任务的编号告诉管理员。"
INTERRUPTED = "处理被人工中断，没有写入一半的数据。需要时请重新提交。"


def enqueue(
    *,
    kind: str,
    title: str,
    params: dict[str, Any],
    actor: Actor,
    division: str = "",
    client_key: str | None = None,
    here: bool = False,
) -> Job:
    """Put work into the queue; the same client key brings the same job.

    `here` holds it for this process, which calls `run_here` next, so that no worker takes it in between.
    """
    if client_key is not None and not 0 < len(client_key) <= 64:
        raise BadInput("提交标识应为 1 到 64 个字符。请刷新页面后重新提交。", "bad_client_key")
    now = clock.now()
    fields: dict[str, Any] = {
        "kind": kind,
        "title": title[:200],
        "params": params,
        "account_id": actor.account_id,
        "account_name": actor.name[:100],
        "post": actor.post[:200],
        "division_code": division or actor.division,
        "created_at": now,
    }
    if here:
        fields |= {
            "state": JobState.RUNNING, "worker": worker_name(), "attempts": 1,
            "lease_until": now + LEASE, "started_at": now,
        }  # fmt: skip
    with transaction.atomic():
        if client_key is None:
            return Job.objects.create(**fields)
        job, made = Job.objects.get_or_create(client_key=client_key, defaults=fields)
    if not made and (job.kind, job.account_id) != (kind, actor.account_id):
        raise Refused("这个提交标识已经用于另一项任务。请刷新页面后重新提交。", "client_key_used")
    return job


def run_here(job: Job, handler: Handler, on_progress: OnProgress | None = None) -> dict[str, Any]:
    """Run a job in this process (the command line) and return its result; what it raises is raised here too.

    A job that is done already returns its result again. Busy when another process is at work on it.
    """
    if job.state == JobState.DONE:
        return dict(job.result or {})
    if not held_here(job):
        taken = claim(Q(pk=job.pk), worker_name())
        if taken is None:
            raise Busy("这项任务正在由后台处理，请稍后查看结果。", "job_running")
        job = taken
    try:
        result = _handle(job, handler, on_progress)
    except BaseException as error:
        fail(job, _reason(error))
        raise
    finish(job, result)
    return result


def work_once(handlers: Mapping[str, Handler], worker: str) -> bool:
    """Take one job and run it; False when there was none. Only kinds with a handler are taken."""
    mine = Q(kind__in=sorted(handlers))
    if not Job.objects.filter(mine & free()).exists():
        return False  # asked without a write transaction, so that idle workers disturb nobody
    job = claim(mine, worker)
    if job is None:
        return False
    try:
        finish(job, _handle(job, handlers[job.kind], None))
    except SanwuError as error:
        if isinstance(error, Busy) and job.attempts < ATTEMPTS:
            put_back(job)
        else:
            fail(job, error.message)
    except Exception as error:
        busy = as_busy(error)
        if busy and job.attempts < ATTEMPTS:
            put_back(job)
        else:
            log.exception("job %s (%s) failed", job.pk, job.kind)
            fail(job, _reason(error))
    return True


def work(handlers: Mapping[str, Handler], stop: threading.Event, between: Callable[[], object] | None = None) -> None:
    """Work until `stop` is set; a job that has begun is finished first. `between` is called whenever the queue is empty."""
    worker = worker_name()
    while not stop.is_set():
        worked = False
        try:
            worked = work_once(handlers, worker)
            if not worked and between is not None:
                between()
        except Exception as error:
            # A worker that dies of one bad moment of the database would leave the queue to nobody.
            log.warning("the worker could not go on for a moment: %s", error)
        close_old_connections()
        if not worked:
            stop.wait(POLL_SECONDS)


def _handle(job: Job, handler: Handler, on_progress: OnProgress | None) -> dict[str, Any]:
    progress = Progress(job, on_progress)
    try:
        with Keeper(job, progress):
            return handler(dict(job.params), progress, job)
    finally:
        job.phase, job.progress_done, job.progress_total = progress.phase, progress.done, progress.total


def _reason(error: BaseException) -> str:
    if isinstance(error, SanwuError):
        return error.message
    if isinstance(error, KeyboardInterrupt | SystemExit):
        return INTERRUPTED
    busy = as_busy(error)
    return busy.message if busy else BROKEN
