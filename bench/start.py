"""From `make run`, already set up, to the first answer of GET /healthz.

python -m bench.start [--runs 5] [--port 8765]
"""

import argparse
import os
import signal
import subprocess
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from bench.measure import median

CHECKOUT = Path(__file__).resolve().parent.parent
GIVE_UP_AFTER = 120


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--port", type=int, default=8765)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "SANWU_HOME": home, "PORT": str(args.port)}
        first = once(env, args.port)
        again = [once(env, args.port) for _ in range(args.runs)]
    print(f"first start, with the demo city {first:.2f} s")
    print(f"second start {median(again):.2f} s  [{min(again):.2f} - {max(again):.2f}]  goal 5 s")


def once(env: dict[str, str], port: int) -> float:
    started = time.perf_counter()
    server = subprocess.Popen(["make", "run"], cwd=CHECKOUT, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        while time.perf_counter() - started < GIVE_UP_AFTER:
            if answers(port):
                return time.perf_counter() - started
            time.sleep(0.02)
        raise SystemExit("the server did not answer")
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=1)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False


if __name__ == "__main__":
    main()
