"""Which facts change with a stated one, by the dictionary's derivation tables (a firm's name says who arranges the property).

A fact counts as derived while it equals what its source text gives. Such a fact follows its source; one that was stated
otherwise stays, and that is a clash.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanwu.ledger.rules import Change
from sanwu.policy.derive import Clash, Deriver


@dataclass(frozen=True)
class Followed:
    """{fact: (old, new)} of everything that changes, and what contradicts a stated value."""

    changes: dict[str, Change]
    clashes: tuple[Clash, ...]


def follow(deriver: Deriver, facts: Mapping[str, Any], stated: Mapping[str, Any]) -> Followed:
    """What changes when `stated` values ({fact: value}, None: becomes unknown) are laid over the known `facts`."""
    followed = deriver.derive({table.source: facts.get(table.source) for table in deriver.tables}).values
    base = {fact: value for fact, value in facts.items() if value != followed.get(fact) or fact in stated}
    base |= stated
    given = {fact: value for fact, value in base.items() if value is not None}
    derived = deriver.derive(given)
    after = {**given, **{fact: value for fact, value in derived.values.items() if fact not in stated}}
    touched = {*stated, *followed, *derived.values}
    changes = {
        fact: (facts.get(fact), after.get(fact)) for fact in sorted(touched) if facts.get(fact) != after.get(fact)
    }
    return Followed(changes, tuple(clash for clash in derived.clashes if clash.fact in stated))
