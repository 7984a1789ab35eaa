"""`sanwu serve`: one command starts pages and worker, and takes both away again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests import processes
from tests.cli.conftest import DIVISIONS

# Generous: a loaded machine may take its time, a broken start never gets there.
PATIENCE = 90
SANWU = [sys.executable, "-m", "sanwu.cli.main"]


def until(answer: Callable[[], object], what: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while not answer():
        assert time.monotonic() < give_up, what
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Office:
    """An installation that can be started, asked and stopped."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment | {"PORT": str(free_port())}
        self.log = folder / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*SANWU, "serve", *options], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        until(lambda: self.healthy() or self.process.poll() is not None, "it does not answer")
        assert self.process.poll() is None, self.said()
        until(lambda: "Ctrl+C" in self.said(), "it does not say how to go on")

    def healthy(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.environment['PORT']}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def said(self) -> str:
        return self.log.read_text()

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([*SANWU, *words], env=self.environment, capture_output=True, text=True, timeout=PATIENCE)

    def processes(self, program: str = "") -> dict[int, str]:
        """Command lines of this installation's programs by process id, found by its data folder in their environment."""
        wanted = f"SANWU_HOME={self.environment['SANWU_HOME']}".encode()
        found = {}
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and wanted in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # it ended meanwhile, or is not ours
        return {number: line for number, line in found.items() if line and program in line}

    def end(self, number: int) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@pytest.fixture
def office(empty_office: Office) -> Office:
    """It has its tables already, which makes a start quicker."""
    processes.migrate(empty_office.environment)
    return empty_office


@pytest.fixture
def empty_office(own_office: dict[str, str], tmp_path: Path) -> Iterator[Office]:
    office = Office(own_office, tmp_path)
    yield office
    if office.process and office.process.poll() is None:
        os.killpg(office.process.pid, signal.SIGKILL)
        office.process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop_and_leaves_nothing_running(empty_office: Office, number: int) -> None:
    empty_office.start("--no-demo")
    assert f"http://127.0.0.1:{empty_office.environment['PORT']}/" in empty_office.said()
    assert "sanwu account add" in empty_office.said()
    until(lambda: empty_office.processes("sanwu.cli.main worker"), "no worker")
    assert empty_office.processes("granian")

    assert empty_office.end(number) == 0

    until(lambda: not empty_office.processes(), f"still running: {empty_office.processes()}")
    assert not empty_office.healthy()


def test_ctrl_c_which_reaches_all_of_a_terminal_leaves_nothing_running(office: Office) -> None:
    office.start("--no-demo")
    until(lambda: office.processes("sanwu.cli.main worker"), "no worker")
    assert office.process is not None

    os.killpg(office.process.pid, signal.SIGINT)

    assert office.process.wait(PATIENCE) == 0
    until(lambda: not office.processes(), f"still running: {office.processes()}")


def test_a_second_start_keeps_all_data(empty_office: Office, tmp_path: Path) -> None:
    empty_office.start("--no-demo")
    (tmp_path / "divisions.csv").write_text(DIVISIONS)
    loaded = empty_office.run("divisions", "import", str(tmp_path / "divisions.csv"), "--edition", "2022-10-01")
    assert loaded.returncode == 0, loaded.stderr
    empty_office.end(signal.SIGTERM)

    empty_office.start()  # without --no-demo: the database is not empty, so no demo is made

    assert processes.run(empty_office.environment, COUNT) == "5 0\n"


COUNT = """
from sanwu.territory.models import Division
print(Division.objects.count(), Division.objects.filter(demo=True).count())
"""


def test_the_worker_runs_waiting_jobs(office: Office) -> None:
    office.start("--no-demo")
    assert processes.run(office.environment, ENQUEUE) == "queued\n"

    until(lambda: processes.run(office.environment, STATE) != "queued\n", "nobody took the job")


ENQUEUE = """
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.exchange.tasks import HANDLERS
from sanwu.jobs.services import enqueue
print(enqueue(kind=sorted(HANDLERS)[0], title="x", params={}, actor=LOCAL_OPERATOR).state)
"""
STATE = "from sanwu.jobs.models import Job; print(Job.objects.get().state)"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends children with their parent")
def test_pages_and_worker_end_when_the_parent_is_killed(office: Office) -> None:
    office.start("--no-demo")

    office.end(signal.SIGKILL)

    until(lambda: not office.processes(), f"orphans: {office.processes()}")


@pytest.mark.parametrize("program", ["sanwu.cli.main worker", "granian"])
def test_a_program_that_died_is_started_again(office: Office, program: str) -> None:
    office.start("--no-demo")
    until(lambda: office.processes(program), "it is not there")
    first = office.processes(program)
    for number in first:
        os.kill(number, signal.SIGKILL)

    until(lambda: set(office.processes(program)) - set(first), "it was not started again")
    until(office.healthy, "it does not answer again")


def test_pages_that_cannot_start_are_said(office: Office, tmp_path: Path) -> None:
    """A package of that name without an application stands before ours on the path of the pages."""
    broken = tmp_path / "path"
    broken.mkdir()
    (broken / "granian.py").write_text("raise SystemExit('broken')")
    office.environment["PYTHONPATH"] = str(broken)

    answer = office.run("serve", "--no-demo")

    assert answer.returncode == 1
    assert "没有启动成功" in answer.stdout


def test_a_port_in_use_is_said_and_nothing_is_started(office: Office) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(office.environment["PORT"])))
        taken.listen()

        answer = office.run("serve", "--no-demo")

    assert (answer.returncode, answer.stdout) == (2, "")
    assert f"端口 {office.environment['PORT']}" in answer.stderr
    assert "已被别的程序占用" in answer.stderr
    assert "in use" not in answer.stderr
    assert "PORT=" in answer.stderr


def test_a_data_folder_that_cannot_be_written_is_said(empty_office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    empty_office.environment["SANWU_HOME"] = str(tmp_path / "file" / "home")

    answer = empty_office.run("serve", "--no-demo")

    assert (answer.returncode, answer.stdout) == (2, "")
    assert "无法使用" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_database_that_was_never_made_is_said(empty_office: Office) -> None:
    answer = empty_office.run("journal", "head")

    assert answer.returncode == 2
    assert "sanwu migrate" in answer.stderr
