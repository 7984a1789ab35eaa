"""Questions about facts: what is known of a compound, since when, and from where."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from sanwu.base.scope import Ability, Scope
from sanwu.compounds.identity import CODE, NAME, compared_name
from sanwu.compounds.models import Compound
from sanwu.ledger.dictionary import known_facts
from sanwu.ledger.models import ChangeBatch, ChangeSet, LedgerEntry
from sanwu.ledger.rules import State, fold
from sanwu.ledger.verifying import batch_digests, verify_current
from sanwu.policy.model_facts import Fact
from sanwu.policy.values import Canonical
from sanwu.records.scoping import in_ranges

__all__ = [
    "Known", "Recorded", "batch_digests", "entries_visible_to", "entry_of", "facts_as_of", "facts_from", "facts_with_sources", "history",
    "known_facts", "names_under_numbers", "verify_current",
]  # fmt: skip


class Known(NamedTuple):
    """One fact of a compound with the change set that it comes from; `value` None when it became unknown."""

    fact: Fact
    value: Canonical | None
    change_set: int
    line: int | None
    batch: ChangeBatch


class Recorded(NamedTuple):
    """One change set in a compound's history: its batch says who, when and from what."""

    id: int
    changes: Mapping[str, Sequence[Any]]
    line: int | None
    batch: ChangeBatch


def entries_visible_to(scope: Scope, ability: Ability = Ability.VIEW_LEDGER) -> QuerySet[LedgerEntry]:
    """Current facts of the compounds on which `ability` is held."""
    return LedgerEntry.objects.filter(in_ranges(scope, ability, objects=("compound", "compound_id")))


def entry_of(compound: Compound) -> LedgerEntry:
    """The compound's current facts; an empty row where nothing is known yet."""
    found = LedgerEntry.objects.filter(compound=compound).first()
    return found or LedgerEntry(compound=compound, division_code=compound.division_id, name_key="")


def names_under_numbers(compounds: Collection[int]) -> dict[int, set[str]]:
    """{compound: compared names that it bore while it carried an external number}, by its change sets."""
    borne: dict[int, set[str]] = {}
    states: dict[int, State] = {}
    rows = (
        ChangeSet.objects.filter(compound_id__in=compounds).order_by("id").values_list("id", "compound_id", "changes")
    )
    for change_set, compound, changes in rows.iterator(chunk_size=1000):
        state = states.setdefault(compound, State())
        state.apply(change_set, changes)
        if CODE in state.identity and NAME in state.identity:
            borne.setdefault(compound, set()).add(compared_name(state.identity[NAME]))
    return borne


def history(compound: Compound, as_of: date | None = None) -> list[Recorded]:
    """All change sets of a compound, newest first; of those recorded by the end of a day where one is given."""
    rows = _recorded(compound, as_of).order_by("-id")
    return [Recorded(row.pk, row.changes, row.line, row.batch) for row in rows]


def facts_as_of(compound: Compound, on: date) -> State:
    """What was recorded of a compound by the end of a day: the fold of its change sets until then."""
    return fold((row.pk, row.changes) for row in _recorded(compound, on).order_by("id"))


def facts_with_sources(compound: Compound, as_of: date | None = None) -> dict[str, Known]:
    """Every known fact with source, date and person, by identifier."""
    return facts_from(history(compound, as_of), known_facts())


def facts_from(changes: Sequence[Recorded], known: Mapping[str, Fact]) -> dict[str, Known]:
    """The same from a compound's history, newest first, where that was read already."""
    found: dict[str, Known] = {}
    for row in reversed(changes):
        for name, (_, new) in row.changes.items():
            fact = known.get(name)
            if fact is None or fact.collected_by == "identity":
                continue
            if new is None:
                found.pop(name, None)
            else:
                found[name] = Known(fact, new, row.id, row.line, row.batch)
    return found


def _recorded(compound: Compound, as_of: date | None) -> QuerySet[ChangeSet]:
    rows = ChangeSet.objects.filter(compound=compound).select_related("batch")
    return rows if as_of is None else rows.filter(batch__recorded_at__lt=_end_of(as_of))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
