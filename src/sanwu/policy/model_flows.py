"""Workflows: cases that go through steps - letters, visits, close-out of one problem - with what each step must hold."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sanwu.policy.model_base import (
    BodyRef,
    BodyRefs,
    ByKey,
    ChecklistRef,
    Entry,
    FactRefs,
    Keyed,
    LawRefs,
    Part,
    RungRef,
)
from sanwu.policy.model_dates import DATE_FORMS, DateExpr, Length
from sanwu.policy.model_objects import ObjectKind
from sanwu.policy.model_words import Clauses, Flag, Id, Ids, Number, Ratio, Status, Text, Texts, Whole
from sanwu.policy.model_work import Events
from sanwu.policy.persons import is_contact, refuse_persons
from sanwu.policy.problems import allowed_text, refused

FlowObject = Literal[ObjectKind, "problem", "item", "project", "dispute", "complaint"]
Channel = Literal["letter", "visit", "call", "online", "inspection", "transfer", "any"]
FieldKind = Literal["text", "date", "number", "choice", "flag", "file", "body", "compound"]


class Since(Length):
    """So long since the step before."""


WithinField = Annotated[
    DateExpr | Since,
    ByKey((*DATE_FORMS.forms, ("days", Since), ("months", Since), ("years", Since)), DATE_FORMS.text, "期限"),
]


class StepField(Entry):
    """Something that must be written down. `private` fields are shown to those who handle the case only.

    No field asks who somebody is or where; a contact may be left in one that is private and not required.
    """

    kind: FieldKind = "text"
    required: Flag = True
    choices: Annotated[dict[str, Entry], Keyed("title")] = {}
    max_length: Whole | None = None
    private: Flag = False

    @model_validator(mode="after")
    def _asks_for_no_person(self) -> Self:
        apart = self.private and not self.required and is_contact(self.title)
        refuse_persons([(("title",), self.title)], open_contact=not apart)
        return self


class Step(Entry):
    """One step: who takes it, within which time, what must be written down, and which step may follow.

    Without `next` the step written after it follows. `state` names the state that the case is in once it is done.
    """

    by: BodyRef | None = None
    with_: BodyRefs = Field(default=(), alias="with")
    within: WithinField | None = None
    fields: Annotated[dict[str, StepField], Keyed("title")] = {}
    facts: FactRefs = ()
    next: Ids = ()
    state: Id | None = None
    done_when: Events = ()
    optional: Flag = False
    text: Text | None = None


class Norm(Entry):
    """One norm that each case must satisfy, checked by its fields (来访六规范)."""

    fields: Annotated[dict[str, StepField], Keyed("title")] = {}
    step: Id | None = None
    text: Text | None = None


class State(Entry):
    """A state of the case; a final one ends it."""

    final: Flag = False


class Transfer(Part):
    """Whether a case may be passed on (只办不转), and what it then needs."""

    allowed: Literal["no", "down", "inside", "any"] = "no"
    unless: Text | None = None
    reason: Flag = True
    to: BodyRefs = ()
    clause: Clauses = ()
    status: Status | None = None
    note: Text | None = None


class Publicity(Part):
    """How long and where a result is made public before the case closes."""

    days: Whole | None = None
    clock: Literal["calendar", "working"] = "calendar"
    places: Texts = ()
    clause: Clauses = ()
    status: Status | None = None
    note: Text | None = None
    source: Text | None = None


class LookBack(Part):
    """Looking back after closing (回头看): in which months, by whom, with which checklist, which share of cases."""

    months: tuple[Whole, ...] = Field(min_length=1)
    by: BodyRef | None = None
    checklist: ChecklistRef | None = None
    share: Number | None = None
    clause: Clauses = ()
    status: Status | None = None
    note: Text | None = None
    source: Text | None = None


class Rebound(Part):
    """What happens to a case that comes back: reopened at a step, and from how many times on which rung."""

    reopens: Id | None = None
    at_most: Whole | None = None
    rung: RungRef | None = None
    rate_at_most: Ratio | None = None
    clause: Clauses = ()
    status: Status | None = None
    note: Text | None = None
    source: Text | None = None


class Workflow(Entry):
    """A case from its first step to its last. Persons never appear here: what is followed is the matter."""

    object: FlowObject = "case"
    channel: Channel | None = None
    laws: LawRefs = ()
    steps: Annotated[dict[str, Step], Keyed("title")] = Field(min_length=1)
    norms: Annotated[dict[str, Norm], Keyed("title")] = {}
    states: Annotated[dict[str, State], Keyed("title")] = {}
    transfer: Transfer | None = None
    publicity: Publicity | None = None
    look_back: LookBack | None = None
    rebound: Rebound | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _steps_and_states_exist(self) -> Self:
        for name, step in self.steps.items():
            for number, other in enumerate(step.next):
                self._known(other, self.steps, "步骤", ("steps", name, "next", number))
            if step.state is not None:
                self._known(step.state, self.states, "状态", ("steps", name, "state"))
        for name, norm in self.norms.items():
            if norm.step is not None:
                self._known(norm.step, self.steps, "步骤", ("norms", name, "step"))
        if self.rebound is not None and self.rebound.reopens is not None:
            self._known(self.rebound.reopens, self.steps, "步骤", ("rebound", "reopens"))
        return self

    @staticmethod
    def _known(word: str, allowed: dict[str, Step] | dict[str, State], what: str, at: tuple[str | int, ...]) -> None:
        if word not in allowed:
            raise refused("unknown_reference", f"这个流程里没有名为“{word}”的{what}。", allowed_text(word, allowed), at)

    def following(self, name: str) -> tuple[str, ...]:
        """The steps that may come after a step; none after the last."""
        if self.steps[name].next:
            return self.steps[name].next
        names = list(self.steps)
        return tuple(names[names.index(name) + 1 :][:1])
