"""Money tables, votes and filings that the plan asks for, evaluation, the accountability ladder, wording."""

from typing import Annotated, Literal, Self

from pydantic import model_validator

from sanwu.policy.model_base import BodyRef, BodyRefs, DecisionRef, Entry, Keyed, LawRef, MeasureRef, Part
from sanwu.policy.model_dates import DateField
from sanwu.policy.model_words import Clauses, Flag, Id, Number, Status, Text, Texts, Whole
from sanwu.policy.predicate_fields import PredicateField
from sanwu.policy.problems import refused


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


class MoneyLine(Entry):
    """One kind of money: support, subsidy, investment, fee, public revenue, price or reward.

    `declines: yes` promises that the yearly rates fall from year to year; the linter checks it.
    """

    kind: Literal["support", "subsidy", "investment", "fee", "revenue", "price", "reward", "fund"]
    base: Text | None = None
    unit: Text | None = None
    rates: tuple[YearRate, ...] = ()
    declines: Flag = False
    shares: tuple[LevelShare, ...] = ()
    amount: Number | None = None
    cap: Number | None = None
    by: BodyRefs = ()
    condition: Text | None = None
    due: DateField | None = None
    text: Text | None = None


class Ballot(Entry):
    """A vote that the plan needs: the law family and matter; the date of the vote picks the version."""

    law: LawRef
    matter: Id
    both_sides: Flag = False
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


class Score(Entry):
    """One line of an evaluation sheet."""

    points: Number | None = None
    measure: MeasureRef | None = None
    object: Text | None = None
    text: Text | None = None


class Evaluation(Entry):
    """An evaluation of units (never of persons): who evaluates whom, how often, by which lines."""

    by: BodyRef | None = None
    of: BodyRefs = ()
    every: DateField | None = None
    scores: Annotated[dict[str, Score], Keyed("title")] = {}
    to: BodyRefs = ()
    text: Text | None = None


class Rung(Entry):
    """One rung of the accountability ladder, applied to units: trigger, decider, length, effects, way out."""

    trigger: Text | None = None
    decided_by: BodyRef | None = None
    months: Whole | None = None
    effects: Texts = ()
    lifted_when: Text | None = None
    appeal: Text | None = None
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
