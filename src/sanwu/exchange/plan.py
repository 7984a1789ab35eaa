"""What an import would do, as plain values: the same plan serves the dry run and the real one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sanwu.compounds.identity import Identity
from sanwu.exchange.reading.checked import Checked
from sanwu.exchange.reading.issues import Issue
from sanwu.ledger.changing import Changed
from sanwu.ledger.writing import NewFacts


class Update(NamedTuple):
    """What a row changes of an existing compound."""

    position: int
    compound: int
    name: str
    changes: Mapping[str, tuple[Any, Any]]


class Before(NamedTuple):
    """An existing compound as it stands before the import; `keeps_name` where the row calls it by an earlier one."""

    compound: int
    identity: Identity
    facts: Mapping[str, Any]
    keeps_name: bool = False


@dataclass
class Plan:
    """Positions are those of `Checked`. Every row is in exactly one of: created, updates, unchanged, duplicates, refused."""

    checked: Checked
    created: list[NewFacts] = field(default_factory=list)
    created_at: list[int] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    unchanged: dict[int, int] = field(default_factory=dict)  # position -> compound
    duplicates: dict[int, int] = field(default_factory=dict)  # position -> earlier position
    notes: list[Issue] = field(default_factory=list)  # on the mapping and the file as a whole
    divisions: dict[int, str] = field(default_factory=dict)  # existing compound -> division, those met in the file

    @property
    def rows(self) -> int:
        return len(self.checked.lines)

    @property
    def refused(self) -> int:
        return len(self.checked.refused)

    @property
    def changed(self) -> list[Changed]:
        lines = self.checked.lines
        return [Changed(update.compound, lines[update.position], update.changes) for update in self.updates]
