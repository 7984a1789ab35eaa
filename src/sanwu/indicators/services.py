"""Verbs of indicators: fold what was written since, and prove that the sums are what a count from scratch gives.

Nothing here is journalled: a sum says nothing new, and can be made anew at any time.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from sanwu.campaigns.models import Campaign
from sanwu.compounds.sql import constant, delete_rows, upsert_rows
from sanwu.indicators import sql
from sanwu.indicators.counting import folded, standing
from sanwu.indicators.models import DaySum, DivisionSum, FoldedCompound, FoldedThrough
from sanwu.indicators.rules import Counts, Folded, added, changes, write

CHUNK = 5000  # compounds in one short transaction
IDS_AT_ONCE = 1000
TRIES = 5


class Overtaken(Exception):
    """Somebody else folded meanwhile; what was read does not stand any more."""


class Rebuilt(NamedTuple):
    """How many compounds and divisions were counted, and the prefixes whose sums were wrong before."""

    compounds: int
    divisions: int
    wrong: list[str]


def fold(*, campaign: Campaign, on: date, anew: bool = False) -> int:
    """Bring the sums of a campaign in step with everything written; how many compounds were looked at.

    In short transactions of its own, never in that of a user. A compound that is folded twice changes nothing the second
    time, so it may be broken off anywhere. `on` is the day that the trend keeps the figures under.
    """
    for _ in range(TRIES):
        try:
            return _fold(campaign, on, anew)
        except Overtaken:
            continue
    return 0


def fold_behind(*, on: date) -> int:
    """Fold every campaign that is behind, for the worker; how many were."""
    head = sql.head()
    current = FoldedThrough.objects.filter(
        scheme_version=F("campaign__scheme_version"), **head._asdict()
    )  # fmt: skip
    campaigns = Campaign.objects.exclude(pk__in=current.values("pk")).select_related("scheme_version")
    behind = list(campaigns.defer("scheme_version__files"))
    for campaign in behind:
        fold(campaign=campaign, on=on)
    return len(behind)


def rebuild(*, campaign: Campaign, on: date) -> Rebuilt:
    """Fold, count everything from scratch, compare, and put right what differs."""
    fold(campaign=campaign, on=on)
    found = standing(campaign, sql.everything(campaign.pk))
    scratch = {prefix: added({}, counts) for prefix, counts in changes({}, found).items()}
    stored = dict(DivisionSum.objects.filter(campaign=campaign).values_list("prefix", "counts"))
    wrong = sorted(prefix for prefix in scratch.keys() | stored.keys() if scratch.get(prefix) != stored.get(prefix))
    if wrong:
        with transaction.atomic():
            FoldedThrough.objects.filter(campaign=campaign).update(turn=F("turn") + 1)
            FoldedCompound.objects.filter(campaign=campaign).delete()
            DivisionSum.objects.filter(campaign=campaign).delete()
        fold(campaign=campaign, on=on, anew=True)
    return Rebuilt(len(found), len(scratch), wrong)


def _fold(campaign: Campaign, on: date, anew: bool) -> int:
    seen, _made = FoldedThrough.objects.get_or_create(
        campaign=campaign, defaults={"scheme_version": campaign.scheme_version}
    )
    head = sql.head()
    since = sql.Head(seen.change_set, seen.entry, seen.verdict, seen.override)
    if anew or seen.scheme_version_id != campaign.scheme_version_id:
        compounds = sql.everything(campaign.pk)
    else:
        compounds = sql.touched(campaign.pk, since) if head != since else []
    for start in range(0, len(compounds), CHUNK):
        some = compounds[start : start + CHUNK]
        before, after = folded(campaign, some), standing(campaign, some)
        with transaction.atomic():
            _take_turn(seen, {})
            _write_compounds(campaign, before, after)
            _write_sums(campaign, changes(before, after), on)
    with transaction.atomic():
        _take_turn(seen, {"scheme_version": campaign.scheme_version, **head._asdict()})
    return len(compounds)


def _take_turn(seen: FoldedThrough, also: Mapping[str, Any]) -> None:
    """Hold the campaign's sums until the transaction ends, if nobody else wrote to them since they were read."""
    mine = FoldedThrough.objects.filter(pk=seen.pk, turn=seen.turn)
    if not mine.update(turn=F("turn") + 1, **also):
        raise Overtaken
    seen.turn += 1


def _write_compounds(campaign: Campaign, before: Mapping[int, Folded], after: Mapping[int, Folded]) -> None:
    key = ("campaign_id", "compound_id")
    gone = sorted(before.keys() - after.keys())
    changed = [(pk, state) for pk, state in after.items() if before.get(pk) != state]
    delete_rows(FoldedCompound, key, [(campaign.pk, pk) for pk in gone])
    upsert_rows(
        FoldedCompound,
        (*key, "division_code", "figures"),
        key,
        [(campaign.pk, pk, state.division, write(state.figures)) for pk, state in changed],
    )


def _write_sums(campaign: Campaign, changed: Mapping[str, Counts], on: date) -> None:
    prefixes = sorted(changed)
    sums = _sums(campaign, prefixes)
    after = {prefix: added(sums.get(prefix, {}), changed[prefix]) for prefix in prefixes}
    rows = [(campaign.pk, prefix, json.dumps(counts)) for prefix, counts in after.items()]
    day = constant(DaySum, "day", on)
    key = ("campaign_id", "prefix")
    upsert_rows(DivisionSum, (*key, "counts"), key, rows)
    upsert_rows(DaySum, (*key, "counts", "day"), (*key, "day"), [(*row, day) for row in rows])
    delete_rows(DivisionSum, key, [(campaign.pk, prefix) for prefix, counts in after.items() if not counts])


def _sums(campaign: Campaign, prefixes: Sequence[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for start in range(0, len(prefixes), IDS_AT_ONCE):
        rows = DivisionSum.objects.filter(campaign=campaign, prefix__in=prefixes[start : start + IDS_AT_ONCE])
        found.update(rows.values_list("prefix", "counts"))
    return found
