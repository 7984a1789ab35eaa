"""An installation that a story starts with `sanwu serve`, as its user would, and asks at the command line."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

SANWU = [sys.executable, "-m", "sanwu.cli.main"]
# Generous: a loaded machine may take its time, a broken start never gets there.
PATIENCE = 120


class Installation:
    """`address` answers from `start` on until `stop`."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        self.environment = environment | {"PORT": port}
        self.address = f"http://127.0.0.1:{port}"
        self.log = folder / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*SANWU, "serve", *options], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        give_up = time.monotonic() + PATIENCE
        while not (self._answers() and "Ctrl+C" in self.log.read_text()):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < give_up, self.log.read_text()
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)

    def run(self, *words: str, code: int = 0) -> Any:
        """What `sanwu WORDS --json` answers; it must end with `code`."""
        ended = subprocess.run(
            [*SANWU, *words, "--json"], env=self.environment, capture_output=True, text=True, timeout=PATIENCE
        )
        assert ended.returncode == code, ended.stdout + ended.stderr
        return json.loads(ended.stdout)
