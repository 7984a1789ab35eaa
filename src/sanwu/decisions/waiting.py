"""Which compounds wait for which fact. Read once after each run of judging and kept: a board asks it again and again."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sanwu.base.codes import range_of
from sanwu.base.scope import ROOT_RANGE, Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.decisions.models import Verdict, VerdictRun
from sanwu.policy.outcomes import Outcome
from sanwu.records.scoping import in_ranges

KEPT = 5000  # so many compounds are remembered by their ids; of more, only how many


@dataclass(frozen=True)
class Waiting:
    """How many compounds wait for a fact; `compounds` are their ids, None where they are more than KEPT."""

    count: int
    compounds: tuple[int, ...] | None


class _Key(NamedTuple):
    """What the answer depends on: the last run of the campaign, and what may be seen of it."""

    campaign: int
    run: int
    digest: str
    scope: Scope | None
    under: str | None


def waiting_for(campaign: Campaign, scope: Scope | None = None, under: str | None = None) -> Mapping[str, Waiting]:
    """{fact: who waits for it} of the current verdicts that are unknown, seen by a scope, below a division."""
    last = VerdictRun.objects.filter(campaign=campaign).order_by("-id").values_list("id", "digest").first()
    if last is None:
        return {}
    sees_all = scope is None or ROOT_RANGE in scope.ranges(Ability.VIEW_LEDGER)
    return _waiting(_Key(campaign.pk, *last, None if sees_all else scope, under))


@lru_cache(maxsize=64)
def _waiting(key: _Key) -> Mapping[str, Waiting]:
    rows = Verdict.objects.filter(campaign=key.campaign, current=True, outcome=Outcome.UNKNOWN).exclude(missing="")
    if key.scope is not None:
        rows = rows.filter(in_ranges(key.scope, Ability.VIEW_LEDGER, objects=("compound", "compound_id")))
    if key.under is not None:
        low, high = range_of(key.under)
        rows = rows.filter(division_code__gte=low, division_code__lt=high)
    by_text: dict[str, set[int]] = {}
    for text, compound in rows.order_by().values_list("missing", "compound_id").iterator(chunk_size=5000):
        by_text.setdefault(text, set()).add(compound)
    found: dict[str, set[int]] = {}
    for text, compounds in by_text.items():
        for fact in text.split(","):
            found.setdefault(fact, set()).update(compounds)
    return {
        fact: Waiting(len(compounds), tuple(sorted(compounds)) if len(compounds) <= KEPT else None)
        for fact, compounds in found.items()
    }
