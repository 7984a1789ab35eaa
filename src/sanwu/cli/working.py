"""sanwu worker"""

from argparse import Namespace

from sanwu.cli.answer import Answer
from sanwu.cli.signals import stop_on_signal
from sanwu.exchange.tasks import HANDLERS, FollowUp
from sanwu.jobs.services import work


def worker(args: Namespace) -> Answer:
    """Take jobs from the queue, and let verdicts follow the ledger, until told to stop; the job at hand is finished."""
    work(HANDLERS, stop_on_signal(), FollowUp())
    return Answer({"stopped": True}, ["后台任务已停止。"])
