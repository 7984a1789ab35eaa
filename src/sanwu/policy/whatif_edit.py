"""Change single values in the files of a scheme, and nothing else: every other character stays as it was written."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import yaml
from yaml import nodes

from sanwu.policy.bundle import FACTS, LAW, OWN_FACTS
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.problems import Path

# What needs no quotation marks in YAML: words, numbers, days.
_PLAIN = re.compile(r"\w[\w./-]*")
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a value stands in its file: from its first character to the one after its last."""

    start: int
    end: int
    text: str


def written(scheme: Scheme, path: Path) -> str | None:
    """The text of one value as it stands in the scheme's files; None where nothing, or no single value, stands there."""
    data: Any = scheme._data
    for step in path:
        data = _below(data, step)
    return data if isinstance(data, str) else None


def edited(scheme: Scheme, files: Mapping[str, str], values: Mapping[Path, str]) -> dict[str, str]:
    """The files with these values changed. A value that is not written anywhere in them is a KeyError."""
    by_file: dict[str, list[tuple[_Span, str]]] = {}
    roots: dict[str, nodes.Node | None] = {}
    for path, value in values.items():
        name = _file_of(scheme, files, path, roots)
        by_file.setdefault(name, []).append((_span(files[name], roots[name], path), value))
    changed = dict(files)
    for name, places in by_file.items():
        text = changed[name]
        for span, value in sorted(places, key=lambda place: -place[0].start):
            text = text[: span.start] + _quoted(value, span.text) + text[span.end :]
        changed[name] = text
    return changed


def _below(data: Any, step: str | int) -> Any:
    """One step down; an entry of a list is found by its position or by its id."""
    if isinstance(data, list) and isinstance(step, str):
        return next((entry for entry in data if isinstance(entry, dict) and entry.get("id") == step), None)
    if isinstance(data, list) and isinstance(step, int):
        return data[step] if step < len(data) else None
    return data.get(str(step)) if isinstance(data, dict) else None


def _file_of(scheme: Scheme, files: Mapping[str, str], path: Path, roots: dict[str, nodes.Node | None]) -> str:
    """The file in which a path is written: where its entry begins, or else the first that has it."""
    likely = scheme.place(path)[0]
    for name in [likely, *(name for name in files if name != likely and _may_hold(name))]:
        if name not in files:
            continue
        if name not in roots:
            roots[name] = yaml.compose(files[name], Loader=_LOADER)
        if _node(roots[name], path) is not None:
            return name
    raise KeyError(path)


def _may_hold(name: str) -> bool:
    facts = PurePosixPath(name).name in (FACTS, OWN_FACTS)
    return name.endswith(".yaml") and not facts and not name.startswith(f"{LAW}/")


def _node(root: nodes.Node | None, path: Path) -> nodes.ScalarNode | None:
    node = root
    for step in path:
        if isinstance(node, nodes.MappingNode):
            node = next((inner for key, inner in node.value if key.value == str(step)), None)
        elif isinstance(node, nodes.SequenceNode):
            node = _entry(node, step)
        else:
            return None
    return node if isinstance(node, nodes.ScalarNode) else None


def _entry(node: nodes.SequenceNode, step: str | int) -> nodes.Node | None:
    if isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    return next((inner for inner in node.value if ("id", step) in set(_plain(inner))), None)


def _plain(node: nodes.Node) -> Iterator[tuple[str, str]]:
    if isinstance(node, nodes.MappingNode):
        for key, inner in node.value:
            if isinstance(inner, nodes.ScalarNode):
                yield key.value, inner.value


def _span(text: str, root: nodes.Node | None, path: Path) -> _Span:
    node = _node(root, path)
    assert node is not None  # noqa: S101 - the file was chosen because it has it
    start, end = node.start_mark.index, node.end_mark.index
    return _Span(start, end, text[start:end])


def _quoted(value: str, before: str) -> str:
    """A value as one scalar, whatever stands in it, with the quotation marks that stood around the one before it."""
    if before[:1] == "'":
        return "'" + value.replace("'", "''") + "'"
    plain = _PLAIN.fullmatch(value) and before[:1] != '"'
    return value if plain else json.dumps(value, ensure_ascii=False)
