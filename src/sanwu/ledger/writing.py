"""Writing change sets and everything that follows from them, set-based, inside the caller's act.

One batch: change sets appended; current facts, their listed columns and the typed table of indexed facts kept in step.
The batch's digest covers its head and every change set, and goes into the journal.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.digest import canonical_json
from sanwu.compounds import sql as bulk
from sanwu.compounds.identity import Identity, name_key
from sanwu.compounds.services import Prepared
from sanwu.ledger.indexing import Known
from sanwu.ledger.models import ChangeBatch, ChangeSet, FactValue, LedgerEntry
from sanwu.ledger.rules import indexed_value, listed_values, sources_of
from sanwu.ledger.texts import Texts
from sanwu.policy.model_facts import Fact
from sanwu.records.entries import Entry

# Facts with a column of their own in LedgerEntry, in the order of its columns.
LISTED = (
    "household_count", "floor_area_m2", "built_year", "building_count", "property_arrangement", "has_property_provider",
    "has_governing_unit", "human_protection", "physical_protection", "technical_protection",
)  # fmt: skip
ENTRY_COLUMNS = ("compound_id", "division_code", "name_key", "facts", "sources", "revision", *LISTED)
SET_COLUMNS = ("id", "batch_id", "compound_id", "changes", "line")
VALUE_KEY = ("compound_id", "fact")


class Origin(NamedTuple):
    """Where a batch of changes comes from. `source` is a file name, document or visit; `observed_on` its date."""

    kind: str  # import | correction | undo
    source: str
    observed_on: date | None
    actor: Actor
    division_code: str
    job_id: int | None = None


class NewFacts(NamedTuple):
    """A compound that enters the ledger: its identity, the facts known at once, and the line they stand on."""

    identity: Identity
    facts: Mapping[str, Any]
    line: int | None


class Rewritten(NamedTuple):
    """A compound's current row after changes. `origins` is {fact: change set}; `changed` the facts that changed."""

    compound_id: int
    division_code: str
    name: str
    facts: Mapping[str, Any]
    origins: Mapping[str, int]
    revision: int
    changed: Sequence[str]


def head_line(batch: ChangeBatch) -> str:
    """The first line under a batch's digest: who, when, from what."""
    return canonical_json(
        [
            str(batch.act_uid), batch.kind, batch.source, batch.observed_on and batch.observed_on.isoformat(),
            batch.recorded_at.isoformat(), batch.actor_id, batch.actor_name, batch.job_id, batch.division_code,
        ]
    )  # fmt: skip


def set_line(change_set: int, compound_id: int, changes: str, line: int | None) -> str:
    """One line under the digest; `changes` is canonical JSON."""
    return f"[{change_set},{compound_id},{changes},{'null' if line is None else line}]"


class Batch:
    """A batch that is being written: ids of its change sets are given out in order, and its digest grows with them."""

    def __init__(self, *, entry: Entry, origin: Origin, change_sets: int) -> None:
        self.row = ChangeBatch(
            act_uid=entry.uid, kind=origin.kind, source=origin.source[:200], observed_on=origin.observed_on,
            recorded_at=clock.now(), actor_id=origin.actor.account_id,
            actor_name=origin.actor.name[:100], job_id=origin.job_id, division_code=origin.division_code,
            change_sets=change_sets, digest="",
        )  # fmt: skip
        self.first = bulk.reserve_ids(ChangeSet, change_sets)
        self.row.save(force_insert=True)
        self._entry = entry
        self._hash = hashlib.sha256(head_line(self.row).encode() + b"\n")

    def append(self, start: int, sets: Iterable[tuple[int, str, int | None]]) -> None:
        """Insert (compound, changes as canonical text, line), with ids from the `start`-th of the batch on."""
        bulk.insert_rows(ChangeSet, SET_COLUMNS, self._rows(self.first + start, sets))

    def _rows(self, number: int, sets: Iterable[tuple[int, str, int | None]]) -> Iterator[tuple[Any, ...]]:
        for change_set, (compound_id, changes, line) in enumerate(sets, number):
            self._hash.update(set_line(change_set, compound_id, changes, line).encode() + b"\n")
            yield change_set, self.row.pk, compound_id, changes, line

    def close(self) -> ChangeBatch:
        """Store the digest, in the batch and in the journal entry."""
        self.row.digest = self._hash.hexdigest()
        self.row.save(update_fields=["digest"])
        self._entry.digest("ledger.batch", self.row.pk, self.row.digest)
        return self.row


class Created:
    """Compounds that enter the ledger, made ready before the transaction so that the lock is held for writing only."""

    def __init__(self, rows: Sequence[NewFacts]) -> None:
        self.rows = rows
        self.prepared = Prepared([row.identity for row in rows])


def enter_new(batch: Batch, ids: range, created: Created, known: Known) -> None:
    """Change sets, current rows and typed values of compounds that were just made; `ids` are theirs, in order.

    They come first in their batch.
    """
    texts = Texts()
    rows = created.rows
    batch.append(
        0,
        (
            (compound_id, texts.created({**row.identity.values(), **row.facts}), row.line)
            for compound_id, row in zip(ids, rows, strict=True)
        ),
    )
    bulk.insert_rows(LedgerEntry, ENTRY_COLUMNS, _new_entries(batch.first, ids, created, known.facts, texts))
    bulk.insert_rows(FactValue, ("compound_id", "fact", "number", "text"), _new_values(ids, rows, known.indexed))


def _new_entries(
    change_set: int, ids: range, created: Created, known: Mapping[str, Fact], texts: Texts
) -> Iterator[tuple[Any, ...]]:
    listed = [(name, known.get(name)) for name in LISTED]
    numbers = range(change_set, change_set + len(ids))
    for number, compound_id, (identity, facts, _), key in zip(
        numbers, ids, created.rows, created.prepared.keys, strict=True
    ):
        sources = f'{{"{number}":{texts.names_of(facts)}}}' if facts else "{}"
        columns = listed_values(facts, listed)
        yield compound_id, identity.division_code, key, texts.facts(facts), sources, number, *columns


def _new_values(
    ids: range, rows: Sequence[NewFacts], indexed: Mapping[str, Fact]
) -> Iterator[tuple[int, str, int | None, str | None]]:
    for compound_id, row in zip(ids, rows, strict=True):
        for name, fact in indexed.items():
            value = row.facts.get(name)
            if value is not None:
                yield compound_id, name, *indexed_value(fact, value)


def rewrite(rows: Sequence[Rewritten], known: Known) -> None:
    """Bring the current rows and typed values of existing compounds in step."""
    bulk.upsert_rows(LedgerEntry, ENTRY_COLUMNS, ("compound_id",), (_entry_row(row, known.facts) for row in rows))
    kept: list[tuple[int, str, int | None, str | None]] = []
    gone: list[tuple[int, str]] = []
    for row in rows:
        for name in row.changed:
            if name in known.indexed:
                value = row.facts.get(name)
                if value is None:
                    gone.append((row.compound_id, name))
                else:
                    kept.append((row.compound_id, name, *indexed_value(known.indexed[name], value)))
    bulk.delete_rows(FactValue, VALUE_KEY, gone)
    bulk.upsert_rows(FactValue, (*VALUE_KEY, "number", "text"), VALUE_KEY, kept)


def _entry_row(row: Rewritten, known: Mapping[str, Fact]) -> tuple[Any, ...]:
    columns = listed_values(row.facts, [(name, known.get(name)) for name in LISTED])
    return (
        row.compound_id, row.division_code, name_key(row.name), canonical_json(row.facts),
        canonical_json(sources_of(row.origins)), row.revision, *columns,
    )  # fmt: skip
