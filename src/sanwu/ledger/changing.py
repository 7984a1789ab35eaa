"""Following change sets of existing compounds through every row that shows them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sanwu.base.digest import canonical_json
from sanwu.campaigns.models import CampaignCompound
from sanwu.compounds.identity import DIVISION, Identity
from sanwu.compounds.selectors import identities
from sanwu.compounds.services import rewrite_identities
from sanwu.compounds.sql import update_rows
from sanwu.ledger.indexing import Known
from sanwu.ledger.models import LedgerEntry
from sanwu.ledger.rules import Change, State, changed_identity, origins_of
from sanwu.ledger.writing import Batch, Rewritten, rewrite

CHUNK = 2000


class Changed(NamedTuple):
    """{fact: (old, new)} of one existing compound, and the line of the sheet they come from."""

    compound_id: int
    line: int | None
    changes: Mapping[str, Change]


def apply_changes(batch: Batch, changed: Sequence[Changed], known: Known, start: int) -> None:
    """Append the change sets and bring all that follows from them in step, a chunk at a time.

    A compound stands at most once in `changed`.
    """
    for first in range(0, len(changed), CHUNK):
        chunk = changed[first : first + CHUNK]
        batch.append(start + first, ((c.compound_id, canonical_json(c.changes), c.line) for c in chunk))
        moved = _moved(chunk, batch)
        rewrite(_rewritten(chunk, batch.first + start + first, moved), known)


def _moved(chunk: Sequence[Changed], batch: Batch) -> dict[int, Identity]:
    """The new identity of those whose identity changed; their rows are in step afterwards."""
    wanted = {c.compound_id: new for c in chunk if (new := changed_identity(c.changes))}
    after = {pk: identity.with_changes(wanted[pk]) for pk, identity in identities(wanted)}
    if after:
        rewrite_identities(identities=after, at=batch.row.recorded_at)
        places = [(after[pk].division_code, pk) for pk, new in wanted.items() if DIVISION in new]
        update_rows(CampaignCompound, ("division_code",), "compound_id", places)
    return after


def _rewritten(chunk: Sequence[Changed], change_set: int, moved: Mapping[int, Identity]) -> list[Rewritten]:
    ids = [c.compound_id for c in chunk]
    fields = ("compound_id", "division_code", "compound__name", "facts", "sources")
    rows = {row[0]: row for row in LedgerEntry.objects.filter(compound_id__in=ids).values_list(*fields)}
    found = []
    for number, (compound_id, _, changes) in enumerate(chunk, change_set):
        _, division, name, facts, sources = rows[compound_id]
        state = State(facts, origins_of(sources))
        state.apply(number, changes)
        if compound_id in moved:
            division, name = moved[compound_id].division_code, moved[compound_id].name
        found.append(Rewritten(compound_id, division, name, state.facts, state.origins, number, list(changes)))
    return found
