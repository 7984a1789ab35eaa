"""How units are watched over: evaluation with points, and the accountability ladder with its triggers."""

from typing import Annotated, Literal, Self

from pydantic import model_validator

from sanwu.policy.model_base import (
    BodyRef,
    BodyRefs,
    DutyRefs,
    Entry,
    FactRef,
    Keyed,
    MeasureRef,
    Part,
    PhaseRef,
    PhaseRefs,
    RungRef,
    TargetRefs,
)
from sanwu.policy.model_dates import EveryField
from sanwu.policy.model_words import Flag, Number, Text, Texts, Whole
from sanwu.policy.problems import refused


class PhasePoints(Part):
    """Points that a line has during a phase, where they differ (early: remediation; later: the lasting mechanism)."""

    phase: PhaseRef
    points: Number


class Score(Entry):
    """One line of an evaluation sheet."""

    points: Number | None = None
    by_phase: tuple[PhasePoints, ...] = ()
    measure: MeasureRef | None = None
    object: Text | None = None
    veto: Flag = False
    text: Text | None = None


class Evaluation(Entry):
    """An evaluation of units (never of persons): who evaluates whom, how often, by which lines.

    `rank` says whether results are shown in order, with the formula beside them, or without places.
    """

    by: BodyRef | None = None
    of: BodyRefs = ()
    every: EveryField | None = None
    scores: Annotated[dict[str, Score], Keyed("title")] = {}
    full_marks: Number | None = None
    grades: Annotated[dict[str, "Grade"], Keyed("title")] = {}
    rank: Literal["shown", "hidden"] = "hidden"
    rated_by: BodyRefs = ()
    to: BodyRefs = ()
    uses: Texts = ()
    phases: PhaseRefs = ()
    text: Text | None = None


class Grade(Entry):
    """A grade of an evaluation and the marks from which it is given."""

    at_least: Number | None = None


class Trigger(Entry):
    """What may put a unit on a rung. The rule proposes; a person decides.

    `overdue` names duties, `target_missed` targets, `measure` a measure with its bound, `count` an event or fact and how
    often within how many months; `acceptance_failed`, `rebound`, `rung_expired` and `judged` need nothing more.
    """

    kind: Literal[
        "overdue", "target_missed", "measure", "count", "acceptance_failed", "rebound", "rung_expired", "judged"
    ]
    duties: DutyRefs = ()
    targets: TargetRefs = ()
    measure: MeasureRef | None = None
    fact: FactRef | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    months: Whole | None = None
    days: Whole | None = None
    judged_by: BodyRef | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        needs = {"overdue": "duties", "target_missed": "targets", "measure": "measure", "count": "fact"}
        key = needs.get(self.kind)
        if key is not None and not getattr(self, key):
            raise refused("missing_key", f"kind 是 {self.kind}，缺少 {key}。", f"请加上“{key}: …”。")
        if self.kind in ("measure", "count") and self.at_least is None and self.at_most is None:
            raise refused("missing_key", f"kind 是 {self.kind}，没有写界限。", "请加上 at_least 或者 at_most。")
        return self


class Rung(Entry):
    """One rung of the accountability ladder, applied to units: trigger, decider, length, effects, way out.

    `after` is the rung that comes before it; `of` the bodies it may be applied to.
    """

    trigger: Text | None = None
    triggers: Annotated[dict[str, Trigger], Keyed()] = {}
    after: RungRef | None = None
    of: BodyRefs = ()
    decided_by: BodyRef | None = None
    months: Whole | None = None
    effects: Texts = ()
    lifted_when: Text | None = None
    appeal: Text | None = None
    appeal_days: Whole | None = None
    text: Text | None = None


Evaluation.model_rebuild()
