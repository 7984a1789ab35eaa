"""Which compounds wait for which fact. Asked once after each run of judging and kept: a board asks it again and again."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from sanwu.base.codes import range_of
from sanwu.base.scope import ROOT_RANGE, Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.decisions import sql
from sanwu.decisions.models import Verdict, VerdictOverride, VerdictRun
from sanwu.policy.outcomes import Outcome
from sanwu.records.scoping import in_ranges


class _Run(NamedTuple):
    """What answers depend on: the last run of a campaign and the last decision against a rule. `rules` are those of its
    scheme, by which an index is found."""

    campaign: int
    run: int
    digest: str
    decided: int | None
    rules: tuple[str, ...]


def waiting_counts(campaign: Campaign, scope: Scope | None = None, under: str | None = None) -> Mapping[str, int]:
    """{fact: compounds that wait for it} of the current verdicts that are unknown, seen by a scope, below a division."""
    run = _last_run(campaign)
    if run is None:
        return {}
    sees_all = scope is None or ROOT_RANGE in scope.ranges(Ability.VIEW_LEDGER)
    return _counts(run, None if sees_all else scope, under)


def compounds_waiting(campaign: Campaign, fact: str, most: int) -> list[int] | None:
    """Ids of all compounds that wait for a fact; None where they are more than `most`."""
    run = _last_run(campaign)
    if run is None:
        return []
    found = _ids(run, fact, most + 1)
    return None if len(found) > most else list(found)


def waiting_for(verdicts: QuerySet[Verdict], fact: str) -> QuerySet[Verdict]:
    """Those of these verdicts that wait for a fact."""
    listed = Concat(Value(","), F("missing"), Value(","))
    return verdicts.filter(in_force=Outcome.UNKNOWN).alias(listed=listed).filter(listed__contains=f",{fact},")


def _last_run(campaign: Campaign) -> _Run | None:
    decided = VerdictOverride.objects.filter(campaign=OuterRef("campaign")).order_by("-id").values("pk")[:1]
    runs = VerdictRun.objects.filter(campaign=campaign).order_by("-id")
    last = runs.annotate(decided=Subquery(decided)).values_list("id", "digest", "decided").first()
    scheme = loaded(campaign.scheme_version)
    return last and _Run(campaign.pk, *last, (*scheme.conditions, *scheme.decisions))


@lru_cache(maxsize=64)
def _counts(run: _Run, scope: Scope | None, under: str | None) -> Mapping[str, int]:
    rows = _open(run).exclude(missing="")
    if scope is not None:
        rows = rows.filter(in_ranges(scope, Ability.VIEW_LEDGER, objects=("compound", "compound_id")))
    if under is not None:
        low, high = range_of(under)
        rows = rows.filter(division_code__gte=low, division_code__lt=high)
    found: Counter[str] = Counter()
    try:
        for texts, compounds in sql.gathered_texts(rows):
            found.update(dict.fromkeys(texts.split(","), compounds))
    except EmptyResultSet:  # a scope without grants
        return {}
    return found


@lru_cache(maxsize=64)
def _ids(run: _Run, fact: str, limit: int) -> tuple[int, ...]:
    found = waiting_for(_open(run), fact).order_by().values_list("compound_id", flat=True).distinct()
    return tuple(found[:limit])


def _open(run: _Run) -> QuerySet[Verdict]:
    return Verdict.objects.filter(campaign=run.campaign, rule__in=run.rules, in_force=Outcome.UNKNOWN, current=True)
