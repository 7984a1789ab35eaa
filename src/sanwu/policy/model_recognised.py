"""What the facts of a compound show to have happened, so that nobody has to state it a second time.

recognised:
  responsible_named:
    title: 责任单位和责任人都已明确
    when: {all: [{responsible_unit: {known: yes}}, {has_responsible_person: {is: yes}}]}
  mode_decided: {title: 已确定管理模式, when: {current_management_mode: {known: yes}}, on: management_mode_since}
"""

from typing import Self

from pydantic import model_validator

from sanwu.policy.model_base import Entry, FactRef
from sanwu.policy.model_predicate import RuleIs, leaves
from sanwu.policy.predicate_fields import PredicateField
from sanwu.policy.problems import refused


class Recognised(Entry):
    """An event of the platform that has happened in a compound once `when` holds: it fulfils duties and starts clocks.

    `on` names the fact that holds its day; without it, or while that is unknown, it is the day on which it is noticed.
    """

    when: PredicateField
    on: FactRef | None = None

    @model_validator(mode="after")
    def _by_facts_alone(self) -> Self:
        if any(isinstance(leaf, RuleIs) for leaf in leaves(self.when)):
            raise refused(
                "predicate_shape",
                "一件事情是否发生，只能由数据项看出，不能引用构成条件或判定表。",
                "请改写成数据项的比较，例如 {responsible_unit: {known: yes}}。",
                ("when",),
            )
        return self
