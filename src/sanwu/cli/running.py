"""sanwu migrate | serve | worker: starting an installation with one command; a second start is quick."""

import ctypes
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import Namespace
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput
from sanwu.cli.accounts import address
from sanwu.cli.answer import PROBLEMS, Answer
from sanwu.cli.demonstration import link_lines
from sanwu.cli.progress import on_terminal
from sanwu.demo.services import build, is_empty, is_present
from sanwu.exchange.tasks import HANDLERS
from sanwu.jobs.services import work
from sanwu.territory.models import Division

DEMO_COMPOUNDS, DEMO_SEED = 600, 1
HOST = "127.0.0.1"  # offices put a proxy with TLS before it
STOP_WAIT_SECONDS = 15
RESTART_SECONDS = 5.0
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
WORKER = [sys.executable, "-m", "sanwu.cli.main", "worker"]


def migrate(args: Namespace) -> Answer:
    """Bring the database to this version."""
    done = _migrate()
    return Answer({"applied": done}, [f"数据库已是最新（执行了 {done} 项升级）。"])


def _migrate() -> int:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", interactive=False, verbosity=0)
    return len(plan)


def worker(args: Namespace) -> Answer:
    """Take jobs from the queue until told to stop; the job at hand is finished first."""
    stop = threading.Event()

    def leave(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    work(HANDLERS, stop)
    return Answer({"stopped": True}, ["后台任务已停止。"])


def serve(args: Namespace) -> Answer:
    """Migrate, make the demo city if the database is empty, then run pages and worker until interrupted."""
    _port_must_be_free(settings.PORT)
    _migrate()
    if not args.no_demo and is_empty():
        _tell("数据库是空的，正在生成示例城市……")
        with on_terminal() as report:
            build(compounds=DEMO_COMPOUNDS, seed=DEMO_SEED, actor=LOCAL_OPERATOR, report=report)
    pages = _child(_granian())
    _wait_until_it_answers(pages)
    helper = _child(WORKER)
    _tell_how_to_sign_in()
    connection.close()
    return _stay(pages, helper)


def _granian() -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(settings.PORT),
        "--workers", "1", "--blocking-threads", "4", "--respawn-failed-workers", "--no-ws", "--log-level", "warning",
        "sanwu.project.wsgi:application",
    ]  # fmt: skip


def _child(argv: list[str]) -> "subprocess.Popen[bytes]":
    """A process that ends with this one, even when this one is killed."""
    return subprocess.Popen(argv, preexec_fn=_end_with_parent)  # noqa: PLW1509 - this process has one thread


def _end_with_parent() -> None:
    try:
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
    except (OSError, AttributeError):
        pass  # only Linux has it; elsewhere the children are stopped by the signals below


def _port_must_be_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise BadInput(
                f"端口 {port} 无法使用（{error.strerror}）。本系统可能已经启动；也可以换一个端口，例如 PORT={port + 1}。",
                "port",
            ) from error


def _wait_until_it_answers(pages: "subprocess.Popen[bytes]") -> None:
    while pages.poll() is None:
        try:
            socket.create_connection((HOST, settings.PORT), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


def _tell_how_to_sign_in() -> None:
    _tell(f"三无小区治理平台已启动：{address('/')}")
    if is_present():
        for line in link_lines(LOCAL_OPERATOR):
            _tell(line)
    elif Division.objects.exists():
        _tell(
            "登录：另开一个终端，用 sanwu account add NAME --role ROLE --division CODE 建立账号，会得到一次性登录链接。"
        )
    else:
        _tell("第一步：另开一个终端，用 sanwu divisions import PATH --edition YYYY-MM-DD 导入行政区划；")
        _tell("第二步：用 sanwu account add NAME --role ROLE --division CODE 建立账号，会得到一次性登录链接。")
    _tell("按 Ctrl+C 停止。")


def _stay(pages: "subprocess.Popen[bytes]", helper: "subprocess.Popen[bytes]") -> Answer:
    """Wait for a signal, or for the pages to end by themselves; a worker that died is started again."""
    stop = threading.Event()

    def leave(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    started = time.monotonic()
    while not stop.wait(0.2) and pages.poll() is None:
        if helper.poll() is not None and time.monotonic() - started > RESTART_SECONDS:
            helper, started = _child(WORKER), time.monotonic()
    failed = pages.poll() not in (None, 0)
    for process in (pages, helper):
        _end(process)
    if failed:
        return Answer({"stopped": False}, ["页面服务意外停止，请查看上面的信息。"], PROBLEMS)
    return Answer({"stopped": True}, ["已停止。"])


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_WAIT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _tell(line: str) -> None:
    print(line, flush=True)
