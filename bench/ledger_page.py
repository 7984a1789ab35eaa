"""The ledger page's question with scope, filter and sort at two sizes: p95 of the large one against the small one.

    python -m bench.ledger_page [--small 2000] [--large 200000] [--rounds 40]

Runs on SQLite in a temporary folder; with DATABASE_URL set on that (empty) PostgreSQL database, one size at a time
(--only small|large), because both sizes need a database of their own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.workbooks import write_workbook


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=2_000)
    parser.add_argument("--large", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--only", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.only:
        print(json.dumps(one_size(args.only, args.rounds)))
        return
    found = {}
    for size in (args.small, args.large):
        with tempfile.TemporaryDirectory() as name:
            words = [sys.executable, "-m", "bench.ledger_page", "--only", str(size), "--rounds", str(args.rounds)]
            done = subprocess.run(
                words, env={**os.environ, "SANWU_HOME": name}, stdout=subprocess.PIPE, text=True, check=True
            )
            found[size] = json.loads(done.stdout.splitlines()[-1])
    for question in found[args.small]:
        small, large = found[args.small][question], found[args.large][question]
        print(
            f"{question:28} p95 {small:7.1f} ms at {args.small}, {large:7.1f} ms at {args.large}: x{large / small:.2f}"
        )
    small, large = (sum(found[size].values()) for size in (args.small, args.large))
    print(f"all questions together: x{large / small:.2f} (goal 3)")


def one_size(size: int, rounds: int) -> dict[str, float]:
    """p95 in milliseconds of each question; two pages each, the second by its position."""

    from bench.world import filled, settled  # noqa: PLC0415
    from sanwu.base.scope import Ability, Grant, Scope  # noqa: PLC0415
    from sanwu.decisions.listing import SORTS, Filters, ledger_list  # noqa: PLC0415
    from sanwu.demo.rules import places, read_city  # noqa: PLC0415

    folder = Path(os.environ["SANWU_HOME"])
    workbook = folder / "ledger.xlsx"
    write_workbook(workbook, rows=size)
    campaign = filled(folder, workbook)
    settled()
    district = next(place for place in places(read_city()) if place.level == "county").code[:6]
    scopes = {
        "city": Scope(1, (Grant("city_reviewer", frozenset(Ability), district[:4], str(int(district[:4]) + 1)),)),
        "district": Scope(1, (Grant("district_official", frozenset(Ability), district, str(int(district) + 1)),)),
    }

    found: dict[str, float] = {}
    for reach, scope in scopes.items():
        for sort in SORTS:
            times = []
            for _ in range(rounds):
                started = time.perf_counter()
                page = ledger_list(
                    scope=scope, campaign=campaign, sort=sort, filters=Filters(outcomes={"three_no": "unknown"})
                )
                times.append(time.perf_counter() - started)
                started = time.perf_counter()
                ledger_list(scope=scope, campaign=campaign, sort=sort, after=page.next, descending=False)
                times.append(time.perf_counter() - started)
            times.sort()
            found[f"{reach}, by {sort}"] = times[int(len(times) * 0.95)] * 1000
    return found


if __name__ == "__main__":
    main()
