"""The search box at 200 000 compounds: what one word costs, typed by somebody of a city, a district, a street.

    python -m bench.search [--compounds 200000] [--rounds 40]

Runs on SQLite in a temporary folder, or with DATABASE_URL set on that (empty) PostgreSQL database. Measured is all that
the page of results looks up of compounds, names and places put together.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.workbooks import write_workbook

ROUNDS = 40


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--compounds", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ["SANWU_HOME"] = name
        workbook = Path(name) / "ledger.xlsx"
        write_workbook(workbook, rows=args.compounds)
        measure(Path(name), workbook, args.rounds)


def measure(folder: Path, workbook: Path, rounds: int) -> None:

    from bench.world import filled, settled  # noqa: PLC0415 - Django starts with SANWU_HOME set
    from sanwu.web.desk.finding import find_compounds, find_places, newest_campaigns  # noqa: PLC0415
    from sanwu.web.desk.search import SHOWN  # noqa: PLC0415

    filled(folder, workbook)
    settled()
    slowest = 0.0
    for reach, scope in scopes().items():
        for kind, text in words().items():
            times = []
            for _ in range(rounds):
                started = time.perf_counter()
                found = find_compounds(scope, text, SHOWN + 1)
                find_places(scope, newest_campaigns(scope), text)
                times.append((time.perf_counter() - started) * 1000)
            times.sort()
            middle, late = times[len(times) // 2], times[int(len(times) * 0.95)]
            slowest = max(slowest, middle)
            print(f"{reach:9} {kind:24} {len(found):3} found, median {middle:6.1f} ms, p95 {late:6.1f} ms")
    print(f"slowest word: {slowest:.1f} ms (goal 50)")


def scopes() -> dict[str, Any]:
    """Somebody of the city, of its first district, of that district's first street."""
    from sanwu.base.codes import range_of  # noqa: PLC0415
    from sanwu.base.scope import Ability, Grant, Scope  # noqa: PLC0415
    from sanwu.demo.rules import places, read_city  # noqa: PLC0415

    found = {}
    for level in ("city", "county", "street"):
        code = next(place.code for place in places(read_city()) if place.level == level)
        found[level] = Scope(1, (Grant("district_official", frozenset(Ability), *range_of(code)),))
    return found


def words() -> dict[str, str]:
    """One of each way to look for something; the last compound, so that no walk from the front is short."""
    from sanwu.base.text import initials  # noqa: PLC0415
    from sanwu.compounds.enums import OtherNameKind  # noqa: PLC0415
    from sanwu.compounds.models import Compound, OtherName  # noqa: PLC0415

    last = Compound.objects.exclude(address="").order_by("-pk").first()
    assert last is not None
    number = OtherName.objects.filter(compound=last, kind=OtherNameKind.NUMBER).first()
    assert number is not None
    return {
        "whole name": last.name,
        "two characters": last.name[:2],
        "two characters, end": last.name[-2:],
        "one character": last.name[0],
        "initials": initials(last.name)[:4],
        "number": number.text,
        "address": last.address[-6:],
        "two words": f"{last.name[:2]} {last.address[:3]}",
        "nothing": "查无此处",
        "no initials": "qqxx",
    }


if __name__ == "__main__":
    main()
