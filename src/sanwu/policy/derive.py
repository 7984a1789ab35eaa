"""What follows from a text fact: the dictionary's derivation tables, first row first.

A derivation fills only what is not stated. Where a stated value differs from what would follow, that is a clash: the
stated value stands, and somebody is told.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sanwu.policy.model_facts import Derivation, DerivationRow, Dictionary
from sanwu.policy.values import Canonical, canonical

Facts = Mapping[str, Canonical | None]


@dataclass(frozen=True, slots=True)
class Clash:
    """A stated value that a derivation contradicts."""

    fact: str
    stated: Canonical
    derived: Canonical
    derivation: str


@dataclass(frozen=True, slots=True)
class Derived:
    """Values that follow (never one that was stated), which derivation gave each, and what clashed."""

    values: dict[str, Canonical]
    by: dict[str, str]
    clashes: tuple[Clash, ...]


def derive(dictionary: Dictionary, facts: Facts) -> Derived:
    """Apply all derivations to one compound's canonical facts. For many compounds keep a `Deriver`."""
    return Deriver(dictionary).derive(facts)


class Deriver:
    """The derivations of a dictionary, ready for many compounds: what a text sets is worked out once per text."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.tables = [_Table(dictionary, derivation) for derivation in dictionary.derivations.values()]

    def derive(self, facts: Facts) -> Derived:
        """Apply the derivations in their order; one may read what an earlier one gave."""
        values: dict[str, Canonical] = {}
        by: dict[str, str] = {}
        clashes: list[Clash] = []
        for table in self.tables:
            source = facts.get(table.source)
            if source is None:
                source = values.get(table.source)
            text = facts.get(table.beside) if source is None else source
            if not isinstance(text, str):
                continue
            for fact, derived in table.sets(text).items():
                stated = facts.get(fact)
                if stated is None:
                    values.setdefault(fact, derived)
                    by.setdefault(fact, table.id)
                elif stated != derived:
                    clashes.append(Clash(fact, stated, derived, table.id))
        return Derived(values, by, tuple(clashes))

    @property
    def names(self) -> Iterator[tuple[str, str]]:
        """(fact of a name, text fact beside it) of the tables that tell names from words which are none."""
        return ((table.source, table.beside) for table in self.tables if table.beside)

    def is_name(self, fact: str, text: str) -> bool:
        """Whether a text may be kept as the name that this fact holds."""
        return not any(table.source == fact and table.beside and not table.names(text) for table in self.tables)

    def adds_nothing(self, text: str, name: str, fact: str) -> bool:
        """Whether all that follows from the words `text` follows from the `name` too: 有 beside the name of a firm."""
        return all(
            table.sets(text).items() <= table.sets(name).items() for table in self.tables if table.source == fact
        )


class _Table:
    def __init__(self, dictionary: Dictionary, derivation: Derivation) -> None:
        self.id, self.source = derivation.id, derivation.from_
        source = dictionary.facts.get(derivation.from_)
        self.beside = (source.text_beside if source else None) or ""
        self.rows = [(_Words(row), _values(dictionary, row)) for row in derivation.table]
        self.known: dict[str, dict[str, Canonical]] = {}

    def sets(self, text: str) -> dict[str, Canonical]:
        """The facts that a text sets; remembered, because lists repeat the same few texts."""
        if text not in self.known:
            if len(self.known) > 10_000:
                self.known.clear()
            row = self._row(text)
            self.known[text] = row[1] if row else {}
        return self.known[text]

    def names(self, text: str) -> bool:
        """Whether the row that recognises a text takes it for a name."""
        row = self._row(text)
        return row is None or row[0].name

    def _row(self, text: str) -> "tuple[_Words, dict[str, Canonical]] | None":
        plain = _plain(text)
        return next((row for row in self.rows if plain and row[0].fit(plain)), None)


class _Words:
    """How a row recognises a text. Width and spaces do not matter: （） is the same as ()."""

    def __init__(self, row: DerivationRow) -> None:
        self.exact = {_plain(word) for word in row.is_}
        self.inside = [_plain(word) for word in row.contains]
        self.starts = tuple(_plain(word) for word in row.starts_with)
        self.ends = tuple(_plain(word) for word in row.ends_with)
        self.always = row.otherwise
        self.name = not row.not_a_name

    def fit(self, text: str) -> bool:
        """Whether the row recognises an already plain text."""
        return (
            self.always
            or text in self.exact
            or any(word in text for word in self.inside)
            or (bool(self.starts) and text.startswith(self.starts))
            or (bool(self.ends) and text.endswith(self.ends))
        )


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _values(dictionary: Dictionary, row: DerivationRow) -> dict[str, Canonical]:
    """What a row sets, as canonical values; the loader has checked that they fit."""
    values = {fact: canonical(dictionary.facts[fact], text) for fact, text in row.set_.items()}
    return {fact: value for fact, value in values.items() if value is not None}
