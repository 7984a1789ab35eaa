"""What the ledger shows to have happened in compounds: a complete file, a place on the map, what the scheme recognises."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Max, Q, QuerySet

from sanwu.base.actor import Actor
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.campaigns.selectors import entries_of, loaded
from sanwu.duties.enums import ObjectType
from sanwu.duties.selectors import awaiting
from sanwu.duties.services import fulfil_many
from sanwu.ledger.models import LedgerEntry
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.recognising import Recogniser

CHUNK = 2000
FILE_ENDS = ("survey_finished", "file_completed")
MAPPED = "mapped"
SURVEYED_ON = "survey_date"
Facts = Mapping[str, Any]
Happened = tuple[str, date | None, str]  # event, its day where the facts say it, the evidence
Tell = Callable[[Facts, bool], Iterator[Happened]]


class Through(NamedTuple):
    """The newest ledger revision and the newest entry of a compound into the campaign."""

    revision: int
    entry: int


BEGINNING = Through(0, 0)


def recognise(campaign: Campaign, on: date, since: Through, actor: Actor) -> Through:
    """Fulfil what the facts of compounds changed or entered since then show; how far was looked through.

    An event is dated by its fact, at the latest today; without one, on the day it is noticed.
    """
    inside = entries_of(campaign)
    through = Through(
        LedgerEntry.objects.aggregate(newest=Max("revision"))["newest"] or 0,
        inside.aggregate(newest=Max("id"))["newest"] or 0,
    )
    tell = _teller(campaign)
    if tell is None or through == since:
        return through
    found: dict[tuple[str, date, str], list[tuple[int, str]]] = {}
    for compound_id, division, facts, longitude in _changed(inside, since).iterator(chunk_size=CHUNK):
        for event, day, evidence in tell(facts, longitude is not None):
            key = event, min(day or on, on), evidence
            found.setdefault(key, []).append((compound_id, division))
    for (event, day, evidence), compounds in sorted(found.items()):
        fulfil_many(
            event=event, campaign_id=campaign.pk, object_type=ObjectType.COMPOUND, objects=compounds, on=day,
            evidence=evidence, actor=actor,
        )  # fmt: skip
    return through


def _changed(inside: QuerySet[CampaignCompound], since: Through) -> QuerySet[Any, Any]:
    entered = inside.filter(id__gt=since.entry).order_by().values("compound_id")
    entries = LedgerEntry.objects.filter(
        Q(revision__gt=since.revision) | Q(compound__in=entered), compound__in=inside.order_by().values("compound_id")
    )
    return entries.order_by("revision", "compound_id").values_list(
        "compound_id", "division_code", "facts", "compound__longitude"
    )


def _teller(campaign: Campaign) -> Tell | None:
    """What to look for in a compound; None where no duty waits for anything that a ledger can show."""
    scheme = loaded(campaign.scheme_version)
    asked = {*FILE_ENDS, MAPPED, *scheme.recognised}
    waiting = frozenset(event for event in sorted(asked) if awaiting(campaign, event).exists())
    return _telling(scheme, waiting) if waiting else None


def _telling(scheme: Scheme, waiting: frozenset[str]) -> Tell:
    required = survey_facts(scheme)
    ends = [event for event in FILE_ENDS if event in waiting and required]
    recogniser = Recogniser(scheme, waiting)

    def tell(facts: Facts, on_the_map: bool) -> Iterator[Happened]:
        if ends and all(facts.get(fact) is not None for fact in required):
            day = _day(facts.get(SURVEYED_ON))
            yield from ((event, day, "调查表的必填项已全部填写。") for event in ends)
        if on_the_map and MAPPED in waiting:
            yield MAPPED, None, "台账里已有这个小区的位置。"
        for event, day in recogniser.happened(facts):
            yield event, day, f"台账显示：{scheme.recognised[event].title}。"

    return tell


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
