"""python -m bench.ours FILE CAMPAIGN: the product's import as the command line runs it, and when its rows stood in the ledger.

Prints {"published": the clock's time when the rows were committed and verdicts began, "refused": rows}.
"""

import json
import sys
import time
from pathlib import Path

import django

django.setup()

from sanwu.base.actor import LOCAL_OPERATOR  # noqa: E402
from sanwu.base.scope import everywhere  # noqa: E402
from sanwu.campaigns.models import Campaign  # noqa: E402
from sanwu.exchange.services import import_file  # noqa: E402


def main(path: str, campaign: str) -> None:
    published: list[float] = []

    def report(stage: str, done: int, total: int) -> None:
        if stage == "judge" and not published:
            published.append(time.time())

    outcome = import_file(
        path=Path(path), campaign=Campaign.objects.get(pk=int(campaign)), actor=LOCAL_OPERATOR, scope=everywhere(),
        report=report,
    )  # fmt: skip
    print(json.dumps({"published": published[0], "refused": outcome["refused"]}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
