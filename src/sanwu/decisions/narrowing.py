"""What the ledger is narrowed to: each filter as a condition on a row, and as a question for compounds of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanwu.base.codes import range_of
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import search
from sanwu.decisions.counting_lists import counting_lists
from sanwu.decisions.models import FileState, ListRow, ListVersion, Verdict
from sanwu.decisions.point_reading import outcomes_of
from sanwu.decisions.waiting import waiting_for
from sanwu.ledger.models import LedgerEntry
from sanwu.territory.selectors import children

UNKNOWN = "unknown"
# Any outcome but some; no outcome of a scheme can be called so.
JUDGED = "-unknown"
CONCERNED = "-not_applicable"  # whom a condition concerns
NOT_YET = "-yes"  # whom it concerns, and who does not meet it, or not that is known
EXCEPT = {JUDGED: ("unknown",), CONCERNED: ("not_applicable",), NOT_YET: ("yes", "not_applicable")}

UNLISTED = "unlisted"
NOT_FILED = ("unfiled", "passed", "pending")


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty means all.

    `text` looks in names, pinyin, initials, numbers; `outcomes` is {rule: outcome in force}, or one of EXCEPT; `missing` a fact
    that verdicts wait for; `arrangement` a choice of property_arrangement, or "unknown"; `complete` "yes" or "no": whether
    the survey's file is; `stage` one of counting_lists.STAGES; `unplaced` a division: what lies in it and in none below.
    """

    text: str = ""
    division: str = ""
    outcomes: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""
    arrangement: str = ""
    complete: str = ""
    stage: str = ""
    unplaced: str = ""


class Narrowing:
    """Filters on a campaign, with what they need to know read once."""

    def __init__(self, campaign: Campaign, filters: Filters) -> None:
        self.campaign = campaign
        self.filters = filters
        self.verdicts = Verdict.objects.filter(campaign=campaign, current=True)
        self.entries = CampaignCompound.objects.filter(campaign=campaign, left_on=None)
        self.files = FileState.objects.filter(campaign=campaign, complete=filters.complete)
        self._on, self._not_on = self._lists() if filters.stage else ([], [])
        self._gaps = gaps(filters.unplaced) if filters.unplaced else []
        self._named = Compound.objects.filter(search(filters.text)) if filters.text else Compound.objects.none()

    def under(self, lookup: str = "division_code") -> Q:
        """The divisions that are asked for."""
        found = Q()
        if self.filters.division:
            found &= _between(lookup, *range_of(self.filters.division))
        if self.filters.unplaced:
            inside = Q(pk__in=[])
            for low, high in self._gaps:
                inside |= _between(lookup, low, high)
            found &= inside
        return found

    def rows(self, rows: QuerySet[LedgerEntry], *, at_once: bool = False) -> QuerySet[LedgerEntry]:
        """The filters as conditions on each row; `at_once` where all rows are wanted, not the first that fit."""
        filters = self.filters
        verdicts = self.verdicts.filter(compound=OuterRef("pk"))
        for rule, outcome in filters.outcomes.items():
            here = verdicts.filter(rule=rule)
            out = EXCEPT.get(outcome)
            here = here.exclude(in_force__in=out) if out else here.filter(in_force=outcome)
            rows = rows.filter(Exists(here))
        if filters.missing:
            rows = rows.filter(Exists(waiting_for(verdicts, filters.missing)))
        if filters.complete:
            rows = rows.filter(Exists(self.files.filter(compound=OuterRef("pk"))))
        if filters.stage:
            listed = ListRow.objects.filter(compound=OuterRef("pk"))
            if filters.stage != UNLISTED:
                rows = rows.filter(Exists(listed.filter(version__in=self._on)))
            rows = rows.exclude(Exists(listed.filter(version__in=self._not_on))) if self._not_on else rows
        if filters.arrangement == UNKNOWN:
            rows = rows.filter(property_arrangement=None)
        elif filters.arrangement:
            rows = rows.filter(property_arrangement=filters.arrangement)
        if filters.text:
            one = Q(pk__in=self._named.values("pk")) if at_once else Q(Exists(self._named.filter(pk=OuterRef("pk"))))
            rows = rows.filter(one)
        return rows

    def sources(self) -> list[QuerySet[Any]]:
        """Of each filter that has an index, a question for the compounds that it leaves."""
        found: list[QuerySet[Any]] = [
            self._of_rule(rule, outcome).values_list("compound_id") for rule, outcome in self.filters.outcomes.items()
        ]
        if self.filters.complete:
            found.append(self.files.values_list("compound_id"))
        if self.filters.stage and self.filters.stage != UNLISTED:
            found.append(ListRow.objects.filter(version__in=self._on or [0]).values_list("compound_id"))
        if self.filters.text:
            found.append(self._named.values_list("pk"))
        return found

    def counted(self, within: Q) -> QuerySet[Any] | None:
        """An easier question of the same number of rows, which an index answers; None where there is none."""
        filters = self.filters
        if filters.text or filters.missing or filters.arrangement or filters.stage:
            return None
        if not filters.outcomes:
            return (self.files if filters.complete else self.entries).filter(within)
        if filters.complete:
            return None
        (rule, outcome), *others = filters.outcomes.items()
        found = self._of_rule(rule, outcome).filter(within)
        for rule, outcome in others:
            found = found.filter(Exists(self._of_rule(rule, outcome).filter(compound=OuterRef("compound"))))
        return found

    def compounds(self, within: Q) -> QuerySet[Any]:
        """A question for the ids of all compounds at once, in no order."""
        found = self.counted(within)
        if found is not None:
            return found.values_list("compound_id", flat=True)
        here = self.entries.filter(compound=OuterRef("pk"))
        rows = self.rows(LedgerEntry.objects.filter(Exists(here)), at_once=True).filter(within)
        return rows.values_list("compound_id", flat=True)

    def _of_rule(self, rule: str, outcome: str) -> QuerySet[Verdict]:
        found = self.verdicts.filter(rule=rule)
        if (out := EXCEPT.get(outcome)) is None:
            return found.filter(in_force=outcome)
        # each by name: "not unknown" is no part of an index
        return found.filter(in_force__in=[name for name in outcomes_of(self.campaign, rule) if name not in out])

    def _lists(self) -> tuple[list[int], list[int]]:
        """The versions that a compound stands on, and those that it must not stand on."""
        lists = counting_lists(ListVersion.objects.filter(campaign=self.campaign))
        stage = self.filters.stage
        if stage == UNLISTED:
            return [], lists.on(stage)
        return lists.on(stage), lists.on("filed") if stage in NOT_FILED else []


def gaps(code: str) -> list[tuple[str, str]]:
    """The ranges of codes of a division that belong to none of the open divisions right below it."""
    start, end = range_of(code)
    found = []
    for low, high in sorted(range_of(child) for child in children(code).values_list("code", flat=True)):
        if start < low:
            found.append((start, low))
        start = max(start, high)
    return [*found, (start, end)] if start < end else found


def _between(lookup: str, low: str, high: str) -> Q:
    return Q(**{f"{lookup}__gte": low, f"{lookup}__lt": high})
