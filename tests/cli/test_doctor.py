"""doctor: every look says ok, warn or bad, and what to do."""

import json
import os
import shutil
from collections import namedtuple
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.cli import backup, doctor_engine, doctor_machine, doctor_serving, sql, working
from sanwu.cli.doctor_look import BAD, OK, WARN, Look
from sanwu.jobs.models import Job
from sanwu.jobs.services import enqueue
from sanwu.people.models import Account
from tests.cli.conftest import Run
from tests.settings import TEST_DATABASE_URL

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Usage = namedtuple("Usage", "total used free")


def states(looks: Iterator[Look]) -> dict[str, str]:
    return {look.id: look.state for look in looks}


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """A data folder of this test alone."""
    tmp_path.chmod(0o700)
    (tmp_path / "secret_key").write_text("x" * 60)
    (tmp_path / "secret_key").chmod(0o600)
    settings.SANWU_HOME = tmp_path
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]  # without the name that Django's test client uses
    return tmp_path


@pytest.fixture
def checks(db: None, sanwu: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """checks() -> the looks of `sanwu doctor` by id, and its exit code under "code"."""
    if connection.vendor == "sqlite":  # in memory here, where no write has to last
        monkeypatch.setattr(sql, "engine", lambda: {"version": "3.40.1", "journal_mode": "wal", "synchronous": "2"})

    def run() -> dict[str, Any]:
        answer = sanwu("doctor", "--json")
        found = {one["id"]: one for one in answer.data["checks"]}
        assert answer.data["ok"] is (answer.code == 0)
        return found | {"code": answer.code}

    return run


def test_a_new_installation_is_healthy_but_for_what_is_still_to_do(checks: Any) -> None:
    found = checks()

    # A PostgreSQL that lives for one test run may save itself the writing to disk; doctor is right to say so.
    aside = {"code", "durability"} if TEST_DATABASE_URL else {"code"}
    assert [name for name, one in found.items() if name not in aside and one["state"] == BAD] == []
    assert found["code"] == int(found["durability"]["state"] == BAD)
    sound = {"settings", "engine", "durability", "migrations", "clock", "hosts", "queue"} - aside
    assert {found[name]["state"] for name in sound} == {OK}
    assert found["administrators"]["state"] == WARN
    assert "sanwu setup" in found["administrators"]["remedy"]


def test_whatever_is_not_well_says_what_to_do(checks: Any) -> None:
    found = checks()
    found.pop("code")

    assert all(one["remedy"] for one in found.values() if one["state"] != OK)
    assert all(one["title"] and one["found"] for one in found.values())


def test_lines_are_for_people(sanwu: Run, db: None, home: Path) -> None:
    answer = sanwu("doctor")

    assert "[正常] 设置" in answer.out
    assert "怎么办" in answer.out
    assert answer.out.rstrip().endswith("。")


# --- Keys, disk, clock, calendar, serving --------------------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "state"), [(0o600, OK), (0o640, BAD), (0o604, BAD), (0o400, OK)])
def test_a_key_that_others_can_read_is_bad(home: Path, mode: int, state: str) -> None:
    (home / "secret_key").chmod(mode)

    assert states(doctor_machine.keys(home))["private_secret_key"] == state


def test_a_data_folder_that_others_can_enter_is_bad(home: Path) -> None:
    home.chmod(0o755)

    assert BAD in states(doctor_machine.keys(home)).values()


@pytest.mark.parametrize(
    ("free", "state"), [(100 * 2**30, OK), (14 * 2**30, WARN), (2**29, BAD)]
)  # of 100 GB  # fmt: skip
def test_a_disk_that_fills_up_is_seen_in_time(
    home: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100 * 2**30, 100 * 2**30 - free, free))

    assert doctor_machine.disk(home).state == state


@pytest.mark.parametrize(("behind", "state"), [(None, OK), (0, OK), (2, OK), (3, BAD), (86400, BAD)])
def test_a_clock_behind_the_journal_is_bad(behind: int | None, state: str) -> None:
    newest = None if behind is None else NOON + timedelta(seconds=behind)

    assert doctor_machine.clock(NOON, newest, "Asia/Shanghai").state == state


@pytest.mark.parametrize(
    ("today", "state"),
    [(date(2026, 11, 30), OK), (date(2026, 12, 1), WARN), (date(2027, 1, 1), BAD), (date(2025, 12, 31), OK)],
)
def test_holidays_that_are_not_known_are_told(today: date, state: str) -> None:
    assert doctor_engine.calendar(today, date(2026, 12, 31)).state == state


@pytest.mark.parametrize(
    ("hosts", "https", "origins", "expected"),
    [
        (["127.0.0.1", "localhost"], False, [], {"hosts": OK, "https": OK}),
        (["sanwu.example.org"], True, ["https://sanwu.example.org"], {"hosts": OK, "https": OK}),
        (["sanwu.example.org"], False, [], {"hosts": OK, "https": BAD}),
        (["127.0.0.1"], True, [], {"hosts": BAD, "https": OK}),
        (["*"], True, [], {"hosts": BAD, "https": OK}),
        (["sanwu.example.org"], True, ["http://sanwu.example.org"], {"hosts": OK, "https": OK, "origins": WARN}),
    ],
)
def test_passwords_do_not_travel_unprotected(
    hosts: list[str], https: bool, origins: list[str], expected: dict[str, str]
) -> None:
    said = SimpleNamespace(ALLOWED_HOSTS=hosts, SANWU_HTTPS=https, CSRF_TRUSTED_ORIGINS=origins)

    assert states(doctor_serving.serving(said)) == expected


@pytest.mark.parametrize(
    ("engine", "state"),
    [
        ({"version": "3.40", "journal_mode": "wal", "synchronous": "2"}, OK),
        ({"version": "3.40", "journal_mode": "wal", "synchronous": "1"}, BAD),
        ({"version": "3.40", "journal_mode": "delete", "synchronous": "2"}, BAD),
        ({"version": "15.3", "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}, OK),
        ({"version": "15.3", "fsync": "on", "synchronous_commit": "remote_apply", "full_page_writes": "on"}, OK),
        ({"version": "15.3", "fsync": "off", "synchronous_commit": "on", "full_page_writes": "on"}, BAD),
        ({"version": "15.3", "fsync": "on", "synchronous_commit": "off", "full_page_writes": "on"}, BAD),
    ],
)
def test_a_database_that_forgets_acknowledged_writes_is_bad(engine: dict[str, str], state: str) -> None:
    assert doctor_engine.durability(engine).state == state


@pytest.mark.parametrize(
    ("engine", "version", "state"), [("postgresql", "15.3 (Debian)", OK), ("postgresql", "14.9", BAD)]
)
def test_an_old_engine_is_bad(engine: str, version: str, state: str) -> None:
    assert states(doctor_engine.versions(engine, version))["engine"] == state


# --- Worker, queue, backups, administrators ------------------------------------------------------------------------------


def waiting(minutes: int) -> Job:
    job = enqueue(kind="ledger.import", title="导入", params={}, actor=LOCAL_OPERATOR)
    Job.objects.filter(pk=job.pk).update(created_at=clock.now() - timedelta(minutes=minutes))
    return job


def test_a_worker_leaves_a_sign_of_life(checks: Any, home: Path) -> None:
    assert checks()["worker"]["state"] == WARN, "nothing waits, nobody works"

    working.Between()()
    assert checks()["worker"]["state"] == OK

    (home / working.SEEN).write_text((clock.now() - timedelta(minutes=3)).isoformat())
    assert checks()["worker"]["state"] == WARN


def test_a_job_that_waits_for_nobody_is_bad(checks: Any) -> None:
    waiting(minutes=6)

    found = checks()
    assert (found["worker"]["state"], found["queue"]["state"], found["code"]) == (BAD, BAD, 1)


def test_a_job_that_was_held_by_a_worker_that_died_is_bad(checks: Any) -> None:
    job = waiting(minutes=1)
    Job.objects.filter(pk=job.pk).update(state="running", lease_until=clock.now() - timedelta(seconds=1))

    assert checks()["queue"]["state"] == BAD


def test_a_job_at_work_is_a_sign_of_life(checks: Any) -> None:
    job = waiting(minutes=30)
    Job.objects.filter(pk=job.pk).update(state="running", lease_until=clock.now() + timedelta(seconds=60))

    found = checks()
    assert (found["worker"]["state"], found["queue"]["state"]) == (OK, OK)


@pytest.mark.parametrize(("days", "state"), [(0, OK), (1, OK), (2, WARN), (8, BAD)])
def test_the_age_of_the_newest_backup_is_told(checks: Any, home: Path, days: int, state: str) -> None:
    made = clock.now() - timedelta(days=days)
    (home / backup.NOTE).write_text(json.dumps({"at": made.isoformat(), "file": "/backup/a.tar.gz"}))

    assert checks()["backup"]["state"] == state


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"at": "yesterday"}'])
def test_a_note_that_cannot_be_read_is_no_backup(checks: Any, home: Path, text: str) -> None:
    (home / backup.NOTE).write_text(text)

    assert "还没有备份过" in checks()["backup"]["found"]


def test_administrators_who_are_missing_or_have_no_second_factor_are_named(checks: Any, sanwu: Run, tree: None) -> None:
    for role in ("system_admin", "security_admin"):
        sanwu("account", "add", role.split("_")[0], "--role", role, "--division", "990101")
    found = checks()
    assert found["administrators"]["state"] == BAD
    assert "审计管理员" in found["administrators"]["found"]
    assert found["second_factor"]["state"] == WARN

    sanwu("account", "add", "audit", "--role", "audit_admin", "--division", "990101")
    Account.objects.update(factor_since=clock.now())
    found = checks()
    assert found["administrators"]["state"] == OK
    assert "second_factor" not in found


def test_settings_that_cannot_be_read_are_a_finding_not_an_end(own_office: dict[str, str]) -> None:
    import subprocess
    import sys

    Path(own_office["SANWU_HOME"]).mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "sanwu.cli.main", "doctor", "--json"],
        env=own_office | {"PORT": "many"}, capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 1
    (check,) = json.loads(done.stdout)["checks"]
    assert (check["id"], check["state"]) == ("settings", BAD)
    assert "PORT" in check["remedy"]


def test_a_database_that_is_not_migrated_is_bad(own_office: dict[str, str]) -> None:
    import subprocess
    import sys

    os.makedirs(own_office["SANWU_HOME"], mode=0o700, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "sanwu.cli.main", "doctor", "--json"], env=own_office, capture_output=True, text=True
    )

    assert done.returncode == 1
    checks = {one["id"]: one for one in json.loads(done.stdout)["checks"]}
    assert checks["migrations"]["state"] == BAD
    assert "sanwu migrate" in checks["migrations"]["remedy"]


def restored(home: Path) -> None:
    """What `sanwu restore` leaves in a data folder."""
    (home / "restored.json").write_text(json.dumps({"at": clock.now().isoformat(), "file": "昨天.tar.gz"}))


def test_a_home_that_was_just_restored_is_not_called_broken(checks: Any, home: Path) -> None:
    enqueue(kind="ledger.import", title="导入", params={}, actor=LOCAL_OPERATOR)
    Job.objects.update(created_at=clock.now() - timedelta(days=1))
    restored(home)
    found = checks()

    assert (found["worker"]["state"], found["queue"]["state"]) == (WARN, OK)
    assert "sanwu serve" in found["worker"]["remedy"]
    assert "1 项没做完" in found["queue"]["found"]
    assert "昨天.tar.gz" in found["restored"]["found"]
    assert found["code"] == int(found["durability"]["state"] == BAD)


def test_a_service_that_ended_after_the_restore_is_looked_at_as_ever(checks: Any, home: Path) -> None:
    enqueue(kind="ledger.import", title="导入", params={}, actor=LOCAL_OPERATOR)
    Job.objects.update(created_at=clock.now() - timedelta(days=1))
    restored(home)
    note = json.loads((home / "restored.json").read_text())
    note["at"] = (clock.now() - timedelta(days=2)).isoformat()
    (home / "restored.json").write_text(json.dumps(note))
    (home / working.SEEN).write_text((clock.now() - timedelta(days=1)).isoformat())

    assert (checks()["worker"]["state"], checks()["queue"]["state"]) == (BAD, BAD)


def test_the_demo_city_brings_its_own_administrators(checks: Any) -> None:
    Account.objects.create(username="demo-system", name="示例", demo=True, stamp="x", created_at=clock.now())
    found = checks()

    assert found["administrators"]["state"] == OK
    assert "示例" in found["administrators"]["found"]
    assert "sanwu setup" in found["administrators"]["remedy"]
