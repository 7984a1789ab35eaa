"""The words that scheme files are made of: text, identifiers, numbers, yes/no, days, ratios, clauses.

Everything arrives as text (see `yamltree`), so each type reads its own text strictly and says in Chinese what it wants.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from sanwu.policy.hints import date_meant, number_meant, word_meant
from sanwu.policy.problems import allowed_text, refused, shown

MAX_TEXT = 6000
_ID = re.compile(r"[a-z][a-z0-9_]{0,79}")
_SCHEME_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MAX_DIGITS = 15  # before the decimal point
_NUMBER = re.compile(rf"-?\d{{1,{MAX_DIGITS}}}(\.\d{{1,8}})?", re.ASCII)
_WHOLE = re.compile(rf"-?\d{{1,{MAX_DIGITS}}}", re.ASCII)
_LONG = re.compile(rf"-?\d{{{MAX_DIGITS + 1},}}(\.\d*)?", re.ASCII)
_RATIO = re.compile(r"\d{1,6}/[1-9]\d{0,5}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Requirements are numbered A-01 … D-33 after the four plans; other letters are a document's own way of numbering.
_CLAUSE = re.compile("[A-D]-[0-9]{2}")
_LIKE_A_CLAUSE = re.compile(r"[A-Da-dＡ-Ｄａ-ｄ]\s*[-－–—_.·]?\s*[0-9０-９]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Read = Callable[[Any], Any]


def _meant(text: str | None) -> str:
    """ "Did you mean" before a remedy, where something can be offered."""
    return f"是不是想写 {text}？" if text else ""


def read_plain(value: Any, wanted: str) -> str:
    """The text of a scalar, trimmed; lists, mappings and blanks are refused."""
    if isinstance(value, bool) or not isinstance(value, str):
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return str(value)
        raise refused("wrong_kind", f"这里应当是{wanted}，现在是{shown(value)}。", f"请改写成{wanted}。")
    text = value.strip()
    if not text:
        raise refused("blank", f"这里没有填写内容，应当是{wanted}。", "请填写；如果不需要，请删去这一行。")
    return text


def read_text(value: Any) -> str:
    """Ordinary text: not blank, of reasonable length, without control characters."""
    text = read_plain(value, "一段文字")
    if len(text) > MAX_TEXT:
        raise refused(
            "text_too_long", f"文字有 {len(text)} 个字，超过了 {MAX_TEXT} 个。", "请缩短，全文请放在 source.md。"
        )
    if _CONTROL.search(text):
        raise refused("control_character", "文字里有不可见的控制字符。", "请删去后重新输入。")
    return text


def read_id(value: Any) -> str:
    """An identifier: lower-case English words joined by underscores."""
    text = read_plain(value, "一个英文标识")
    if not _ID.fullmatch(text):
        raise refused(
            "bad_id",
            f"{shown(text)} 不能作标识。",
            "标识用小写英文字母开头，只含小写字母、数字和下划线，例如 floor_area_m2。",
        )
    return text


def read_scheme_id(value: Any) -> str:
    """The identifier of a scheme, which may carry hyphens: city-2016 style."""
    text = read_plain(value, "一个方案标识")
    if not _SCHEME_ID.fullmatch(text) or len(text) > 80:
        raise refused(
            "bad_id", f"{shown(text)} 不能作方案标识。", "方案标识用小写英文字母、数字和连字符，例如 city-2016。"
        )
    return text


def read_flag(value: Any) -> bool:
    """yes or no."""
    if isinstance(value, bool):
        return value
    text = read_plain(value, "yes 或 no").lower()
    if text in ("yes", "true", "no", "false"):
        return text in ("yes", "true")
    raise refused("bad_flag", f"这里只能写 yes 或 no，现在是{shown(value)}。", "“是”写 yes，“否”写 no。")


def read_number(value: Any) -> Decimal:
    """An exact decimal number without separators."""
    text = read_plain(value, "一个数字")
    _not_too_large(text)
    if not _NUMBER.fullmatch(text):
        raise refused(
            "bad_number",
            f"{shown(text)} 不是可以识别的数字。",
            f"{_meant(number_meant(text))}请只写半角数字和小数点，例如 10000 或 0.5；不要写逗号、单位和百分号。",
        )
    return Decimal(text)


def read_whole(value: Any) -> int:
    """A whole number."""
    text = read_plain(value, "一个整数")
    _not_too_large(text)
    if not _WHOLE.fullmatch(text):
        remedy = f"{_meant(number_meant(text))}请只写半角数字，例如 50。"
        raise refused("bad_number", f"{shown(text)} 不是整数。", remedy)
    return int(text)


def _not_too_large(text: str) -> None:
    """A number of more digits than any figure of a plan has is a number all the same; say what is wrong with it."""
    if _LONG.fullmatch(text):
        raise refused(
            "bad_number",
            f"{shown(text)} 太大了，最多 {MAX_DIGITS} 位整数。",
            "请核对是不是多写了几位，或者换大一些的单位。",
        )


def read_ratio(value: Any) -> Fraction:
    """An exact fraction such as 2/3."""
    if isinstance(value, Fraction):
        return value
    text = read_plain(value, "一个分数")
    if not _RATIO.fullmatch(text):
        raise refused("bad_ratio", f"{shown(text)} 不是分数。", "请写成分数，例如 2/3、3/4、1/2。")
    ratio = Fraction(text)
    if ratio > 1:
        raise refused("bad_ratio", f"{shown(text)} 大于 1。", "比例应当在 0 和 1 之间，例如 2/3。")
    return ratio


def read_day(value: Any) -> date:
    """A calendar day written 2016-06-30."""
    if isinstance(value, date):
        return value
    text = read_plain(value, "一个日期")
    if not _DAY.fullmatch(text):
        raise refused(
            "bad_date",
            f"{shown(text)} 不是可以识别的日期。",
            f"{_meant(date_meant(text))}请写成 年-月-日，例如 2016-06-30；还没有定的日期写 to_be_set。",
        )
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise refused("bad_date", f"日历上没有 {text} 这一天。", "请检查月份和日数。") from None
    check_year(day.year)
    return day


def check_year(year: int) -> None:
    """Refuse a year that no plan and no building can mean."""
    if not 1800 <= year <= 2200:
        raise refused("bad_date", f"{year} 年不像是方案里的年份。", "请检查年份。")


def read_list(value: Any, read: Read) -> tuple[Any, ...]:
    """One or several: a single text stands for a list of one."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, dict):
        raise refused("wrong_kind", "这里应当是一个或几个词，现在是一组键值。", "请写成一个词，或写成 [甲, 乙]。")
    items = value if isinstance(value, list) else [value]
    if not items:
        raise refused("blank", "这里的列表是空的。", "请至少写一项；如果不需要，请删去这一行。")
    result = []
    for item in items:
        one = read(item)
        if one in result:
            raise refused("said_twice", f"列表里{shown(one)}写了两次。", "请删去一个。")
        result.append(one)
    return tuple(result)


def read_choices(
    value: Any, known: Sequence[str], what: str, names: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """One or several words of a closed list; `what` is 一个事件, 一种形式 …, `names` their Chinese names."""

    def one(item: Any) -> str:
        text = read_plain(item, what)
        if text not in known:
            kind = what[2:] if what.startswith("一") else what
            meant = word_meant(text, {word: (name,) for word, name in (names or {}).items()})
            raise refused("bad_choice", f"没有“{text}”这种{kind}。", allowed_text(meant or text, known, 60))
        return text

    return read_list(value, one)


def choices_schema(known: Sequence[str]) -> WithJsonSchema:
    """The JSON Schema of `read_choices`."""
    return WithJsonSchema({"anyOf": [{"enum": list(known)}, {"type": "array", "items": {"enum": list(known)}}]})


def read_clauses(value: Any) -> tuple[str, ...]:
    """Clause references: a requirement (A-46, a letter and two digits), or the document's own words (第十条): one or a list."""
    return read_list(value, read_clause)


def read_clause(value: Any) -> str:
    """One reference. What looks like a requirement's number must be one: a slip there cites a clause that nobody has."""
    text = read_text(value)
    if _LIKE_A_CLAUSE.fullmatch(text) and not _CLAUSE.fullmatch(text):
        raise refused(
            "bad_clause",
            f"“{text}”不像条款编号。",
            "条款编号是一个大写字母（A 到 D）、一个短横和两位数字，例如 A-46；引用文件原文请写“第十条”这样的条名。",
        )
    return text


def _json(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema(schema)


def _listed(item: dict[str, Any]) -> WithJsonSchema:
    return _json(anyOf=[item, {"type": "array", "items": item, "minItems": 1}])


ID_PATTERN = "^[a-z][a-z0-9_]*$"
Text = Annotated[str, BeforeValidator(read_text)]
Id = Annotated[str, BeforeValidator(read_id), _json(type="string", pattern=ID_PATTERN)]
SchemeId = Annotated[
    str, BeforeValidator(read_scheme_id), _json(type="string", pattern="^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
]
Flag = Annotated[bool, BeforeValidator(read_flag), _json(enum=["yes", "no", True, False])]
Number = Annotated[Decimal, BeforeValidator(read_number), _json(type=["number", "string"])]
Whole = Annotated[int, BeforeValidator(read_whole), _json(type=["integer", "string"])]
Ratio = Annotated[Fraction, PlainValidator(read_ratio), _json(type="string", pattern="^[0-9]+/[0-9]+$")]
Day = Annotated[date, PlainValidator(read_day), _json(type="string", pattern=r"^\d{4}-\d{2}-\d{2}$")]
CLAUSE_PATTERN = "^([A-D]-[0-9]{2}|(?![A-Da-d][-_.]?[0-9]+$).+)$"
Clauses = Annotated[
    tuple[str, ...], PlainValidator(read_clauses), _listed({"type": "string", "pattern": CLAUSE_PATTERN})
]
Texts = Annotated[tuple[str, ...], PlainValidator(lambda v: read_list(v, read_text)), _listed({"type": "string"})]
Ids = Annotated[
    tuple[str, ...], PlainValidator(lambda v: read_list(v, read_id)), _listed({"type": "string", "pattern": ID_PATTERN})
]
Status = Literal["plan", "law", "practice", "example"]
