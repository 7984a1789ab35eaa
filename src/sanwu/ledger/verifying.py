"""Whether the ledger's rows still say what was recorded: digests of batches, and every current row against its history."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sanwu.base.digest import canonical_json
from sanwu.compounds.identity import Identity, name_key
from sanwu.compounds.selectors import all_identities
from sanwu.ledger import sql
from sanwu.ledger.dictionary import known_facts
from sanwu.ledger.indexing import held_facts
from sanwu.ledger.models import ChangeBatch, ChangeSet, FactValue, LedgerEntry
from sanwu.ledger.rules import State, fold, identity_from, indexed_value, listed_values, sources_of
from sanwu.ledger.writing import LISTED, head_line, set_line
from sanwu.policy.model_facts import Fact
from sanwu.records.selectors import Finding, number_of

CHUNK = 2000
Entry = tuple[Any, ...]


def batch_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these batches has now, for verifying the journal; a batch that is gone is left out.

    "" where the batch itself says another digest or another number of change sets than it has.
    """
    found: dict[str, str] = {}
    for batch in ChangeBatch.objects.filter(pk__in=[int(i) for i in ids]):
        total = hashlib.sha256(head_line(batch).encode() + b"\n")
        rows = ChangeSet.objects.filter(batch=batch).order_by("id").values_list("id", "compound_id", "changes", "line")
        count = 0
        for pk, compound, changes, line in rows.iterator(chunk_size=CHUNK):
            total.update(set_line(pk, compound, canonical_json(changes), line).encode() + b"\n")
            count += 1
        sound = batch.digest == total.hexdigest() and batch.change_sets == count
        found[str(batch.pk)] = batch.digest if sound else ""
    return found


def verify_current() -> Finding | None:
    """None when every current row is the fold of its change sets; else which compound is not, in Chinese, and the entry
    that last changed it.

    Reads the whole ledger, a chunk at a time.
    """
    facts = known_facts()
    entries, compounds = _entries(), all_identities()
    for compound, group in groupby(sql.change_sets_by_compound(), key=lambda row: row[0]):
        state = fold((pk, changes) for _, pk, changes in group)
        if not _agrees(next(entries, None), compound, state, facts):
            return _doubt(compound, "的当前数据与变更记录不一致，可能被改动过。")
        if not _is_called(next(compounds, None), compound, state):
            return _doubt(compound, "的名称、编号或位置与变更记录不一致，可能被改动过。")
    if stranger := next(entries, None) or next(compounds, None):
        return _doubt(stranger[0], "没有变更记录，可能是直接写入数据库的。")
    return _values_agree(held_facts(facts))


def _doubt(compound: int, said: str) -> Finding:
    last = ChangeSet.objects.filter(compound_id=compound).order_by("-id").values_list("batch__act_uid", flat=True)
    uid = last.first()
    return Finding(number_of(uid) if uid else None, f"小区 {compound} {said}")


def _entries() -> Iterator[Entry]:
    columns = ("compound_id", "division_code", "name_key", "facts", "sources", "revision", *LISTED)
    yield from LedgerEntry.objects.order_by("compound_id").values_list(*columns).iterator(chunk_size=CHUNK)


def _agrees(entry: Entry | None, expected: int, state: State, known: Mapping[str, Fact]) -> bool:
    if entry is None:
        return False
    compound, division, key, facts, sources, revision, *listed = entry
    identity = identity_from(state.identity)
    columns = listed_values(state.facts, [(name, known.get(name)) for name in LISTED])
    return (
        compound == expected
        and canonical_json(facts) == canonical_json(state.facts)  # 1 and true are not the same there
        and sources == sources_of(state.origins)
        and revision == state.revision
        and listed == columns
        and (division, key) == (identity.division_code, name_key(identity.name))
    )


def _is_called(found: tuple[int, Identity] | None, expected: int, state: State) -> bool:
    return found is not None and found[0] == expected and found[1].values() == identity_from(state.identity).values()


def _values_agree(indexed: Mapping[str, Fact]) -> Finding | None:
    """The typed table against the current facts."""
    values = FactValue.objects.order_by("compound_id").values_list("compound_id", "fact", "number", "text")
    by_compound = groupby(values.iterator(chunk_size=CHUNK), key=lambda row: row[0])
    held = next(by_compound, None)
    entries = LedgerEntry.objects.order_by("compound_id").values_list("compound_id", "facts")
    for compound, facts in entries.iterator(chunk_size=CHUNK):
        expected = {
            name: indexed_value(fact, facts[name]) for name, fact in indexed.items() if facts.get(name) is not None
        }
        found: dict[str, tuple[int | None, str | None]] = {}
        if held is not None and held[0] == compound:
            found = {fact: (number, text) for _, fact, number, text in held[1]}
            held = next(by_compound, None)
        if found != expected:
            return _doubt(compound, "的检索数据与当前数据不一致，可能被改动过。")
    return None if held is None else _doubt(held[0], "的检索数据不在台账中，可能是直接写入数据库的。")
