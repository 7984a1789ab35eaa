"""Figures of any division, read from kept sums; and what keeping them costs those who write.

    python -m bench.rollups [--compounds 200000] [--writes 300] [--runs 3]

Writing: one fact of one compound is corrected and judged anew, again and again, first alone, then with a second process
that folds all the time; runs take turns, so that a noisy minute hits both alike.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.measure import median
from bench.workbooks import write_workbook

ROUNDS = 60


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--compounds", type=int, default=200_000)
    parser.add_argument("--writes", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--fold", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.fold:
        keep_folding(args.fold)
        return
    with tempfile.TemporaryDirectory() as name:
        os.environ["SANWU_HOME"] = name
        workbook = Path(name) / "ledger.xlsx"
        write_workbook(workbook, rows=args.compounds)
        measure(Path(name), workbook, args)


def measure(folder: Path, workbook: Path, args: argparse.Namespace) -> None:
    from bench.world import filled  # noqa: PLC0415 - Django starts with SANWU_HOME set
    from sanwu.base import clock  # noqa: PLC0415
    from sanwu.indicators.services import fold, rebuild  # noqa: PLC0415

    campaign = filled(folder, workbook)
    started = time.perf_counter()
    compounds = fold(campaign=campaign, on=clock.today())
    print(f"first fold      {time.perf_counter() - started:8.2f} s for {compounds} compounds")
    for name, times in readings(campaign).items():
        print(f"{name:15} {median(times):8.2f} ms  [{min(times):.2f} - {max(times):.2f}]  goal 10 ms")
    plain, kept = [], []
    for _ in range(args.runs):
        plain.append(args.writes / writing(campaign, args.writes))
        with subprocess.Popen([sys.executable, "-m", "bench.rollups", "--fold", str(campaign.pk)]) as folding:
            time.sleep(2)
            kept.append(args.writes / writing(campaign, args.writes))
            folding.terminate()
    print(f"writes alone    {median(plain):8.1f} per s  [{min(plain):.1f} - {max(plain):.1f}]")
    print(f"writes, folding {median(kept):8.1f} per s  [{min(kept):.1f} - {max(kept):.1f}]")
    print(f"kept            {median(kept) / median(plain):8.0%}  goal 75 %")
    print(f"wrong sums      {len(rebuild(campaign=campaign, on=clock.today()).wrong):8}")


def readings(campaign: Any) -> dict[str, list[float]]:
    """Milliseconds of reading each of the levels, with the divisions right below."""
    from sanwu.base.scope import everywhere  # noqa: PLC0415
    from sanwu.indicators.models import DivisionSum  # noqa: PLC0415
    from sanwu.indicators.selectors import by_division, figures  # noqa: PLC0415

    prefixes = list(DivisionSum.objects.filter(campaign=campaign).values_list("prefix", flat=True))
    found: dict[str, list[float]] = {}
    for digits, level, below in ((4, "city", 6), (6, "district", 9), (9, "street", 12)):
        places = [prefix for prefix in prefixes if len(prefix) == digits]
        for number in range(ROUNDS):
            code = places[number % len(places)].ljust(12, "0")
            inner = [p.ljust(12, "0") for p in prefixes if len(p) == below and p.startswith(code[:digits])]
            started = time.perf_counter()
            figures(campaign, everywhere(), code)
            by_division(campaign, everywhere(), code, inner)
            found.setdefault(level, []).append((time.perf_counter() - started) * 1000)
    return found


def writing(campaign: Any, writes: int) -> float:
    """Seconds of correcting and judging one fact after another."""
    from sanwu.base import clock  # noqa: PLC0415
    from sanwu.base.actor import LOCAL_OPERATOR  # noqa: PLC0415
    from sanwu.compounds.models import Compound  # noqa: PLC0415
    from sanwu.decisions.services import refresh  # noqa: PLC0415
    from sanwu.ledger.services import correct_fact  # noqa: PLC0415

    compounds = list(Compound.objects.order_by("pk")[:writes])
    value = int(time.monotonic() * 1000) % 400 + 20
    started = time.perf_counter()
    for compound in compounds:
        correct_fact(compound=compound, fact="household_count", value=value, source="bench", actor=LOCAL_OPERATOR)
        refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    return time.perf_counter() - started


def keep_folding(campaign_id: int) -> None:
    """Fold as the worker does, but without resting for long."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanwu.project.settings")
    import django  # noqa: PLC0415

    django.setup()
    from sanwu.base import clock  # noqa: PLC0415
    from sanwu.campaigns.models import Campaign  # noqa: PLC0415
    from sanwu.indicators.services import fold  # noqa: PLC0415

    campaign = Campaign.objects.get(pk=campaign_id)
    while True:
        fold(campaign=campaign, on=clock.today())
        time.sleep(0.2)


if __name__ == "__main__":
    main()
