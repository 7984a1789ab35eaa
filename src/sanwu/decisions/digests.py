"""The digest of a run: SHA-256 over its head and one line per verdict, in the order of their ids."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from sanwu.decisions import sql
from sanwu.decisions.models import VerdictRun


def head_line(run: VerdictRun) -> str:
    """What was judged: campaign, frozen scheme, day, how far the ledger had come."""
    return f"{run.campaign_id}|{run.scheme_version.digest}|{run.act_uid}|{run.judged_on.isoformat()}|{run.through}\n"


def verdict_line(row: Sequence[Any]) -> str:
    """(id, compound, rule, outcome, row, missing, revision) as one line."""
    return "%d|%d|%s|%s|%s|%s|%d\n" % tuple(row)  # noqa: UP031 - a million times per run


def digest_of_rows(head: str, rows: Iterable[Sequence[Any]]) -> str:
    """The digest of a run with these verdicts."""
    total = hashlib.sha256(head.encode())
    for row in rows:
        total.update(verdict_line(row).encode())
    return total.hexdigest()


def run_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these runs has now, for verifying the journal; a run that is gone is left out."""
    runs = VerdictRun.objects.filter(pk__in=[int(i) for i in ids]).select_related("scheme_version")
    return {
        str(run.pk): digest_of_rows(head_line(run), sql.verdict_rows(run.first_verdict, run.verdicts))
        for run in runs.defer("scheme_version__files")
    }
