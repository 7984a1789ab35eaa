"""What is due again and again: rosters of reception, and reports - periodic, zero report, bulletin, return, survey."""

from typing import Annotated, Literal, Self

from pydantic import model_validator

from sanwu.policy.model_base import BodyRef, BodyRefs, DutyRef, Entry, FactRefs, FormRef, Keyed, Part, Words
from sanwu.policy.model_dates import EveryField
from sanwu.policy.model_objects import ObjectKind
from sanwu.policy.model_words import Clauses, Flag, Number, Status, Text, Texts, Whole
from sanwu.policy.model_work import Events
from sanwu.policy.persons import refuse_persons

ReportKind = Literal["periodic", "zero", "bulletin", "return", "self_assessment", "survey"]


class Roster(Entry):
    """Who is on duty: a body's posts take turns in a rhythm at a place, and the roster is published. No names here."""

    body: BodyRef
    every: EveryField
    who: Texts = ()
    place: Text | None = None
    hours: Text | None = None
    object: ObjectKind | None = None
    publish: Texts = ()
    substitute: Text | None = None
    records: FormRef | None = None
    duty: DutyRef | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _posts_never_persons(self) -> Self:
        refuse_persons((("who", number), text) for number, text in enumerate(self.who))
        return self


class Question(Entry):
    """One question or line of a report, with its points where the report is scored."""

    points: Number | None = None
    unit: Text | None = None
    evidence: Text | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _asks_for_no_person(self) -> Self:
        refuse_persons([(("title",), self.title)])
        return self


class Sample(Part):
    """Whom a survey asks and how many answers it needs."""

    of: Text
    number: Whole | None = None
    share: Number | None = None
    at_least: Whole | None = None
    clause: Clauses = ()
    status: Status | None = None
    note: Text | None = None


class Report(Entry):
    """A report: who sends what to whom, how often. A missing zero report is silence (`silent`), never a zero."""

    kind: ReportKind
    by: BodyRef | None = None
    to: BodyRefs = ()
    every: EveryField | None = None
    after: Events = ()
    object: ObjectKind | None = None
    facts: FactRefs = ()
    form: FormRef | None = None
    lines: Annotated[dict[str, Question], Keyed("title")] = {}
    sections: Texts = ()
    template: Text | None = None
    missing: Literal["silent", "overdue"] = "silent"
    sample: Annotated[Sample, Words("of")] | None = None
    public: Flag = False
    duty: DutyRef | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _lists_no_person(self) -> Self:
        refuse_persons((("sections", number), text) for number, text in enumerate(self.sections))
        return self
