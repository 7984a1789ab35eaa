"""How facts follow from change sets (no Django here).

A change set is {fact: [old, new]} in canonical JSON values, None for unknown; keys of a compound's identity stand among
the facts. The current facts of a compound are the fold of its change sets in the order of their ids.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sanwu.compounds.identity import IDENTITY, Identity
from sanwu.policy.model_facts import Fact
from sanwu.policy.values import comparable

_IDENTITY = frozenset(IDENTITY)

Change = tuple[Any, Any]


@dataclass
class State:
    """What is known of one compound: facts, the change set each comes from, identity values, the last change set."""

    facts: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, int] = field(default_factory=dict)
    identity: dict[str, Any] = field(default_factory=dict)
    revision: int = 0

    def apply(self, change_set: int, changes: Mapping[str, Iterable[Any]]) -> None:
        """Follow one change set; a fact that became unknown is no longer among the facts."""
        for key, (_, new) in changes.items():
            if key in _IDENTITY:
                _put(self.identity, key, new)
            else:
                _put(self.facts, key, new)
                _put(self.origins, key, None if new is None else change_set)
        self.revision = change_set


def _put(into: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        into.pop(key, None)
    else:
        into[key] = value


def fold(change_sets: Iterable[tuple[int, Mapping[str, Iterable[Any]]]]) -> State:
    """The state after these (id, changes), given in the order of their ids."""
    state = State()
    for change_set, changes in change_sets:
        state.apply(change_set, changes)
    return state


def sources_of(origins: Mapping[str, int]) -> dict[str, list[str]]:
    """{fact: change set} as it is stored: {change set: [facts]}."""
    found: dict[str, list[str]] = {}
    for fact in sorted(origins):
        found.setdefault(str(origins[fact]), []).append(fact)
    return found


def origins_of(sources: Mapping[str, Iterable[str]]) -> dict[str, int]:
    return {fact: int(change_set) for change_set, facts in sources.items() for fact in facts}


def inverse(changes: Mapping[str, Iterable[Any]]) -> dict[str, Change]:
    """The change set that takes this one back; what it made a compound to be found by is left."""
    return {key: (new, old) for key, (old, new) in changes.items()}


def withdrawal(changes: Mapping[str, Iterable[Any]]) -> dict[str, Change]:
    """Taking back the change set that made a compound: its facts become unknown, its identity stays to be read."""
    return {key: (new, None) for key, (_, new) in changes.items() if key not in _IDENTITY and new is not None}


def identity_from(values: Mapping[str, Any]) -> Identity:
    """The identity that folded change sets speak of."""
    return Identity(name="", division_code="").with_changes(values)


def changed_identity(changes: Mapping[str, Iterable[Any]]) -> dict[str, Any]:
    """The identity keys among changes, with their new values."""
    return {key: new for key, (_, new) in changes.items() if key in _IDENTITY}


def indexed_value(fact: Fact, value: Any) -> tuple[int | None, str | None]:
    """(number, text) of a fact in the typed table; exactly one of them is there."""
    known = comparable(fact, value)
    return (int(known), None) if isinstance(known, bool | int) else (None, known[:200])


def listed_values(facts: Mapping[str, Any], listed: Iterable[tuple[str, Fact | None]]) -> list[Any]:
    """Facts in columns of their own: bool, scaled integer, or text; None where unknown, or known to no dictionary."""
    return [
        None
        if about is None or (value := facts.get(name)) is None
        # Only decimals are kept as texts among numbers; all else stands in its column as it is.
        else comparable(about, value)
        if value.__class__ is str
        else value
        for name, about in listed
    ]
