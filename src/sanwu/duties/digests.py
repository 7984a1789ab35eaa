"""What the journal binds of duties: every statement and event that fulfilled one, and the calendar as it was edited."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from sanwu.base.digest import digest_rows
from sanwu.duties.enums import ObjectType
from sanwu.duties.models import CalendarDay, CalendarYear, Duty, Fulfilment
from sanwu.records.entries import Entry

FULFILMENTS, CALENDAR = "duties.fulfilments", "duties.calendar"
EDITED = "edited"  # there is one calendar
CHUNK = 2000
_FIELDS = (
    "duty_id", "object_id", "event", "evidence", "actor_id", "actor_name", "organisation_id", "organisation", "undoes_id",
)  # fmt: skip


def bind(entry: Entry, batch: UUID) -> None:
    """Bind the records of one batch to the act that made them."""
    entry.digest(FULFILMENTS, batch, digest_rows(_rows(batch)))


def bind_calendar(entry: Entry) -> None:
    """Bind the calendar as it stands after an edit."""
    entry.state(CALENDAR, EDITED, calendar_state)


def fulfilment_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these batches has now; one that is gone is left out."""
    batches = [UUID(one) for one in ids]
    there = set(Fulfilment.objects.filter(batch__in=batches).order_by().values_list("batch", flat=True).distinct())
    return {str(batch): digest_rows(_rows(batch)) for batch in batches if batch in there}


def calendar_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that the edited calendar has now."""
    return {EDITED: calendar_state()} if EDITED in ids else {}


def verify_duties() -> str | None:
    """None when what is done of every duty follows from the records of what fulfilled it; else of which not, in Chinese.

    How many compounds are done of a duty about all compounds of a division changes with their number and is counted anew
    now and then (`counting`); there only the day is held against the records.
    """
    records = Fulfilment.objects.filter(duty=OuterRef("pk"), undoes=None, undone_by=None).order_by()
    how_many = records.values("duty").annotate(n=Count("pk")).values("n")
    rows = Duty.objects.annotate(recorded=Coalesce(Subquery(how_many), 0))
    of_all = Q(object_type=ObjectType.COMPOUND, object_id=0)
    no_such_day = Q(done_on__isnull=False) & ~Exists(records.filter(on=OuterRef("done_on")))
    unheard = ~of_all & Q(done_on=None, expected__gt=0, recorded__gte=F("expected"))
    doubtful = rows.filter(no_such_day | unheard | (~of_all & ~Q(done=F("recorded"))))
    found = [str(pk) for pk in doubtful.order_by("pk").values_list("pk", flat=True)[:5]]
    return f"应办事项 {'、'.join(found)} 的办结情况与办结记录不一致，可能被改动过。" if found else None


def _rows(batch: UUID) -> Iterator[list[Any]]:
    rows = Fulfilment.objects.filter(batch=batch).order_by("pk").values_list("on", *_FIELDS)
    for on, *said in rows.iterator(chunk_size=CHUNK):
        yield [on.isoformat(), *said]


def calendar_state() -> str:
    """What the calendar says by hand, as one digest: the same as long as nobody has entered or changed anything."""
    days = CalendarDay.objects.order_by("date").values_list("date", "working", "name", "source")
    years = CalendarYear.objects.order_by("year").values_list("year", "source")
    return digest_rows([[day.isoformat(), *said] for day, *said in days] + [[*year] for year in years])
