"""Judge one compound and show the working: every leaf with fact, operator, expected, actual, outcome and clause."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from sanwu.policy.bind import Comparison, Joined, Negated, Node, Reference
from sanwu.policy.judge import NO_ROW, Result, judge, valued
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.outcomes import OUTCOME_TITLES, Truth, as_outcome
from sanwu.policy.ruleset import Bound, BoundCondition, RuleSet, rules_of
from sanwu.policy.values import Canonical, comparable, display
from sanwu.policy.wording import expected_json, expected_text, outcome_title

Facts = Mapping[str, Canonical | None]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison as it came out.

    `part` is the member of a condition, `table[n]` (counting from 0) of a decision, or `applies_to`. `expected` and
    `actual` are JSON values (`actual` None = unknown); the `_text` and `_title` fields say the same in Chinese.
    """

    rule: str
    part: str
    fact: str
    operator: str
    expected: Any
    actual: Canonical | None
    outcome: str
    clause: str
    rule_title: str
    part_title: str
    fact_title: str
    expected_text: str
    actual_text: str
    outcome_text: str
    question: str | None = None
    judged_by: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A node of the working: a leaf, a reference to another rule, or all / any / not over parts."""

    kind: Literal["test", "rule", "all", "any", "not"]
    outcome: str
    parts: tuple["Trace", ...] = ()
    leaf: Leaf | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class PartTrace:
    """A member of a condition, a row of a decision, or what the rule applies to. `trace` is None for `otherwise`."""

    part: str
    title: str
    clause: tuple[str, ...]
    outcome: str
    trace: Trace | None
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of one compound.

    `row` counts from 0 and is None where no single row decided. `missing` is empty unless the outcome is unknown
    because of missing facts. `overlap` names rows of a `unique` table that hold together (then nothing is decided).
    """

    rule: str
    kind: Literal["condition", "decision"]
    title: str
    outcome: str
    outcome_title: str
    row: int | None
    missing: tuple[str, ...]
    clause: tuple[str, ...]
    parts: tuple[PartTrace, ...]
    overlap: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """All verdicts on one compound on one day, every leaf, and all facts that keep any rule open."""

    on: date
    conditions: dict[str, Verdict]
    decisions: dict[str, Verdict]
    leaves: list[Leaf]
    missing: list[str]

    def as_json(self) -> dict[str, Any]:
        """{conditions: {id: outcome}, decisions: {id: outcome}, leaves: [...], missing: [...]}."""
        return {
            "conditions": {name: verdict.outcome for name, verdict in self.conditions.items()},
            "decisions": {name: verdict.outcome for name, verdict in self.decisions.items()},
            "leaves": [asdict(leaf) for leaf in self.leaves],
            "missing": self.missing,
        }


def explain(scheme: Scheme, facts: Facts, on: date) -> Explanation:
    """Judge one compound by canonical facts (absent or None = unknown). Facts that no rule uses are ignored."""
    rules = rules_of(scheme)
    reader = _Reader(scheme, rules, facts)
    verdicts = {name: reader.verdict(name, bound) for name, bound in rules.rules.items()}
    conditions = {name: verdicts[name] for name in scheme.conditions}
    decisions = {name: verdicts[name] for name in scheme.decisions}
    written = [*conditions.values(), *decisions.values()]
    leaves = [leaf for verdict in written for part in verdict.parts for leaf in _leaves(part.trace)]
    open_facts = {fact for verdict in written for fact in verdict.missing}
    return Explanation(on, conditions, decisions, leaves, [fact for fact in rules.facts if fact in open_facts])


def _leaves(trace: Trace | None) -> Iterator[Leaf]:
    if trace is not None:
        if trace.leaf is not None:
            yield trace.leaf
        for part in trace.parts:
            yield from _leaves(part)


class _Reader:
    """One compound's facts, read through the rules of a scheme."""

    def __init__(self, scheme: Scheme, rules: RuleSet, facts: Facts) -> None:
        self.scheme, self.rules = scheme, rules
        known = scheme.dictionary.facts
        self.facts: dict[str, Canonical | None] = {fact: facts.get(fact) for fact in rules.facts}
        self.values = {
            fact: None if value is None else comparable(known[fact], value) for fact, value in self.facts.items()
        }
        self.bits = {fact: 1 << number for number, fact in enumerate(rules.facts)}
        self.results = judge(rules, self._truth)

    def _truth(self, comparison: Comparison) -> Truth:
        return comparison.holds(self.values[comparison.fact])

    def verdict(self, name: str, bound: Bound) -> Verdict:
        """The verdict of one rule with its working."""
        result = self.results[name]
        rule = bound.rule
        row = None if result.row == NO_ROW else result.row
        clause = rule.clause
        if row is not None and not isinstance(bound, BoundCondition):
            clause = bound.rule.table[row].clause or clause
        return Verdict(
            rule=name,
            kind="condition" if isinstance(bound, BoundCondition) else "decision",
            title=rule.title,
            outcome=result.outcome,
            outcome_title=outcome_title(rule, result.outcome),
            row=row,
            missing=self.rules.missing_names(result.mask),
            clause=clause,
            parts=tuple(self._parts(bound)),
            overlap=result.overlap,
        )

    def _parts(self, bound: Bound) -> Iterator[PartTrace]:
        rule = bound.rule
        if bound.applies_to is not None:
            yield self._part(bound, "applies_to", "适用范围", rule.clause, bound.applies_to)
        if isinstance(bound, BoundCondition):
            for member, node in zip(bound.rule.members.values(), bound.parts, strict=True):
                yield self._part(bound, member.id, member.title, member.clause or rule.clause, node)
            return
        for number, (row, row_node) in enumerate(zip(bound.rule.table, bound.parts, strict=True)):
            title = row.title or ("其余情况" if row.otherwise else f"第 {number + 1} 行")
            clause = row.clause or rule.clause
            if row_node is None:
                yield PartTrace(f"table[{number}]", title, clause, as_outcome(True).value, None, row.outcome)
            else:
                yield self._part(bound, f"table[{number}]", title, clause, row_node, row.outcome)

    def _part(
        self, bound: Bound, part: str, title: str, clause: tuple[str, ...], node: Node, then: str | None = None
    ) -> PartTrace:
        trace = self._trace(bound, part, title, clause, node)
        return PartTrace(part, title, clause, trace.outcome, trace, then)

    def _trace(self, bound: Bound, part: str, title: str, clause: tuple[str, ...], node: Node) -> Trace:
        outcome = as_outcome(valued(node, self._truth, self.bits, self.results).truth).value
        if isinstance(node, Comparison):
            return Trace("test", outcome, leaf=self._leaf(bound, part, title, clause, node, outcome))
        if isinstance(node, Reference):
            return Trace("rule", outcome, rule=node.rule)
        inner = node.parts if isinstance(node, Joined) else (node.part,)
        kind: Literal["all", "any", "not"] = "not"
        if not isinstance(node, Negated):
            kind = "all" if node.every else "any"
        return Trace(kind, outcome, tuple(self._trace(bound, part, title, clause, one) for one in inner))

    def _leaf(
        self, bound: Bound, part: str, title: str, clause: tuple[str, ...], node: Comparison, outcome: str
    ) -> Leaf:
        fact: Fact = self.scheme.dictionary.facts[node.fact]
        body = self.scheme.bodies.get(node.test.judged_by or "")
        return Leaf(
            rule=bound.rule.id,
            part=part,
            fact=node.fact,
            operator=node.operator,
            expected=expected_json(node, fact),
            actual=self.facts[node.fact],
            outcome=outcome,
            clause="、".join(clause),
            rule_title=bound.rule.title,
            part_title=title,
            fact_title=fact.title,
            expected_text=expected_text(node, fact),
            actual_text=display(fact, self.facts[node.fact]),
            outcome_text=OUTCOME_TITLES[as_outcome(self._truth(node))],
            question=node.test.question,
            judged_by=body.title if body is not None else None,
        )


def results_of(scheme: Scheme, facts: Facts) -> dict[str, Result]:
    """Only the results, without working: what `compiled` must agree with."""
    rules = rules_of(scheme)
    return _Reader(scheme, rules, facts).results
