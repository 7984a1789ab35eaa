"""A date as a plan states it, as one piece of Chinese: for comparing plans and for printing them."""

from collections.abc import Callable

from sanwu.policy.model_base import Part
from sanwu.policy.model_dates import (
    After,
    Before,
    ByLaw,
    Dekad,
    MonthEnd,
    OnDate,
    QuarterEnd,
    Recurring,
    TargetAndLimit,
    ToBeSet,
    YearEnd,
)
from sanwu.policy.values import day_text

Named = Callable[[str], str]
_UNITS = {"days": "日", "months": "个月", "years": "年"}
_RHYTHMS = {
    "working_day": "每个工作日", "day": "每日", "week": "每周", "month": "每月", "quarter": "每季度",
    "half_year": "每半年", "year": "每年",
}  # fmt: skip
_DAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "一二三四五六日", strict=True))
_FORMS = (OnDate, ToBeSet, Dekad, MonthEnd, QuarterEnd, YearEnd, After, Before, ByLaw, Recurring, TargetAndLimit)


def is_date(part: object) -> bool:
    """Whether this is one of the ways in which a plan states a date."""
    return isinstance(part, _FORMS)


def date_words(when: Part, event: Named, law: Named) -> str:
    """`event` names an event, duty or phase that a date follows, `law` a statutory limit. TypeError for what states no
    date."""

    def said(part: Part) -> str:
        return date_words(part, event, law)

    if isinstance(when, OnDate):
        return day_text(when.date)
    if isinstance(when, ToBeSet):
        return "待定"
    if isinstance(when, TargetAndLimit):
        return f"目标 {said(when.target)}，最迟 {said(when.limit)}"
    if isinstance(when, After):
        return f"{event(when.after)}当日" if when.days == 0 else f"{event(when.after)}后 {_length(when)}内"
    if isinstance(when, Before):
        return f"{event(when.before)}前 {_length(when)}"
    if isinstance(when, ByLaw):
        return f"法定期限（{law(when.law)}）" + (f"，自{event(when.after)}起" if when.after else "")
    if isinstance(when, Recurring):
        return _recurring(when, said)
    return _period(when)


def _length(when: After | Before) -> str:
    unit, title = next((unit, title) for unit, title in _UNITS.items() if getattr(when, unit) is not None)
    if when.clock == "working":
        title = "个工作日"
    return f"{getattr(when, unit)} {title}"


def _recurring(when: Recurring, said_of: Callable[[Part], str]) -> str:
    said = [_RHYTHMS[when.every] + (f" {when.times} 次" if when.times > 1 else "")]
    if when.on:
        said.append(_day_of_a_period(when.every, when.on))
    said += [f"{word}{said_of(edge)}" for word, edge in (("自", when.from_), ("至", when.until)) if edge]
    return "，".join(said)


def _day_of_a_period(every: str, on: str) -> str:
    """`on` in words: 最后一天, 周五, 5 日 of a month, 6月30日 of a year, 第 15 天 of a longer period."""
    if on == "last":
        return "最后一天"
    if on in _DAYS:
        return f"周{_DAYS[on]}"
    if every == "year":
        month, _, day = on.partition("-")
        return f"{int(month)}月{int(day)}日"
    return f"{on} 日" if every == "month" else f"第 {on} 天"


def _period(when: Part) -> str:
    if isinstance(when, Dekad):
        month, _, part = when.dekad.partition("/")
        first = "首日" if when.bound == "start" else ""
        return f"{_month(month)}{'上中下'[int(part) - 1]}旬{first}"
    if isinstance(when, MonthEnd):
        return f"{_month(when.month_end)}底"
    if isinstance(when, QuarterEnd):
        year, _, quarter = when.quarter_end.partition("-")
        return f"{year}年第{'一二三四'[int(quarter) - 1]}季度末"
    if isinstance(when, YearEnd):
        return f"{when.year_end}年底"
    raise TypeError(f"{type(when).__name__} states no date")


def _month(text: str) -> str:
    year, _, month = text.partition("-")
    return f"{year}年{int(month)}月"
