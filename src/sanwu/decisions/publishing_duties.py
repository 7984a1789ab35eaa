"""Which duties of a running campaign another version of its scheme would move, add or take away. Writes nothing.

What is done stays as it was, whatever the new version says.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet

from sanwu.approvals.models import Case
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded, redatable
from sanwu.duties.calendar import calendar
from sanwu.duties.keeping import OBJECT
from sanwu.duties.models import Duty, Fulfilment
from sanwu.duties.planning import Key, Plan, key_of, read_plan, wanted
from sanwu.policy.model_scheme import Scheme

Kind = Literal["moved", "new", "gone", "body"]


@dataclass(frozen=True, slots=True)
class DutyShift:
    """So many rows of one duty change alike: another date, another body, a new row, or one that is no longer asked for.
    None is a date that is not set. `places` is in how many divisions."""

    duty: str
    title: str
    kind: Kind
    before: date | None
    after: date | None
    body_before: str
    body_after: str
    rows: int


class Unasked(NamedTuple):
    """Open rows that a version does not ask for: `untouched` nobody has begun, of `begun` a part is done or somebody
    asked for more time."""

    untouched: list[Duty]
    begun: list[Duty]


def duty_shifts(campaign: Campaign, scheme: Scheme, on: date) -> list[DutyShift]:
    """The changes, duty by duty in the order of the plan; rows that the present version asks for but that nobody has
    written yet count as if they were there."""
    here = loaded(campaign.scheme_version)
    kept_rows = {key_of(row): row for row in Duty.objects.filter(campaign=campaign, object_id=0)}
    stored = {key: row for key, row in kept_rows.items() if row.done_on is None}
    done = kept_rows.keys() - stored.keys()
    plan = read_plan(campaign, calendar(), on)
    before = {key: row for row in wanted(plan) if (key := key_of(row)) not in done} | stored
    after = {key: row for row in wanted(_under(plan, scheme)) if (key := key_of(row)) not in done}
    counted: Counter[tuple[str, Kind, date | None, date | None, str, str]] = Counter()
    for key, row in after.items():
        kept = before.get(key)
        if kept is None:
            counted[row.duty, "new", None, row.due_on, "", row.body] += 1
        elif not row.period and (kept.target, kept.limit) != (row.target, row.limit):
            counted[row.duty, "moved", kept.due_on, row.due_on, kept.body, row.body] += 1
        elif kept.body != row.body:
            counted[row.duty, "body", kept.due_on, row.due_on, kept.body, row.body] += 1
    for row in _unasked(before.values(), after):
        counted[row.duty, "gone", row.due_on, None, row.body, ""] += 1
    for duty, due_on, rows in _gone_objects(campaign, scheme):
        counted[duty, "gone", due_on, None, "", ""] += rows
    order = list(dict.fromkeys((*scheme.duties, *here.duties)))
    shifts = [_shift(here, scheme, *key, rows) for key, rows in counted.items()]
    return sorted(shifts, key=lambda shift: (order.index(shift.duty) if shift.duty in order else -1, shift.kind))


def unasked_rows(campaign: Campaign, scheme: Scheme, on: date) -> Unasked:
    """The stored open rows that this version does not ask for."""
    asked = {key_of(row): row for row in wanted(_plan(campaign, scheme, on))}
    rows = list(_unasked(_open(campaign).filter(object_id=0), asked))
    rows += _open(campaign).filter(object_id__gt=0).exclude(duty__in=scheme.duties)
    done_in_part = Exists(Fulfilment.objects.filter(duty=OuterRef("pk")))  # a row may have a city's compounds of them
    begun = set(_open(campaign).filter(done_in_part).values_list("pk", flat=True))
    cases = Case.objects.filter(object_type=OBJECT, campaign_id=campaign.pk).values_list("object_id", flat=True)
    begun.update(int(pk) for pk in cases)
    return Unasked([row for row in rows if row.pk not in begun], [row for row in rows if row.pk in begun])


def rows_of_another_body(campaign: Campaign, scheme: Scheme, on: date) -> list[tuple[Duty, Duty]]:
    """(stored, as the version wants it) for open rows that another body answers for, or that became a zero report."""
    asked = {key_of(row): row for row in wanted(_plan(campaign, scheme, on))}
    found = []
    for row in _open(campaign).filter(object_id=0):
        fresh = asked.get(key_of(row))
        if fresh and (row.body, row.answers_code, row.zero_report) != (
            fresh.body, fresh.answers_code, fresh.zero_report,
        ):  # fmt: skip
            found.append((row, fresh))
    return found


def _plan(campaign: Campaign, scheme: Scheme, on: date) -> Plan:
    """What is asked of the campaign if this were its scheme."""
    return _under(read_plan(campaign, calendar(), on), scheme)


def _under(read: Plan, scheme: Scheme) -> Plan:
    """The same plan under another scheme."""
    plan = Plan(read.campaign, read.calendar, read.on, read.happened)
    movable = set(redatable(scheme))
    plan.scheme = scheme
    plan.redating = {key: day for key, day in plan.redating.items() if key in movable}
    return plan


def _open(campaign: Campaign) -> QuerySet[Duty]:
    return Duty.objects.filter(campaign=campaign, done_on=None)


def _unasked(rows: Iterable[Duty], asked: dict[Key, Duty]) -> Iterator[Duty]:
    """Rows that the plan does not want. Of a duty that recurs, earlier periods stay wanted where the duty does: they
    were due, and still are."""
    recurring = {(row.duty, row.division_code, str(row.object_type)) for row in asked.values() if row.period}
    for row in rows:
        if row.period and (row.duty, row.division_code, str(row.object_type)) in recurring:
            continue
        if key_of(row) not in asked:
            yield row


def _gone_objects(campaign: Campaign, scheme: Scheme) -> Iterator[tuple[str, date | None, int]]:
    rows = _open(campaign).filter(object_id__gt=0).exclude(duty__in=scheme.duties)
    yield from rows.order_by().values_list("duty", "due_on").annotate(rows=Count("pk"))


def _shift(
    here: Scheme, there: Scheme, duty: str, kind: Kind, before: date | None, after: date | None, old: str, new: str,
    rows: int,
) -> DutyShift:  # fmt: skip
    said = there.duties.get(duty) or here.duties.get(duty)
    return DutyShift(duty, said.title if said else duty, kind, before, after, _body(here, old), _body(there, new), rows)


def _body(scheme: Scheme, body: str) -> str:
    known = scheme.bodies.get(body)
    return known.title if known else body
