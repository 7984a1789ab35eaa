"""Put the files of a scheme together: scheme.yaml and what it includes, as one mapping that knows its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sanwu.policy.bundle import MAX_FILES, SCHEME, bad_include, included, names_of
from sanwu.policy.problems import Path, Problem, allowed_text, path_text
from sanwu.policy.yamltree import Tree, parse

Places = dict[Path, tuple[str, int]]


@dataclass
class Source:
    """Merged data of one or several files, where each path was written, and the problems met on the way."""

    data: dict[str, Any] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def places_of(tree: Tree) -> Places:
    """The places of a file that stands alone."""
    return {path: (tree.file, line) for path, line in tree.lines.items()}


def merge_folder(files: Mapping[str, str], folder: str = "") -> Source:
    """scheme.yaml with its included files as one mapping; two files may share a section, never an entry.

    `folder` is "" or the place of a scheme that this one extends, ending in a slash.
    """
    source = Source()
    head = folder + SCHEME
    if head not in files:
        source.problems.append(
            Problem("file_missing", f"找不到方案文件 {SCHEME}。", head, 0, "", "方案文件夹里必须有 scheme.yaml。")
        )
        return source
    _add(source, head, files[head])
    listed = len(names_of(source.data, "include"))
    if listed > MAX_FILES:
        message = f"include 里写了 {listed} 个文件，上限是 {MAX_FILES} 个。"
        line = source.places.get(("include",), (head, 0))[1]
        problem = Problem("too_many_files", message, head, line, "include", "请把内容合在较少的文件里。")
        source.problems.append(problem)
    for number, name in enumerate(included(source.data)):
        line = source.places.get(("include", number), source.places.get(("include",), (head, 0)))[1]
        fault = bad_include(name)
        if fault is not None:
            source.problems.append(
                Problem(
                    "include_refused",
                    f"不能引入“{name}”：{fault}。",
                    head,
                    line,
                    "include",
                    "只能引入方案文件夹里面的 .yaml 文件，写文件名即可。",
                )
            )
        elif folder + name not in files:
            others = _includable(files, folder)
            source.problems.append(
                Problem(
                    "include_missing",
                    f"找不到要引入的文件“{name}”。",
                    head,
                    line,
                    name,
                    _wanting(name, others),
                )
            )
        else:
            _add(source, folder + name, files[folder + name])
    return source


def _wanting(name: str, others: Sequence[str]) -> str:
    """What to do about a file that is not there: another name that is near, or the file itself."""
    add = f"如果要新写这个文件，请按“加文件”添加 {name}，或者把它放进方案文件夹。"
    return (allowed_text(name, others) if others else "请检查文件名。") + add


def _includable(files: Mapping[str, str], folder: str) -> list[str]:
    """The files of a folder that may be included."""
    names = [name.removeprefix(folder) for name in files if name.startswith(folder) and name.endswith(".yaml")]
    return [name for name in names if bad_include(name) is None]


def _add(source: Source, name: str, text: str) -> None:
    tree = parse(name, text)
    source.problems += tree.problems
    if tree.data is None:
        return
    if not isinstance(tree.data, dict):
        source.problems.append(
            Problem(
                "wrong_kind", "文件的最外层应当是一组“键: 值”。", name, 1, "", "请写成 id:、title:、conditions: 等键。"
            )
        )
        return
    if PurePosixPath(name).name != SCHEME and "include" in tree.data:
        source.problems.append(
            Problem(
                "include_refused",
                "被引入的文件不能再引入别的文件。",
                name,
                tree.lines.get(("include",), 0),
                "include",
                "请把文件名写进 scheme.yaml 的 include。",
            )
        )
        return
    shifts: dict[str, int] = {}
    for key, value in tree.data.items():
        _add_section(source, tree, key, value, shifts)
    for path, line in tree.lines.items():
        if path and path[0] in shifts and len(path) > 1 and isinstance(path[1], int):
            path = (path[0], path[1] + shifts[str(path[0])], *path[2:])
        source.places.setdefault(path, (name, line))


def _add_section(source: Source, tree: Tree, key: str, value: Any, shifts: dict[str, int]) -> None:
    present = source.data.get(key)
    if present is None:
        source.data[key] = value.copy() if isinstance(value, (dict, list)) else value
    elif isinstance(present, list) and isinstance(value, list):
        shifts[key] = len(present)
        present.extend(value)
    elif isinstance(present, dict) and isinstance(value, dict):
        for inner, entry in value.items():
            if inner in present:
                first = source.places.get((key, inner), ("", 0))
                path = path_text((key, inner))
                source.problems.append(
                    Problem(
                        "duplicate_key",
                        f"“{inner}”已经在 {first[0]} 第 {first[1]} 行写过。",
                        tree.file,
                        tree.lines.get((key, inner), 0),
                        path,
                        "请删去一处，或改名。",
                    )
                )
            else:
                present[inner] = entry
    else:
        first = source.places.get((key,), ("", 0))
        source.problems.append(
            Problem(
                "duplicate_key",
                f"“{key}”已经在 {first[0]} 第 {first[1]} 行写过，两处合不到一起。",
                tree.file,
                tree.lines.get((key,), 0),
                key,
                "只在一处写；分在几个文件里时，几处的写法要相同。",
            )
        )
