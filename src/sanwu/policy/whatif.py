"""What if a scheme said something else: which compounds would come out differently, exactly as judging all would say.

The facts of all compounds stand in columns (`whatif_columns`), judged once. A changed scheme is judged only for compounds
for which a changed comparison comes out differently; where more than comparisons changed, for all of them.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sanwu.policy.bind import Comparison, Joined, Negated, Node, Reference
from sanwu.policy.compiled import Rules, compile_rules
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.ruleset import Bound, BoundCondition, RuleSet, rules_of
from sanwu.policy.whatif_columns import Column, Columns

Pair = tuple[Comparison, Comparison]


class _Reshaped(Exception):
    """More than values changed: a rule, a member, a row or an operand's fact is another."""


@dataclass(frozen=True)
class Baseline:
    """All compounds as the scheme in force judges them: one column of outcomes per rule."""

    scheme: Scheme
    rules: Rules
    columns: Columns
    outcomes: Mapping[str, Column[str]]


@dataclass(frozen=True)
class Changed:
    """Rows whose outcomes differ, and both sides: rule → outcomes in the order of `rows`."""

    rows: Sequence[int]
    before: Mapping[str, Sequence[str]]
    after: Mapping[str, Sequence[str]]
    judged: int

    def moves(self, rule: str) -> Counter[tuple[str, str]]:
        """(before, after) → how many compounds, of those for which this rule comes out differently."""
        pairs = zip(self.before[rule], self.after[rule], strict=True)
        return Counter((before, after) for before, after in pairs if before != after)


def baseline(scheme: Scheme, columns: Columns) -> Baseline:
    """Judge everything once."""
    rules = compile_rules(scheme)
    judged = rules.decide(columns.rows(rules.facts))
    outcomes: dict[str, Column[str]] = {}
    for rule, found in judged.items():
        column: Column[str] = Column()
        for outcome in found.outcomes:
            column.add(outcome)
        column.close()
        outcomes[rule] = column
    return Baseline(scheme, rules, columns, outcomes)


def effect(base: Baseline, changed: Scheme) -> Changed:
    """What would change under a changed scheme. Rules that only one of the two has do not count.

    ValueError where the changed scheme asks for facts that were not read, or means something else by one.
    """
    rules = compile_rules(changed)
    if not base.columns.fits(changed.dictionary, rules.facts):
        raise ValueError("the changed scheme needs facts that were not read")
    rows = candidates(base, changed)
    judged = rules.decide(base.columns.rows(rules.facts, rows))
    shared = [rule for rule in base.outcomes if rule in judged]
    before = {rule: base.outcomes[rule].of(rows) for rule in shared}
    after = {rule: judged[rule].outcomes for rule in shared}
    kept = sorted({at for rule in shared for at in _differing(before[rule], after[rule])})
    numbers: Sequence[int] = range(len(base.columns)) if rows is None else rows
    return Changed(
        array("I", (numbers[at] for at in kept)),
        {rule: [before[rule][at] for at in kept] for rule in shared},
        {rule: [after[rule][at] for at in kept] for rule in shared},
        len(numbers),
    )


def candidates(base: Baseline, changed: Scheme) -> Sequence[int] | None:
    """The rows that may come out differently; None means all."""
    try:
        pairs = list(_changed_comparisons(rules_of(base.scheme), rules_of(changed)))
    except _Reshaped:
        return None
    touched: set[int] = set()
    for before, after in pairs:
        column = base.columns.facts[before.fact]
        turned = bytearray(before.holds(value) is not after.holds(value) for value in column.values)
        if any(turned):
            touched.update(row for row, code in enumerate(column.codes) if turned[code])
    return array("I", sorted(touched))


def _differing(before: Sequence[str], after: Sequence[str]) -> Iterator[int]:
    return (at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other)


def _changed_comparisons(before: RuleSet, after: RuleSet) -> Iterator[Pair]:
    """The comparisons that stand at the same place in both and say something else."""
    if before.rules.keys() != after.rules.keys():
        raise _Reshaped
    for name, rule in before.rules.items():
        other = after.rules[name]
        if _frame(rule) != _frame(other):
            raise _Reshaped
        yield from _pairs([rule.applies_to, *rule.parts], [other.applies_to, *other.parts])


def _frame(rule: Bound) -> tuple[object, ...]:
    """What of a rule decides besides its comparisons."""
    if isinstance(rule, BoundCondition):
        return ("condition", rule.rule.needed)
    return ("decision", rule.rule.hit, tuple(row.outcome for row in rule.rule.table))


def _pairs(before: Sequence[Node | None], after: Sequence[Node | None]) -> Iterator[Pair]:
    for one, other in zip_longest(before, after):
        if type(one) is not type(other):
            raise _Reshaped
        if one is not None and other is not None:
            yield from _PAIRS[type(one)](one, other)


def _of_comparisons(one: Comparison, other: Comparison) -> Iterator[Pair]:
    if one.fact != other.fact:
        raise _Reshaped
    if (one.operator, one.operands, one.factor) != (other.operator, other.operands, other.factor):
        yield one, other


def _of_references(one: Reference, other: Reference) -> Iterator[Pair]:
    if (one.rule, one.outcomes) != (other.rule, other.outcomes):
        raise _Reshaped
    return iter(())


def _of_joined(one: Joined, other: Joined) -> Iterator[Pair]:
    if one.every != other.every:
        raise _Reshaped
    return _pairs(one.parts, other.parts)


def _of_negated(one: Negated, other: Negated) -> Iterator[Pair]:
    return _pairs([one.part], [other.part])


_PAIRS: Mapping[type[Node], Callable[..., Iterator[Pair]]] = {
    Comparison: _of_comparisons, Reference: _of_references, Joined: _of_joined, Negated: _of_negated,
}  # fmt: skip
