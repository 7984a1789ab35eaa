"""Change sets and facts as canonical JSON texts, made by hand: json.dumps would be half the cost of an import.

The result is the same as `sanwu.base.digest.canonical_json`, which verifying the journal uses; a test holds them equal.
"""

from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any

from sanwu.base.digest import canonical_json

MOST_KEPT = 20_000


class _Kept(dict[Any, str]):
    """Text of each distinct value of one fact; forgets all when names or addresses make it large.

    A truth value is kept under a tuple, for True and 1 are one key of a dict.
    """

    def __init__(self, before: str, after: str) -> None:
        super().__init__()
        self.before, self.after = before, after

    def __missing__(self, key: Any) -> str:
        if len(self) >= MOST_KEPT:
            self.clear()
        value = key[0] if key.__class__ is tuple else key
        text = self[key] = self.before + value_text(value) + self.after
        return text


def value_text(value: Any) -> str:
    """One canonical value."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, int):
        return str(value)
    return canonical_json(value)


class Texts:
    """Writes {fact: value} and {fact: [null, value]}; remembers the pieces, since most values repeat."""

    def __init__(self) -> None:
        self.known = _Columns(":", "")
        self.new = _Columns(":[null,", "]")
        self.names: dict[tuple[str, ...], str] = {}

    def facts(self, values: Mapping[str, Any]) -> str:
        """{fact: value} of the known ones."""
        return _written(values, self.known)

    def created(self, values: Mapping[str, Any]) -> str:
        """The change set that makes all of these known."""
        return _written(values, self.new)

    def names_of(self, values: Mapping[str, Any]) -> str:
        """["a","b"]: the known facts, sorted."""
        names = tuple(values)
        if names not in self.names:
            if len(self.names) >= MOST_KEPT:
                self.names.clear()
            self.names[names] = "[" + ",".join(map(encode_basestring, sorted(names))) + "]"
        return self.names[names]


class _Columns(dict[tuple[str, ...], list[tuple[str, _Kept]]]):
    """The facts of a row in their order, each with its texts. Rows of one sheet know the same few sets of facts."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__()
        self.before, self.after = before, after
        self.kept: dict[str, _Kept] = {}

    def __missing__(self, names: tuple[str, ...]) -> list[tuple[str, _Kept]]:
        for fact in names:
            if fact not in self.kept:
                self.kept[fact] = _Kept(encode_basestring(fact) + self.before, self.after)
        if len(self) >= MOST_KEPT:
            self.clear()
        found = self[names] = [(fact, self.kept[fact]) for fact in sorted(names)]
        return found


def _written(values: Mapping[str, Any], columns: _Columns) -> str:
    pieces = []
    for fact, kept in columns[tuple(values)]:
        value = values[fact]
        kind = value.__class__
        if kind is list:
            pieces.append(f"{kept.before}{value_text(value)}{kept.after}")
        else:
            pieces.append(kept[(value,) if kind is bool else value])
    return "{" + ",".join(pieces) + "}"
