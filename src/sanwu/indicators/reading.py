"""Reading figures: the folded sums plus the tail, what was written since being counted compound by compound.

A tail that is too long to count on a page is left out, and the figures say so (`Figures.behind`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.indicators import sql
from sanwu.indicators.counting import standing, tail
from sanwu.indicators.figures import Area, Day, Figures
from sanwu.indicators.models import DaySum, DivisionSum
from sanwu.indicators.rules import COMPOUNDS, Counts, Folded, changes, prefix_of_range
from sanwu.territory.selectors import children

LONGEST_TAIL = 2000
Range = tuple[str, str]


class Kept(NamedTuple):
    """What was read for several campaigns at once: how far each is folded, and its sums."""

    since: sql.Since
    sums: Mapping[str, Mapping[str, int]]


class Reading:
    """One look at a campaign within a scope: the tail is read once for all that is asked of it."""

    def __init__(self, campaign: Campaign, scope: Scope, kept: Kept | None = None) -> None:
        self.campaign = campaign
        self.scope = scope
        self.kept = kept
        self.ranges = scope.ranges(Ability.VIEW_LEDGER)
        self.single = scope.objects(Ability.VIEW_LEDGER, "compound")
        self._read: dict[str, Mapping[str, int]] = {}
        self._tail: tuple[dict[str, Counts], bool] | None = None

    def figures(self, under: str | None = None) -> Figures:
        """The figures of the campaign, or of what lies under a division of it."""
        return self._of([_span(self.campaign, under)])[0]

    def by_division(self, parent: str, codes: Iterable[str] | None = None) -> list[Area]:
        """The figures of the divisions right below `parent`, and last of what is in none of them, where there is any.

        The tree's parent links say which these are (or `codes`, where the caller has them): they know better than digits
        where a level is skipped. Divisions of which the scope sees no compound are left out.
        """
        span = _span(self.campaign, parent)
        inner = children(parent).values_list("code", flat=True) if codes is None else codes
        places = sorted(code for code in set(inner) if span[0] <= code < span[1])
        found = self._of([span, *(range_of(code) for code in places)])
        rest = Counter(found[0].counts)
        for area in found[1:]:
            rest.subtract(area.counts)
        areas = [Area(code, area) for code, area in zip(places, found[1:], strict=True) if area.compounds]
        if rest[COMPOUNDS] > 0:
            areas.append(Area(parent, Figures(+rest, found[0].behind)))
        return areas

    def trend(self, on: date, under: str | None = None) -> list[Day]:
        """The figures at the end of every day on which they changed, and of today (`on`).

        Empty for a post without a division of its own: days are kept for divisions only.
        """
        if not self.spans(under):
            return []
        return [*self.days(on, under), Day(on, self.figures(under))]

    def days(self, before: date, under: str | None = None) -> list[Day]:
        """The figures at the end of every day on which they changed, up to the day before this one."""
        prefixes = [prefix_of_range(*span) for span in self.spans(under)]
        rows = DaySum.objects.filter(campaign=self.campaign, prefix__in=prefixes, day__lt=before)
        last: dict[str, Mapping[str, int]] = {}
        days = []
        ordered = rows.order_by("day", "prefix").values_list("day", "prefix", "counts")
        for day, changed in groupby(ordered, key=lambda row: row[0]):
            last.update({prefix: counts for _, prefix, counts in changed})
            total: Counts = Counter()
            for counts in last.values():
                total.update(counts)
            days.append(Day(day, Figures(total)))
        return days

    def spans(self, under: str | None = None) -> list[Range]:
        """The divisions, as ranges of codes, of which days are kept and that the scope reaches."""
        return [span for span in self._seen(_span(self.campaign, under)) if prefix_of_range(*span)]

    def whole(self) -> set[str]:
        """The prefixes whose sums make up the campaign within the scope."""
        return {p for span in self.spans() if (p := prefix_of_range(*span))}

    def _seen(self, span: Range) -> list[Range]:
        """The parts of a span of codes that the scope reaches."""
        both = [(max(low, span[0]), min(high, span[1])) for low, high in self.ranges]
        return [(low, high) for low, high in both if low < high]

    def _of(self, spans: Sequence[Range]) -> list[Figures]:
        """The figures of each of these spans."""
        parts = [self._seen(span) for span in spans]
        changed, behind = self._changed() if any(parts) else ({}, False)
        sums = self._sums({prefix for part in parts for low, high in part if (prefix := prefix_of_range(low, high))})
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

    def _changed(self) -> tuple[dict[str, Counts], bool]:
        """What sums change by for what was written since they were folded, and whether that is too much to say here."""
        if self._tail is None:
            self._tail = self._read_tail()
        return self._tail

    def _read_tail(self) -> tuple[dict[str, Counts], bool]:
        since = self.kept.since if self.kept else sql.since([self.campaign.pk])[self.campaign.pk]
        if since.version not in (None, self.campaign.scheme_version_id):
            return {}, True
        if since.folded == since.head:
            return {}, False
        found = tail(self.campaign, since.folded, LONGEST_TAIL)
        return ({}, True) if found is None else (changes(*found), False)

    def _sums(self, wanted: set[str]) -> Mapping[str, Mapping[str, int]]:
        if self.kept:
            return self.kept.sums
        if missing := wanted - self._read.keys():
            rows = DivisionSum.objects.filter(campaign=self.campaign, prefix__in=missing)
            self._read |= {prefix: {} for prefix in missing} | dict(rows.values_list("prefix", "counts"))
        return self._read

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


def _span(campaign: Campaign, under: str | None) -> Range:
    """The codes of the campaign, or those of a division inside it; none at all for one outside."""
    low, high = range_of(campaign.division_id)
    if under is None:
        return low, high
    inner = range_of(under)
    return max(low, inner[0]), min(high, inner[1])


def _inside(division: str, part: Sequence[Range]) -> bool:
    return any(low <= division < high for low, high in part)
