"""Jobs are queued once, run at least once, and their outcome stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.errors import BadInput, Busy, Refused
from sanwu.base.scope import NOBODY, Ability, Grant, Scope
from sanwu.jobs.enums import JobState
from sanwu.jobs.models import Job
from sanwu.jobs.progress import Progress
from sanwu.jobs.queue import GAVE_UP
from sanwu.jobs.selectors import jobs_visible_to
from sanwu.jobs.services import BROKEN, INTERRUPTED, enqueue, run_here, work_once

pytestmark = pytest.mark.django_db

OFFICER = Actor(name="张三", account_id=7, division="990101001000")


def add(kind: str = "count", **more: Any) -> Job:
    return enqueue(**({"kind": kind, "title": "清点", "params": {"to": 3}, "actor": OFFICER} | more))


def count(params: dict[str, Any], report: Progress, job: Job) -> dict[str, Any]:
    for done in range(1, params["to"] + 1):
        report("清点", done, params["to"])
    return {"counted": params["to"]}


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_queued_job_is_run_and_keeps_its_result_and_its_last_progress() -> None:
    job = add()
    assert (job.state, job.division_code, job.account_id) == (JobState.QUEUED, "990101001000", 7)

    assert work_once({"count": count}, "w")

    done = again(job)
    assert (done.state, done.result, done.error) == (JobState.DONE, {"counted": 3}, "")
    assert (done.phase, done.progress_done, done.progress_total) == ("清点", 3, 3)
    assert done.started_at is not None
    assert done.finished_at is not None
    assert not work_once({"count": count}, "w")


def test_the_oldest_job_comes_first() -> None:
    ran: list[int] = []
    jobs = [add(), add()]

    while work_once({"count": lambda params, report, job: ran.append(job.pk) or {}}, "w"):
        pass

    assert ran == [job.pk for job in jobs]


def test_a_worker_leaves_kinds_that_it_does_not_know() -> None:
    job = add(kind="other")

    assert not work_once({"count": count}, "w")
    assert again(job).state == JobState.QUEUED


def test_the_same_client_key_brings_the_same_job() -> None:
    assert add(client_key="form-1").pk == add(client_key="form-1").pk
    assert Job.objects.count() == 1


@pytest.mark.parametrize("other", [{"kind": "other"}, {"actor": Actor(name="李四", account_id=8)}])
def test_a_client_key_is_refused_for_another_kind_or_person(other: dict[str, Any]) -> None:
    add(client_key="form-1")

    with pytest.raises(Refused):
        add(client_key="form-1", **other)


def test_a_client_key_that_is_too_long_is_refused() -> None:
    with pytest.raises(BadInput):
        add(client_key="x" * 65)


def test_a_refusal_is_the_answer_of_the_job_and_is_not_tried_again() -> None:
    def refuse(params: dict[str, Any], report: Progress, job: Job) -> dict[str, Any]:
        raise BadInput("文件已加密，请去掉密码后重新上传。")

    job = add()
    assert work_once({"count": refuse}, "w")

    assert (again(job).state, again(job).error) == (JobState.FAILED, "文件已加密，请去掉密码后重新上传。")
    assert not work_once({"count": refuse}, "w")


def test_a_fault_of_ours_fails_the_job_without_showing_its_inside(caplog: pytest.LogCaptureFixture) -> None:
    def break_down(params: dict[str, Any], report: Progress, job: Job) -> dict[str, Any]:
        raise KeyError("inside")

    job = add()
    work_once({"count": break_down}, "w")

    assert (again(job).state, again(job).error) == (JobState.FAILED, BROKEN)
    assert "KeyError" in caplog.text


@pytest.mark.parametrize("trouble", [Busy("正忙"), OperationalError("database or disk is full")])
def test_a_busy_moment_puts_the_job_back_for_later(trouble: Exception) -> None:
    def busy(params: dict[str, Any], report: Progress, job: Job) -> dict[str, Any]:
        raise trouble

    job = add()
    assert work_once({"count": busy}, "w")
    assert again(job).state == JobState.QUEUED
    assert not work_once({"count": count}, "w"), "it was not put off"

    Job.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert work_once({"count": count}, "w")
    assert again(job).state == JobState.DONE


def test_a_job_that_is_always_busy_fails_after_three_attempts() -> None:
    def busy(params: dict[str, Any], report: Progress, job: Job) -> dict[str, Any]:
        raise Busy("磁盘空间不足")

    job = add()
    for _ in range(3):
        assert work_once({"count": busy}, "w")
        Job.objects.filter(state=JobState.QUEUED).update(lease_until=None)

    assert (again(job).state, again(job).error) == (JobState.FAILED, "磁盘空间不足")


def test_a_job_is_left_alone_while_its_lease_runs_and_taken_over_afterwards() -> None:
    job = add()
    Job.objects.update(
        state=JobState.RUNNING, worker="dead", attempts=1, lease_until=clock.now() + timedelta(seconds=9)
    )
    assert not work_once({"count": count}, "w")

    Job.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert work_once({"count": count}, "w")
    assert (again(job).state, again(job).attempts, again(job).worker) == (JobState.DONE, 2, "w")


def test_a_job_whose_workers_died_three_times_fails_with_a_reason() -> None:
    job = add()
    Job.objects.update(
        state=JobState.RUNNING, worker="dead", attempts=3, lease_until=clock.now() - timedelta(seconds=1)
    )

    assert not work_once({"count": count}, "w")

    assert (again(job).state, again(job).error) == (JobState.FAILED, GAVE_UP)


def test_the_outcome_of_a_worker_that_lost_its_job_is_dropped(caplog: pytest.LogCaptureFixture) -> None:
    def taken_over(params: dict[str, Any], report: Progress, job: Job) -> dict[str, Any]:
        Job.objects.update(worker="other")
        return {"counted": 0}

    job = add()
    work_once({"count": taken_over}, "w")

    assert (again(job).state, again(job).worker, again(job).result) == (JobState.RUNNING, "other", None)
    assert "taken over" in caplog.text


# --- At the command line ----------------------------------------------------------------------------------------------


def test_a_job_run_here_gives_its_result_and_reports_every_step() -> None:
    seen: list[tuple[str, int, int]] = []
    job = add(here=True)

    assert not work_once({"count": count}, "w"), "a worker took a job that is held here"
    assert run_here(job, count, lambda *step: seen.append(step)) == {"counted": 3}

    assert seen == [("清点", 1, 3), ("清点", 2, 3), ("清点", 3, 3)]
    assert again(job).state == JobState.DONE


def test_a_queued_job_can_be_run_here_too_and_a_finished_one_answers_again() -> None:
    job = add()
    assert run_here(job, count) == {"counted": 3}

    assert run_here(again(job), lambda params, report, job: pytest.fail("it ran again")) == {"counted": 3}


def test_a_job_in_the_hands_of_a_worker_is_not_run_here() -> None:
    job = add()
    Job.objects.update(
        state=JobState.RUNNING, worker="other", attempts=1, lease_until=clock.now() + timedelta(seconds=9)
    )

    with pytest.raises(Busy):
        run_here(job, count)


@pytest.mark.parametrize(
    ("error", "reason"), [(BadInput("读不了"), "读不了"), (KeyboardInterrupt(), INTERRUPTED), (KeyError("x"), BROKEN)]
)
def test_what_goes_wrong_here_is_raised_and_kept(error: BaseException, reason: str) -> None:
    def fail(params: dict[str, Any], report: Progress, job: Job) -> dict[str, Any]:
        raise error

    job = add(here=True)
    with pytest.raises(type(error)):
        run_here(job, fail)

    assert (again(job).state, again(job).error) == (JobState.FAILED, reason)


# --- Who sees them ----------------------------------------------------------------------------------------------------


def test_people_see_their_own_jobs_and_those_of_the_area_where_they_import() -> None:
    mine, neighbour, local = (
        add(),
        add(actor=Actor(name="李四", account_id=8, division="990102001000")),
        add(actor=LOCAL_OPERATOR),
    )
    area = Grant("district_official", frozenset({Ability.IMPORT_LEDGER}), "990102000000", "990103000000")
    viewer = Grant("department", frozenset({Ability.VIEW_LEDGER}), "990102000000", "990103000000")

    assert list(jobs_visible_to(NOBODY, None)) == []
    assert list(jobs_visible_to(NOBODY, 7)) == []  # all posts have ended
    assert list(jobs_visible_to(Scope(7, (viewer,)), 7)) == [mine]
    assert list(jobs_visible_to(Scope(9, (viewer,)), 9)) == []
    assert list(jobs_visible_to(Scope(7, (area,)), 7)) == [neighbour, mine]
    assert local.division_code == ""
