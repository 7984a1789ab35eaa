"""Import of a workbook of 20 columns: ours against django-import-export and against parsing plus bare insert.

    python -m bench.import_ledger [--rows 100000] [--runs 3] [--no-peer]

Whole processes, from their start and the file on disk to the committed rows, SQLite with synchronous=FULL on both sides.
`ours` is the import: every row checked, compared and recorded with change sets, journal and errors; `judged` is the same
process until the verdicts that follow are stored too, which no peer has. The limit is the fastest parser there is
(fastexcel) plus executemany of the very rows that our import wrote, into the same tables with the same indexes.
"""

import argparse
import json
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import fastexcel

from bench.measure import Run, median, run, sanwu
from bench.workbooks import write_divisions, write_workbook
from sanwu.demo.rules import read_city

SCHEME = Path(__file__).resolve().parent.parent / "schemes" / "haikou-2016"
TABLES = (
    "compounds_compound", "compounds_othername", "ledger_changebatch", "ledger_changeset", "ledger_ledgerentry",
    "ledger_factvalue", "campaigns_campaigncompound", "records_act", "exchange_importissue",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-peer", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clean, dirty = folder / "clean.xlsx", folder / "dirty.xlsx"
        write_workbook(clean, rows=args.rows)
        write_workbook(dirty, rows=args.rows, bad_every=100)
        figures: dict[str, list[float]] = {"ours": [], "judged": [], "dirty": [], "limit": [], "peer": []}
        memory = 0.0
        for number in range(args.runs):  # taking turns, so that a noisy minute hits all alike
            home = folder / f"home-{number}"
            published, ours = ours_once(home, clean, refused=0)
            figures["ours"].append(published)
            figures["judged"].append(ours.seconds)
            memory = max(memory, ours.peak_mib)
            bad = sum(not line % 100 for line in range(2, args.rows + 2))
            figures["dirty"].append(ours_once(folder / f"dirty-{number}", dirty, refused=bad)[0])
            figures["limit"].append(limit_once(home / "sanwu.sqlite3", folder / f"limit-{number}.sqlite3", clean))
            if not args.no_peer:
                figures["peer"].append(peer_once(folder / f"peer-{number}.sqlite3", clean))
        report(args.rows, figures, memory)


def ours_once(home: Path, workbook: Path, *, refused: int) -> tuple[float, Run]:
    """A fresh installation, then the measured import: seconds until the rows stood, and the whole run."""
    home.mkdir()
    env = {"SANWU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "sanwu.project.settings"}
    divisions = home / "divisions.csv"
    write_divisions(divisions)
    for words in (["migrate"], ["divisions", "import", str(divisions), "--edition", "2024-01-01"]):
        must(run(sanwu(*words), env))
    code = read_city()["city"]["code"]
    opened = must(
        run(sanwu("campaign", "open", "--scheme", str(SCHEME), "--division", code, "--name", "bench", "--json"), env)
    )
    campaign = str(json.loads(opened.output)["id"])
    started = time.time()
    whole = must(run([sys.executable, "-m", "bench.ours", str(workbook), campaign], env))
    said = json.loads(whole.output)
    if said["refused"] != refused:
        raise SystemExit(f"{said['refused']} rows were refused instead of {refused}")
    return said["published"] - started, whole


def must(done: Run) -> Run:
    if done.code != 0:
        raise SystemExit(f"exit code {done.code}: {done.output[:500]}")
    return done


def limit_once(source: Path, target: Path, workbook: Path) -> float:
    """Seconds of parsing the workbook and inserting what our import wrote, rows ready in memory."""
    old, new = sqlite3.connect(source), sqlite3.connect(target)
    for (statement,) in old.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"):
        new.execute(statement)
    new.execute("PRAGMA journal_mode=WAL")
    new.execute("PRAGMA synchronous=FULL")
    rows = {table: old.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608 - our own names
    started = time.perf_counter()
    sheet = fastexcel.read_excel(str(workbook)).load_sheet(0, header_row=1)
    sheet.to_arrow().to_pylist()
    with new:
        for table, found in rows.items():
            if found:
                holders = ",".join("?" * len(found[0]))
                new.executemany(f"INSERT INTO {table} VALUES ({holders})", found)  # noqa: S608 - our own names
    return time.perf_counter() - started


def peer_once(database: Path, workbook: Path) -> float:
    env = {"PEER_DATABASE": str(database), "DJANGO_SETTINGS_MODULE": "bench.peer.settings"}
    must(run([sys.executable, "-m", "bench.peer.load", "--prepare"], env))
    return must(run([sys.executable, "-m", "bench.peer.load", str(workbook)], env)).seconds


def report(rows: int, figures: dict[str, list[float]], memory: float) -> None:
    middle = {name: median(values) for name, values in figures.items() if values}
    for name, values in figures.items():
        if values:
            print(f"{name:6} {middle[name]:7.2f} s  [{min(values):.2f} - {max(values):.2f}]  {rows} rows")
    print(f"memory {memory:7.0f} MiB (goal 600)")
    print(f"ours / limit {middle['ours'] / middle['limit']:.2f} (goal 4)")
    print(f"dirty / clean {middle['dirty'] / middle['ours']:.2f} (goal 1.25)")
    if "peer" in middle:
        print(f"peer / ours {middle['peer'] / middle['ours']:.1f} (goal 5)")
        print(f"peer / judged {middle['peer'] / middle['judged']:.1f} (verdicts too, which the peer does not have)")


if __name__ == "__main__":
    os.environ.pop("DATABASE_URL", None)
    main()
