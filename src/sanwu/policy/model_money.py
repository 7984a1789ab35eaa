"""Money tables, votes and filings that the plan asks for, extent, wording, accepted findings."""

from typing import Annotated, Literal, Self

from pydantic import PlainValidator, model_validator

from sanwu.policy.model_base import BodyRef, BodyRefs, DecisionRef, Entry, FactRef, ItemRefs, Keyed, LawRef, Part
from sanwu.policy.model_dates import DateField
from sanwu.policy.model_words import Clauses, Flag, Id, Number, Status, Text, Texts, Whole, choices_schema, read_choices
from sanwu.policy.model_work import Events
from sanwu.policy.predicate_fields import PredicateField
from sanwu.policy.problems import refused

MoneyPer = Literal["m2", "household", "object", "asset", "percent_of_item", "m2_month", "event", "lump"]
_VOTE_FORMS = ("meeting", "paper", "online")
VoteForms = Annotated[
    tuple[str, ...],
    PlainValidator(lambda value: read_choices(value, _VOTE_FORMS, "一种表决形式")),
    choices_schema(_VOTE_FORMS),
]


class YearRate(Part):
    """The rate of one year."""

    year: Whole
    rate: Number
    clause: Clauses = ()
    status: Status | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _a_year(self) -> Self:
        if not 1949 <= self.year <= 2200:
            raise refused("bad_date", f"{self.year} 不像是年份。", "请写四位年份，例如 2016。", ("year",))
        return self


class LevelShare(Part):
    """One level's share of the money, in per cent."""

    level: Id
    share: Number
    clause: Clauses = ()
    status: Status | None = None


class MoneyGroup(Entry):
    """What one group of compounds gets (core districts, other districts): the first group that holds counts."""

    when: PredicateField | None = None
    amount: Number | None = None
    cap: Number | None = None
    divisions: Texts = ()


class MoneyLine(Entry):
    """One kind of money: support, subsidy, investment, fee, public revenue, price or reward.

    `amount` (or that of the first group that holds) is for each unit of `per`; with `percent_of_item` it is per cent of
    the cost of `items`, with `event` it is paid once when the event happens. `fact` counts the units where `per` alone
    does not say which. `declines: yes` promises that the yearly rates fall from year to year; the linter checks it.
    """

    kind: Literal["support", "subsidy", "investment", "fee", "revenue", "price", "reward", "fund"]
    base: Text | None = None
    unit: Text | None = None
    per: MoneyPer | None = None
    fact: FactRef | None = None
    items: ItemRefs = ()
    asset: Text | None = None
    event: Events = ()
    rates: tuple[YearRate, ...] = ()
    declines: Flag = False
    shares: tuple[LevelShare, ...] = ()
    amount: Number | None = None
    groups: Annotated[dict[str, MoneyGroup], Keyed()] = {}
    cap: Number | None = None
    cap_per: MoneyPer | None = None
    by: BodyRefs = ()
    condition: Text | None = None
    precondition: PredicateField | None = None
    due: DateField | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _fits_per(self) -> Self:
        if self.per == "percent_of_item" and not self.items:
            raise refused("missing_key", "按项目费用的百分比补助，要写明是哪些项目。", "请加上“items: [事项标识]”。")
        if self.per == "event" and not self.event:
            raise refused(
                "missing_key", "按事件奖补，要写明是哪一件事。", "请加上“event: 事件”，例如 owners_body_founded。"
            )
        if self.per == "asset" and self.asset is None:
            raise refused("missing_key", "按设施补助，要写明是哪一种设施。", "请加上“asset: 电梯”。")
        return self


class Ballot(Entry):
    """A vote that the plan needs: the law family and matter; the date of the vote picks the version."""

    law: LawRef
    matter: Id
    both_sides: Flag = False
    forms: VoteForms = ()
    decision: DecisionRef | None = None
    outcome: Id | None = None
    organised_by: BodyRef | None = None
    text: Text | None = None


class Filing(Entry):
    """Something to be put on file: what, by whom, with whom, by when."""

    by: BodyRef | None = None
    to: BodyRef | None = None
    due: DateField | None = None
    documents: Texts = ()
    text: Text | None = None


class Wording(Entry):
    """A phrase of the wording pack: `title` is the Chinese text."""


class Scenario(Entry):
    """Which compounds the scheme speaks of, and how: directly, by analogy, or not at all."""

    when: PredicateField | None = None
    treatment: Literal["in", "by_analogy", "out"]
    text: Text | None = None


class Acknowledged(Part):
    """A linter finding that the writer has seen and accepts, with the reason; `at` is its path or part of it."""

    code: Id
    at: Text | None = None
    reason: Text
