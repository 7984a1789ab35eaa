"""Comparisons and outcomes in Chinese, for people who read a verdict."""

from decimal import Decimal
from typing import Any

from sanwu.policy.bind import Comparison
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_rules import Condition, Decision
from sanwu.policy.outcomes import OUTCOME_TITLES, Outcome
from sanwu.policy.values import Canonical, display, number_text

_NUMBER_WORDS = {"below": "低于", "at_most": "不超过", "above": "超过", "at_least": "不低于"}
_DATE_WORDS = {"below": "早于", "at_most": "不晚于", "above": "晚于", "at_least": "不早于"}


def expected_json(comparison: Comparison, fact: Fact) -> Any:
    """What the rule asks for, as JSON: one value, or a list where the operator takes several."""
    values = [_operand_json(value, comparison.factor, fact) for value in comparison.operands]
    return values if comparison.operator in ("between", "one_of", "none_of") else values[0]


def expected_text(comparison: Comparison, fact: Fact) -> str:
    """What the rule asks for, in words: 低于 10,000 m², 50 户 至 100 户, 已填写."""
    operator = comparison.operator
    if operator == "known":
        return "已填写" if comparison.operands[0] else "未填写"
    words = [_operand_text(value, comparison.factor, fact) for value in comparison.operands]
    if operator == "between":
        return f"{words[0]} 至 {words[1]}"
    if operator in ("is", "one_of"):
        return words[0] if len(words) == 1 else f"{'、'.join(words)} 之一"
    if operator in ("is_not", "none_of"):
        return f"不是{'、'.join(words)}"
    if operator == "contains":
        return f"含“{words[0]}”"
    lead = (_DATE_WORDS if fact.type == "date" else _NUMBER_WORDS)[operator]
    return f"{lead} {words[0]}"


def outcome_title(rule: Condition | Decision, outcome: str) -> str:
    """是 / 否 / 待核实 / 不适用, or the name that a decision gives to its outcome."""
    if isinstance(rule, Decision) and outcome in rule.outcomes:
        return rule.outcomes[outcome].title
    return OUTCOME_TITLES[Outcome(outcome)]


def _exact(value: int, factor: int, fact: Fact) -> Decimal:
    """A scaled operand as the number that was written."""
    return Decimal(value).scaleb(-fact.places) / factor


def _operand_json(value: Any, factor: int, fact: Fact) -> Any:
    if isinstance(value, bool) or not fact.numeric:
        return value
    number = _exact(value, factor, fact)
    if factor > 1:
        return f"{number:f}"
    return int(number) if fact.type == "integer" else f"{number:.{fact.places}f}"


def _operand_text(value: Any, factor: int, fact: Fact) -> str:
    if fact.numeric and not isinstance(value, bool):
        return number_text(_exact(value, factor, fact), fact.unit_text)
    shown: Canonical = value
    return display(fact, shown)
