"""What two schemes say otherwise: two versions of one plan, or the plans of two cities. Pure.

Schemes are compared as they were read, not as they were typed: a list or a mapping, a folded line or a plain one make no
difference. Sections and keys come in the order of the format, entries in the order of the plan.
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from sanwu.policy.compare_told import Comparison, EntryChange, KeyChange, Kind, SectionChange, Side
from sanwu.policy.compare_words import Words, key_title, section_title
from sanwu.policy.date_words import is_date
from sanwu.policy.model_base import Entry, Part
from sanwu.policy.model_scheme import Scheme

HEAD, FACTS, LAW = "head", "facts", "law"
# What is not said of the plan itself: how its text is spread over files, and what it takes over from another.
ASIDE = frozenset({"include", "extends", "without"})


def compare(left: Scheme, right: Scheme) -> Comparison:
    """What differs between two loaded schemes, with the facts and laws that they were loaded with."""
    words = Words(left), Words(right)
    sections = [_head(left, right, words)]
    for name, field in Scheme.model_fields.items():
        if name not in ASIDE:
            sections += _section(field.alias or name, getattr(left, name), getattr(right, name), words)
    sections += _section(FACTS, left.dictionary.facts, right.dictionary.facts, words)
    sections += _section(LAW, dict(left.law), dict(right.law), words)
    return Comparison(_side(left), _side(right), tuple(section for section in sections if section.entries))


def _side(scheme: Scheme) -> Side:
    return Side(scheme.id, str(scheme.version), scheme.title)


Both = tuple[Words, Words]


class Step(NamedTuple):
    """One step of the way to a key: as it is written, and in words."""

    key: str
    title: str


Way = tuple[Step, ...]


def _key(part: Part, key: str) -> Step:
    return Step(key, key_title(type(part), key))


def _row(number: int) -> Step:
    return Step(str(number), f"第 {number} 行")


def _head(left: Scheme, right: Scheme, words: Both) -> SectionChange:
    """What the plan says of itself: its name, issuer, laws."""
    keys: list[KeyChange] = []
    for name, field in Scheme.model_fields.items():
        a, b = getattr(left, name), getattr(right, name)
        if name not in ASIDE and not _is_section(a) and not _is_section(b) and a != b:
            keys += _differences((_key(left, field.alias or name),), a, b, words)
    return _keys_of_section(HEAD, keys)


def _is_section(value: Any) -> bool:
    if is_date(value):
        return False
    return isinstance(value, (Mapping, Part)) or (isinstance(value, tuple) and any(isinstance(v, Part) for v in value))


def _section(name: str, left: Any, right: Any, words: Both) -> Iterator[SectionChange]:
    """The changes of one section; a section that holds others (acceptance) gives one for each of them."""
    if not _is_section(left) and not _is_section(right):
        return
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        yield _entries(name, left, right, words)
    elif type(left) is type(right) and isinstance(left, Part):
        keys: list[KeyChange] = []
        within = words[0].of(left), words[1].of(right)
        for key, a, b in _fields(left, right):
            if _entries_by_name(a) and _entries_by_name(b):
                yield from _section(f"{name}.{key}", a, b, words)
            elif a != b:
                keys += _differences((_key(left, key),), a, b, within)
        yield _keys_of_section(name, keys)
    else:
        yield _keys_of_section(name, list(_differences((Step(name, section_title(name)),), left, right, words)))


def _keys_of_section(name: str, keys: list[KeyChange]) -> SectionChange:
    title = section_title(name)
    entries = (EntryChange("", "changed", title, title, tuple(keys)),) if keys else ()
    return SectionChange(name, title, entries, 0)


def _entries_by_name(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(entry, Part) for entry in value.values())


def _entries(name: str, left: Mapping[str, Any], right: Mapping[str, Any], words: Both) -> SectionChange:
    found: list[EntryChange] = []
    for key in _in_order(left, right):
        a, b = left.get(key), right.get(key)
        if a != b:
            kind: Kind = "added" if key not in left else "removed" if key not in right else "changed"
            found.append(EntryChange(key, kind, _title(a), _title(b), tuple(_differences((), a, b, words))))
    return SectionChange(name, section_title(name), tuple(found), sum(left.get(key) == right[key] for key in right))


def _title(entry: Any) -> str | None:
    return entry.title if isinstance(entry, Entry) else getattr(entry, "title", None)


def _in_order(left: Iterable[str], right: Iterable[str]) -> list[str]:
    """The words of both sides: in the order of the right one, what only the left has after what it followed there."""
    before, after = list(left), list(right)
    order: list[str] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        order += [key for key in before[a1:a2] if tag != "equal" and key not in after]
        order += after[b1:b2]
    return order


def _fields(left: Part, right: Part) -> Iterator[tuple[str, Any, Any]]:
    for name, field in type(left).model_fields.items():
        if name != "id":
            yield field.alias or name, getattr(left, name), getattr(right, name)


def _differences(path: Way, left: Any, right: Any, words: Both) -> Iterator[KeyChange]:
    """The keys in which two values differ, as deep as both have the same shape."""
    if isinstance(left, Part) and type(left) is type(right) and not _told_at_once(left, right, words):
        for key, a, b in _fields(left, right):
            if a != b:
                yield from _differences((*path, _key(left, key)), a, b, (words[0].of(left), words[1].of(right)))
    elif isinstance(left, Part) and right is None and not path:
        yield from (_change((_key(left, key),), words[0].of(left).text(key, value), None) for key, value in _said(left))
    elif isinstance(right, Part) and left is None and not path:
        yield from (
            _change((_key(right, key),), None, words[1].of(right).text(key, value)) for key, value in _said(right)
        )
    elif isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in _in_order(left, right):
            if left.get(key) != right.get(key):
                title = _title(right.get(key)) or _title(left.get(key)) or key_title(words[1].model, str(key))
                yield from _differences((*path, Step(str(key), title)), left.get(key), right.get(key), words)
    elif _is_list_of_parts(left) and _is_list_of_parts(right):
        yield from _rows(path, left, right, words)
    else:
        yield _change(path, *_told_apart(left, right, _text(path, left, words[0]), _text(path, right, words[1])))


def _change(path: Way, left: str | None, right: str | None) -> KeyChange:
    return KeyChange(tuple(step.key for step in path), left, right, tuple(step.title for step in path))


def _told_apart(left: Any, right: Any, a: str | None, b: str | None) -> tuple[str | None, str | None]:
    """Two words that bear the same title are told with the words themselves."""
    if a == b and isinstance(left, str) and isinstance(right, str):
        return f"{a}（{left}）", f"{b}（{right}）"
    return a, b


def _told_at_once(left: Part, right: Part, words: Both) -> bool:
    """A date is one sentence; only what stands beside it (its clause, its source) is told key by key."""
    return is_date(left) and words[0].text("", left) != words[1].text("", right)


def _said(part: Part) -> Iterator[tuple[str, Any]]:
    """What an entry says itself, without what it leaves to the defaults."""
    for name, field in type(part).model_fields.items():
        if name != "id" and name in part.model_fields_set:
            yield field.alias or name, getattr(part, name)


def _is_list_of_parts(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, Part) for item in value)


def _rows(path: Way, left: tuple[Part, ...], right: tuple[Part, ...], words: Both) -> Iterator[KeyChange]:
    """Lists of parts, such as the rows of a table: aligned, so that one row more is one change. Rows count from 1."""
    before, after = ([repr(row) for row in rows] for rows in (left, right))
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        paired = min(a2 - a1, b2 - b1)
        for n in range(paired):
            yield from _differences((*path, _row(b1 + n + 1)), left[a1 + n], right[b1 + n], words)
        for n in range(a1 + paired, a2):
            yield _change((*path, _row(n + 1)), words[0].of(left[n]).text("", left[n]), None)
        for n in range(b1 + paired, b2):
            yield _change((*path, _row(n + 1)), None, words[1].of(right[n]).text("", right[n]))


def _text(path: Way, value: Any, words: Words) -> str | None:
    return None if value is None or value in ((), {}) else words.text(path[-1].key if path else "", value)
