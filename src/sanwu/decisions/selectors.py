"""Questions about verdicts: how many of each, where, what is missing most, and why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, QuerySet

from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope, everywhere
from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.campaigns.selectors import loaded
from sanwu.compounds.models import Compound
from sanwu.decisions import sql
from sanwu.decisions.digests import run_digests, verify_verdicts
from sanwu.decisions.judging import judge_campaign
from sanwu.decisions.models import JudgedThrough, Verdict
from sanwu.decisions.overridden import decided_outcomes
from sanwu.decisions.overriding_rules import in_force
from sanwu.decisions.waiting import waiting_counts
from sanwu.ledger.models import ChangeSet
from sanwu.policy.explain import Explanation, explain
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.outcomes import Outcome
from sanwu.records.scoping import in_ranges

__all__ = [
    "Missing",
    "behind",
    "compute",
    "counts",
    "explanation",
    "history",
    "missing_most",
    "run_digests",
    "standing",
    "touched_since",
    "verdicts_of",
    "verdicts_visible_to",
    "verify_verdicts",
]  # fmt: skip

OUTCOMES = tuple(outcome.value for outcome in Outcome)
Counts = dict[str, dict[str, dict[str, int]]]


@dataclass(frozen=True)
class Missing:
    """A fact without which verdicts stay open, and for how many compounds."""

    fact: Fact
    count: int


def verdicts_visible_to(scope: Scope, ability: Ability = Ability.VIEW_LEDGER) -> QuerySet[Verdict]:
    """Verdicts on compounds where `ability` is held, earlier ones too."""
    return Verdict.objects.filter(in_ranges(scope, ability, objects=("compound", "compound_id")))


def counts(campaign: Campaign, scope: Scope | None = None, under: str | None = None) -> Counts:
    """{conditions: {id: {yes, no, unknown, not_applicable}}, decisions: {id: {outcome: n}}} as they are in force.

    Every rule and every possible outcome is there, with 0 where none has it. `under` is a division code.
    """
    found = _current(campaign, scope, under).order_by().values_list("rule", "in_force").annotate(n=Count("id"))
    return _table(loaded(campaign.scheme_version), {(rule, outcome): n for rule, outcome, n in found})


def compute(campaign: Campaign, on: date) -> Counts:
    """The same counts, judged now from the facts as they stand and what was decided against rules; stores nothing."""
    judged = judge_campaign(campaign)
    found = Counter((rule, outcome) for rule, column in judged.columns.items() for outcome in column.outcomes)
    places = {compound: place for place, compound in enumerate(judged.compounds)}
    for (compound, rule), decided in decided_outcomes(campaign).items():
        if rule in judged.columns and compound in places:
            ruled = judged.columns[rule].outcomes[places[compound]]
            found[rule, ruled] -= 1
            found[rule, in_force(ruled, decided)] += 1
    return _table(loaded(campaign.scheme_version), found)


def missing_most(campaign: Campaign, scope: Scope | None = None, under: str | None = None) -> list[Missing]:
    """Facts that keep verdicts open, the one that is missing for most compounds first."""
    known = loaded(campaign.scheme_version).dictionary.facts
    waiting = waiting_counts(campaign, scope, under)
    found = [Missing(known[fact], count) for fact, count in waiting.items() if fact in known]
    return sorted(found, key=lambda item: (-item.count, item.fact.id))


def behind(campaign: Campaign) -> bool:
    """Whether the ledger has moved on since the verdicts of this campaign were judged; one query."""
    return sql.is_behind(campaign.pk, campaign.scheme_version_id)


def campaigns_behind() -> list[Campaign]:
    """Open campaigns whose verdicts do not follow the ledger yet, for the worker."""
    newest = ChangeSet.objects.order_by("-id").values_list("id", flat=True).first() or 0
    current = JudgedThrough.objects.filter(change_set__gte=newest, scheme_version=F("campaign__scheme_version"))
    candidates = Campaign.objects.filter(closed_on=None).exclude(pk__in=current.values("pk"))
    return [campaign for campaign in candidates.select_related("scheme_version") if behind(campaign)]


def verdicts_of(campaign: Campaign, compound: Compound) -> dict[str, Verdict]:
    """The current verdict of each rule for one compound."""
    return {v.rule: v for v in Verdict.objects.filter(campaign=campaign, compound=compound, current=True)}


def standing(campaign_id: int, rule: str, compounds: Iterable[int]) -> dict[int, Verdict]:
    """The current verdict of one rule by compound."""
    found = Verdict.objects.filter(campaign=campaign_id, compound__in=list(compounds), rule=rule, current=True)
    return {verdict.compound_id: verdict for verdict in found}


def touched_since(compounds: Iterable[int], at: datetime) -> set[int]:
    """Those of these compounds of which something was recorded after a moment."""
    later = ChangeSet.objects.filter(compound__in=list(compounds), batch__recorded_at__gt=at)
    return set(later.values_list("compound_id", flat=True))


def history(campaign: Campaign, compound: Compound) -> list[Verdict]:
    """All verdicts of one compound, newest first, with the run that says when."""
    return list(Verdict.objects.filter(campaign=campaign, compound=compound).select_related("run").order_by("-id"))


def explanation(version: SchemeVersion, facts: Mapping[str, Any], on: date) -> Explanation:
    """The working of every rule on these facts, recomputed exactly: the version is frozen, the facts are stored."""
    return explain(loaded(version), facts, on)


def _current(campaign: Campaign, scope: Scope | None, under: str | None) -> QuerySet[Verdict]:
    found = verdicts_visible_to(scope or everywhere()).filter(campaign=campaign, current=True)
    if under is not None:
        low, high = range_of(under)
        found = found.filter(division_code__gte=low, division_code__lt=high)
    return found


def _table(scheme: Scheme, found: Mapping[tuple[str, str], int]) -> Counts:
    def row(rule: str, outcomes: Iterable[str]) -> dict[str, int]:
        return {outcome: found.get((rule, outcome), 0) for outcome in outcomes}

    open_ones = (Outcome.UNKNOWN.value, Outcome.NOT_APPLICABLE.value)
    return {
        "conditions": {rule: row(rule, OUTCOMES) for rule in scheme.conditions},
        "decisions": {rule: row(rule, (*decision.outcomes, *open_ones)) for rule, decision in scheme.decisions.items()},
    }
