"""Facts that the dictionary marks `indexed` later than the first compound knew them."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sanwu.compounds import sql as bulk
from sanwu.ledger.models import FactValue, IndexedFact, LedgerEntry
from sanwu.ledger.rules import indexed_value
from sanwu.policy.model_facts import Fact


class Known(NamedTuple):
    """The facts of the ledger, and those of them that the typed table holds."""

    facts: Mapping[str, Fact]
    indexed: Mapping[str, Fact]


def complete_index(facts: Mapping[str, Fact]) -> Known:
    """Fill the typed table for facts that it did not hold yet. Inside the caller's act; nothing to do almost always.

    A fact that is no longer marked stays in step all the same: its rows would otherwise tell an old story.
    """
    held = held_facts(facts)
    missing = sorted(name for name, fact in facts.items() if fact.indexed and name not in held)
    if missing:
        columns = ("compound_id", "fact", "number", "text")
        bulk.upsert_rows(FactValue, columns, ("compound_id", "fact"), _values(missing, facts))
        IndexedFact.objects.bulk_create([IndexedFact(fact=name) for name in missing])
    return Known(facts, {name: fact for name, fact in facts.items() if name in held or fact.indexed})


def held_facts(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts that the typed table holds now."""
    held = set(IndexedFact.objects.values_list("fact", flat=True))
    return {name: fact for name, fact in facts.items() if name in held}


def _values(names: list[str], known: Mapping[str, Fact]) -> Iterator[tuple[int, str, int | None, str | None]]:
    for compound_id, facts in LedgerEntry.objects.values_list("compound_id", "facts").iterator(chunk_size=2000):
        for name in names:
            if facts.get(name) is not None:
                yield compound_id, name, *indexed_value(known[name], facts[name])
