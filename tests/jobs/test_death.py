"""A worker that is killed loses no job and leaves no half effect."""

from tests import processes

WORKER = """
import sys, threading
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.jobs.services import work
from sanwu.records.services import act

def handler(params, report, job):
    report("写入", 0, 2)
    with act(verb="effect", actor=LOCAL_OPERATOR, client_key=f"job:{job.pk}:1") as entry:
        entry.result = {"first": not entry.repeated}
    report("写入", 1, 2)
    print("half done", flush=True)
    sys.stdin.readline()  # killed here the first time
    with act(verb="effect", actor=LOCAL_OPERATOR, client_key=f"job:{job.pk}:2") as entry:
        entry.result = {}
    stop.set()
    return {"attempt": job.attempts}

stop = threading.Event()
work({"two effects": handler}, stop)
"""
ENQUEUE = """
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.jobs.services import enqueue
print(enqueue(kind="two effects", title="两步", params={}, actor=LOCAL_OPERATOR).pk)
"""
LEASE_ENDS = """
from datetime import timedelta
from sanwu.base import clock
from sanwu.jobs.models import Job
print(Job.objects.filter(state="running", worker__gt="").update(lease_until=clock.now() - timedelta(seconds=1)))
"""
OUTCOME = """
from sanwu.jobs.models import Job
from sanwu.records.models import Act
from sanwu.records.selectors import verify
job = Job.objects.get()
print(job.state, job.attempts, job.result, Act.objects.count(), verify({}).ok, sep="|")
"""


def test_a_job_whose_worker_was_killed_is_run_again_and_has_one_effect(own_office: dict[str, str]) -> None:
    processes.migrate(own_office)
    processes.run(own_office, ENQUEUE)

    first = processes.start(own_office, WORKER)
    assert first.stdout is not None
    assert first.stdout.readline() == "half done\n"
    first.kill()
    first.communicate()
    assert processes.run(own_office, OUTCOME) == "running|1|None|1|True\n"

    assert processes.run(own_office, LEASE_ENDS) == "1\n"
    second = processes.start(own_office, WORKER)
    output, errors = second.communicate("go on\n", timeout=60)

    assert (second.returncode, output) == (0, "half done\n"), errors
    assert processes.run(own_office, OUTCOME) == "done|2|{'attempt': 2}|2|True\n"


RENEWING = """
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.jobs import progress
from sanwu.jobs.models import Job
from sanwu.jobs.services import enqueue, run_here
import time
progress.RENEW_SECONDS = 0.05

def handler(params, report, job):
    began, report.phase = Job.objects.get().lease_until, "埋头计算"
    for _ in range(200):
        time.sleep(0.05)
        if Job.objects.get().lease_until > began:
            return {"phase": Job.objects.get().phase}
    return {"phase": "never renewed"}

job = enqueue(kind="slow", title="慢", params={}, actor=LOCAL_OPERATOR, here=True)
print(run_here(job, handler)["phase"])
"""


def test_the_lease_is_renewed_while_the_handler_is_silent(own_office: dict[str, str]) -> None:
    processes.migrate(own_office)

    assert processes.run(own_office, RENEWING) == "埋头计算\n"


PROGRESS = """
from django.db import transaction
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.jobs import progress
from sanwu.jobs.models import Job
from sanwu.jobs.services import enqueue, run_here
progress.WRITE_SECONDS = 0.0

def handler(params, report, job):
    report("读取", 1, 4)
    seen = [Job.objects.get().progress_done]
    with transaction.atomic():
        report("写入", 2, 4)
        seen.append(Job.objects.get().progress_done)
    report("写入", 3, 4)
    return {"seen": seen + [Job.objects.get().progress_done]}

job = enqueue(kind="slow", title="慢", params={}, actor=LOCAL_OPERATOR, here=True)
print(run_here(job, handler)["seen"])
"""


def test_progress_is_seen_by_others_but_never_written_inside_the_handlers_transaction(
    own_office: dict[str, str],
) -> None:
    processes.migrate(own_office)

    assert processes.run(own_office, PROGRESS) == "[1, 1, 3]\n"


WAITING = """
import sys, threading
from sanwu.jobs.services import work
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), stop.set())).start()
work({"never": lambda params, report, job: {}}, stop)
print("stopped")
"""


def test_an_idle_worker_stops_when_it_is_told_to(own_office: dict[str, str]) -> None:
    processes.migrate(own_office)

    worker = processes.start(own_office, WAITING)
    output, errors = worker.communicate("stop\n", timeout=60)

    assert (worker.returncode, output) == (0, "stopped\n"), errors
