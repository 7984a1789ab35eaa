"""sanwu migrate | serve: starting an installation with one command; a second start is quick.

Only what a start needs is imported here: the pages load the rest in a process of their own, at the same time.
"""

import ctypes
import errno
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import Namespace

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput
from sanwu.cli import pages_server
from sanwu.cli.answer import PROBLEMS, Answer
from sanwu.cli.signals import stop_on_signal
from sanwu.cli.site import HOST, address
from sanwu.demo.presence import is_empty
from sanwu.people.models import Account

DEMO_COMPOUNDS, DEMO_SEED = 600, 1
STOP_WAIT_SECONDS = 15
RESTART_SECONDS = 5.0
PORT_TROUBLE = {errno.EADDRINUSE: "已被别的程序占用", errno.EACCES: "没有使用它的权限"}
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


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


def serve(args: Namespace) -> Answer:
    """Migrate, make the demo city if the database is empty, then run pages and worker until interrupted."""
    _port_must_be_free(settings.PORT)
    _migrate()
    if not args.no_demo and is_empty():
        _build_demo()
    pages = Child(pages_server.command(HOST, settings.PORT))
    if not _answers(pages):
        return Answer({"stopped": False}, ["页面服务没有启动成功，请查看上面的信息。"], PROBLEMS)
    worker = Child([sys.executable, "-m", "sanwu.cli.main", "worker"])
    stop = stop_on_signal()
    for line in [f"三无小区治理平台已启动：{address('/')}", *_how_to_sign_in(), "按 Ctrl+C 停止。"]:
        print(line, flush=True)
    connection.close()
    return _stay([pages, worker], stop)


def _build_demo() -> None:
    from sanwu.cli.progress import on_terminal  # noqa: PLC0415 - at the very first start only, see above
    from sanwu.demo.services import build  # noqa: PLC0415

    print("数据库是空的，正在生成示例城市……", flush=True)
    with on_terminal() as report:
        build(compounds=DEMO_COMPOUNDS, seed=DEMO_SEED, actor=LOCAL_OPERATOR, report=report)


def _how_to_sign_in() -> list[str]:
    if Account.objects.filter(demo=True).exists():
        from sanwu.cli.demonstration import link_lines  # noqa: PLC0415 - when the pages answer already, see above

        return link_lines(LOCAL_OPERATOR)
    if Account.objects.exists():
        return ["登录：用您的账号；没有账号的请安全管理员邀请，或用 sanwu account link NAME 发放一次性登录链接。"]
    return [
        "第一步：另开一个终端，运行 sanwu setup，导入行政区划，建立三名管理员和第一位业务人员，会得到一次性登录链接。",
        "以后增加人员，由安全管理员在“人员”页面办理，或用 sanwu account add。",
    ]


class Child:
    """A program that ends with this one, even when this one is killed, and is started again when it dies by itself."""

    def __init__(self, argv: list[str]) -> None:
        self._argv = argv
        self._start()

    def _start(self) -> None:
        # A process group of its own: Ctrl+C reaches `serve` alone, which ends its children in order.
        self.process = subprocess.Popen(self._argv, preexec_fn=_end_with_parent, process_group=0)  # noqa: PLW1509 - we have one thread
        self._started = time.monotonic()

    def keep_alive(self) -> None:
        if self.process.poll() is not None and time.monotonic() - self._started > RESTART_SECONDS:
            self._start()

    def wait_or_kill(self) -> None:
        try:
            self.process.wait(STOP_WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


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
                f"端口 {port} 无法使用：{PORT_TROUBLE.get(error.errno or 0, '系统不允许')}。本系统可能已经启动；也可以换一个端口，例如 PORT={port + 1}。",
                "port",
            ) from error


def _answers(pages: Child) -> bool:
    """Wait for the first connection; False when the program ended instead."""
    while pages.process.poll() is None:
        try:
            socket.create_connection((HOST, settings.PORT), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False


def _stay(children: list[Child], stop: threading.Event) -> Answer:
    """Wait for a signal and end all children; one that died meanwhile is started again."""
    while not stop.wait(0.2):
        for child in children:
            child.keep_alive()
    for child in children:
        child.process.terminate()
    for child in children:
        child.wait_or_kill()
    return Answer({"stopped": True}, ["已停止。"])
