"""Assessments: named sets of conditions on what is no compound – a street, a community, a case.

    assessments:
      six_haves:
        title: “六有”
        object: street
        polarity: achievement
        members:
          has_sign: {title: 有牌子, question: 门口有没有牌子？, judged_by: leading_group, evidence: 照片}
          on_time: {title: 按时报告, measure: reports_rate, at_least: 100}

A member is either a measure within a bound or a question that a named body answers. Such figures are counts of matters,
never facts about compounds, so they stand in no ledger; `assessing` reads them three-valued like all rules.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sanwu.policy.model_base import BodyRef, Entry, Keyed, MeasureRef
from sanwu.policy.model_objects import ObjectKind
from sanwu.policy.model_rules import HoldsWhen, how_many, refuse_too_few
from sanwu.policy.model_words import Number, Text
from sanwu.policy.problems import refused

BOUNDS = ("at_least", "at_most", "above", "below", "is_")


class AssessmentMember(Entry):
    """One member: `measure` with one bound, or `question` with who answers it (`judged_by`) and by which evidence."""

    measure: MeasureRef | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None
    is_: Number | None = Field(default=None, alias="is")
    question: Text | None = None
    judged_by: BodyRef | None = None
    evidence: Text | None = None

    @property
    def asks(self) -> str:
        """The name under which its answer is given: the measure, or the member's own where it is a question."""
        return self.measure or self.id

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        bounds = sum(getattr(self, key) is not None for key in BOUNDS)
        if (self.measure is None) == (self.question is None) or bounds != (self.measure is not None):
            raise refused(
                "member_shape",
                f"“{self.title}”要写一个指标和一个界限，或者写一个问题，二者写一个。",
                "请写成 measure: 指标、is: 0，或者 question: 问题、judged_by: 单位。",
            )
        if self.question is not None and self.judged_by is None:
            raise refused("missing_key", f"“{self.title}”是问题，没有写由谁来答。", "请加上 judged_by: 单位。")
        return self


class Assessment(Entry):
    """A set of conditions on one kind of object other than compounds.

    It may speak of figures that nobody is measured by (`better: neither`): then it only says what the plan means.
    """

    object: ObjectKind
    polarity: Literal["deficit", "achievement"] = "achievement"
    holds_when: HoldsWhen = "all"
    members: Annotated[dict[str, AssessmentMember], Keyed()] = Field(min_length=1)

    @property
    def needed(self) -> int:
        """How many members must hold."""
        return how_many(self.holds_when, self.members)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.object == "compound":
            raise refused(
                "bad_choice",
                "对小区的条件不写在 assessments 里。",
                "请写在 conditions 里，用数据项来认定。",
                ("object",),
            )
        refuse_too_few(self.needed, self.members)
        return self
