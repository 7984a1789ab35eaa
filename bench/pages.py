"""Requests per second of the JSON list and of the HTML ledger page against a view that does nothing, on one server.

    python -m bench.pages [--rows 200000] [--seconds 3] [--rounds 5] [--port 8766]

Needs wrk (apt install wrk). The server is started as `sanwu serve` starts it; 8 connections. Each is asked in turn, round after
round, and its median counts: a machine that is shared is now faster, now slower. The list is read with a token, the page
with a session, both with the scope of one district. With DATABASE_URL set it runs on that (empty) PostgreSQL database.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from bench.workbooks import write_workbook
from sanwu.cli import pages_server


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--port", type=int, default=8766)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.prepare:
        print(json.dumps(prepared(args.rows)))
        return
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "SANWU_HOME": home, "DJANGO_SETTINGS_MODULE": "bench.pages_settings"}
        words = [sys.executable, "-m", "bench.pages", "--prepare", "--rows", str(args.rows)]
        done = subprocess.run(words, env=env, stdout=subprocess.PIPE, text=True, check=True)
        made = json.loads(done.stdout.splitlines()[-1])
        server = subprocess.Popen(pages_server.command("127.0.0.1", args.port), env=env)
        try:
            until_it_answers(args.port)
            asked = [(name, rate(args, *made[name])) for _ in range(args.rounds) for name in made]
        finally:
            server.terminate()
            server.wait()
    figures = {name: statistics.median(found for each, found in asked if each == name) for name in made}
    empty = figures.pop("empty")
    print(f"{'empty view':22} {empty:8.0f} requests/s")
    for name, found in figures.items():
        print(f"{name:22} {found:8.0f} requests/s   1/{empty / found:.1f} of the empty view")
    print(
        f"page / JSON list {figures['ledger page, 25 rows'] / figures['JSON list, 25 rows']:.2f} (goal 0.33); list goal 1/20"
    )


def prepared(rows: int) -> dict[str, tuple[str, str]]:
    """A filled ledger, and what to ask: {name: (path, header)}."""
    from bench.world import filled, settled  # noqa: PLC0415 - Django starts with SANWU_HOME set

    workbook = Path(os.environ["SANWU_HOME"]) / "ledger.xlsx"
    write_workbook(workbook, rows=rows)
    campaign = filled(workbook.parent, workbook)
    from django.test import Client  # noqa: PLC0415

    from sanwu.base.actor import LOCAL_OPERATOR  # noqa: PLC0415
    from sanwu.demo.rules import places, read_city  # noqa: PLC0415
    from sanwu.people.services import account_add  # noqa: PLC0415
    from sanwu.people.tokens import token_issue  # noqa: PLC0415

    settled()
    district = next(place for place in places(read_city()) if place.level == "county").code
    account = account_add(
        username="bench", name="bench", role="district_official", division=district, actor=LOCAL_OPERATOR
    )
    secret, _ = token_issue(account=account, title="bench", actor=LOCAL_OPERATOR)
    client = Client()
    client.force_login(account, backend="sanwu.people.backends.AccountBackend")
    cookie = f"Cookie: sanwu_session={client.cookies['sanwu_session'].value}"
    token = f"Authorization: Bearer {secret}"
    return {
        "empty": ("/empty/", token),
        "JSON list, 25 rows": (f"/api/v1/campaigns/{campaign.pk}/compounds?limit=25", token),
        "JSON verdicts, 25 rows": (f"/api/v1/campaigns/{campaign.pk}/verdicts?rule=three_no&limit=25", token),
        "ledger page, 25 rows": (f"/campaigns/{campaign.pk}/ledger/", cookie),
    }


def until_it_answers(port: int) -> None:
    for _ in range(400):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/empty/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not answer")


def rate(args: argparse.Namespace, path: str, header: str) -> float:
    """Requests per second; a wrong answer ends the bench."""
    url = f"http://127.0.0.1:{args.port}{path}"
    words = ["wrk", "-t1", "-c8", f"-d{args.seconds}s", "-H", header, url]
    said = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(f"{url} did not answer well:\n{said}")
    found = re.search(r"Requests/sec:\s+([0-9.]+)", said)
    assert found is not None
    return float(found[1])


if __name__ == "__main__":
    main()
