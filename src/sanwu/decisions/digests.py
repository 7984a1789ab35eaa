"""Whether verdicts are still what was judged. The digest of a run is SHA-256 over its head and one line per verdict."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sanwu.campaigns.models import Campaign
from sanwu.decisions import sql
from sanwu.decisions.models import Verdict, VerdictRun
from sanwu.decisions.point_reading import outcomes_of
from sanwu.records.selectors import Finding, number_of

PIECE = 2000
SHOWN = 5


class RunDigest:
    """Grows with the verdicts of a run as they are written, or as they are read again."""

    def __init__(self, run: VerdictRun) -> None:
        """What was judged comes first: campaign, frozen scheme, act, day, how far the ledger had come."""
        head = (
            f"{run.campaign_id}|{run.scheme_version.digest}|{run.act_uid}|{run.judged_on.isoformat()}|{run.through}\n"
        )
        self._hash = hashlib.sha256(head.encode())
        self._lines: list[str] = []

    def add(self, row: Sequence[Any]) -> None:
        """(id, compound, rule, outcome, row, missing, revision)."""
        self._lines.append("%d|%d|%s|%s|%s|%s|%d\n" % row)  # noqa: UP031 - a million times per run
        if len(self._lines) == PIECE:
            self._flush()

    def _flush(self) -> None:
        self._hash.update("".join(self._lines).encode())
        self._lines.clear()

    def hexdigest(self) -> str:
        self._flush()
        return self._hash.hexdigest()


def run_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these runs has now, for verifying the journal; a run that is gone is left out.

    "" where the run itself says another digest than it has.
    """
    runs = VerdictRun.objects.filter(pk__in=[int(i) for i in ids]).select_related("scheme_version")
    found = {}
    for run in runs.defer("scheme_version__files"):
        digest = RunDigest(run)
        for row in sql.verdict_rows(run.first_verdict, run.verdicts):
            digest.add(row)
        found[str(run.pk)] = run.digest if run.digest == digest.hexdigest() else ""
    return found


def _in_force_without_reason() -> list[int]:
    """Compounds of which a verdict is in force that neither its rule nor a decision says. A decision for an outcome that
    the campaign's scheme no longer has is passed over."""
    found: dict[int, None] = {}
    campaigns: dict[int, Campaign] = {}
    for compound, number, rule, outcome, force, decided in sql.doubtful_in_force():
        if number not in campaigns:
            known = Campaign.objects.select_related("scheme_version").defer("scheme_version__files")
            campaigns[number] = known.get(pk=number)
        if force != outcome or decided in outcomes_of(campaigns[number], rule):
            found[compound] = None
        if len(found) == SHOWN:
            break
    return list(found)


def verify_verdicts() -> Finding | None:
    """None when the newest verdict of every rule is the current one, and what is in force is what the rule or a decision
    against it says; else which compounds are doubtful, in Chinese, and the entry that last judged the first of them."""
    found = sql.doubtful_currents() or _in_force_without_reason()
    if not found:
        return None
    uid = Verdict.objects.filter(compound_id=found[0]).order_by("-id").values_list("run__act_uid", flat=True).first()
    named = "、".join(map(str, found))
    return Finding(number_of(uid), f"小区 {named} 的现行认定结论不是最近一次认定或改判的，可能被改动过。")
