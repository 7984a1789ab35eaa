"""Judge one compound and show the working: every leaf with fact, operator, expected, actual, outcome and clause."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from sanwu.policy.bind import Comparison, Joined, Negated, Node, Reference
from sanwu.policy.judge import NO_ROW, Result, judge, valued
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.outcomes import OUTCOME_TITLES, Truth, as_outcome
from sanwu.policy.ruleset import Bound, BoundCondition, RuleSet, rules_of
from sanwu.policy.values import Canonical, comparable, display
from sanwu.policy.verdicts import Explanation, Leaf, PartTrace, Trace, Verdict
from sanwu.policy.wording import expected_json, expected_text, outcome_title

__all__ = ["Explanation", "Facts", "Leaf", "PartTrace", "Trace", "Verdict", "explain", "results_of"]

Facts = Mapping[str, Canonical | None]


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
