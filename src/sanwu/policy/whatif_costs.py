"""What compounds cost by the estimates of a scheme, and what its kinds of money come to, in exact whole numbers.

A missing fact, or a condition that is open, leaves the cost of a compound unknown; it is counted as unknown, never as
nothing. Amounts are whole numbers of 10⁻¹⁴ yuan, which no rate times no fact of the format is finer than.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sanwu.policy.model_estimates import Estimate
from sanwu.policy.model_money import MoneyLine
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.outcomes import Outcome
from sanwu.policy.whatif_columns import Columns
from sanwu.policy.whatif_parts import counted_by, estimate_rule, money_rule

PLACES = 14
ONE = 10**PLACES
Amount = int | None
# (rule) -> its outcomes for the rows that are asked about
OutcomesOf = Callable[[str], Sequence[str]]
PUBLIC = ("support", "subsidy", "investment", "reward", "fund")
MONTHS = {"m2_month": 12}


@dataclass(frozen=True, slots=True)
class Sum:
    """What is known of a sum, and for how many compounds it is not."""

    amount: int
    unknown: int

    @property
    def yuan(self) -> Decimal:
        return yuan(self.amount)


def yuan(amount: int) -> Decimal:
    """An amount in yuan, exact."""
    return Decimal(amount).scaleb(-PLACES)


def total(amounts: Iterable[Amount]) -> Sum:
    known = unknown = 0
    for amount in amounts:
        if amount is None:
            unknown += 1
        else:
            known += amount
    return Sum(known, unknown)


class Reckoner:
    """Reckons for some rows (all without a choice) of columns that a scheme was judged on."""

    def __init__(self, scheme: Scheme, columns: Columns, outcomes: OutcomesOf, rows: Sequence[int] | None) -> None:
        self.scheme, self.columns, self.outcomes, self.rows = scheme, columns, outcomes, rows
        self.count = len(columns) if rows is None else len(rows)

    def estimate(self, name: str) -> list[Amount]:
        """The cost of each compound by one estimate; nothing where it does not count for it."""
        found = self.scheme.estimates[name]
        if found.items:
            lines = [
                self._when(
                    estimate_rule(name, key), line.when is not None, self._one(line.amount, line.rate, line.fact)
                )
                for key, line in found.items.items()
            ]
            amounts = [_added(parts) for parts in zip(*lines, strict=True)]
        else:
            amounts = self._one(found.amount, found.rate, found.fact)
        return self._when(estimate_rule(name), found.when is not None, _bounded(found, amounts))

    def money(self, name: str, rate: Decimal | None) -> list[Amount]:
        """What each compound gets of one kind of money in a year, at this rate (that of its group without one)."""
        line = self.scheme.money[name]
        given = [rate] * self.count if rate is not None else self._rates(name, line)
        fact = counted_by(line)
        units = self._units(fact) if fact else [ONE] * self.count
        months = MONTHS.get(line.per or "", 1)
        cap = None if line.cap is None else _scaled(line.cap)
        amounts = [
            None if each is None or number is None else _at_most(_scaled(each) * number * months // ONE, cap)
            for each, number in zip(given, units, strict=True)
        ]
        return self._when(money_rule(name), line.precondition is not None, amounts)

    def _one(self, amount: Decimal | None, rate: Decimal | None, fact: str | None) -> list[Amount]:
        if fact is None or rate is None:
            return [_scaled(amount or Decimal(0))] * self.count
        price = _scaled(rate)
        return [None if number is None else price * number // ONE for number in self._units(fact)]

    def _units(self, fact: str) -> list[Amount]:
        """How many of something each compound has."""
        column = self.columns.facts[fact]
        finer = 10 ** (PLACES - self.columns.kinds[fact].places)
        values = [None if value is None else int(value) * finer for value in column.values]
        codes = column.codes
        return [values[code] for code in (codes if self.rows is None else (codes[row] for row in self.rows))]

    def _when(self, rule: str, asked: bool, amounts: list[Amount]) -> list[Amount]:
        """Nothing where the rule does not hold, unknown where it is open."""
        if not asked:
            return amounts
        yes, unknown = Outcome.YES.value, Outcome.UNKNOWN.value
        return [
            amount if outcome == yes else None if outcome == unknown else 0
            for amount, outcome in zip(amounts, self.outcomes(rule), strict=True)
        ]

    def _rates(self, name: str, line: MoneyLine) -> list[Decimal | None]:
        """The amount of the first group that holds; None where that is open. A group of named places is open."""
        if not line.groups:
            return [line.amount] * self.count
        rates: list[Decimal | None] = [line.amount or Decimal(0)] * self.count
        for key, group in reversed(line.groups.items()):
            if group.when is None:
                rates = [None if group.divisions else group.amount] * self.count
                continue
            found = self.outcomes(money_rule(name, key))
            rates = [
                group.amount if outcome == Outcome.YES.value else None if outcome == Outcome.UNKNOWN.value else rate
                for outcome, rate in zip(found, rates, strict=True)
            ]
        return rates


def reckoned(line: MoneyLine) -> bool:
    """Whether a kind of money is a public expense that can be reckoned for a compound."""
    figure = line.amount is not None or bool(line.groups) or bool(line.rates)
    units = counted_by(line) is not None or line.per == "lump"
    return line.kind in PUBLIC and figure and units


def _scaled(number: Decimal) -> int:
    return int(number.scaleb(PLACES))


def _added(parts: Sequence[Amount]) -> Amount:
    known = 0
    for part in parts:
        if part is None:
            return None
        known += part
    return known


def _at_most(amount: int, cap: int | None) -> int:
    return amount if cap is None else min(amount, cap)


def _bounded(estimate: Estimate, amounts: list[Amount]) -> list[Amount]:
    """Within the bounds of the estimate, in yuan."""
    factor = 10_000 if estimate.unit == "ten_thousand_yuan" else 1
    low = None if estimate.at_least is None else _scaled(estimate.at_least)
    high = None if estimate.cap is None else _scaled(estimate.cap)
    if low is None and high is None and factor == 1:
        return amounts
    return [
        None if amount is None else _at_most(max(amount, low) if low is not None else amount, high) * factor
        for amount in amounts
    ]
