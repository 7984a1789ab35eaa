"""Partner units and Party organisations: who is linked with which compound, and organisation by counts only."""

from typing import Annotated, Literal

from pydantic import Field

from sanwu.policy.model_base import (
    BodyRef,
    BodyRefs,
    DecisionRef,
    DutyRef,
    DutyRefs,
    Entry,
    FactRefs,
    Keyed,
    Part,
)
from sanwu.policy.model_dates import DateField
from sanwu.policy.model_objects import ObjectKind
from sanwu.policy.model_words import Clauses, Number, Status, Text, Texts, Whole


class Binding(Part):
    """One bond that the plan names: a unit, or branches of it, with a compound; many to many."""

    unit: Text | None = None
    branches: Texts = ()
    compound: Text
    community: Text | None = None
    from_: DateField | None = Field(default=None, alias="from")
    until: DateField | None = None
    clause: Clauses = ()
    status: Status | None = None
    note: Text | None = None


class Partnership(Entry):
    """Units linked with compounds (包联、共建): how many each needs, in which areas they help, and their duties."""

    unit: BodyRef
    per: ObjectKind = "compound"
    min_units: Whole = 1
    areas: Annotated[dict[str, Entry], Keyed("title")] = {}
    bindings: tuple[Binding, ...] = ()
    visits: DutyRef | None = None
    commitment: DutyRef | None = None
    duties: DutyRefs = ()
    approved_by: Text | None = None
    evaluated_by: BodyRefs = ()
    text: Text | None = None


class PartyLevel(Entry):
    """One level of the Party organisation tree, under its local name, from the top down."""

    object: ObjectKind | None = None
    body: BodyRef | None = None


class PartyRule(Entry):
    """A rule of organisation with its figure: members per branch, units of a joint branch, term of a committee."""

    at_least: Number | None = None
    at_most: Number | None = None
    unit: Text | None = None
    text: Text | None = None


class Party(Part):
    """The Party module: levels, which organisation a compound gets, and the counts that decide it. Never names.

    `organisations` is the decision table over the facts in `counts`, which must be numbers.
    """

    levels: Annotated[dict[str, PartyLevel], Keyed("title")] = {}
    organisations: DecisionRef | None = None
    counts: FactRefs = ()
    rules: Annotated[dict[str, PartyRule], Keyed("title")] = {}
    placed: DutyRef | None = None
    led_by: BodyRefs = ()
    keeps: Literal["counts"] = "counts"
    clause: Clauses = ()
    status: Status | None = None
    note: Text | None = None
    text: Text | None = None
