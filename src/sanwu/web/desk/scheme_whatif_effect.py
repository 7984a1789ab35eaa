"""What a changed scheme would change, as tables: classes, costs, money by year, streets and compounds."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base.scope import Scope
from sanwu.campaigns.models import Campaign
from sanwu.decisions.publishing import STREET
from sanwu.decisions.whatif import Named, names_of
from sanwu.policy.whatif_answer import Answer, Prepared
from sanwu.policy.whatif_costs import yuan
from sanwu.territory.selectors import full_names
from sanwu.web.desk.scheme_estimates import EVERY
from sanwu.web.desk.scheme_whatif_lines import CostLine, Move, amount_text, cost_line, difference_text, move_of
from sanwu.web.ui.charts import Part
from sanwu.web.ui.words import title_of

PER_PAGE = 25
STREETS_SHOWN = 20


@dataclass(frozen=True)
class StreetLine:
    name: str
    compounds: int
    changed: int
    cost: str
    parts: list[Part]
    href: str


@dataclass(frozen=True)
class CompoundLine:
    name: str
    place: str
    href: str
    moves: list[Move]
    cost: str


@dataclass(frozen=True)
class Listed:
    """One page of compounds, of one street or of all; `total` is how many there are."""

    lines: list[CompoundLine]
    total: int
    start: int
    street: str


class Effect:
    """Tells an answer; names are looked up once, for the streets and the compounds of the page together."""

    def __init__(
        self, prepared: Prepared, answer: Answer, campaign: Campaign, scope: Scope, start: int, street: str
    ) -> None:
        self.prepared, self.answer, self.campaign = prepared, answer, campaign
        self.scheme = answer.scheme
        self.rows = sorted({*answer.rows, *answer.priced})
        self._streets = [street_of(code) for code in prepared.columns.divisions.values]
        self.per_street = self._per_street()
        chosen = [row for row in self.rows if not street or self._street(row) == street]
        self.street = street
        self.total, self.start = len(chosen), start if start < len(chosen) else 0
        self.page = chosen[self.start : self.start + PER_PAGE]
        self.named = names_of([prepared.columns.compounds[row] for row in self.page], scope)
        shown = [code for code, _count in self.per_street.most_common(STREETS_SHOWN)]
        self.places = full_names(
            [*shown, *([street] if street else []), *(one.division for one in self.named.values())]
        )

    def moves(self) -> list[Move]:
        """Every transition, the most frequent of each rule first."""
        return [
            move_of(self.scheme, rule, before, after, count)
            for rule, counted in self.answer.moves.items()
            for (before, after), count in counted.most_common()
        ]

    def costs(self) -> list[CostLine]:
        found = []
        for name, both in self.answer.costs.items():
            estimate = self.scheme.estimates[name]
            found.append(cost_line(title_of(estimate), EVERY[estimate.every], both.before, both.after))
        return found

    def money(self) -> list[CostLine]:
        """Each kind of money whose sum changes, year by year."""
        found = []
        for name, years in self.answer.money.items():
            for year, both in years.items():
                note = _("%(year)s 年") % {"year": year} if year else ""
                found.append(cost_line(title_of(self.scheme.money[name]), note, both.before, both.after))
        return found

    def streets(self) -> list[StreetLine]:
        """The streets with the most changes; what is beyond them is told as one line."""
        sizes = self._sizes()
        costs = self._street_costs()
        shown = self.per_street.most_common(STREETS_SHOWN)
        lines = [
            self._street_line(self.places.get(code, code), code, sizes[code], count, costs.get(code, Decimal(0)))
            for code, count in shown
        ]
        rest = [code for code in self.per_street if code not in {code for code, _count in shown}]
        if rest:
            summed = [sum(table[code] for code in rest) for table in (sizes, self.per_street)]
            cost = sum((costs.get(code, Decimal(0)) for code in rest), Decimal(0))
            named = _("其余 %(n)s 个街道") % {"n": len(rest)}
            lines.append(self._street_line(named, "", summed[0], summed[1], cost))
        return lines

    def compounds(self) -> Listed:
        at = {row: number for number, row in enumerate(self.answer.changed.rows)}
        lines = [
            self._compound(row, at.get(row), one)
            for row in self.page
            if (one := self.named.get(self.prepared.columns.compounds[row])) is not None
        ]
        return Listed(lines, self.total, self.start, self.places.get(self.street, ""))

    def _compound(self, row: int, at: int | None, named: Named) -> CompoundLine:
        changed = self.answer.changed
        moves = [
            move_of(self.scheme, rule, changed.before[rule][at], changed.after[rule][at], 1)
            for rule in self.answer.moves
            if at is not None and changed.before[rule][at] != changed.after[rule][at]
        ]
        before, after = self.answer.priced.get(row, (None, None))
        cost = f"{amount_text(before)} → {amount_text(after)}" if row in self.answer.priced else ""
        compound = self.prepared.columns.compounds[row]
        href = reverse("compound", args=[compound]) + f"?campaign={self.campaign.pk}"
        return CompoundLine(named.name, self.places.get(named.division, ""), href, moves, cost)

    def _street(self, row: int) -> str:
        return self._streets[self.prepared.columns.divisions.codes[row]]

    def _per_street(self) -> Counter[str]:
        return Counter(self._street(row) for row in self.rows)

    def _sizes(self) -> Counter[str]:
        sizes: Counter[str] = Counter()
        for code, count in Counter(self.prepared.columns.divisions.codes).items():
            sizes[self._streets[code]] += count
        return sizes

    def _street_costs(self) -> dict[str, Decimal]:
        """By how much the known cost of each street changes."""
        found: dict[str, int] = {}
        for row, (before, after) in self.answer.priced.items():
            if before is not None and after is not None:
                street = self._street(row)
                found[street] = found.get(street, 0) + after - before
        return {street: yuan(amount) for street, amount in found.items()}

    def _street_line(self, name: str, code: str, compounds: int, changed: int, cost: Decimal) -> StreetLine:
        parts = [Part(_("会变"), changed, "info"), Part(_("不变"), compounds - changed, "none")]
        return StreetLine(name, compounds, changed, difference_text(cost) if self.answer.priced else "", parts, code)


def street_of(division: str) -> str:
    """The street that a division lies in, or the division itself above a street."""
    return division[:STREET].ljust(len(division), "0")
