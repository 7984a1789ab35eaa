"""Questions about figures: of a division, of those right below it, and since the start; always within a scope.

A reading is the folded sum plus the tail: what was written since is counted compound by compound, as long as that is
little. A reading that lacks a long tail says so (`Figures.behind`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.indicators import sql
from sanwu.indicators.counting import folded, standing
from sanwu.indicators.models import DaySum, DivisionSum, FoldedThrough
from sanwu.indicators.rules import (
    COMPLETE,
    COMPOUNDS,
    FILLED,
    OPEN,
    Counts,
    Folded,
    changes,
    prefix_of_range,
)

LONGEST_TAIL = 2000
Range = tuple[str, str]


@dataclass(frozen=True)
class Figures:
    """What is counted in one place. `behind` when much was written that is not in it yet."""

    counts: Mapping[str, int] = field(default_factory=dict)
    behind: bool = False

    @property
    def compounds(self) -> int:
        """Compounds in the campaign."""
        return self.counts.get(COMPOUNDS, 0)

    @property
    def complete(self) -> int:
        """Compounds of which all facts are known that the survey asks for."""
        return self.counts.get(COMPLETE, 0)

    @property
    def filled(self) -> int:
        """Known facts among those that the survey asks for, over all compounds."""
        return self.counts.get(FILLED, 0)

    @property
    def open(self) -> int:
        """Compounds with a verdict that waits for facts."""
        return self.counts.get(OPEN, 0)

    def outcome(self, rule: str, outcome: str) -> int:
        """Compounds whose current verdict of a rule is this."""
        return self.counts.get(f"{rule}={outcome}", 0)

    def outcomes(self, rule: str) -> dict[str, int]:
        """{outcome: compounds} of a rule; outcomes that none has are left out."""
        head = f"{rule}="
        return {word[len(head) :]: n for word, n in self.counts.items() if word.startswith(head)}

    def judged(self, rule: str) -> int:
        """Compounds of which a rule says yes or no, or that it is not for them; not those that wait for facts."""
        return sum(n for outcome, n in self.outcomes(rule).items() if outcome != "unknown")

    def missing(self) -> dict[str, int]:
        """{fact: compounds whose verdicts wait for it}, most first."""
        found = {word[1:]: n for word, n in self.counts.items() if word.startswith("?")}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True)
class Area:
    """The figures of one division; `code` is that of the parent for what is not in a finer one yet."""

    code: str
    figures: Figures


@dataclass(frozen=True)
class Day:
    """The figures at the end of a day; of today as they stand now."""

    day: date
    figures: Figures


def figures(campaign: Campaign, scope: Scope, under: str | None = None) -> Figures:
    """The figures of a campaign as far as the scope sees it, or of what lies under a division of it."""
    return _Reading(campaign, scope).of([_span(campaign, under)])[0]


def by_division(campaign: Campaign, scope: Scope, parent: str, codes: Iterable[str]) -> list[Area]:
    """The figures of the divisions `codes` that lie in `parent`, and last of what is in none of them, where there is any.

    `codes` come from the tree, whose parent links know better than digits where a level is skipped. Divisions of which
    the scope sees no compound are left out.
    """
    span = _span(campaign, parent)
    inner = sorted(code for code in set(codes) if span[0] <= code < span[1])
    found = _Reading(campaign, scope).of([span, *(range_of(code) for code in inner)])
    rest = Counter(found[0].counts)
    for area in found[1:]:
        rest.subtract(area.counts)
    areas = [Area(code, area) for code, area in zip(inner, found[1:], strict=True) if area.compounds]
    if rest[COMPOUNDS] > 0:
        areas.append(Area(parent, Figures(+rest, found[0].behind)))
    return areas


def of_campaigns(campaigns: Sequence[Campaign], scope: Scope) -> dict[int, Figures]:
    """The figures of several campaigns, by id."""
    return {campaign.pk: figures(campaign, scope) for campaign in campaigns}


def trend(campaign: Campaign, scope: Scope, on: date, under: str | None = None) -> list[Day]:
    """The figures at the end of every day on which they changed, and of today (`on`).

    Empty for a post without a division of its own: days are kept for divisions only.
    """
    reading = _Reading(campaign, scope)
    prefixes = [prefix for span in reading.seen(_span(campaign, under)) if (prefix := prefix_of_range(*span))]
    if not prefixes:
        return []
    rows = DaySum.objects.filter(campaign=campaign, prefix__in=prefixes, day__lt=on).order_by("day", "prefix")
    last: dict[str, Mapping[str, int]] = {}
    days = []
    for day, changed in groupby(rows.values_list("day", "prefix", "counts"), key=lambda row: row[0]):
        last.update({prefix: counts for _, prefix, counts in changed})
        total: Counts = Counter()
        for counts in last.values():
            total.update(counts)
        days.append(Day(day, Figures(total)))
    return [*days, Day(on, reading.of([_span(campaign, under)])[0])]


def _span(campaign: Campaign, under: str | None) -> Range:
    """The codes of the campaign, or those of a division inside it; none at all for one outside."""
    low, high = range_of(campaign.division_id)
    if under is None:
        return low, high
    inner = range_of(under)
    return max(low, inner[0]), min(high, inner[1])


class _Reading:
    """One reading: what the scope sees, the tail, and the sums that are asked for, in a handful of queries."""

    def __init__(self, campaign: Campaign, scope: Scope) -> None:
        self.campaign = campaign
        self.ranges = scope.ranges(Ability.VIEW_LEDGER)
        self.single = scope.objects(Ability.VIEW_LEDGER, "compound")
        self._tail: tuple[dict[str, Counts], bool] | None = None

    def seen(self, span: Range) -> list[Range]:
        """The parts of a span of codes that the scope reaches."""
        both = [(max(low, span[0]), min(high, span[1])) for low, high in self.ranges]
        return [(low, high) for low, high in both if low < high]

    def of(self, spans: Sequence[Range]) -> list[Figures]:
        """The figures of each of these spans."""
        parts = [self.seen(span) for span in spans]
        wanted = {prefix for part in parts for low, high in part if (prefix := prefix_of_range(low, high))}
        changed, behind = self.tail() if any(parts) else ({}, False)
        rows = DivisionSum.objects.filter(campaign=self.campaign, prefix__in=wanted) if wanted else ()
        sums = {row.prefix: row.counts for row in rows}
        singles = self._singles()
        found = []
        for span, part in zip(spans, parts, strict=True):
            total: Counts = Counter()
            for low, high in part:
                prefix = prefix_of_range(low, high)
                if prefix is None:
                    total.update(self._odd(low, high, changed))
                else:
                    total.update(sums.get(prefix, {}))
                    total.update(changed.get(prefix, {}))
            for state in singles:
                if span[0] <= state.division < span[1] and not _inside(state.division, part):
                    total.update(state.figures)
            found.append(Figures(+total, behind))
        return found

    def tail(self) -> tuple[dict[str, Counts], bool]:
        """What sums change by for what was written since they were folded, and whether that is too much to say here."""
        if self._tail is None:
            self._tail = self._read_tail()
        return self._tail

    def _read_tail(self) -> tuple[dict[str, Counts], bool]:
        through = FoldedThrough.objects.filter(pk=self.campaign.pk).first()
        if through is not None and through.scheme_version_id != self.campaign.scheme_version_id:
            return {}, True
        since = sql.Head(through.change_set, through.entry, through.verdict) if through else sql.Head(0, 0, 0)
        touched = sql.touched(self.campaign.pk, since, LONGEST_TAIL + 1)
        if len(touched) > LONGEST_TAIL:
            return {}, True
        return changes(folded(self.campaign, touched), standing(self.campaign, touched)), False

    def _singles(self) -> list[Folded]:
        """The compounds that a post without a division sees one by one."""
        return list(standing(self.campaign, sorted(self.single)).values()) if self.single else []

    def _odd(self, low: str, high: str, changed: Mapping[str, Counts]) -> Counts:
        """A range that is no division's: the codes in it one by one."""
        total: Counts = Counter()
        for row in DivisionSum.objects.filter(campaign=self.campaign, prefix__gte=low, prefix__lt=high):
            if len(row.prefix) == 12:
                total.update(row.counts)
        for prefix, counts in changed.items():
            if len(prefix) == 12 and low <= prefix < high:
                total.update(counts)
        return total


def _inside(division: str, part: Sequence[Range]) -> bool:
    return any(low <= division < high for low, high in part)
