"""Change sets and facts as canonical JSON texts, made by hand: json.dumps would be half the cost of an import.

The result is the same as `sanwu.base.digest.canonical_json`, which verifying the journal uses; a test holds them equal.
"""

from collections.abc import Callable, Mapping
from json.encoder import encode_basestring
from typing import Any

from sanwu.base.digest import canonical_json

MOST_KEPT = 20_000


class _Kept(dict[Any, str]):
    """Text of each distinct value; forgets all when names or addresses make it large. 1 and True are told apart."""

    def __init__(self, write: Callable[[Any], str]) -> None:
        super().__init__()
        self.write = write

    def text(self, value: Any) -> str:
        key = (value,) if value is True or value is False else value
        found = self.get(key)
        if found is None:
            if len(self) >= MOST_KEPT:
                self.clear()
            found = self[key] = self.write(value)
        return found


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
        return "{" + ",".join([self._piece(self.known, ":", "", fact, values[fact]) for fact in sorted(values)]) + "}"

    def created(self, values: Mapping[str, Any]) -> str:
        """The change set that makes all of these known."""
        return "{" + ",".join([self._piece(self.new, ":[null,", "]", k, values[k]) for k in sorted(values)]) + "}"

    def _piece(self, kept: dict[str, _Kept], before: str, after: str, key: str, value: Any) -> str:
        if isinstance(value, list):
            return f"{encode_basestring(key)}{before}{value_text(value)}{after}"
        if key not in kept:
            start = encode_basestring(key) + before
            kept[key] = _Kept(lambda value: start + value_text(value) + after)
        return kept[key].text(value)


def names_text(names: list[str]) -> str:
    """["a","b"]: sorted fact identifiers."""
    return "[" + ",".join(map(encode_basestring, names)) + "]"
