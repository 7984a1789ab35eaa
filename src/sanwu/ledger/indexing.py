"""Facts that the dictionary marks `indexed` later than the first compound knew them."""

from collections.abc import Iterator, Mapping

from sanwu.compounds import sql as bulk
from sanwu.ledger.models import FactValue, IndexedFact, LedgerEntry
from sanwu.ledger.rules import indexed_value
from sanwu.policy.model_facts import Fact


def complete_index(known: Mapping[str, Fact]) -> None:
    """Fill the typed table for facts that it does not hold yet. Inside the caller's act; nothing to do almost always."""
    wanted = {name for name, fact in known.items() if fact.indexed}
    missing = sorted(wanted - set(IndexedFact.objects.values_list("fact", flat=True)))
    if not missing:
        return
    columns = ("compound_id", "fact", "number", "text")
    bulk.upsert_rows(FactValue, columns, ("compound_id", "fact"), _values(missing, known))
    IndexedFact.objects.bulk_create([IndexedFact(fact=name) for name in missing])


def _values(names: list[str], known: Mapping[str, Fact]) -> Iterator[tuple[int, str, int | None, str | None]]:
    for compound_id, facts in LedgerEntry.objects.values_list("compound_id", "facts").iterator(chunk_size=2000):
        for name in names:
            if facts.get(name) is not None:
                yield compound_id, name, *indexed_value(known[name], facts[name])
