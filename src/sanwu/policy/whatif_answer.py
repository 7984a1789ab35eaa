"""The answer to one "what if": compounds that come out differently, what they cost before and after, money by year."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sanwu.policy.model_estimates import Estimate
from sanwu.policy.model_money import MoneyLine
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.whatif import Baseline, Changed, baseline, effect
from sanwu.policy.whatif_columns import Column, Columns
from sanwu.policy.whatif_costs import Amount, Reckoner, Sum, reckoned, total
from sanwu.policy.whatif_parts import money_rule, own_rules, with_parts

Moves = Counter[tuple[str, str]]
# What one compound costs is told for its first year: what is paid once, and what comes back within a year.
IN_A_YEAR = {"once": 1, "year": 1, "month": 12}


@dataclass(frozen=True)
class Prepared:
    """A scheme with the facts of its compounds, judged and reckoned once."""

    scheme: Scheme
    base: Baseline
    costs: Mapping[str, Column[Amount]]

    @property
    def columns(self) -> Columns:
        return self.base.columns


@dataclass(frozen=True)
class Both:
    """A sum before and after."""

    before: Sum
    after: Sum


@dataclass(frozen=True)
class Answer:
    """What would change. `rows` are rows of the columns in which a rule comes out differently.

    `moves` are, for each rule that changes anything, how many go from which outcome to which. `costs` are the estimates
    of all compounds; `priced` the amounts before and after, for a first year, of the rows whose cost changes. `money` is what a kind of
    money comes to, by year (0 where the plan gives no years).
    """

    scheme: Scheme
    changed: Changed
    rows: Sequence[int]
    moves: Mapping[str, Moves]
    costs: Mapping[str, Both]
    priced: Mapping[int, tuple[Amount, Amount]]
    money: Mapping[str, Mapping[int, Both]]


def prepare(scheme: Scheme, columns: Columns) -> Prepared:
    """Judge and reckon everything as the scheme stands."""
    base = baseline(with_parts(scheme), columns)
    reckoner = Reckoner(scheme, columns, lambda rule: base.outcomes[rule].of(), None)
    return Prepared(scheme, base, {name: _column(reckoner.estimate(name)) for name in scheme.estimates})


def ask(prepared: Prepared, scheme: Scheme) -> Answer:
    """What would change if the scheme were this one, which may differ from the present one in values."""
    changed = effect(prepared.base, with_parts(scheme))
    told = [rule for rule in own_rules(scheme) if rule in changed.before]
    moves = {rule: found for rule in told if (found := changed.moves(rule))}
    rows = [row for at, row in enumerate(changed.rows) if any(_turns(changed, rule, at) for rule in moves)]
    costs, priced = _costs(prepared, scheme, changed)
    return Answer(scheme, changed, rows, moves, costs, priced, _money(prepared, scheme, changed))


def _turns(changed: Changed, rule: str, at: int) -> bool:
    return changed.before[rule][at] != changed.after[rule][at]


def _column(amounts: Sequence[Amount]) -> Column[Amount]:
    column: Column[Amount] = Column()
    for amount in amounts:
        column.add(amount)
    column.close()
    return column


def _costs(
    prepared: Prepared, scheme: Scheme, changed: Changed
) -> tuple[dict[str, Both], dict[int, tuple[Amount, Amount]]]:
    """Totals by estimate, and the compounds whose sum for a first year changes."""
    totals: dict[str, Both] = {}
    sums: dict[int, list[list[Amount]]] = {}
    for name, estimate in scheme.estimates.items():
        column = prepared.costs.get(name)
        if column is None:
            continue
        same = _without_when(estimate) == _without_when(prepared.scheme.estimates[name])
        rows: Sequence[int] = changed.rows if same else range(len(column))
        after = _reckoner(prepared, scheme, changed, rows).estimate(name)
        before = column.of(rows)
        whole = total(column.of())
        totals[name] = Both(whole, _moved(whole, total(before), total(after)))
        for row, old, new in zip(rows, before, after, strict=True):
            if old != new:
                sums.setdefault(row, [])
    _add_sums(prepared, scheme, changed, sums)
    priced = {row: (_sum(pairs, 0), _sum(pairs, 1)) for row, pairs in sums.items()}
    return totals, {row: pair for row, pair in priced.items() if pair[0] != pair[1]}


def _add_sums(prepared: Prepared, scheme: Scheme, changed: Changed, sums: dict[int, list[list[Amount]]]) -> None:
    """Every estimate of the rows in which one of them changes."""
    rows = sorted(sums)
    reckoner = _reckoner(prepared, scheme, changed, rows)
    for name, estimate in scheme.estimates.items():
        if name in prepared.costs:
            times = IN_A_YEAR[estimate.every]
            pairs = zip(rows, prepared.costs[name].of(rows), reckoner.estimate(name), strict=True)
            for row, old, new in pairs:
                sums[row].append([_times(old, times), _times(new, times)])


def _times(amount: Amount, times: int) -> Amount:
    return None if amount is None else amount * times


def _without_when(estimate: Estimate) -> str:
    """Everything of an estimate but its conditions, which are judged as rules."""
    return repr(estimate.model_dump(exclude={"when": True, "items": {"__all__": {"when"}}}))


def _reckoner(prepared: Prepared, scheme: Scheme, changed: Changed, rows: Sequence[int]) -> Reckoner:
    """Reckons these rows as the changed scheme has it."""
    return Reckoner(scheme, prepared.columns, _after_of(prepared, changed, rows), rows)


def _after_of(prepared: Prepared, changed: Changed, rows: Sequence[int]) -> Callable[[str], Sequence[str]]:
    places = {row: at for at, row in enumerate(changed.rows)}

    def outcomes(rule: str) -> Sequence[str]:
        standing = prepared.base.outcomes[rule]
        after = changed.after.get(rule)
        if after is None or not places:
            return standing.of(rows)
        return [
            old if (at := places.get(row)) is None else after[at]
            for row, old in zip(rows, standing.of(rows), strict=True)
        ]

    return outcomes


def _moved(whole: Sum, before: Sum, after: Sum) -> Sum:
    return Sum(whole.amount - before.amount + after.amount, whole.unknown - before.unknown + after.unknown)


def _sum(pairs: Sequence[Sequence[Amount]], side: int) -> Amount:
    known = 0
    for pair in pairs:
        amount = pair[side]
        if amount is None:
            return None
        known += amount
    return known


def _money(prepared: Prepared, scheme: Scheme, changed: Changed) -> dict[str, dict[int, Both]]:
    """What each kind of public money comes to in each year, where that changes."""
    found: dict[str, dict[int, Both]] = {}
    rows = range(len(prepared.columns))
    turned = _turned(changed)
    for name, line in scheme.money.items():
        before = prepared.scheme.money.get(name)
        if before is None or not reckoned(line) or not reckoned(before):
            continue
        touched = any(rule == money_rule(name) or rule.startswith(f"{money_rule(name)}:") for rule in turned)
        if line == before and not touched:
            continue
        old = Reckoner(prepared.scheme, prepared.columns, lambda rule: prepared.base.outcomes[rule].of(), None)
        new = _reckoner(prepared, scheme, changed, rows)
        years = dict.fromkeys([*_years(before), *_years(line)])
        found[name] = {
            year: Both(total(old.money(name, _rate(before, year))), total(new.money(name, _rate(line, year))))
            for year in years
        }
    return found


def _turned(changed: Changed) -> list[str]:
    return [rule for rule in changed.before if changed.before[rule] != changed.after[rule]]


def _years(line: MoneyLine) -> list[int]:
    return [rate.year for rate in line.rates] or [0]


def _rate(line: MoneyLine, year: int) -> Decimal | None:
    return next((rate.rate for rate in line.rates if rate.year == year), None)
