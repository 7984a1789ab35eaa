"""Questions about duties: what may be seen, how it stands, what waits for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.campaigns.selectors import loaded
from sanwu.duties.calendar import calendar, national
from sanwu.duties.counting import Applying, members_of
from sanwu.duties.digests import calendar_state
from sanwu.duties.enums import DutyState, Light, ObjectType
from sanwu.duties.extending import extensions_of
from sanwu.duties.holders import OFFICES, may_answer, mine
from sanwu.duties.models import CalendarDay, CalendarYear, Duty, Fulfilment
from sanwu.duties.rules import DECLARED, OPEN_STATES, PRESSING, fulfilled_by, light, state
from sanwu.duties.saying import rule_of
from sanwu.policy.due import SOON_DAYS
from sanwu.records.scoping import NOTHING, in_ranges
from sanwu.territory.models import Organisation

__all__ = [
    "DECLARED",
    "OPEN_STATES",
    "PRESSING",
    "Applying",
    "Together",
    "agenda",
    "awaiting",
    "calendar",
    "calendar_state",
    "changed_days",
    "due_counts",
    "duties_visible_to",
    "duty_for",
    "entered_years",
    "extensions_of",
    "fulfilled_together",
    "fulfilments_of",
    "in_state",
    "in_states",
    "is_about_many",
    "light_of",
    "may_answer",
    "members_of",
    "mine",
    "national",
    "open_members",
    "organisations_of",
    "rule_of",
    "state_of",
    "waiting",
]  # fmt: skip

SOON = timedelta(days=SOON_DAYS)


def duties_visible_to(scope: Scope) -> QuerySet[Duty]:
    """Duties about places where VIEW_DUTIES is held."""
    return Duty.objects.filter(in_ranges(scope, Ability.VIEW_DUTIES))


def duty_for(scope: Scope, duty_id: int) -> Duty:
    """The duty, fetched and permitted in one step; Duty.DoesNotExist for a foreign one as for none."""
    return duties_visible_to(scope).select_related("campaign__scheme_version", "campaign__division").get(pk=duty_id)


def state_of(duty: Duty, on: date) -> DutyState:
    """How it stands on a day."""
    return state(
        on=on, due_on=duty.due_on, amber_on=duty.amber_on, done_on=duty.done_on, expected=duty.expected,
        zero_report=duty.zero_report,
    )  # fmt: skip


def light_of(duty: Duty, on: date) -> Light:
    """Its traffic light on a day; what is done has none."""
    if duty.done_on is not None:
        return Light.NONE
    return light(on=on, begins_on=duty.begins_on, due_on=duty.due_on)


def in_state(wanted: DutyState, on: date) -> Q:
    """The same as a filter; a test holds both equal."""
    something = Q(expected=None) | ~Q(expected=0)
    undone = Q(done_on=None) & something
    over, soon = undone & Q(due_on__lt=on), on + SOON
    amber_passed = Q(due_on__gte=on) & Q(amber_on__lt=on)
    before_amber = undone & Q(due_on__gte=on) & (Q(amber_on=None) | Q(amber_on__gte=on))
    is_soon = Q(amber_on__lte=soon) | (Q(amber_on=None) & Q(due_on__lte=soon))
    filters: Mapping[DutyState, Q] = {
        DutyState.DONE: Q(done_on__isnull=False) & (Q(due_on=None) | Q(done_on__lte=F("due_on"))),
        DutyState.LATE: Q(done_on__gt=F("due_on")),
        DutyState.EMPTY: Q(done_on=None, expected=0),
        DutyState.UNDATED: undone & Q(due_on=None),
        DutyState.OVERDUE: over & Q(zero_report=False),
        DutyState.SILENT: over & Q(zero_report=True),
        DutyState.AMBER: undone & amber_passed,
        DutyState.SOON: before_amber & is_soon,
        DutyState.OPEN: before_amber & ~is_soon,
    }
    return filters[wanted]


def in_states(wanted: Iterable[DutyState], on: date) -> Q:
    """Any of several states."""
    found = NOTHING
    for one in wanted:
        found |= in_state(one, on)
    return found


def due_counts(scope: Scope, on: date, campaign: Campaign | None = None) -> dict[DutyState, int]:
    """How many duties that may be seen stand how, in one query; every state is there."""
    rows = duties_visible_to(scope)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    counted = rows.aggregate(**{one.value: Count("pk", filter=in_state(one, on)) for one in DutyState})
    return {one: counted[one.value] for one in DutyState}


def waiting(scope: Scope, on: date) -> QuerySet[Duty]:
    """What presses and is one's own: overdue, silent, past its target or due within a week; the oldest date first."""
    rows = Duty.objects.filter(mine(scope), in_states(PRESSING, on), campaign__closed_on=None)
    return rows.order_by("due_on", "id")


@dataclass(frozen=True)
class Kind:
    """All duties of one kind that are due on one day."""

    due_on: date
    campaign_id: int
    duty: str
    count: int
    open: int


def agenda(scope: Scope, first: date, last: date, only_mine: bool = False) -> list[Kind]:
    """What is due in a span of days, grouped by day, campaign and kind of duty, in one query."""
    rows = duties_visible_to(scope).filter(due_on__gte=first, due_on__lte=last).exclude(expected=0)
    if only_mine:
        rows = rows.filter(mine(scope))
    grouped = rows.order_by("due_on", "campaign_id", "duty").values_list("due_on", "campaign_id", "duty")
    counted = grouped.annotate(n=Count("pk"), left=Count("pk", filter=Q(done_on=None)))
    return [Kind(due_on, campaign, duty, n, left) for due_on, campaign, duty, n, left in counted if due_on is not None]


def changed_days(year: int) -> list[CalendarDay]:
    """The days of a year that were entered by hand."""
    return list(CalendarDay.objects.filter(date__year=year))


def entered_years() -> list[CalendarYear]:
    """The years whose notice was entered by hand, newest first."""
    return list(CalendarYear.objects.order_by("-year"))


def awaiting(campaign: Campaign, event: str) -> QuerySet[Duty]:
    """Open duties that an event would fulfil, for whoever looks for such events (a pull)."""
    ids = fulfilled_by(loaded(campaign.scheme_version), event)
    return Duty.objects.filter(campaign=campaign, duty__in=ids, done_on=None)


def fulfilments_of(duty: Duty) -> QuerySet[Fulfilment]:
    """Everything that was recorded as done, and what was taken back, newest first."""
    return duty.fulfilments.select_related("undone_by").order_by("-id")


@dataclass(frozen=True)
class Together:
    """Compounds of a duty that one act fulfilled."""

    event: str
    on: date
    evidence: str
    actor: str
    organisation: str
    count: int
    at: datetime


def fulfilled_together(duty: Duty, limit: int = 20) -> list[Together]:
    """What was recorded for a duty about many compounds, but for statements, act by act, newest first."""
    fields = ("event", "on", "evidence", "actor_name", "organisation")
    rows = Fulfilment.objects.filter(duty=duty).exclude(event=DECLARED).order_by()
    grouped = rows.values_list("act_uid", *fields).annotate(n=Count("pk"), at=Max("recorded_at")).order_by("-at")
    return [
        Together(event, on, evidence, actor, organisation, n, at)
        for _uid, event, on, evidence, actor, organisation, n, at in grouped[:limit]
    ]


def open_members(duty: Duty, applying: Applying | None = None) -> QuerySet[CampaignCompound]:
    """Entries of the compounds of a duty that are not done yet."""
    done = Fulfilment.objects.filter(duty=duty, undoes=None, undone_by=None).values("object_id")
    return members_of(duty, applying).exclude(compound_id__in=done)


def organisations_of(duty: Duty) -> list[Organisation]:
    """The organisations here that are the body the plan speaks of: those of its kind in the division that answers.
    Departments are not told apart by kind, so none is guessed."""
    body = loaded(duty.campaign.scheme_version).bodies.get(duty.body)
    if body is None or body.kind not in OFFICES:
        return []
    return list(Organisation.objects.filter(division_id=duty.answers_code, kind=body.kind, valid_to=None)[:5])


def is_about_many(duty: Duty) -> bool:
    """Whether one row stands for all compounds of a division."""
    return duty.object_type == ObjectType.COMPOUND and not duty.object_id
