"""Verbs of decisions: bring the stored verdicts of a campaign in step with the ledger and its scheme version."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.memory import uncollected
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import label_of
from sanwu.compounds.sql import hold_numbers, insert_rows, reserve_ids
from sanwu.decisions import sql, sql_moments
from sanwu.decisions.comparing import Difference, Standing, compare, rows_of
from sanwu.decisions.digests import RunDigest
from sanwu.decisions.file_states import FileChanges, file_changes, write_files
from sanwu.decisions.judging import Judged, Since, judge_campaign
from sanwu.decisions.models import JudgedThrough, Verdict, VerdictOverride, VerdictRun
from sanwu.decisions.overridden import decided_outcomes
from sanwu.decisions.overriding_rules import in_force
from sanwu.records.services import act

COLUMNS = (
    "id", "run_id", "campaign_id", "compound_id", "division_code", "rule", "outcome", "in_force", "row", "missing",
    "revision", "current",
)  # fmt: skip
CHUNK = 900


@dataclass(frozen=True)
class _Finding:
    """A judgement, what it changes, and how far everything had come when it was made."""

    head: sql_moments.Head
    judged: Judged
    difference: Difference
    gone: list[int]
    files: FileChanges
    everything: bool

    @property
    def changes(self) -> bool:
        return bool(self.difference.verdicts or self.difference.replaced or self.difference.moved or self.gone)


@uncollected()
def refresh(*, campaign: Campaign, on: date, actor: Actor, anew: bool = False) -> VerdictRun | None:
    """Judge what changed since the last time and append the verdicts that differ; None when nothing does.

    Everything is judged when another scheme version judged last, or when `anew` is said. A compound that left the
    campaign keeps its verdicts, which are then no longer current. `on` is the day of judging. The journal says what was
    written; when nothing differs, nothing is.
    """
    found = _judge(campaign, anew)
    if not found.changes:
        with transaction.atomic():
            hold_numbers()
            if _is_current(campaign, found):
                _follow(campaign, on, found)
                return None
    with act(
        verb="verdicts.refresh", actor=actor, object_type="campaign", object_id=str(campaign.pk),
        object_name=campaign.name, division=campaign.division_id, scheme_version=label_of(campaign.scheme_version),
    ) as entry:  # fmt: skip
        hold_numbers()
        if not _is_current(campaign, found):
            campaign = (
                Campaign.objects.select_related("scheme_version").defer("scheme_version__files").get(pk=campaign.pk)
            )
            entry.scheme_version = label_of(campaign.scheme_version)
            found = _judge(campaign, anew)  # somebody wrote meanwhile; now nobody can
        _supersede([*found.difference.replaced, *found.gone])
        run = _append(campaign, on, entry.uid, found) if found.changes else None
        sql.move_verdicts(campaign.pk, found.difference.moved)
        _follow(campaign, on, found)
        if run:
            entry.digest("decisions.run", run.pk, run.digest)
        entry.after = {
            "judged": len(found.judged.compounds), "changed": len(found.difference.verdicts), "left": len(found.gone),
            "through": found.head.change_set,
        }  # fmt: skip
        entry.result = {"run": run.pk if run else None}
    return run


def _is_current(campaign: Campaign, found: _Finding) -> bool:
    """Whether nobody has written since the judgement, and the campaign still runs on the version that judged."""
    same = Campaign.objects.filter(pk=campaign.pk, scheme_version=campaign.scheme_version_id)
    return sql_moments.head() == found.head and same.exists()


def _judge(campaign: Campaign, anew: bool) -> _Finding:
    head = sql_moments.head()
    seen = JudgedThrough.objects.filter(campaign=campaign).first()
    since = None
    if seen is not None and seen.scheme_version_id == campaign.scheme_version_id and not anew:
        since = Since(seen.change_set, seen.entry)
    judged = judge_campaign(campaign, since)
    standing: Iterable[Standing] = ()
    if seen is not None and judged.compounds:
        some = None if since is None else judged.compounds
        standing = (Standing(*row) for row in sql.standing_verdicts(campaign.pk, some))
    gone = [] if seen is None else sql.left_behind(campaign.pk)
    return _Finding(
        head, judged, compare(judged, standing), gone, file_changes(campaign, judged, since is None), since is None
    )


def _append(campaign: Campaign, on: date, act_uid: Any, found: _Finding) -> VerdictRun:
    """Write the run and its verdicts; those that they replace have given way.

    A run without verdicts says that compounds left or moved: what is counted is another after it.
    """
    first = reserve_ids(Verdict, len(found.difference.verdicts))
    run = VerdictRun(
        campaign=campaign, scheme_version=campaign.scheme_version, act_uid=act_uid, judged_on=on,
        judged_at=clock.now(), through=found.head.change_set, first_verdict=first,
        verdicts=len(found.difference.verdicts), digest="",
    )  # fmt: skip
    run.save(force_insert=True)
    digest = RunDigest(run)
    decided = _decided(campaign, found)
    insert_rows(Verdict, COLUMNS, _rows(run, rows_of(found.difference, found.judged, first), digest, decided))
    run.digest = digest.hexdigest()
    run.save(update_fields=["digest"])
    return run


def _decided(campaign: Campaign, found: _Finding) -> dict[tuple[int, str], str]:
    """What stands against the verdicts that are written now."""
    compounds = {found.judged.compounds[place] for place in found.difference.places}
    return decided_outcomes(campaign, compounds if len(compounds) <= CHUNK else None)


def _rows(
    run: VerdictRun, rows: Iterator[tuple[Any, ...]], digest: RunDigest, decided: Mapping[tuple[int, str], str]
) -> Iterator[tuple[Any, ...]]:
    run_id, campaign_id, add = run.pk, run.campaign_id, digest.add
    for pk, compound, division, rule, outcome, row, missing, revision in rows:
        add((pk, compound, rule, outcome, row, missing, revision))
        force = in_force(outcome, decided.get((compound, rule))) if decided else outcome
        yield pk, run_id, campaign_id, compound, division, rule, outcome, force, row, missing, revision, True


def _follow(campaign: Campaign, on: date, found: _Finding) -> None:
    """What is kept beside the verdicts, and how far everything has come."""
    write_files(campaign, found.files)
    if found.everything:
        _force_again(campaign)
    _remember(campaign, on, found)


def _force_again(campaign: Campaign) -> None:
    """Of verdicts that somebody ever decided against: another scheme version may not have that outcome any more."""
    decided = decided_outcomes(campaign)
    ever = VerdictOverride.objects.filter(campaign=campaign).order_by().values_list("compound_id", flat=True).distinct()
    compounds = sorted(ever)
    changed: dict[str, list[int]] = {}
    for start in range(0, len(compounds), CHUNK):
        some = compounds[start : start + CHUNK]
        current = Verdict.objects.filter(campaign=campaign, compound__in=some, current=True).order_by()
        for pk, compound, rule, outcome, was in current.values_list("pk", "compound_id", "rule", "outcome", "in_force"):
            if (force := in_force(outcome, decided.get((compound, rule)))) != was:
                changed.setdefault(force, []).append(pk)
    for force, verdicts in changed.items():
        for start in range(0, len(verdicts), CHUNK):
            Verdict.objects.filter(pk__in=verdicts[start : start + CHUNK]).update(in_force=force)


def _supersede(verdicts: list[int]) -> None:
    for start in range(0, len(verdicts), CHUNK):
        Verdict.objects.filter(pk__in=verdicts[start : start + CHUNK]).update(current=False)


def _remember(campaign: Campaign, on: date, found: _Finding) -> None:
    JudgedThrough.objects.update_or_create(
        campaign=campaign,
        defaults={
            "scheme_version": campaign.scheme_version, "change_set": found.head.change_set, "entry": found.head.entry,
            "judged_on": on,
        },
    )  # fmt: skip
