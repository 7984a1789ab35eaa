"""All rules of the Haikou scheme over many compounds: once the facts are loaded, and with verdicts stored.

python -m bench.rules [--compounds 200000] [--runs 3]
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from bench.measure import median
from bench.workbooks import write_workbook


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--compounds", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["SANWU_HOME"] = name
        workbook = folder / "ledger.xlsx"
        write_workbook(workbook, rows=args.compounds)
        measure(folder, workbook, args.runs)


def measure(folder: Path, workbook: Path, runs: int) -> None:
    from django.db import connection  # noqa: PLC0415 - Django starts with SANWU_HOME set

    from bench.world import filled  # noqa: PLC0415
    from sanwu.base import clock  # noqa: PLC0415
    from sanwu.base.actor import LOCAL_OPERATOR  # noqa: PLC0415
    from sanwu.campaigns.selectors import loaded, rules_of  # noqa: PLC0415
    from sanwu.decisions.services import refresh  # noqa: PLC0415
    from sanwu.ledger.models import LedgerEntry  # noqa: PLC0415
    from sanwu.policy.values import comparable  # noqa: PLC0415

    campaign = filled(folder, workbook)
    rules = rules_of(campaign.scheme_version)
    facts = loaded(campaign.scheme_version).dictionary.facts
    rows = [
        tuple(None if (value := known.get(name)) is None else comparable(facts[name], value) for name in rules.facts)
        for known in LedgerEntry.objects.values_list("facts", flat=True)
    ]
    alone: list[float] = []
    stored: list[float] = []
    for _ in range(runs):
        started = time.perf_counter()
        rules.decide(rows)
        alone.append(time.perf_counter() - started)
        with connection.cursor() as cursor:
            for table in ("decisions_judgedthrough", "decisions_verdict", "decisions_verdictrun"):
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        started = time.perf_counter()
        refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
        stored.append(time.perf_counter() - started)
    print(
        f"rules alone     {median(alone):6.2f} s  [{min(alone):.2f} - {max(alone):.2f}]  goal 1 s, {len(rows)} compounds"
    )
    print(f"verdicts stored {median(stored):6.2f} s  [{min(stored):.2f} - {max(stored):.2f}]  goal 8 s")


if __name__ == "__main__":
    main()
