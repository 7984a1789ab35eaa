"""The rows of a campaign brought in step with its plan: what is missing is added, what moved is dated anew."""

from datetime import date
from typing import NamedTuple

from django.db.models import F, Q

from sanwu.approvals.enums import Kind, State
from sanwu.approvals.models import Case
from sanwu.campaigns.models import Campaign
from sanwu.duties.models import Duty
from sanwu.duties.planning import DATE_FIELDS, Plan, key_of, take_dates, wanted
from sanwu.duties.rules import clock_names
from sanwu.policy.due import Due
from sanwu.records.sql import tell_planner

BATCH = 300
OBJECT = "duty"  # what a case about a duty says it is about


class Changes(NamedTuple):
    """Rows to add, rows to date anew, and (rows of one clock, their new date) for the rows of single objects."""

    new: list[Duty]
    moved: list[Duty]
    clocks: list[tuple[Q, Due]]
    extended: list[Duty]

    def __bool__(self) -> bool:
        return any(self)


def hold(campaign_id: int) -> Campaign:
    """The campaign as it is now; one writer of its duties at a time, until this transaction ends: what is done is counted
    on from what was read, and the campaign stays on its version. Taken after `compounds.sql.hold_numbers` where both are;
    on SQLite the transaction is that lock already."""
    held = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("scheme_version")
    return held.defer("scheme_version__files").get(pk=campaign_id)


def changes(plan: Plan) -> Changes:
    """What has to be written so that the rows say what the plan says today. Dates of what is done stay as they were."""
    rows = list(wanted(plan))
    first = min((row.period for row in rows if row.period), default="9")
    known = Duty.objects.filter(campaign=plan.campaign, object_id=0).filter(Q(period="") | Q(period__gte=first))
    by_key = {key_of(row): row for row in known}
    moved = []
    for row in rows:
        kept = by_key.get(key_of(row))
        if kept is not None and not row.period and kept.done_on is None and take_dates(kept, row):
            moved.append(kept)
    return Changes([row for row in rows if key_of(row) not in by_key], moved, _clocks(plan), extended(plan.campaign.pk))


def write(found: Changes) -> None:
    """Write them; rows that somebody else has added meanwhile stay as they are."""
    Duty.objects.bulk_create(found.new, batch_size=BATCH, ignore_conflicts=True)
    tell_planner(Duty, len(found.new))
    for row in found.moved:
        row.version += 1
    Duty.objects.bulk_update(found.moved, [*DATE_FIELDS, "version"], batch_size=BATCH)
    for rows, due in found.clocks:
        same = {
            "target": due.target, "limit": due.limit, "estimated": due.estimated, "source": due.source,
            "law": due.law or "", "waits_for": due.waits_for or "", "version": F("version") + 1,
        }  # fmt: skip
        of_clock = Duty.objects.filter(rows, done_on=None)
        of_clock.filter(due_on=F("limit")).update(amber_on=due.target, due_on=due.limit, **same)
        of_clock.exclude(due_on=F("limit")).update(**same)
    for row in found.extended:
        row.version += 1
    Duty.objects.bulk_update(found.extended, ["amber_on", "due_on", "version"], batch_size=BATCH)


def extended(campaign_id: int) -> list[Duty]:
    """Open rows with the later day that a granted case gave them and that they do not carry yet, wherever it was
    granted."""
    granted: dict[int, date] = {}
    cases = Case.objects.filter(kind=Kind.EXTENSION, state=State.GRANTED, campaign_id=campaign_id, object_type=OBJECT)
    for object_id, until in cases.values_list("object_id", "asked_for"):
        if until is not None:
            granted[int(object_id)] = max(until, granted.get(int(object_id), until))
    rows = []
    for row in Duty.objects.filter(pk__in=granted, done_on=None):
        if row.due_on is None or row.due_on < granted[row.pk]:
            row.amber_on = row.due_on = granted[row.pk]
            rows.append(row)
    return rows


def _clocks(plan: Plan) -> list[tuple[Q, Due]]:
    """Open rows of single objects whose date came out otherwise today, by duty and day: a handful of groups."""
    open_rows = Duty.objects.filter(campaign=plan.campaign, object_id__gt=0, done_on=None, happened_on__isnull=False)
    fields = ("duty", "happened_on", "target", "limit", "estimated")
    found: list[tuple[Q, Due]] = []
    for key, happened_on, target, limit, estimated in open_rows.order_by().values_list(*fields).distinct():
        duty = plan.scheme.duties.get(key)
        if duty is None or not isinstance(happened_on, date):
            continue
        due = plan.due(duty, dict.fromkeys(clock_names(plan.scheme, duty.due), happened_on))
        if (due.target, due.limit, due.estimated) != (target, limit, estimated):
            of_clock = Q(campaign=plan.campaign, duty=key, happened_on=happened_on, object_id__gt=0)
            found.append((of_clock, due))
    return found
