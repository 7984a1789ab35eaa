"""Questions about facts: what is known of a compound, since when, from where; and whether the rows still agree."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from sanwu.base.digest import canonical_json
from sanwu.base.scope import Ability, Scope
from sanwu.compounds.identity import name_key
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import all_identities
from sanwu.ledger import sql
from sanwu.ledger.dictionary import known_facts
from sanwu.ledger.models import ChangeBatch, ChangeSet, FactValue, LedgerEntry
from sanwu.ledger.rules import State, fold, identity_from, indexed_value, listed_value, sources_of
from sanwu.ledger.writing import LISTED, head_line, set_line
from sanwu.policy.model_facts import Fact
from sanwu.policy.values import Canonical
from sanwu.records.scoping import in_ranges

__all__ = [
    "Known", "Recorded", "batch_digests", "entries_visible_to", "entry_of", "facts_as_of", "facts_with_sources", "history",
    "known_facts", "verify_current",
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


def history(compound: Compound, as_of: date | None = None) -> list[Recorded]:
    """All change sets of a compound, newest first; of those recorded by the end of a day where one is given."""
    rows = _recorded(compound, as_of).order_by("-id")
    return [Recorded(row.pk, row.changes, row.line, row.batch) for row in rows]


def facts_as_of(compound: Compound, on: date) -> State:
    """What was recorded of a compound by the end of a day: the fold of its change sets until then."""
    return fold((row.pk, row.changes) for row in _recorded(compound, on).order_by("id"))


def facts_with_sources(compound: Compound, as_of: date | None = None) -> dict[str, Known]:
    """Every known fact with source, date and person, by identifier."""
    known = known_facts()
    found: dict[str, Known] = {}
    for row in _recorded(compound, as_of).order_by("id"):
        for name, (_, new) in row.changes.items():
            fact = known.get(name)
            if fact is None or fact.collected_by == "identity":
                continue
            if new is None:
                found.pop(name, None)
            else:
                found[name] = Known(fact, new, row.pk, row.line, row.batch)
    return found


def _recorded(compound: Compound, as_of: date | None) -> QuerySet[ChangeSet]:
    rows = ChangeSet.objects.filter(compound=compound).select_related("batch")
    return rows if as_of is None else rows.filter(batch__recorded_at__lt=_end_of(as_of))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def batch_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these batches has now, for verifying the journal; a batch that is gone is left out."""
    found: dict[str, str] = {}
    for batch in ChangeBatch.objects.filter(pk__in=[int(i) for i in ids]):
        total = hashlib.sha256(head_line(batch).encode() + b"\n")
        rows = ChangeSet.objects.filter(batch=batch).order_by("id").values_list("id", "compound_id", "changes", "line")
        for pk, compound, changes, line in rows.iterator(chunk_size=5000):
            total.update(set_line(pk, compound, canonical_json(changes), line).encode() + b"\n")
        found[str(batch.pk)] = total.hexdigest()
    return found


def verify_current() -> str | None:
    """None when every current row is the fold of its change sets; else which compound is not, in Chinese."""
    known = known_facts()
    stored = _stored_entries()
    identities = all_identities()
    for compound, group in groupby(sql.change_sets_by_compound(), key=lambda row: row[0]):
        state = fold((pk, changes) for _, pk, changes in group)
        entry = next(stored, None)
        if entry is None or entry[0] != compound or not _agrees(entry, state, known):
            return f"小区 {compound} 的当前数据与变更记录不一致，可能被改动过。"
        for pk, identity in identities:
            if pk == compound:
                expected = identity_from(state.identity)
                if identity._replace(datum="").values() != expected._replace(datum="").values():
                    return f"小区 {compound} 的名称、编号或位置与变更记录不一致，可能被改动过。"
                break
    if next(stored, None) is not None:
        return "台账中有没有变更记录的数据，可能是直接写入数据库的。"
    return _values_agree(known)


Stored = tuple[Any, ...]


def _stored_entries() -> Iterator[Stored]:
    rows = LedgerEntry.objects.order_by("compound_id")
    yield from rows.values_list(
        "compound_id", "division_code", "name_key", "facts", "sources", "revision", *LISTED
    ).iterator(chunk_size=2000)


def _agrees(entry: Stored, state: State, known: Mapping[str, Fact]) -> bool:
    _, division, key, facts, sources, revision, *listed = entry
    columns = [listed_value(known[fact], state.facts.get(fact)) if fact in known else None for fact in LISTED]
    identity = identity_from(state.identity)
    return (
        facts == state.facts
        and sources == sources_of(state.origins)
        and revision == state.revision
        and listed == columns
        and division == identity.division_code
        and key == name_key(identity.name)
    )


def _values_agree(known: Mapping[str, Fact]) -> str | None:
    """The typed table against the current facts."""
    indexed = [(name, fact) for name, fact in known.items() if fact.indexed]
    values = FactValue.objects.order_by("compound_id").values_list("compound_id", "fact", "number", "text")
    by_compound = groupby(values.iterator(chunk_size=5000), key=lambda row: row[0])
    held = next(by_compound, None)
    for compound, facts in (
        LedgerEntry.objects.order_by("compound_id").values_list("compound_id", "facts").iterator(chunk_size=2000)
    ):
        expected = {name: indexed_value(fact, facts[name]) for name, fact in indexed if facts.get(name) is not None}
        found: dict[str, tuple[int | None, str | None]] = {}
        if held is not None and held[0] == compound:
            found = {fact: (number, text) for _, fact, number, text in held[1]}
            held = next(by_compound, None)
        if found != expected:
            return f"小区 {compound} 的检索数据与当前数据不一致，可能被改动过。"
    return None if held is None else "检索数据中有台账以外的小区，可能是直接写入数据库的。"
