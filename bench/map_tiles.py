"""Map tiles at 200 000 compounds: every tile of a walk over the city from zoom 5 to 16, as a district and as a city sees it.

    python -m bench.map_tiles [--compounds 200000] [--tiles 40]

Runs on SQLite in a temporary folder, or with DATABASE_URL set on that (empty) PostgreSQL database. The first tile after a
change reads what changed; that is measured apart.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

ZOOMS = (5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--compounds", type=int, default=200_000)
    parser.add_argument("--tiles", type=int, default=40)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.here:
        print(json.dumps(measure(args.compounds, args.tiles)))
        return
    with tempfile.TemporaryDirectory() as name:
        words = [sys.executable, "-m", "bench.map_tiles", "--here"]
        words += ["--compounds", str(args.compounds), "--tiles", str(args.tiles)]
        done = subprocess.run(
            words, env={**os.environ, "SANWU_HOME": name}, stdout=subprocess.PIPE, text=True, check=True
        )
    found = json.loads(done.stdout.splitlines()[-1])
    for question, milliseconds in found["once"].items():
        print(f"{question:40} {milliseconds:8.1f} ms")
    for question, (middle, worst, size) in found["tiles"].items():
        print(f"{question:40} median {middle:6.2f} ms, worst {worst:6.2f} ms, at most {size:7,} bytes")
    worst = max(
        middle for question, (middle, _worst, _size) in found["tiles"].items() if int(question.split()[-1]) >= 9
    )
    print(f"slowest zoom from 9 on: {worst:.2f} ms (goal 5)")


def write_points(path: Path, count: int) -> None:
    """Compounds of the fictional city, in clumps as towns are."""
    from sanwu.demo.rules import communities, read_city  # noqa: PLC0415 - Django starts with SANWU_HOME set

    draw = random.Random(7)
    homes = [
        (row[0], draw.gauss(114.35, 0.25), draw.gauss(28.95, 0.2)) for row in communities(read_city())
    ]  # code and centre
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["小区编号", "小区名称", "区划代码", "经度", "纬度", "户数", "有无物业", "有无主管部门", "有无人防"]
        )
        for number in range(count):
            code, longitude, latitude = draw.choice(homes)
            marks = [draw.choice(("有", "无", "")) for _ in range(3)]
            place = f"{draw.gauss(longitude, 0.03):.6f}", f"{draw.gauss(latitude, 0.03):.6f}"
            writer.writerow([f"B{number:06}", f"第{number}小区", code, *place, draw.randint(10, 900), *marks])


def measure(compounds: int, tiles: int) -> dict[str, dict[str, object]]:
    """Milliseconds: of what happens once, and {question: (median, worst, largest tile in bytes)}."""
    from bench.world import campaign_in  # noqa: PLC0415 - Django starts with SANWU_HOME set
    from sanwu.base.actor import LOCAL_OPERATOR  # noqa: PLC0415
    from sanwu.base.scope import Ability, Grant, Scope, everywhere  # noqa: PLC0415
    from sanwu.compounds.models import Compound  # noqa: PLC0415
    from sanwu.decisions.mapping import tile, view_of  # noqa: PLC0415
    from sanwu.exchange.services import import_file  # noqa: PLC0415
    from sanwu.ledger.services import correct_fact  # noqa: PLC0415

    folder = Path(os.environ["SANWU_HOME"])
    campaign = campaign_in(folder)
    write_points(folder / "points.csv", compounds)
    mapping = {"datum": "cgcs2000"}
    import_file(
        path=folder / "points.csv", campaign=campaign, actor=LOCAL_OPERATOR, scope=everywhere(), mapping=mapping
    )
    rule = "three_no"
    city = Scope(1, (Grant("city_reviewer", frozenset(Ability), "9901", "9902"),))
    district = Scope(2, (Grant("district_official", frozenset(Ability), "990101", "990102"),))

    once: dict[str, object] = {"first map after a start": timed(lambda: view_of(campaign, city, rule))}
    compound = Compound.objects.order_by("pk")[10]
    correct_fact(compound=compound, fact="household_count", value=77, source="bench", actor=LOCAL_OPERATOR)
    once["first map after one correction"] = timed(lambda: view_of(campaign, city, rule))
    found: dict[str, object] = {}
    for reach, scope in (("city", city), ("district", district)):
        for zoom in ZOOMS:
            times, largest = [], 0
            for column, row in walk(zoom, tiles):
                started = time.perf_counter()
                body = tile(view_of(campaign, scope, rule), zoom, column, row)
                times.append((time.perf_counter() - started) * 1000)
                largest = max(largest, len(body))
            found[f"{reach}, zoom {zoom}"] = (median(times), max(times), largest)
    return {"once": once, "tiles": found}


def walk(zoom: int, tiles: int) -> Iterator[tuple[int, int]]:
    """Tiles under places drawn from where the compounds lie."""
    import numpy as np  # noqa: PLC0415

    from sanwu.render.mapgrid import DEPTH, project  # noqa: PLC0415

    draw = random.Random(zoom)
    for _ in range(tiles):
        x, y = project(np.array([draw.gauss(114.35, 0.2)]), np.array([draw.gauss(28.95, 0.15)]))
        yield int(x[0]) >> (DEPTH - zoom), int(y[0]) >> (DEPTH - zoom)


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
