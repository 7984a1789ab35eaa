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
        self.known: dict[str, _Kept] = {}
        self.new: dict[str, _Kept] = {}

    def facts(self, values: Mapping[str, Any]) -> str:
        """{fact: value} of the known ones."""
        return self._written(values, self.known, ":", "")

    def created(self, values: Mapping[str, Any]) -> str:
        """The change set that makes all of these known."""
        return self._written(values, self.new, ":[null,", "]")

    def _written(self, values: Mapping[str, Any], kept: dict[str, _Kept], before: str, after: str) -> str:
        pieces = []
        for fact in sorted(values):
            value = values[fact]
            if fact not in kept:
                kept[fact] = _Kept(encode_basestring(fact) + before, after)
            kind = value.__class__
            if kind is list:
                pieces.append(f"{kept[fact].before}{value_text(value)}{after}")
            else:
                pieces.append(kept[fact][(value,) if kind is bool else value])
        return "{" + ",".join(pieces) + "}"


def names_text(names: list[str]) -> str:
    """["a","b"]: sorted fact identifiers."""
    return "[" + ",".join(map(encode_basestring, names)) + "]"
