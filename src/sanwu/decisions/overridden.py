"""Which verdicts somebody decided otherwise, as values for lists and pages."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q, QuerySet

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.decisions.models import VerdictOverride
from sanwu.decisions.overriding_rules import in_force
from sanwu.decisions.point_reading import outcomes_of
from sanwu.records.scoping import in_ranges

__all__ = [
    "Overridden", "decided_outcomes", "in_force", "overrides_in", "overrides_of", "overrides_on", "overrides_visible_to",
]  # fmt: skip


class Overridden(NamedTuple):
    """The outcome that stands instead of the rule's own, and why."""

    rule: str
    outcome: str
    rule_outcome: str
    reason: str
    clause: str
    body: str
    id: int

    def as_json(self) -> dict[str, str]:
        """As a list's row keeps it."""
        return {"outcome": self.outcome, "reason": self.reason, "clause": self.clause, "body": self.body}


def overrides_visible_to(scope: Scope) -> QuerySet[VerdictOverride]:
    """Decisions against a rule on compounds that the scope may see, those that were replaced too; newest first."""
    return VerdictOverride.objects.filter(in_ranges(scope, Ability.VIEW_LEDGER, objects=("compound", "compound_id")))


def overrides_in(campaign: Campaign, low: str, high: str) -> dict[int, dict[str, Overridden]]:
    """{compound: {rule: override}} that stand in a range of divisions."""
    return _newest(campaign, Q(division_code__gte=low, division_code__lt=high))


def overrides_of(campaign: Campaign, compounds: Iterable[int]) -> dict[int, dict[str, Overridden]]:
    """The same for some compounds (a page of a list)."""
    return _newest(campaign, Q(compound_id__in=list(compounds)))


def overrides_on(compound: Compound, campaigns: Iterable[Campaign]) -> dict[int, dict[str, Overridden]]:
    """{campaign: {rule: override}} that stand on one compound; one query."""
    rows = VerdictOverride.objects.filter(compound=compound, campaign__in=list(campaigns)).order_by("id")
    found: dict[int, dict[str, Overridden]] = {}
    for row in rows.defer("trace"):
        _put(found.setdefault(row.campaign_id, {}), row)
    return {campaign: said for campaign, said in found.items() if said}


def decided_outcomes(campaign: Campaign, compounds: Iterable[int] | None = None) -> dict[tuple[int, str], str]:
    """{(compound, rule): outcome} decided against rules of a campaign that stand; of some compounds or of all.

    A decision for an outcome that the campaign's present scheme no longer has stands no more.
    """
    rows = VerdictOverride.objects.filter(campaign=campaign)
    if compounds is not None:
        rows = rows.filter(compound_id__in=list(compounds))
    found = {(pk, rule): said for pk, rule, said in rows.order_by("id").values_list("compound_id", "rule", "outcome")}
    return {(pk, rule): said for (pk, rule), said in found.items() if said and said in outcomes_of(campaign, rule)}


def _newest(campaign: Campaign, wanted: Q) -> dict[int, dict[str, Overridden]]:
    """Later ones replace earlier ones; one that was taken back leaves the rule's own outcome."""
    found: dict[int, dict[str, Overridden]] = {}
    for row in VerdictOverride.objects.filter(wanted, campaign=campaign).order_by("id").defer("trace"):
        _put(found.setdefault(row.compound_id, {}), row)
    return {compound: said for compound, said in found.items() if said}


def _put(said: dict[str, Overridden], row: VerdictOverride) -> None:
    if row.outcome:
        said[row.rule] = Overridden(row.rule, row.outcome, row.rule_outcome, row.reason, row.clause, row.body, row.pk)
    else:
        said.pop(row.rule, None)
