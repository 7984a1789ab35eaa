"""Estimates: what a compound is declared to cost, for the effect of a change. A missing fact leaves the cost unknown."""

from typing import Annotated, Literal, Self

from pydantic import model_validator

from sanwu.policy.model_base import ConditionRef, DecisionRef, Entry, FactRef, ItemRef, Keyed, MoneyRef
from sanwu.policy.model_words import Number, Text
from sanwu.policy.predicate_fields import PredicateField
from sanwu.policy.problems import refused


class EstimateLine(Entry):
    """One item of an estimate: a rate for each unit of a fact, or a lump."""

    item: ItemRef | None = None
    rate: Number | None = None
    fact: FactRef | None = None
    amount: Number | None = None
    when: PredicateField | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        _one_way_of_three(self.amount, self.rate, self.fact, False)
        return self


class Estimate(Entry):
    """What one compound costs where `when` holds: a lump (`amount`), `rate` × `fact`, or the sum of `items`.

    `cap` and `at_least` bound the sum of one compound. `money` names the money line that it is paid from.
    """

    when: PredicateField | None = None
    amount: Number | None = None
    rate: Number | None = None
    fact: FactRef | None = None
    items: Annotated[dict[str, EstimateLine], Keyed()] = {}
    unit: Literal["yuan", "ten_thousand_yuan"] = "yuan"
    cap: Number | None = None
    at_least: Number | None = None
    money: MoneyRef | None = None
    decision: DecisionRef | None = None
    condition: ConditionRef | None = None
    every: Literal["once", "month", "year"] = "once"
    text: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        _one_way_of_three(self.amount, self.rate, self.fact, bool(self.items))
        return self


def _one_way_of_three(amount: object, rate: object, fact: object, items: bool) -> None:
    """Exactly one of amount, rate with fact, items."""
    if (rate is None) != (fact is None):
        key = "fact" if fact is None else "rate"
        raise refused(
            "missing_key",
            f"写了 {'rate' if key == 'fact' else 'fact'}，缺少 {key}。",
            "单价和数量要一起写，例如 rate: 300、fact: floor_area_m2。",
        )
    if sum((amount is not None, rate is not None, items)) != 1:
        raise refused(
            "estimate_shape",
            "测算要写一种、且只写一种算法。",
            "请写 amount（一笔数额）、rate 和 fact（单价乘数量）、items（分项相加）之一。",
        )
