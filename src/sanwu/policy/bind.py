"""Predicates bound to the fact dictionary: thresholds become exact numbers, references become rule names.

Numbers are compared as whole numbers of a fact's smallest unit. A threshold with more digits than the fact keeps is
still compared exactly: both sides are multiplied by `factor`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sanwu.policy.model_facts import Dictionary, Fact
from sanwu.policy.model_predicate import AllOf, Not, Predicate, RuleIs, Test
from sanwu.policy.model_words import read_day, read_flag, read_number
from sanwu.policy.outcomes import Truth
from sanwu.policy.problems import allowed_text, refused, shown
from sanwu.policy.values import Comparable

_ORDER = ("is", "is_not", "below", "at_most", "above", "at_least", "between", "one_of", "none_of", "known")
FITTING: dict[str, tuple[str, ...]] = {
    "boolean": ("is", "is_not", "known"),
    "integer": _ORDER,
    "decimal": _ORDER,
    "money": _ORDER,
    "date": _ORDER,
    "choice": ("is", "is_not", "one_of", "none_of", "known"),
    "text": ("is", "is_not", "one_of", "none_of", "contains", "known"),
}


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
                allowed_text(test.fact, self.dictionary.facts, 8),
                test.at[:-1],
            )
        if test.operator not in FITTING[fact.type]:
            kind = TYPE_TITLES[fact.type]
            raise refused(
                "operator_unfit",
                f"“{fact.title}”是{kind}，不能用 {test.operator} 比较。",
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


TYPE_TITLES = {
    "boolean": "是否项",
    "integer": "整数",
    "decimal": "小数",
    "money": "金额",
    "choice": "选项",
    "text": "文字",
    "date": "日期",
}


def bind_operands(fact: Fact, test: Test) -> tuple[tuple[Comparable, ...], int]:
    """The operands in comparable form, and the factor that makes a finer threshold exact."""
    if test.operator == "known":
        return (test.operands[0] == "yes",), 1
    try:
        if fact.numeric:
            return _numbers(fact, test)
        operands = tuple(_operand(fact, text) for text in test.operands)
    except Exception as error:
        context = getattr(error, "context", None)
        if not context:
            raise
        raise refused(context["code"], f"“{fact.title}”：{context['message']}", context["remedy"], test.at) from None
    if test.operator == "between" and operands[0] > operands[1]:  # type: ignore[operator]
        raise refused("bad_range", "between 的前一个值比后一个大。", "请对调。", test.at)
    return operands, 1


def _numbers(fact: Fact, test: Test) -> tuple[tuple[Comparable, ...], int]:
    numbers = [read_number(text) for text in test.operands]
    if test.operator == "between" and numbers[0] > numbers[1]:
        raise refused("bad_range", "between 的前一个值比后一个大。", "请对调。", ())
    digits = max(_digits(number) for number in numbers)
    extra = max(0, digits - fact.places)
    return tuple(int(number.scaleb(fact.places + extra)) for number in numbers), 10**extra


def _digits(number: Decimal) -> int:
    """Digits after the point that matter."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _operand(fact: Fact, text: str) -> Comparable:
    if fact.type == "boolean":
        return read_flag(text)
    if fact.type == "date":
        return read_day(text).isoformat()
    if fact.type == "choice" and text not in fact.choices:
        raise refused("bad_value", f"没有{shown(text)}这个选项。", allowed_text(text, fact.choices))
    return text
