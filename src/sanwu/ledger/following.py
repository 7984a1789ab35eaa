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
    stated = _names_or_words(deriver, facts, stated)
    read = {source for table in deriver.tables for source in (table.source, table.beside)}
    followed = deriver.derive({fact: facts.get(fact) for fact in read}).values
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


def _names_or_words(deriver: Deriver, facts: Mapping[str, Any], stated: Mapping[str, Any]) -> Mapping[str, Any]:
    """`stated`, so that either a name is known or the words in its place: what is stated now replaces the other.

    Words that say no more than a known name (有) leave the name alone.
    """
    settled = dict(stated)
    for name, words in deriver.names:
        if settled.get(name) is not None:
            if words not in settled and facts.get(words) is not None:
                settled[words] = None
        elif settled.get(words) is not None and name not in settled and facts.get(name) is not None:
            if deriver.adds_nothing(settled[words], facts[name], name):
                del settled[words]
            else:
                settled[name] = None
    return settled
