"""Decide all rules of a scheme, given what each comparison came to. One evaluator for one compound and for many.

Missing facts travel as bit masks over the rule set's facts. A rule's mask is non-zero only where its outcome is
unknown because of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sanwu.policy.bind import Comparison, Joined, Node, Reference
from sanwu.policy.outcomes import Outcome, Truth, all_of, any_of, as_outcome, at_least, negate
from sanwu.policy.ruleset import BoundCondition, BoundDecision, RuleSet

NO_ROW = -1
TruthOf = Callable[[Comparison], Truth]


@dataclass(frozen=True, slots=True)
class Result:
    """One rule's result: outcome, the deciding row (-1 where there is none), the mask of missing facts.

    `overlap` names rows of a `unique` table that hold together, which leaves the outcome unknown.
    """

    outcome: str
    row: int
    mask: int
    overlap: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Valued:
    """A truth with the facts that keep it open."""

    truth: Truth
    mask: int


def judge(rules: RuleSet, truth_of: TruthOf) -> dict[str, Result]:
    """All rules, in deciding order."""
    bits = {fact: 1 << number for number, fact in enumerate(rules.facts)}
    results: dict[str, Result] = {}
    for name, bound in rules.rules.items():
        applies = valued(bound.applies_to, truth_of, bits, results) if bound.applies_to is not None else Valued(True, 0)
        if applies.truth is False:
            results[name] = Result(Outcome.NOT_APPLICABLE.value, NO_ROW, 0)
        elif applies.truth is None:
            results[name] = Result(Outcome.UNKNOWN.value, NO_ROW, applies.mask)
        elif isinstance(bound, BoundCondition):
            results[name] = _condition(bound, [valued(part, truth_of, bits, results) for part in bound.parts])
        else:
            sure = Valued(True, 0)
            rows = [sure if part is None else valued(part, truth_of, bits, results) for part in bound.parts]
            results[name] = judge_table(bound, rows)
    return results


def valued(node: Node, truth_of: TruthOf, bits: Mapping[str, int], results: Mapping[str, Result]) -> Valued:
    """The truth of a node by Kleene logic; an open part matters only where the whole stays open."""
    if isinstance(node, Comparison):
        truth = truth_of(node)
        return Valued(truth, bits[node.fact] if truth is None else 0)
    if isinstance(node, Reference):
        result = results[node.rule]
        if result.outcome == Outcome.UNKNOWN.value:
            return Valued(None, result.mask)
        return Valued(result.outcome in node.outcomes, 0)
    if isinstance(node, Joined):
        parts = [valued(part, truth_of, bits, results) for part in node.parts]
        join = all_of if node.every else any_of
        truth = join(part.truth for part in parts)
        return Valued(truth, _mask(parts) if truth is None else 0)
    part = valued(node.part, truth_of, bits, results)
    return Valued(negate(part.truth), part.mask)


def _mask(parts: list[Valued]) -> int:
    mask = 0
    for part in parts:
        if part.truth is None:
            mask |= part.mask
    return mask


def _condition(bound: BoundCondition, members: list[Valued]) -> Result:
    truth = at_least(bound.rule.needed, (member.truth for member in members))
    return Result(as_outcome(truth).value, NO_ROW, _mask(members) if truth is None else 0)


def judge_table(bound: BoundDecision, rows: list[Valued]) -> Result:
    """A decision table whose rows came out like this (`otherwise` holds)."""
    return _first(bound, rows) if bound.rule.hit == "first" else _unique(bound, rows)


def _first(bound: BoundDecision, rows: list[Valued]) -> Result:
    """The first row that holds. Open rows before it leave the outcome unknown unless they would decide the same."""
    open_rows: list[Valued] = []
    reachable: set[str] = set()
    for number, row in enumerate(rows):
        if row.truth is False:
            continue
        outcome = bound.rule.table[number].outcome
        reachable.add(outcome)
        if row.truth is None:
            open_rows.append(row)
            continue
        if not open_rows:
            return Result(outcome, number, 0)
        if len(reachable) == 1:
            return Result(outcome, NO_ROW, 0)
        break
    return Result(Outcome.UNKNOWN.value, NO_ROW, _mask(open_rows))


def _unique(bound: BoundDecision, rows: list[Valued]) -> Result:
    """The only row that holds; `otherwise` where none does. Two that hold are an overlap, named and unknown.

    Two rows that may both still hold leave it unknown even if they agree, because they may turn out to overlap.
    """
    table = bound.rule.table
    held = [number for number, row in enumerate(rows) if row.truth is True and not table[number].otherwise]
    open_rows = [number for number, row in enumerate(rows) if row.truth is None]
    rest = [number for number, row in enumerate(table) if row.otherwise]
    if len(held) > 1:
        return Result(Outcome.UNKNOWN.value, NO_ROW, 0, tuple(held))
    if not open_rows and (held or rest):
        number = (held or rest)[0]
        return Result(table[number].outcome, number, 0)
    if not held and len(open_rows) == 1 and rest and table[rest[0]].outcome == table[open_rows[0]].outcome:
        return Result(table[rest[0]].outcome, NO_ROW, 0)
    return Result(Outcome.UNKNOWN.value, NO_ROW, _mask([rows[number] for number in open_rows]))
