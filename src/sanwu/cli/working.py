"""sanwu worker"""

from argparse import Namespace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from sanwu.base import clock
from sanwu.cli.answer import Answer
from sanwu.cli.signals import stop_on_signal
from sanwu.exchange.tasks import HANDLERS, FollowUp
from sanwu.jobs.services import work

SEEN = "worker_seen"
EVERY = timedelta(seconds=30)


def worker(args: Namespace) -> Answer:
    """Take jobs from the queue, and let verdicts follow the ledger, until told to stop; the job at hand is finished."""
    work(HANDLERS, stop_on_signal(), Between())
    return Answer({"stopped": True}, ["后台任务已停止。"])


class Between:
    """What a worker does when the queue is empty: the follow-up, and a sign of life for `sanwu doctor`."""

    def __init__(self) -> None:
        self._follow_up = FollowUp()
        self._path = Path(settings.SANWU_HOME) / SEEN
        self._told: datetime | None = None

    def __call__(self) -> None:
        now = clock.now()
        if self._told is None or now - self._told >= EVERY:
            self._path.write_text(now.isoformat())
            self._told = now
        self._follow_up()


def seen_at(home: Path) -> datetime | None:
    """When a worker of this data folder last looked for work; None when there is no sign of one."""
    try:
        return datetime.fromisoformat((home / SEEN).read_text())
    except (OSError, ValueError):
        return None
