"""How the server of the pages is started: for `sanwu serve`, and for the bench that measures it."""

import os
import sys

MOST_PROCESSES = 4  # each holds the product and what it keeps of maps: about 200 MB
FEWEST_REQUESTS = 4  # answered at the same time, so that a long one holds nobody up


def command(host: str, port: int) -> list[str]:
    """The program and its options.

    One process for each core and few threads in each: threads of one process take turns with Python, and with four of
    them on a small machine half of the time went into waiting for the turn.
    """
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    threads = max(2, FEWEST_REQUESTS // processes)
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", str(threads), "--no-ws", "--log-level", "warning",
        "sanwu.project.wsgi:application",
    ]  # fmt: skip
