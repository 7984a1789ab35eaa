"""What an explanation is made of: leaves, the tree of the working, verdicts, and their JSON."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from sanwu.policy.values import Canonical


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison as it came out.

    `part` is the member of a condition, `table[n]` (counting from 0) of a decision, or `applies_to`. `expected` and
    `actual` are JSON values (`actual` None = unknown); the `_text` and `_title` fields say the same in Chinese.
    """

    rule: str
    part: str
    fact: str
    operator: str
    expected: Any
    actual: Canonical | None
    outcome: str
    clause: str
    rule_title: str
    part_title: str
    fact_title: str
    expected_text: str
    actual_text: str
    outcome_text: str
    question: str | None = None
    judged_by: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A node of the working: a leaf, a reference to another rule, or all / any / not over parts."""

    kind: Literal["test", "rule", "all", "any", "not"]
    outcome: str
    parts: tuple["Trace", ...] = ()
    leaf: Leaf | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class PartTrace:
    """A member of a condition, a row of a decision, or what the rule applies to. `trace` is None for `otherwise`."""

    part: str
    title: str
    clause: tuple[str, ...]
    outcome: str
    trace: Trace | None
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of one compound.

    `row` counts from 0 and is None where no single row decided. `missing` is empty unless the outcome is unknown
    because of missing facts. `overlap` names rows of a `unique` table that hold together (then nothing is decided).
    """

    rule: str
    kind: Literal["condition", "decision"]
    title: str
    outcome: str
    outcome_title: str
    row: int | None
    missing: tuple[str, ...]
    clause: tuple[str, ...]
    parts: tuple[PartTrace, ...]
    overlap: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """All verdicts on one compound on one day, every leaf, and all facts that keep any rule open."""

    on: date
    conditions: dict[str, Verdict]
    decisions: dict[str, Verdict]
    leaves: list[Leaf]
    missing: list[str]

    def as_json(self) -> dict[str, Any]:
        """{conditions: {id: outcome}, decisions: {id: outcome}, leaves: [...], missing: [...]}."""
        return {
            "conditions": {name: verdict.outcome for name, verdict in self.conditions.items()},
            "decisions": {name: verdict.outcome for name, verdict in self.decisions.items()},
            "leaves": [asdict(leaf) for leaf in self.leaves],
            "missing": self.missing,
        }
