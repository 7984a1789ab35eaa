"""Values of facts in three forms: canonical (JSON), comparable (exact, for rules), displayed (for people).

Canonical: boolean true/false, integer int, decimal and money a string with exactly `scale` digits after the point,
choice its identifier, text a string, date "YYYY-MM-DD"; unknown is None.
Comparable: boolean bool, integer int, decimal a scaled int – never a float – everything else its text.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sanwu.policy.model_facts import Fact

Canonical = bool | int | str
Comparable = bool | int | str

MAX_DIGITS = 15
YEAR = "年"
UNKNOWN_TEXT = "未填写"
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_YES, _NO = ("yes", "true", "是", "有"), ("no", "false", "否", "无")


def canonical(fact: Fact, raw: Any) -> Canonical | None:
    """The canonical value of what JSON, a form or a worked case gave; None and blank text are unknown.

    Raises ValueError with a Chinese sentence where the value does not fit the fact.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if isinstance(raw, (dict, list)):
        raise ValueError(f"“{fact.title}”应当是一个值，不能是列表或一组键值。")
    if fact.type == "boolean":
        return _boolean(fact, raw)
    if fact.numeric:
        return _number(fact, raw)
    if not isinstance(raw, str):
        raise ValueError(f"“{fact.title}”应当是文字，现在是 {raw}。")
    text = raw.strip()
    if fact.type == "choice":
        return _choice(fact, text)
    if fact.type == "date":
        return _date(fact, text)
    if len(text) > fact.max_length:
        raise ValueError(f"“{fact.title}”有 {len(text)} 个字，最多 {fact.max_length} 个。")
    if _CONTROL.search(text):
        raise ValueError(f"“{fact.title}”里有不可见的控制字符，请重新输入。")
    return text


def comparable(fact: Fact, value: Canonical) -> Comparable:
    """The form that rules compare: a decimal becomes a whole number of its smallest unit."""
    if fact.numeric and isinstance(value, str):
        return int(value.replace(".", "", 1))
    return value


def display(fact: Fact, value: Canonical | None) -> str:
    """The value for people: 是/否, 12,000 m², 2016年6月30日, the name of a choice."""
    if value is None:
        return UNKNOWN_TEXT
    if fact.type == "boolean":
        return "是" if value else "否"
    if fact.numeric:
        if fact.unit == YEAR:
            return f"{value}{YEAR}"  # 1986年: a year is a name, not an amount
        return number_text(Decimal(value), fact.unit_text)
    if fact.type == "choice":
        choice = fact.choices.get(str(value))
        return choice.title if choice else str(value)
    if fact.type == "date":
        return day_text(date.fromisoformat(str(value)))
    return str(value)


def number_text(number: Decimal, unit: str = "") -> str:
    """A number with separators and unit, without needless zeros; % follows directly."""
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}{'' if unit in ('', '%', '％') else ' '}{unit}"


def day_text(day: date) -> str:
    """2016年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _boolean(fact: Fact, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"“{fact.title}”只能填是或否，现在是“{raw}”。")


def _number(fact: Fact, raw: Any) -> Canonical:
    number = _exact(fact, raw)
    step = Decimal(1).scaleb(-fact.places)
    if number % step:
        places = f"最多 {fact.places} 位小数" if fact.places else "应当是整数"
        raise ValueError(f"“{fact.title}”{places}，现在是 {raw}。")
    minimum = fact.minimum if fact.minimum is not None else Decimal(0)
    if number < minimum:
        raise ValueError(f"“{fact.title}”不能小于 {number_text(minimum, fact.unit_text)}，现在是 {raw}。")
    if fact.maximum is not None and number > fact.maximum:
        raise ValueError(f"“{fact.title}”不能大于 {number_text(fact.maximum, fact.unit_text)}，现在是 {raw}。")
    number = abs(number) if number.is_zero() else number  # no "-0.00"
    return int(number) if fact.type == "integer" else f"{number:.{fact.places}f}"


def _exact(fact: Fact, raw: Any) -> Decimal:
    """The number as written; a JSON float is taken by its shortest decimal notation."""
    text = repr(raw) if isinstance(raw, float) else str(raw).strip()
    try:
        if isinstance(raw, bool) or not (_NUMBER.fullmatch(text) or isinstance(raw, float)):
            raise InvalidOperation
        number = Decimal(text)
        if not number.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise ValueError(f"“{fact.title}”应当是数字，现在是“{raw}”。") from None
    if (
        number.adjusted() >= MAX_DIGITS
        or number.adjusted() < -MAX_DIGITS
        or len(number.as_tuple().digits) > 2 * MAX_DIGITS
    ):
        raise ValueError(f"“{fact.title}”的数字太大或太长。")
    return number


def _choice(fact: Fact, text: str) -> str:
    if text in fact.choices:
        return text
    for choice in fact.choices.values():
        if text == choice.title or text in choice.synonyms:
            return choice.id
    names = "、".join(f"{choice.id}（{choice.title}）" for choice in fact.choices.values())
    raise ValueError(f"“{fact.title}”没有“{text}”这个选项，可以填：{names}。")


def _date(fact: Fact, text: str) -> str:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"“{fact.title}”应当是日期，写成 2016-06-30 的样子，现在是“{text}”。") from None
