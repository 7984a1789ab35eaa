"""How parts of the calendar are written: dekads, months, quarters, years, days in a rhythm, names of statutory limits."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from sanwu.policy.model_words import check_year, read_plain
from sanwu.policy.problems import near, refused, shown

Rhythm = Literal["day", "working_day", "week", "month", "quarter", "half_year", "year"]
_RHYTHMS = ("day", "working_day", "week", "month", "quarter", "half_year", "year")
_NAMED = {
    "每天": "day", "每日": "day", "每个工作日": "working_day", "每工作日": "working_day", "每周": "week", "每星期": "week",
    "每月": "month", "每季度": "quarter", "每季": "quarter", "每半年": "half_year", "每年": "year",
}  # fmt: skip


def read_every(value: Any) -> Any:
    """A rhythm as it is; what is none of them is refused with what may stand there instead of it."""
    word = str(value).strip()
    if word in _RHYTHMS or isinstance(value, (dict, list)):
        return value
    meant = _NAMED.get(word) or (None if re.search(r"\d", word) else near(word, _RHYTHMS))
    remedy = (
        "每隔几天、几周的周期没有，只能写 day 每天、working_day 每个工作日、week 每周、month 每月、quarter 每季度、"
        "half_year 每半年、year 每年；一个周期里做几次，写 times，例如每周两次 {every: week, times: 2}；"
        "在某件事以后几天办，写 {after: 事件, days: 5}。"
    )
    raise refused("bad_word", f"周期不能写{shown(value)}。", f"是不是想写“{meant}”？{remedy}" if meant else remedy)


_DEKAD = re.compile(r"(\d{4})-(\d{2})/([123])", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-([1-4])", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_LAW = re.compile(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)")


def _pattern(pattern: re.Pattern[str], what: str, example: str) -> Any:
    def read(value: Any) -> str:
        text = read_plain(value, what)
        found = pattern.fullmatch(text)
        if not found or (pattern in (_DEKAD, _MONTH) and not 1 <= int(found.group(2)) <= 12):
            raise refused("bad_date", f"{shown(text)} 不是{what}。", f"请写成 {example}。")
        if pattern is not _LAW:
            check_year(int(text[:4]))
        return text

    return PlainValidator(read)


DekadText = Annotated[
    str,
    _pattern(_DEKAD, "旬（年-月/旬）", "2020-06/1（上旬写 1，中旬写 2，下旬写 3）"),
    WithJsonSchema({"type": "string"}),
]
MonthText = Annotated[str, _pattern(_MONTH, "月份（年-月）", "2020-08"), WithJsonSchema({"type": "string"})]
QuarterText = Annotated[
    str, _pattern(_QUARTER, "季度（年-季）", "2020-2（第二季度）"), WithJsonSchema({"type": "string"})
]
YearText = Annotated[str, _pattern(_YEAR, "年份", "2020"), WithJsonSchema({"type": ["string", "integer"]})]
LawKey = Annotated[
    str, _pattern(_LAW, "法规期限（法规.期限）", "owners_bodies.committee_filing"), WithJsonSchema({"type": "string"})
]


def _read_on(value: Any) -> str:
    text = read_plain(value, "周期内的日子")
    if text in ("last", *WEEKDAYS) or re.fullmatch(r"[1-9]\d?", text) or re.fullmatch(r"\d{2}-\d{2}", text):
        return text
    raise refused(
        "bad_date",
        f"看不懂 on: {shown(text)}。",
        "每月写几号（5）或 last；每周写 mon…sun；每年写 06-30；不写表示周期最后一天。",
    )


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


OnText = Annotated[str, BeforeValidator(_read_on)]


def on_fits(every: str, on: str) -> bool:
    """Whether a day can be meant in a period of this rhythm."""
    if every in ("day", "working_day"):
        return False
    if on == "last":
        return True
    if every == "week":
        return on in WEEKDAYS
    if every == "year":
        try:
            date.fromisoformat(f"2024-{on}")
        except ValueError:
            return False
        return True
    limit = {"month": 31, "quarter": 92, "half_year": 184}[every]
    return on.isdigit() and int(on) <= limit
