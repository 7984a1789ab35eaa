"""Trying out another threshold on real compounds: once the facts are loaded, and how long loading takes.

python -m bench.what_if [--compounds 200000] [--runs 3]
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench.measure import median
from bench.workbooks import write_workbook

GOAL = 2.0


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
    from django.test import Client  # noqa: PLC0415 - Django starts with SANWU_HOME set

    from bench.world import filled  # noqa: PLC0415
    from sanwu.base.actor import LOCAL_OPERATOR  # noqa: PLC0415
    from sanwu.base.scope import everywhere  # noqa: PLC0415
    from sanwu.decisions.whatif import KEPT, prepared_for  # noqa: PLC0415
    from sanwu.people.services import account_add  # noqa: PLC0415

    campaign = filled(folder, workbook)
    loading = []
    for _ in range(runs):
        KEPT.forget()
        loading.append(timed(lambda: prepared_for(campaign, everywhere())))
    print(f"facts loaded    {tell(loading)}  {len(KEPT)} compounds")

    reviewer = account_add(
        username="bench", name="bench", role="city_reviewer", division=campaign.division_id, actor=LOCAL_OPERATOR
    )
    client = Client(headers={"accept-language": "zh-CN"}, SERVER_NAME="127.0.0.1")
    client.force_login(reviewer, backend="sanwu.people.backends.AccountBackend")
    client.get(f"/schemes/what-if/?campaign={campaign.pk}&warm=1")
    for name, query in asked():
        times = [timed(partial(page, client, campaign.pk, query)) for _ in range(runs)]
        print(f"{name:15} {tell(times)}  goal {GOAL} s, the whole page")


def asked() -> Iterator[tuple[str, str]]:
    """A threshold a little higher, a threshold at the other end, and a price."""
    below = "decisions.merge.table.0.when.any.0.floor_area_m2.below"
    yield "some change", f"{below}=12000"
    yield "most change", f"{below}=90000&decisions.merge.table.0.when.any.1.household_count.at_most=5000"
    yield "a price", "estimates.full_remediation.rate=30000"


def page(client: Any, campaign: int, query: str) -> None:
    answer = client.get(f"/schemes/what-if/?campaign={campaign}&{query}")
    assert answer.status_code == 200, answer.status_code
    assert "小区的结论会变" in answer.content.decode()


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def tell(times: list[float]) -> str:
    return f"{median(times):6.2f} s  [{min(times):.2f} - {max(times):.2f}]"


if __name__ == "__main__":
    main()
