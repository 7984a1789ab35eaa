"""The format of worked cases: `cases/*.yaml`, written by the reader of the plan in full sentences.

    title: 并入邻近小区的认定
    clause: A-46
    facts: {has_property_provider: no}          # shared by all cases of the file; a case's own facts win
    cases:
      - title: 正好 50 户的“三无”小区，“不超过 50 户”含 50 户，建议并入。
        on: 2016-07-01                          # optional
        facts: {household_count: 50}            # absent, blank or null = unknown
        expect: {three_no: yes, merge: merge}   # rule → outcome
        missing: {merge: []}                    # rule → exactly the facts it must name as missing
      - title: 100 户的小区，按每户 5000 元补助 50 万元。
        facts: {household_count: 100}
        expect: {works_grant: 500000}           # estimate or kind of money → yuan; unknown where a fact is missing
      - title: 100 盏灯亮 99 盏，亮灯率 99%，没有达到 100%。
        facts: {lamps: 100, lamps_lit: 99}
        expect: {lit_share: 99, all_lit: no}    # measure with a formula → figure, target → outcome; way in → outcome
      - title: 2019 年，100 户中正好 50 户同意，不通过。
        vote: {law: votes, matter: choose_mode, held_on: 2019-05-10, all: {area: 10000, heads: 100},
               participating: {area: 6000, heads: 60}, agreeing: {area: 5500, heads: 50}}
        expect: {vote: rejected}                # passed, rejected, no_quorum, unknown
      - title: 9 月 1 日选出的业主委员会，顺延到 10 月 9 日备案。
        due: {duty: file_owners_body, events: {owners_body_founded: 2017-09-01}, redated: {report_list: 2025-03-31}}
        holidays: [2017-10-01]                  # on top of the announced calendar
        workdays: [2017-09-30]
        expect: {due: 2017-10-09}               # due is the limit; also target, limit, estimated, law; to_be_set = no date
      - title: 6 月 11 日已过目标、未过期限，亮黄灯。
        on: 2020-06-11
        due: {duty: found_branch}
        expect: {standing: amber}               # not_due, due_soon (7 days), amber, overdue, unset; needs `on`
      - title: 每季度末评价一次，一年四次。
        due: {duty: evaluate, between: [2017-01-01, 2017-12-31]}
        expect: {due: [2017-03-31, 2017-06-30, 2017-09-30, 2017-12-31]}
      - title: 六项都有的街道，“六有”齐全。
        figures: {has_sign: yes, open_cases: 0}   # measure or member → number, yes or no; absent or null = unknown
        expect: {six_haves: yes}                  # assessment → outcome; `missing` as above

`law` may be left out of a vote where the scheme names one family with that matter. `phase:` instead of `duty:` asks for
the end of a phase.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from sanwu.policy.model_base import Part
from sanwu.policy.model_words import Clauses, Day, Id, Number, Text, read_day, read_id, read_list, read_plain
from sanwu.policy.problems import refused, shown

_UNKNOWN = ("", "null", "~")


def _read_facts(value: Any) -> dict[str, str | None]:
    """Fact → text as written; unknown is None."""
    if not isinstance(value, dict):
        raise refused(
            "wrong_kind", f"facts 应当写成“数据项: 值”，现在是{shown(value)}。", "例如 facts: {household_count: 50}。"
        )
    facts: dict[str, str | None] = {}
    for key, inner in value.items():
        if not isinstance(inner, str):
            raise refused("wrong_kind", f"数据项的值应当是一个词，现在是{shown(inner)}。", "请写一个值。", (key,))
        facts[read_id(key)] = None if inner.strip() in _UNKNOWN else inner.strip()
    return facts


def _read_expect(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not value:
        raise refused("wrong_kind", "expect 应当写成“规则: 结果”。", "例如 expect: {three_no: yes}。")
    return {read_id(key): read_list(inner, lambda one: read_plain(one, "一个结果")) for key, inner in value.items()}


def _read_missing(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise refused(
            "wrong_kind", "missing 应当写成“规则: [数据项]”。", "例如 missing: {merge: [floor_area_m2]}；不缺写 []。"
        )
    return {read_id(key): () if inner == [] else read_list(inner, read_id) for key, inner in value.items()}


def _read_days(value: Any) -> tuple[Any, ...]:
    return read_list(value, read_day)


def _read_dated(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise refused(
            "wrong_kind", f"这里应当写成“事件: 日期”，现在是{shown(value)}。", "例如 {works_finished: 2017-05-16}。"
        )
    return {read_id(key): read_day(inner) for key, inner in value.items()}


_MAPPING = WithJsonSchema({"type": "object"})
_DAYS = WithJsonSchema({"type": "array", "items": {"type": "string"}})
CaseFacts = Annotated[dict[str, str | None], PlainValidator(_read_facts), _MAPPING]
Expect = Annotated[dict[str, tuple[str, ...]], PlainValidator(_read_expect), _MAPPING]
Missing = Annotated[dict[str, tuple[str, ...]], PlainValidator(_read_missing), _MAPPING]
Dated = Annotated[dict[str, Day], PlainValidator(_read_dated), _MAPPING]
Days = Annotated[tuple[Day, ...], PlainValidator(_read_days), _DAYS]


class CasePart(Part):
    """Floor area and heads of a part of the owners; what is left out was not counted."""

    area: Number | None = None
    heads: Number | None = None


class VoteCase(Part):
    """A vote to be counted."""

    matter: Id
    held_on: Day
    law: Id | None = None
    all_: CasePart = Field(alias="all")
    participating: CasePart = Field(default_factory=CasePart)
    agreeing: CasePart = Field(default_factory=CasePart)
    dissenting: CasePart = Field(default_factory=CasePart)


MAX_DAYS = 4_000  # about ten years


class DueCase(Part):
    """A date to be resolved: of a duty or of a phase's end; with `between` all turns of a recurring duty."""

    duty: Id | None = None
    phase: Id | None = None
    events: Dated = {}
    redated: Dated = {}
    between: Days = ()

    @model_validator(mode="after")
    def _of_one_thing(self) -> Self:
        if (self.duty is None) == (self.phase is None):
            raise refused("case_shape", "due 里要写 duty 或 phase 之一。", "例如 due: {duty: report_list}。")
        if self.between and (len(self.between) != 2 or self.duty is None):
            raise refused(
                "case_shape",
                "between 要写开始和结束两天，并且只用于任务。",
                "例如 between: [2017-01-01, 2017-12-31]。",
                ("between",),
            )
        if self.between and (self.between[1] - self.between[0]).days > MAX_DAYS:
            raise refused("span_too_long", f"between 最多写 {MAX_DAYS} 天。", "请只写要核对的几年。", ("between",))
        return self


class Case(Part):
    """One worked case: facts, a vote or a date, and what must come out."""

    title: Text
    on: Day | None = None
    facts: CaseFacts = {}
    vote: VoteCase | None = None
    due: DueCase | None = None
    figures: CaseFacts | None = None
    holidays: Days = ()
    workdays: Days = ()
    expect: Expect
    missing: Missing = {}
    clause: Clauses = ()
    status: Literal["plan", "law", "practice", "example"] | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if sum(part is not None for part in (self.vote, self.due, self.figures)) > 1:
            raise refused("case_shape", "一个用例里只能写 vote、due 和 figures 之一。", "请拆成两个用例。")
        return self

    @model_validator(mode="after")
    def _says_nothing_in_vain(self) -> Self:
        """What a case of this kind does not look at is refused, lest it seem to have been checked."""
        dated, asked = self.due is not None, self.vote is not None or self.due is not None
        for key, written, kinds in (
            ("facts", self.facts and (asked or self.figures is not None), "问规则、纳入方式、指标和费用的"),
            ("missing", self.missing and asked, "问规则、纳入方式、指标和评定的"),
            ("holidays", self.holidays and not dated, "算日期（due）的"),
            ("workdays", self.workdays and not dated, "算日期（due）的"),
        ):
            if written:
                raise refused("case_shape", f"这个用例不看 {key}，它只用于{kinds}用例。", f"请删去 {key}。", (key,))
        return self


class CaseFile(Part):
    """One file of cases."""

    title: Text
    clause: Clauses = ()
    note: Text | None = None
    facts: CaseFacts = {}
    cases: tuple[Case, ...] = Field(min_length=1)
