"""Every way in which a plan states a date.

`2016-06-30` · `to_be_set` · `{dekad: 2020-06/1}` · `{month_end: 2020-08}` · `{quarter_end: 2020-2}` ·
`{year_end: 2020}` · `{after: event, days: 5, clock: working}` · `{before: event, days: 15}` · `{every: month, …}` ·
`{law: family.clock, after: event}` · `{target: date, limit: date}` (the stricter is the target, the later the limit).
"""

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from sanwu.policy.model_base import ByKey, EventRef, Part
from sanwu.policy.model_periods import (
    DekadText,
    LawKey,
    MonthText,
    OnText,
    QuarterText,
    Rhythm,
    YearText,
    on_fits,
    read_every,
)
from sanwu.policy.model_words import Clauses, Day, Status, Text, Whole, read_day
from sanwu.policy.problems import refused

Clock = Literal["calendar", "working"]
EndsOnHoliday = Literal["stays", "next_working_day"]
TO_BE_SET = "to_be_set"
LONGEST = {"days": 5000, "months": 600, "years": 50}


class DateForm(Part):
    """What every date may carry beside itself: its clause and how far to trust it."""

    clause: Clauses = ()
    status: Status | None = None
    note: Text | None = None
    source: Text | None = None


class OnDate(DateForm):
    """One calendar day."""

    date: Day


class ToBeSet(DateForm):
    """The plan leaves the date open (x月x日): nothing is ever overdue because of it."""

    to_be_set: Literal["yes"] = "yes"


class Dekad(DateForm):
    """A third of a month: 上旬 1–10, 中旬 11–20, 下旬 21–end. `bound` picks its first or last day."""

    dekad: DekadText
    bound: Literal["start", "end"] = "end"


class MonthEnd(DateForm):
    """The last day of a month."""

    month_end: MonthText


class QuarterEnd(DateForm):
    """The last day of a quarter."""

    quarter_end: QuarterText


class YearEnd(DateForm):
    """The last day of a year ("by 2020")."""

    year_end: YearText


# The dates that depend on nothing else.
FIXED = (OnDate, Dekad, MonthEnd, QuarterEnd, YearEnd)


class Length(DateForm):
    """A length of time. Exactly one unit; only days can run on the working-day clock."""

    days: Whole | None = None
    months: Whole | None = None
    years: Whole | None = None
    clock: Clock = "calendar"
    ends_on_holiday: EndsOnHoliday | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        units = [unit for unit in ("days", "months", "years") if getattr(self, unit) is not None]
        if len(units) != 1:
            raise refused(
                "length_missing", "期限要写明长度，而且只用一种单位。", "请写 days: 5、months: 6、years: 1 之一。"
            )
        if self.clock == "working" and units != ["days"]:
            raise refused(
                "clock_unfit", "工作日只能按天数计算。", "请改用 days，或把 clock 改成 calendar。", ("clock",)
            )
        longest = LONGEST[units[0]]
        if not 0 <= int(getattr(self, units[0])) <= longest:
            remedy = f"请写 0 到 {longest} 之间的整数。"
            raise refused("bad_number", "期限的长度超出了合理范围。", remedy, (units[0],))
        return self


class After(Length):
    """So long after an event or another duty; the first day is not counted."""

    after: EventRef


class Before(Length):
    """So long before an event: the last day on which it may still be done."""

    before: EventRef


class ByLaw(DateForm):
    """A statutory limit from a law pack; the date of the starting event picks the version in force."""

    law: LawKey
    after: EventRef | None = None

    @property
    def family(self) -> str:
        """The law family."""
        return self.law.split(".")[0]

    @property
    def key(self) -> str:
        """The clock inside the family."""
        return self.law.split(".")[1]


class Recurring(DateForm):
    """Due again in every period. `on` is the day in it (default: its last day); `times` how often in one period."""

    every: Annotated[Rhythm, BeforeValidator(read_every)]
    on: OnText | None = None
    from_: "DateField | None" = Field(default=None, alias="from")
    until: "DateField | None" = None
    times: Whole = 1

    @model_validator(mode="after")
    def _on_fits_rhythm(self) -> Self:
        if self.on is not None and not on_fits(self.every, self.on):
            raise refused(
                "bad_date",
                f"on: {self.on} 不适合 every: {self.every}。",
                "每月写几号（1–31）或 last；每周写 mon…sun；每年写 06-30；每季度、半年写第几天或 last；每日不写。",
                ("on",),
            )
        if self.times < 1:
            raise refused("bad_number", "times 至少是 1。", "请写一个周期内要做几次。", ("times",))
        return self


class TargetAndLimit(DateForm):
    """Two dates that disagree, both kept: amber after the stricter one, overdue after the later one."""

    target: "DateField"
    limit: "DateField"


DateExpr = (
    OnDate | ToBeSet | Dekad | MonthEnd | QuarterEnd | YearEnd | After | Before | ByLaw | Recurring | TargetAndLimit
)


def read_date_text(text: str) -> OnDate | ToBeSet:
    """A date that was written as one word."""
    if text.strip() == TO_BE_SET:
        return ToBeSet()
    return OnDate(date=read_day(text))


DATE_FORMS = ByKey(
    (
        ("target", TargetAndLimit),
        ("limit", TargetAndLimit),
        ("law", ByLaw),
        ("every", Recurring),
        ("after", After),
        ("before", Before),
        ("dekad", Dekad),
        ("month_end", MonthEnd),
        ("quarter_end", QuarterEnd),
        ("year_end", YearEnd),
        ("to_be_set", ToBeSet),
        ("date", OnDate),
    ),
    read_date_text,
    "日期",
)
DateField = Annotated[DateExpr, DATE_FORMS]
Recurring.model_rebuild()
TargetAndLimit.model_rebuild()


def _read_rhythm(text: str) -> Any:
    """A rhythm's word stands for `{every: word}`."""
    if text.strip() in get_args(Rhythm):
        return Recurring.model_validate({"every": text.strip()})
    return read_date_text(text)


# Due in every period: `every: working_day` or any date of the format.
EveryField = Annotated[DateExpr, ByKey(DATE_FORMS.forms, _read_rhythm, "周期", get_args(Rhythm))]
