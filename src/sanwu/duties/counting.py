"""How many compounds a duty about all compounds of a division has, and how many of them are done: a few grouped
queries for a whole campaign, whatever its size."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Max, QuerySet

from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.campaigns.selectors import entries_of, loaded
from sanwu.duties import rules
from sanwu.duties.enums import ObjectType
from sanwu.duties.models import Duty, Fulfilment
from sanwu.duties.saying import rule_of

# Condition id -> the ids of the compounds for which it holds, as a subquery. Verdicts stand above duties, so whoever
# asks brings them.
Applying = Mapping[str, QuerySet[Any, Any]]


def count_compounds(campaign: Campaign, applying: Applying | None) -> int:
    """Bring `expected`, `done` and `done_on` of all rows about compounds up to date; how many changed.

    Rows whose condition nobody has brought keep what they say.
    """
    scheme = loaded(campaign.scheme_version)
    about = [duty for duty in scheme.duties.values() if duty.object == "compound"]
    changed = 0
    for condition in {duty.applies_to or "" for duty in about}:
        if condition and (applying is None or condition not in applying):
            continue
        members = applying[condition] if condition and applying else None
        ids = [duty.id for duty in about if (duty.applies_to or "") == condition]
        changed += _count(campaign, ids, members)
    return changed + _count_single(campaign)


def _count_single(campaign: Campaign) -> int:
    """Clocks of single compounds: nothing is to be done for one that left the campaign, until it comes back."""
    single = Duty.objects.filter(campaign=campaign, object_type=ObjectType.COMPOUND, object_id__gt=0)
    inside = entries_of(campaign).order_by().values("compound_id")
    gone = single.filter(expected=1, done_on=None).exclude(object_id__in=inside).update(expected=0)
    return gone + single.filter(expected=0, object_id__in=inside).update(expected=1)


def members_of(row: Duty, applying: Applying | None = None) -> QuerySet[CampaignCompound]:
    """The campaign's entries of the compounds that a row is about, as far as the condition was brought."""
    scheme, duty = loaded(row.campaign.scheme_version), rule_of(row)
    level = rules.layout(scheme, duty).level
    low, high = rules.codes_of(row.division_code, level)
    entries = entries_of(row.campaign).filter(division_code__gte=low, division_code__lt=high)
    if duty.applies_to and applying is not None and duty.applies_to in applying:
        entries = entries.filter(compound_id__in=applying[duty.applies_to])
    return entries


def _count(campaign: Campaign, ids: list[str], members: QuerySet[Any, Any] | None) -> int:
    scheme = loaded(campaign.scheme_version)
    entries = entries_of(campaign)
    if members is not None:
        entries = entries.filter(compound_id__in=members)
    by_code = list(entries.order_by().values_list("division_code").annotate(n=Count("id")))
    totals: dict[tuple[str, str], int] = {}
    for key in ids:
        level = rules.layout(scheme, scheme.duties[key]).level
        for code, n in by_code:
            place = rules.place_of(code, level, campaign.division_id)
            totals[key, place] = totals.get((key, place), 0) + n
    rows = Duty.objects.filter(campaign=campaign, object_type=ObjectType.COMPOUND, object_id=0, duty__in=ids)
    done = _done(rows, entries)
    changed = []
    for row in rows.only("id", "duty", "division_code", "expected", "done", "done_on", "version"):
        n, last = done.get(row.pk, (0, None))
        expected = totals.get((row.duty, row.division_code), 0)
        done_on = last if rules.finished(expected, n) else None
        if (row.expected, row.done, row.done_on) != (expected, n, done_on):
            row.expected, row.done, row.done_on = expected, n, done_on
            changed.append(row)
    Duty.objects.bulk_update(changed, ["expected", "done", "done_on"], batch_size=300)
    return len(changed)


def _done(rows: QuerySet[Duty], entries: QuerySet[Any]) -> dict[int, tuple[int, Any]]:
    """{row: (compounds done, the last day)}, counting compounds that still belong to it only."""
    found = Fulfilment.objects.filter(
        duty__in=rows.order_by().values("pk"), undoes=None, undone_by=None, object_id__in=entries.values("compound_id")
    )
    grouped = found.order_by().values_list("duty_id").annotate(n=Count("object_id", distinct=True), last=Max("on"))
    return {pk: (n, last) for pk, n, last in grouped}
