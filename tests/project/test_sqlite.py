"""The SQLite engine: durability that it insists on, and one writer at a time across processes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from sanwu.project.sqlite import base
from sanwu.project.sqlite.base import DatabaseWrapper
from tests import processes
from tests.settings import TEST_DATABASE_URL

sqlite_only = pytest.mark.skipif(bool(TEST_DATABASE_URL), reason="about the SQLite engine; this run is on PostgreSQL")


def wrapper(name: object, alias: str = "other") -> DatabaseWrapper:
    defaults: dict[str, Any] = {
        "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_HEALTH_CHECKS": False, "CONN_MAX_AGE": 0, "TIME_ZONE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 1}, "TEST": {},
    }  # fmt: skip
    return DatabaseWrapper(defaults | {"NAME": str(name)}, alias)


@pytest.fixture(autouse=True)
def _own_connections(django_db_blocker: Any) -> Iterator[None]:
    """These tests open databases of their own, which the guard of the test database would refuse."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sanwu.sqlite3"


def pragma(connection: DatabaseWrapper, name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


def test_every_connection_is_durable_and_keeps_foreign_keys(file: Path) -> None:
    connection = wrapper(file)

    assert [pragma(connection, name) for name in ("journal_mode", "synchronous", "foreign_keys")] == ["wal", 2, 1]
    connection.close()


def test_a_disk_that_cannot_do_wal_is_refused(file: Path) -> None:
    """A file system without shared memory, such as a network share: SQLite falls back to another journal."""
    with pytest.raises(ImproperlyConfigured, match=r"journal_mode=wal,实际为 delete.*本机磁盘"):
        wrapper(f"file:{file}?vfs=unix-dotfile").connect()


@pytest.mark.parametrize("name", ["synchronous", "foreign_keys"])
def test_any_other_setting_read_back_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(base.REQUIRED, name, 7)

    with pytest.raises(ImproperlyConfigured, match=f"{name}=7"):
        wrapper(file).connect()


def test_a_second_writer_waits_and_is_told_when_it_takes_too_long(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "WAIT_SECONDS", 0.05)
    first, second = wrapper(file, "first"), wrapper(file, "second")
    begin(first)

    with pytest.raises(OperationalError, match="database is locked"):
        begin(second)

    first.rollback()
    begin(second)
    second.rollback()
    first.close()
    second.close()


def begin(connection: DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_the_lock_is_free_after_every_end_of_a_transaction(
    file: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(base, "WAIT_SECONDS", 0.05)
    first, second = wrapper(file, "first"), wrapper(file, "second")
    begin(first)
    getattr(first, end)()

    begin(second)

    second.rollback()
    first.close()
    second.close()


def test_a_child_that_inherited_the_lock_does_not_keep_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "WAIT_SECONDS", 0.05)
    first, second = wrapper(file, "first"), wrapper(file, "second")
    begin(first)
    child = subprocess.Popen(
        [sys.executable, "-c", "input()"],
        stdin=subprocess.PIPE,
        pass_fds=[first._lock_file] if first._lock_file else [],
    )
    first.rollback()

    begin(second)

    second.rollback()
    child.communicate(b"\n")
    first.close()
    second.close()


def make_table(connection: DatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE t (n INTEGER)")


@pytest.mark.parametrize("statement", ["INSERT INTO t VALUES (1)", " update t set n = 2", "DELETE FROM t"])
def test_a_single_statement_that_writes_takes_its_turn_too(
    file: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.setattr(base, "WAIT_SECONDS", 0.05)
    first, second = wrapper(file, "first"), wrapper(file, "second")
    make_table(first)
    begin(first)

    with second.cursor() as cursor:
        cursor.execute("SELECT n FROM t")  # reading waits for nobody
        assert cursor.fetchall() == []
        with pytest.raises(OperationalError, match="writer lock"):
            cursor.execute(statement)
        first.commit()
        cursor.execute(statement)
        cursor.executemany("INSERT INTO t VALUES (%s)", [[3], [4]])

    begin(first)  # the lock was given back
    first.rollback()
    first.close()
    second.close()


# --- Several processes --------------------------------------------------------------------------------------------------

COUNT_UP = """
import sys
from django.db import transaction
from sanwu.jobs.models import Job
sys.stdin.readline()  # all begin together
for _ in range(50):
    with transaction.atomic():
        job = Job.objects.select_for_update().get()
        job.progress_done += 1
        job.save()
"""
ONE_JOB = """
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.jobs.services import enqueue
enqueue(kind="x", title="x", params={}, actor=LOCAL_OPERATOR)
"""
SHOW = "from sanwu.jobs.models import Job; print(Job.objects.get().progress_done)"


def test_six_processes_that_read_and_write_lose_nothing_and_none_is_told_locked(own_office: dict[str, str]) -> None:
    processes.migrate(own_office)
    processes.run(own_office, ONE_JOB)

    writers = [processes.start(own_office, COUNT_UP) for _ in range(6)]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    errors = [writer.communicate(timeout=120)[1] for writer in writers]

    assert [writer.returncode for writer in writers] == [0] * 6, errors
    assert processes.run(own_office, SHOW) == "300\n"


HOLD = """
import sys
from django.db import transaction
from sanwu.jobs.models import Job
with transaction.atomic():
    Job.objects.update(progress_done=99)
    print("holding", flush=True)
    sys.stdin.readline()
"""
ADD_ONE = """
from django.db import transaction
from django.db.models import F
from sanwu.jobs.models import Job
with transaction.atomic():
    Job.objects.update(progress_done=F("progress_done") + 1)
print("added")
"""


def test_a_writer_killed_in_the_middle_leaves_neither_its_lock_nor_half_a_change(own_office: dict[str, str]) -> None:
    processes.migrate(own_office)
    processes.run(own_office, ONE_JOB)
    holder = processes.start(own_office, HOLD)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "holding\n"

    waiting = processes.start(own_office, ADD_ONE)
    holder.kill()
    holder.communicate()

    assert waiting.communicate(timeout=60)[0] == "added\n"
    assert processes.run(own_office, SHOW) == "1\n"


@sqlite_only
def test_data_folder_and_database_are_for_their_owner_only(own_office: dict[str, str]) -> None:
    processes.run(
        own_office,
        ";".join(
            [
                "from django.core.management import call_command",
                "call_command('migrate', verbosity=0, skip_checks=True)",
            ]
        ),
    )
    home = Path(own_office["SANWU_HOME"])

    assert oct(home.stat().st_mode & 0o077) == "0o0"
    assert oct((home / "secret_key").stat().st_mode & 0o077) == "0o0"
    assert os.access(home / "sanwu.sqlite3.writer", os.R_OK)
