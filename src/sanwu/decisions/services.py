"""Verbs of decisions: bring the stored verdicts of a campaign in step with the ledger and its scheme version."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.campaigns.selectors import label_of
from sanwu.compounds.sql import constant, hold_numbers, insert_rows, reserve_ids
from sanwu.decisions import sql
from sanwu.decisions.digests import digest_of_rows, head_line
from sanwu.decisions.judging import Judged, judge_campaign
from sanwu.decisions.models import JudgedThrough, Verdict, VerdictRun
from sanwu.ledger.models import ChangeSet
from sanwu.records.services import act

COLUMNS = (
    "id", "run_id", "campaign_id", "compound_id", "division_code", "rule", "outcome", "row", "missing", "revision",
    "current",
)  # fmt: skip
CHUNK = 900
LONGEST_MISSING = 1000
NO_ROW = -1

Standing = dict[tuple[int, str], tuple[str, int | None, str, str, int]]
New = tuple[int, str, str, str, int | None, str, int]  # compound, division, rule, outcome, row, missing, revision


def refresh(*, campaign: Campaign, on: date, actor: Actor) -> VerdictRun | None:
    """Judge what changed since the last time and append the verdicts that differ; None when none does.

    Everything is judged anew when the campaign's scheme version is another than the one that judged last. A compound
    that left the campaign keeps its verdicts, which are then no longer current. `on` is the day of judging.
    """
    with act(
        verb="verdicts.refresh", actor=actor, object_type="campaign", object_id=str(campaign.pk),
        object_name=campaign.name, division=campaign.division_id, scheme_version=label_of(campaign.scheme_version),
    ) as entry:  # fmt: skip
        hold_numbers()
        seen = JudgedThrough.objects.filter(campaign=campaign).first()
        anew = seen is None or seen.scheme_version_id != campaign.scheme_version_id
        through = ChangeSet.objects.order_by("-id").values_list("id", flat=True).first() or 0
        entered = CampaignCompound.objects.order_by("-id").values_list("id", flat=True).first() or 0
        if anew or seen is None:
            judged = judge_campaign(campaign)
        else:
            judged = judge_campaign(campaign, after_change=seen.change_set, after_entry=seen.entry)
        gone = sql.left_since(campaign.pk)
        standing = _standing(campaign, judged)
        changed = list(_changed(judged, standing))
        run = _append(campaign, on, entry.uid, through, changed, standing) if changed else None
        _supersede(gone)
        JudgedThrough.objects.update_or_create(
            campaign=campaign,
            defaults={
                "scheme_version": campaign.scheme_version, "change_set": through, "entry": entered, "judged_on": on,
            },
        )  # fmt: skip
        if run:
            entry.digest("decisions.run", run.pk, run.digest)
        entry.after = {"judged": len(judged.compounds), "changed": len(changed), "left": len(gone), "through": through}
        entry.result = {"run": run.pk if run else None}
    return run


def _standing(campaign: Campaign, judged: Judged) -> Standing:
    """The current verdicts of the judged compounds, by compound and rule."""
    if not judged.compounds:
        return {}
    low, high = judged.compounds[0], judged.compounds[-1]
    return {
        (compound, rule): (outcome, row, missing, division, pk)
        for compound, rule, outcome, row, missing, division, pk in sql.standing_verdicts(campaign.pk, low, high)
    }


def _changed(judged: Judged, standing: Standing) -> Iterator[New]:
    """Verdicts that differ from those that stand, by compound and then by rule: the order of the index."""
    columns = [(rule, judged.columns[rule]) for rule in sorted(judged.columns)]
    texts: dict[tuple[str, ...], str] = {}
    for place, compound in enumerate(judged.compounds):
        for rule, column in columns:
            outcome, row, names = column.outcomes[place], column.rows[place], column.missing[place]
            missing = texts.get(names)
            if missing is None:
                missing = texts[names] = ",".join(names)[:LONGEST_MISSING]
            decided = None if row == NO_ROW else row
            before = standing.get((compound, rule))
            division = judged.divisions[place]
            if before is None or before[:4] != (outcome, decided, missing, division):
                yield compound, division, rule, outcome, decided, missing, judged.revisions[place]


def _append(
    campaign: Campaign, on: date, act_uid: UUID, through: int, changed: list[New], standing: Standing
) -> VerdictRun:
    """Write the run and its verdicts; the verdicts that they replace are no longer current."""
    _supersede([standing[key][-1] for row in changed if (key := (row[0], row[2])) in standing])
    first = reserve_ids(Verdict, len(changed))
    run = VerdictRun(
        campaign=campaign, scheme_version=campaign.scheme_version, act_uid=act_uid, judged_on=on,
        judged_at=clock.now(), through=through, first_verdict=first, verdicts=len(changed), digest="",
    )  # fmt: skip
    run.digest = digest_of_rows(
        head_line(run),
        (
            (pk, compound, rule, outcome, row, missing, revision)
            for pk, (compound, _, rule, outcome, row, missing, revision) in enumerate(changed, first)
        ),
    )
    run.save(force_insert=True)
    insert_rows(Verdict, COLUMNS, _rows(run, first, changed))
    return run


def _rows(run: VerdictRun, first: int, changed: list[New]) -> Iterator[tuple[Any, ...]]:
    current = constant(Verdict, "current", True)
    for pk, (compound, division, rule, outcome, row, missing, revision) in enumerate(changed, first):
        yield pk, run.pk, run.campaign_id, compound, division, rule, outcome, row, missing, revision, current


def _supersede(verdicts: list[int]) -> None:
    for start in range(0, len(verdicts), CHUNK):
        Verdict.objects.filter(pk__in=verdicts[start : start + CHUNK]).update(current=False)
