"""What later stages tell of a campaign's progress: {event: how many of how many}, within a scope and a division."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Count, Sum

from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.counting_lists import counting_lists
from sanwu.decisions.filed import versions_visible_to
from sanwu.decisions.filing_terms import FILED, REVIEWED
from sanwu.duties.enums import DutyState
from sanwu.duties.selectors import duties_visible_to, in_states
from sanwu.indicators.selectors import SURVEYED, Tally
from sanwu.policy.model_work import Duty

# Of these the sums and the lists tell compound by compound; their duties count divisions.
TOLD_BETTER = {*SURVEYED, REVIEWED, FILED}
STATES = {
    "late": (DutyState.OVERDUE, DutyState.SILENT),
    "soon": (DutyState.SOON, DutyState.AMBER),
    "finished": (DutyState.DONE, DutyState.LATE),
}


@dataclass(frozen=True)
class Told:
    """`tallies` by event; how many duties are late (or silent), press, and are done. `sees_duties` of the person who asks."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    late: int = 0
    soon: int = 0
    done: int = 0
    sees_duties: bool = False


def happened(campaign: Campaign, scope: Scope, under: str, on: date) -> Told:
    """Duties that happen once say how many of them are done; lists say how many compounds were reviewed and filed. What
    one happening fulfils in several duties of a compound is one thing: the duty that expects most of them tells.

    An event of which nobody keeps a duty or a list is left out: it is unknown, not 0.
    """
    if not scope.may(Ability.VIEW_DUTIES):
        return Told()
    told = _of_duties(campaign, scope, under, on)
    return replace(told, tallies=told.tallies | _of_lists(campaign, scope, under))


def _of_duties(campaign: Campaign, scope: Scope, under: str, on: date) -> Told:
    """Counted in one query, duty by duty."""
    scheme = loaded(campaign.scheme_version)
    low, high = range_of(under)
    rows = duties_visible_to(scope).filter(campaign=campaign, division_code__gte=low, division_code__lt=high)
    counts = {name: Count("pk", filter=in_states(states, on)) for name, states in STATES.items()}
    found: dict[str, Tally] = {}
    sums: Counter[str] = Counter()
    counted = rows.order_by().values("duty").annotate(fulfilled=Sum("done"), wanted=Sum("expected"), **counts)
    told: dict[str, Tally] = {}
    for duty, fulfilled, wanted, *states in counted.values_list("duty", "fulfilled", "wanted", *STATES):
        sums.update(dict(zip(STATES, states, strict=True)))
        told[duty] = Tally(fulfilled or 0, wanted or 0, "duties", (duty,))
    seen: dict[str, list[Duty]] = {}
    for known in scheme.duties.values():  # in the plan's order: who waits for another stands after it
        if known.id not in told or known.recurs is not None:
            continue
        for event in known.done_when:
            before = seen.setdefault(event, [])
            found[event] = _together(found.get(event), told[known.id], _at_once(known, before))
            before.append(known)
    tallies = {event: tally for event, tally in found.items() if event not in TOLD_BETTER}
    return Told(tallies, sums["late"], sums["soon"], sums["finished"], sees_duties=True)


def _at_once(duty: Duty, others: list[Duty]) -> bool:
    """Whether the same happening of a compound fulfils a duty and others; one that waits its turn takes another."""
    last = others[-1] if others else None
    return last is not None and duty.object == last.object == "compound" and last.id not in duty.follows


def _together(before: Tally | None, more: Tally, at_once: bool) -> Tally:
    if before is None:
        return more
    if at_once:
        return max(before, more, key=lambda tally: (tally.total, tally.done))
    return Tally(before.done + more.done, before.total + more.total, "duties", before.counted + more.counted)


def _of_lists(campaign: Campaign, scope: Scope, under: str) -> dict[str, Tally]:
    """Compounds on the list that counts of every division that reports; nothing where none counts."""
    low, high = range_of(under)
    rows = versions_visible_to(scope).filter(campaign=campaign, division_code__gte=low, division_code__lt=high)
    lists = counting_lists(rows)
    if not lists.listed:
        return {}
    return {
        REVIEWED: Tally(lists.reviewed, lists.listed, "lists"),
        FILED: Tally(lists.on_file, max(lists.listed, lists.on_file), "lists"),
    }
