"""Predicates bound to the fact dictionary: thresholds become exact numbers, references become rule names.

Numbers are compared as whole numbers of a fact's smallest unit. A threshold with more digits than the fact keeps is
still compared exactly: both sides are multiplied by `factor`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanwu.policy.hints import word_meant
from sanwu.policy.model_facts import Dictionary
from sanwu.policy.model_predicate import AllOf, Not, Predicate, RuleIs, Test
from sanwu.policy.operands import FITTING, TYPE_TITLES, bind_operands
from sanwu.policy.outcomes import Truth
from sanwu.policy.problems import allowed_text, refused
from sanwu.policy.unknown_facts import unknown_fact
from sanwu.policy.values import Comparable


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison ready to run: the fact's comparable value, times `factor`, against `operands`."""

    fact: str
    operator: str
    operands: tuple[Comparable, ...]
    factor: int
    number: int
    test: Test

    def holds(self, value: Comparable | None) -> Truth:
        """Compare one value; a missing value is unknown, except for `known` itself."""
        if self.operator == "known":
            return (value is not None) == self.operands[0]
        if value is None:
            return None
        return _compare(self.operator, value * self.factor if self.factor != 1 else value, self.operands)


@dataclass(frozen=True, slots=True)
class Reference:
    """The outcome of another rule."""

    rule: str
    outcomes: tuple[str, ...]
    source: RuleIs


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts joined by all or any."""

    every: bool
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """The opposite of a part."""

    part: "Node"


Node = Comparison | Reference | Joined | Negated


def _compare(operator: str, value: Any, operands: tuple[Any, ...]) -> bool:
    if operator in ("is", "one_of"):
        return value in operands
    if operator in ("is_not", "none_of"):
        return value not in operands
    if operator == "below":
        return bool(value < operands[0])
    if operator == "at_most":
        return bool(value <= operands[0])
    if operator == "above":
        return bool(value > operands[0])
    if operator == "at_least":
        return bool(value >= operands[0])
    if operator == "between":
        return bool(operands[0] <= value <= operands[1])
    return operands[0] in value


class Binder:
    """Binds the predicates of one scheme, giving equal comparisons the same number."""

    def __init__(self, dictionary: Dictionary, outcomes: Mapping[str, Mapping[str, tuple[str, ...]]]) -> None:
        """`outcomes` lists, for "condition" and "decision", each rule with the outcomes it can be asked for."""
        self.dictionary = dictionary
        self.outcomes = outcomes
        self.comparisons: dict[tuple[Any, ...], Comparison] = {}

    def bind(self, predicate: Predicate) -> Node:
        """The bound tree. Raises the loader's refusal, with the path inside the predicate."""
        if isinstance(predicate, Test):
            return self._comparison(predicate)
        if isinstance(predicate, RuleIs):
            return self._reference(predicate)
        if isinstance(predicate, Not):
            return Negated(self.bind(predicate.part))
        return Joined(isinstance(predicate, AllOf), tuple(self.bind(part) for part in predicate.parts))

    def _comparison(self, test: Test) -> Comparison:
        fact = self.dictionary.facts.get(test.fact)
        if fact is None:
            raise refused(
                "unknown_fact",
                f"数据项字典里没有“{test.fact}”。",
                unknown_fact(test.fact, self._meant(test.fact) or test.fact, self.dictionary.facts),
                test.at[:-1],
            )
        if test.operator not in FITTING[fact.type]:
            kind = TYPE_TITLES[fact.type]
            raise refused(
                "operator_unfit",
                f"“{fact.title}”属于{kind}，不能用 {test.operator} 比较。",
                f"{kind}可以用：{'、'.join(FITTING[fact.type])}。",
                test.at,
            )
        operands, factor = bind_operands(fact, test)
        key = (test.fact, test.operator, operands, factor, tuple(type(value) for value in operands))
        known = self.comparisons.get(key)
        number = known.number if known else len(self.comparisons)
        comparison = Comparison(test.fact, test.operator, operands, factor, number, test)
        self.comparisons.setdefault(key, comparison)
        return comparison

    def _meant(self, word: str) -> str | None:
        """The fact whose Chinese name, or a header of office lists, was written."""
        titles = {name: (fact.title, *fact.synonyms) for name, fact in self.dictionary.facts.items()}
        return word_meant(word, titles)

    def _reference(self, source: RuleIs) -> Reference:
        rules = self.outcomes[source.kind]
        kind = "条件" if source.kind == "condition" else "决策"
        if source.rule not in rules:
            raise refused(
                "unknown_rule", f"没有名为“{source.rule}”的{kind}。", allowed_text(source.rule, rules), source.at
            )
        allowed = (*rules[source.rule], "not_applicable")
        for outcome in source.outcomes:
            if outcome not in allowed:
                raise refused(
                    "unknown_outcome",
                    f"{kind}“{source.rule}”没有“{outcome}”这种结果。",
                    allowed_text(outcome, allowed),
                    source.at,
                )
        return Reference(source.rule, source.outcomes, source)
