"""What may be compared with what: operators by the type of a fact, and thresholds as exact numbers."""

from decimal import Decimal

from sanwu.policy.model_facts import Fact
from sanwu.policy.model_predicate import Test
from sanwu.policy.model_words import read_day, read_flag, read_number
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
