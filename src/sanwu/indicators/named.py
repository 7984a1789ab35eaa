"""Which compounds made up a figure at the end of a day that is over: what the sums hold, and what they held before."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from sanwu.base.scope import Ability
from sanwu.compounds.models import Compound
from sanwu.indicators.counting import standing
from sanwu.indicators.figures import Figures
from sanwu.indicators.models import FoldedCompound, FoldedEarlier, FoldedThrough
from sanwu.indicators.reading import Reading
from sanwu.indicators.rules import Folded
from sanwu.records.scoping import in_ranges


class Counted(NamedTuple):
    """A compound that counted on a day; `division` is where it lay then.

    `name` is "" where the scope does not reach it any more; `opens` unless it was withdrawn since. `division_now` and
    `now` are None where it is not in the campaign any more.
    """

    compound: int
    division: str
    name: str
    opens: bool
    division_now: str | None
    now: Figures | None


class DayList:
    """The compounds behind a figure that counts a compound once: any but the number of known facts.

    Their number is what the trend says of that day, in the same part of the territory.
    """

    def __init__(self, reading: Reading, day: date, figure: str, under: str | None = None) -> None:
        self.reading = reading
        self.day = day
        self.figure = figure
        self.under = under

    def has_names(self) -> bool:
        """False for a day of which only the number was kept."""
        through = FoldedThrough.objects.filter(campaign=self.reading.campaign)
        first = through.values_list("names_from", flat=True).first()
        return first is None or first <= self.day

    def count(self) -> int:
        """How many compounds there are."""
        return self._rows().count()

    def page(self, start: int, limit: int) -> list[Counted]:
        """Some of them, by where they lay and by number, as they were and as they are."""
        found = list(self._rows().order_by("division_code", "compound_id")[start : start + limit])
        ids = [compound for compound, _ in found]
        known, now = self._known(ids), standing(self.reading.campaign, ids)
        return [self._counted(compound, division, known, now.get(compound)) for compound, division in found]

    def _counted(self, compound: int, division: str, known: dict[int, tuple[str, bool]], now: Folded | None) -> Counted:
        name, opens = known.get(compound, ("", False))
        if now is None:
            return Counted(compound, division, name, opens, None, None)
        return Counted(compound, division, name, opens, now.division, Figures(now.figures))

    def _known(self, ids: Sequence[int]) -> dict[int, tuple[str, bool]]:
        """{compound: (name, whether its page opens)} of those that the scope reaches now, withdrawn ones too."""
        held = in_ranges(self.reading.scope, Ability.VIEW_LEDGER, "division_id", objects=("compound", "id"))
        rows = Compound.objects.filter(held, pk__in=ids).values_list("pk", "name", "withdrawn_at")
        return {pk: (name, withdrawn_at is None) for pk, name, withdrawn_at in rows}

    def _rows(self) -> QuerySet[Any, Any]:
        here: QuerySet[Any, Any] = FoldedCompound.objects.filter(since__lte=self.day)
        before: QuerySet[Any, Any] = FoldedEarlier.objects.filter(since__lte=self.day, until__gt=self.day)
        return self._those(here).union(self._those(before), all=True)

    def _those(self, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """Those with the figure, in the part of the territory that is asked for."""
        inside = Q(pk__in=[])
        for low, high in self.reading.spans(self.under):
            inside |= Q(division_code__gte=low, division_code__lt=high)
        # `rules.write` puts a single space between two words
        words = Concat(Value(" "), "figures", Value(" "), output_field=TextField())
        found: QuerySet[Any, Any] = rows.alias(words=words)
        found = found.filter(inside, campaign=self.reading.campaign, words__contains=f" {self.figure} ")
        return found.order_by().values_list("compound_id", "division_code")
