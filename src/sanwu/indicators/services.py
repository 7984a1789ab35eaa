"""Verbs of indicators: fold what was written since, and prove that the sums are what a count from scratch gives.

Nothing here is journalled: a sum says nothing new, and can be made anew at any time.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from sanwu.base.errors import Busy
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


def fold(*, campaign: Campaign, on: date) -> int:
    """Bring the sums of a campaign in step with everything written; how many compounds were looked at.

    In short transactions of its own, never in that of a user. A compound that is folded twice changes nothing the second
    time, so it may be broken off anywhere. `on` is the day that the trend keeps the figures under.
    """
    for _ in range(TRIES):
        try:
            return _fold(campaign, on)
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
    """Fold, count everything from scratch, compare, and put right what differs: today's sums; days that are over stay.

    Busy where others fold so fast that nothing stands still long enough to be compared.
    """
    for _ in range(TRIES):
        try:
            return _rebuild(campaign, on)
        except Overtaken:
            continue
    raise Busy("这个行动正在汇总，请稍后再试。")


def _rebuild(campaign: Campaign, on: date) -> Rebuilt:
    fold(campaign=campaign, on=on)
    seen = FoldedThrough.objects.get(campaign=campaign)
    compounds = sql.everything(campaign.pk)
    held, found = folded(campaign, compounds), standing(campaign, compounds)
    scratch = {prefix: added({}, counts) for prefix, counts in changes({}, found).items()}
    stored = dict(DivisionSum.objects.filter(campaign=campaign).values_list("prefix", "counts"))
    differing = {prefix for prefix in scratch.keys() | stored.keys() if scratch.get(prefix) != stored.get(prefix)}
    wrong = sorted(differing | changes(held, found).keys())
    if wrong:
        with transaction.atomic():
            _take_turn(seen, {})
            _write_compounds(campaign, held, found, on)
            _write_sums(campaign, {prefix: scratch.get(prefix, {}) for prefix in wrong}, on)
    return Rebuilt(len(found), len(scratch), wrong)


def _fold(campaign: Campaign, on: date) -> int:
    seen, _made = FoldedThrough.objects.get_or_create(
        campaign=campaign, defaults={"scheme_version": campaign.scheme_version}
    )
    head = sql.head()
    since = sql.Head(seen.change_set, seen.entry, seen.verdict, seen.override)
    if seen.scheme_version_id != campaign.scheme_version_id:
        compounds = sql.everything(campaign.pk)
    else:
        compounds = sql.touched(campaign.pk, since) if head != since else []
    for start in range(0, len(compounds), CHUNK):
        some = compounds[start : start + CHUNK]
        before, after = folded(campaign, some), standing(campaign, some)
        with transaction.atomic():
            _take_turn(seen, {})
            _write_compounds(campaign, before, after, on)
            _change_sums(campaign, changes(before, after), on)
    with transaction.atomic():
        _take_turn(seen, {"scheme_version": campaign.scheme_version, **head._asdict()})
    return len(compounds)


def _take_turn(seen: FoldedThrough, also: Mapping[str, Any]) -> None:
    """Hold the campaign's sums until the transaction ends, if nobody else wrote to them since they were read."""
    mine = FoldedThrough.objects.filter(pk=seen.pk, turn=seen.turn)
    if not mine.update(turn=F("turn") + 1, **also):
        raise Overtaken
    seen.turn += 1


def _write_compounds(campaign: Campaign, before: Mapping[int, Folded], after: Mapping[int, Folded], on: date) -> None:
    key = ("campaign_id", "compound_id")
    gone = sorted(before.keys() - after.keys())
    changed = [(pk, state) for pk, state in after.items() if before.get(pk) != state]
    day = constant(FoldedCompound, "since", on)
    sql.keep_earlier(campaign.pk, [*gone, *(pk for pk, _ in changed if pk in before)], day)
    delete_rows(FoldedCompound, key, [(campaign.pk, pk) for pk in gone])
    upsert_rows(
        FoldedCompound,
        (*key, "division_code", "figures", "since"),
        key,
        [(campaign.pk, pk, state.division, write(state.figures), day) for pk, state in changed],
    )


def _change_sums(campaign: Campaign, changed: Mapping[str, Counts], on: date) -> None:
    prefixes = sorted(changed)
    sums = _sums(campaign, prefixes)
    _write_sums(campaign, {prefix: added(sums.get(prefix, {}), changed[prefix]) for prefix in prefixes}, on)


def _write_sums(campaign: Campaign, sums: Mapping[str, Mapping[str, int]], on: date) -> None:
    """Put down these sums, and that they stand so at the end of the day."""
    rows = [(campaign.pk, prefix, json.dumps(counts)) for prefix, counts in sums.items()]
    day = constant(DaySum, "day", on)
    key = ("campaign_id", "prefix")
    upsert_rows(DivisionSum, (*key, "counts"), key, rows)
    upsert_rows(DaySum, (*key, "counts", "day"), (*key, "day"), [(*row, day) for row in rows])
    delete_rows(DivisionSum, key, [(campaign.pk, prefix) for prefix, counts in sums.items() if not counts])


def _sums(campaign: Campaign, prefixes: Sequence[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for start in range(0, len(prefixes), IDS_AT_ONCE):
        rows = DivisionSum.objects.filter(campaign=campaign, prefix__in=prefixes[start : start + IDS_AT_ONCE])
        found.update(rows.values_list("prefix", "counts"))
    return found
