"""Child schemes: city → district → street → unit. `extends: parent` takes everything of the parent, entry by entry.

The child's entries are added; one with the id of a parent's entry replaces it whole; `without: {goals: [fewer]}` leaves
entries out. Title, version, issuer and what else says who speaks are always the child's own. Worked cases are not taken
over: they speak of the parent's figures.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sanwu.policy.bundle import EXTENDS, MAX_ANCESTORS, SCHEME, parent_of
from sanwu.policy.merge import Places, Source, merge_folder
from sanwu.policy.problems import Path, Problem, allowed_text

Named = tuple[str, str]

# What a child says for itself; everything else is taken over.
WITHOUT = "without"
OWN = ("id", "version", "title", "title_en", "issuer", "issued_on", "clause", "note", "source", "include", "extends", "parent_scheme", WITHOUT)  # fmt: skip
# Lists that are joined, and parts whose own sections are merged by id.
_JOINED = ("laws", "acknowledged")
_NESTED = ("acceptance", "party", "modules")


def merge(files: Mapping[str, str]) -> Source:
    """scheme.yaml with what it includes, over the scheme that it extends, over that one's, and so on."""
    child = merge_folder(files)
    line, faults = _line(files, child)
    child.problems += faults
    for parent in line:
        child.problems += parent.problems
    result, gone = child, set[Named]()
    for younger, parent in pairwise((child, *line)):
        gone |= _left_out(younger)
        result = _over(result, parent, gone)
    if not faults:
        for number, source in enumerate((child, *line)):
            child.problems += _never_there(source, line[number:])
    return result


def _left_out(source: Source) -> set[Named]:
    """(section, id) of what a scheme leaves out of those it extends; what is no such list the format refuses later."""
    written = source.data.get(WITHOUT)
    sections = written.items() if isinstance(written, dict) else ()
    return {(str(section), str(name)) for section, names in sections for name in _listed(names)}


def _never_there(source: Source, older: list[Source]) -> list[Problem]:
    """Entries to be left out that none of the older schemes has."""
    found = []
    for section, name in sorted(_left_out(source)):
        names = [known for one in older for known in _entries(one.data.get(section)) or ()]
        if name not in names:
            file, line = source.places.get((WITHOUT, section), source.places.get((WITHOUT,), (SCHEME, 0)))
            message = f"沿用的方案在 {section} 里没有“{name}”，不能写在 without 里。"
            found.append(Problem("unknown_reference", message, file, line, WITHOUT, allowed_text(name, names)))
    return found


def _line(files: Mapping[str, str], child: Source) -> tuple[list[Source], list[Problem]]:
    """The ancestors, nearest first; a circle, a line without end or a missing folder ends it with a problem."""
    line: list[Source] = []
    seen = [str(child.data.get("id"))]
    source = child
    while (name := parent_of(source.data)) is not None:
        fault: tuple[str, str, str] | None = None
        if name in seen:
            fault = ("circle", f"方案互相沿用，绕成了一圈：{' → '.join((*seen, name))}。", "请去掉其中一处 extends。")
        elif len(line) >= MAX_ANCESTORS:
            fault = ("too_deep", f"沿用超过了 {MAX_ANCESTORS} 层。", "请减少层级，直接沿用更上级的方案。")
        elif f"{EXTENDS}/{name}/{SCHEME}" not in files:
            fault = (
                "extends_missing",
                f"找不到要沿用的方案“{name}”。",
                "请把它的文件夹放在本方案文件夹旁边，文件夹名与它的 id 相同；或检查名称。",
            )
        if fault is not None:
            file, number = source.places.get(("extends",), (SCHEME, 0))
            return line, [Problem(fault[0], fault[1], file, number, "extends", fault[2])]
        source = merge_folder(files, f"{EXTENDS}/{name}/")
        line.append(source)
        seen.append(name)
    return line, []


@dataclass
class _Moves:
    """Where what a source says stands in the joined scheme: old path → new path."""

    source: Source
    moves: dict[Path, Path] = field(default_factory=dict)

    def places(self) -> Places:
        """The places of everything that was taken over, under its new path."""
        found: Places = {}
        for path, place in self.source.places.items():
            for size in range(1, 4):
                new = self.moves.get(path[:size])
                if new is not None:
                    found[(*new, *path[size:])] = place
        return found


def _over(child: Source, parent: Source, gone: Set[Named]) -> Source:
    """The child laid over the parent without what is to be gone, with the places of both."""
    below, above = _Moves(child), _Moves(parent)
    data: dict[str, Any] = {}
    for key in dict.fromkeys((*parent.data, *child.data)):
        mine, theirs = child.data.get(key), None if key in OWN else parent.data.get(key)
        names = {name for section, name in gone if section == key}
        mine = {} if names and mine is None and theirs is not None else mine
        if mine is not None and theirs is not None and key in _JOINED:
            first, second = _listed(theirs), _listed(mine)
            added = [item for item in second if item not in first]
            data[key] = [*first, *added]
            above.moves[(key,)] = (key,)
            below.moves |= {(key, second.index(item)): (key, len(first) + n) for n, item in enumerate(added)}
        elif mine is not None and theirs is not None:
            data[key] = _joined((key,), (below, mine), (above, theirs), key in _NESTED, names)
        elif mine is not None or theirs is not None:
            owner, data[key] = (above, theirs) if mine is None else (below, mine)
            owner.moves[(key,)] = (key,)
    return Source(data, {**above.places(), **below.places()}, child.problems)


def _joined(
    path: Path, child: tuple[_Moves, Any], parent: tuple[_Moves, Any], nested: bool, gone: Set[str] = frozenset()
) -> Any:
    """Two sections as one mapping by id. What cannot be read as entries stays as the child wrote it."""
    below, above = _entries(child[1]), _entries(parent[1])
    if below is None or above is None:
        child[0].moves[path] = path
        return child[1]
    above = {name: entry for name, entry in above.items() if name not in gone}
    joined: dict[str, Any] = {}
    for name in dict.fromkeys((*above, *below)):
        at = (*path, name)
        if nested and name in above and name in below and isinstance(below[name][1], (dict, list)):
            joined[name] = _joined(at, (child[0], below[name][1]), (parent[0], above[name][1]), False)
            continue
        moves, (step, joined[name]) = (child[0], below[name]) if name in below else (parent[0], above[name])
        moves.moves[(*path, step)] = at
    return joined


def _entries(section: Any) -> dict[str, tuple[str | int, Any]] | None:
    """Entries by id with the step under which each was written; None where they are no entries."""
    if isinstance(section, dict):
        return {str(key): (key, value) for key, value in section.items()}
    if not isinstance(section, list):
        return None
    found: dict[str, tuple[str | int, Any]] = {}
    for number, entry in enumerate(section):
        name = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(name, str) or name in found:
            return None
        found[name] = (number, entry)
    return found


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]
