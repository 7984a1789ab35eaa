"""Runs a command as a whole process tree and tells its wall time and its largest memory together."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psutil

POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Run:
    """One measured run: seconds of wall time, peak MiB (unique memory summed over the tree), exit code, output."""

    seconds: float
    peak_mib: float
    code: int
    output: str


def run(argv: Sequence[str], env: Mapping[str, str]) -> Run:
    """Run `argv` to its end; its stderr goes to ours."""
    started = time.perf_counter()
    process = subprocess.Popen(argv, env={**os.environ, **env}, stdout=subprocess.PIPE, text=True)
    peak = 0.0
    tree = psutil.Process(process.pid)
    while process.poll() is None:
        peak = max(peak, _memory(tree))
        time.sleep(POLL_SECONDS)
    seconds = time.perf_counter() - started
    assert process.stdout is not None
    return Run(seconds, peak / 2**20, process.returncode, process.stdout.read())


def _memory(tree: psutil.Process) -> float:
    """Bytes of the tree that no other process shares, so that forked pages are not counted twice."""
    total = 0
    try:
        for process in (tree, *tree.children(recursive=True)):
            total += process.memory_full_info().uss
    except psutil.Error:
        pass  # it ended between listing and asking
    return float(total)


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two middle ones."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def sanwu(*words: str) -> list[str]:
    """The command line of the checkout under this interpreter."""
    return [sys.executable, "-m", "sanwu.cli.main", *words]
