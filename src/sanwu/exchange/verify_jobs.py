"""Verifying a long journal as a job: nobody waits for a page, and the answer stays."""

from collections.abc import Callable
from typing import Any

from sanwu.base.actor import Actor
from sanwu.exchange.journal import digesters, state_checks
from sanwu.jobs.models import Job
from sanwu.jobs.services import enqueue
from sanwu.records.selectors import Verification, verify

VERIFY = "journal.verify"
AT_ONCE = 50_000  # so many entries are verified while the page waits; more are a job
Report = Callable[[str, int, int], None]


def verify_queue(*, actor: Actor, client_key: str | None = None) -> Job:
    """Queue a verification of the whole journal; it writes nothing but its own answer."""
    return enqueue(kind=VERIFY, title="核验日志", params={}, actor=actor, client_key=client_key)


def handle_verify(params: dict[str, Any], report: Report, job: Job) -> dict[str, Any]:
    """The worker's side: {ok, entries, first_bad, reason}."""
    report("verify", 0, 0)
    found = verify(digesters(), state_checks())
    return {"ok": found.ok, "entries": found.entries, "first_bad": found.first_bad, "reason": found.reason}


def verification_of(job: Job) -> Verification | None:
    """What a finished verification found; None for any other job."""
    return Verification(**job.result) if job.kind == VERIFY and job.result else None
