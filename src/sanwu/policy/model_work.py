"""Who does what by when: bodies and their functions, goals, measures, phases with gates, duties."""

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, PlainValidator, model_validator

from sanwu.policy.keys import event_names
from sanwu.policy.model_base import (
    BodyRef,
    BodyRefs,
    ConditionRef,
    DutyRefs,
    Entry,
    FactRefs,
    FormRefs,
    ItemRefs,
    Keyed,
    MeasureRef,
    Part,
    PhaseRef,
    PhaseRefs,
    TargetRefs,
    Words,
)
from sanwu.policy.model_dates import DateField, Recurring
from sanwu.policy.model_formulas import Formula
from sanwu.policy.model_gates import GateField
from sanwu.policy.model_objects import ObjectKind
from sanwu.policy.model_words import (
    Clauses,
    Id,
    Number,
    Status,
    Text,
    Texts,
    Whole,
    choices_schema,
    read_choices,
)
from sanwu.policy.problems import refused

Level = Literal["province", "city", "district", "street", "community", "compound", "any"]
# What a duty is about; `division` means each division of the body's own level.
DutyObject = Literal["campaign", "division", "district", "street", "community", "compound", "project", "case"]
# Events that the platform can see and that fulfil duties or start clocks. `declared` is a body's own statement.
Event = Literal[
    "declared",
    "campaign_opened",
    "survey_finished",
    "file_completed",
    "list_submitted",
    "list_reviewed",
    "list_filed",
    "ledger_created",
    "mapped",
    "plan_submitted",
    "plan_approved",
    "budget_submitted",
    "cost_rolled_up",
    "commitment_published",
    "works_started",
    "works_finished",
    "self_check_done",
    "acceptance_passed",
    "closed_out",
    "handed_over",
    "mode_decided",
    "vote_held",
    "representatives_elected",
    "owners_body_founded",
    "owners_body_filed",
    "price_published",
    "rules_issued",
    "funds_arrived",
    "audit_recorded",
    "violation_determined",
    "violation_removed",
    "advice_given",
    "pilot_chosen",
    "pilot_concluded",
    "visit_recorded",
    "meeting_recorded",
    "report_submitted",
    "zero_report_submitted",
    "evaluation_submitted",
    "inspection_recorded",
    "bulletin_issued",
    "look_back_done",
    "dispute_recorded",
    "publicity_recorded",
    "responsible_named",
    "staffing_recorded",
    "fees_published",
    "revenue_published",
    "subsidy_paid",
    "renewal_listed",
    "petition_registered",
    "petition_replied",
    "complaint_received",
    "complaint_answered",
    "sanction_decided",
]


Events = Annotated[
    tuple[str, ...],
    PlainValidator(lambda value: read_choices(value, get_args(Event), "一个事件", event_names())),
    choices_schema(get_args(Event)),
]


class Statement(Entry):
    """Something the plan says that is kept as words: a principle, a programme, a reference, an extent."""

    text: Text | None = None
    document: Text | None = None
    date: DateField | None = None
    bodies: BodyRefs = ()


class Function(Entry):
    """One function that the plan gives to a body."""

    object: DutyObject | None = None


class Body(Entry):
    """A body with duties under the plan: its charge in the plan's words, and the body it is part of."""

    level: Level
    kind: Id | None = None
    charge: Text | None = None
    parent: BodyRef | None = None
    members: BodyRefs = ()
    functions: Annotated[dict[str, Function], Keyed("title")] = {}
    short: Text | None = None


class Measure(Entry):
    """A named figure that gates, targets and evaluations speak of: what is counted (`of`), what it is divided by.

    `formula` names one of the platform's formulas; `numerator` and `denominator` are the facts that it counts with.
    `condition` counts the compounds of which that condition says yes, `done_when` what an event happened to.
    Where neither more nor less is `better` the figure is only shown: targets, gates, scores and rungs may not use it.
    What `counts` petitions must be such a figure; the loader refuses every other use of it.
    """

    unit: Text
    formula: Formula | None = None
    numerator: FactRefs = ()
    denominator: FactRefs = ()
    of: Text | None = None
    per: Text | None = None
    better: Literal["higher", "lower", "neither"] = "higher"
    counts: Literal["petitions"] | None = None
    done_when: Events = ()
    condition: ConditionRef | None = None
    facts: FactRefs = ()


class Baseline(Part):
    """What a trend is compared with: the same period a year before, the period before, or a stated figure."""

    period: Literal["previous_year", "previous_period", "stated"]
    value: Number | None = None
    from_: DateField | None = Field(default=None, alias="from")
    until: DateField | None = None
    clause: Clauses = ()
    status: Status | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _stated_is_stated(self) -> Self:
        if self.period == "stated" and self.value is None:
            raise refused(
                "missing_key", "基期写的是 stated，缺少 value（基数）。", "请加上“value: 数字”，或改写 previous_year。"
            )
        return self


class Target(Entry):
    """A figure to be reached by a date: a measure, a bound or a trend, who answers for it.

    Below `minimum_sample` counted cases no result is shown: a rate of three cases says nothing.
    """

    measure: MeasureRef
    object: ObjectKind | None = None
    baseline: Annotated[Baseline, Words("period")] | None = None
    minimum_sample: Whole | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    is_: Number | None = Field(default=None, alias="is")
    trend: Literal["up", "down"] | None = None
    due: DateField | None = None
    by: BodyRefs = ()
    phase: PhaseRef | None = None
    text: Text | None = None


class Goal(Entry):
    """An interim or long-term goal in the plan's words, with its date and figures."""

    kind: Literal["interim", "long_term"] | None = None
    text: Text | None = None
    due: DateField | None = None
    targets: TargetRefs = ()
    condition: ConditionRef | None = None


class Phase(Entry):
    """A phase. Undated phases are allowed: nothing is overdue because of them."""

    starts: DateField | None = None
    ends: DateField | None = None
    after: PhaseRefs = ()
    entry: GateField | None = None
    exit: GateField | None = None
    days: Whole | None = None
    text: Text | None = None


class Duty(Entry):
    """Something due: who, what, by when, how often, and which events fulfil it.

    `by` is the responsible body, `on_behalf` the body it acts for, `with` those who help, `to` the one that receives.
    `follows` names duties that come before; the linter watches the order of their dates. `lists` names the condition
    whose compounds a duty to report a list reports (done_when: list_submitted); without it the scheme's first one.
    """

    by: BodyRef | None = None
    on_behalf: BodyRef | None = None
    with_: BodyRefs = Field(default=(), alias="with")
    to: BodyRefs = ()
    object: DutyObject = "campaign"
    due: DateField | None = None
    recurs: Annotated[Recurring, Words("every")] | None = None
    phase: PhaseRef | None = None
    follows: DutyRefs = ()
    done_when: Events = ()
    applies_to: ConditionRef | None = None
    lists: ConditionRef | None = None
    outputs: Texts = ()
    items: ItemRefs = ()
    forms: FormRefs = ()
