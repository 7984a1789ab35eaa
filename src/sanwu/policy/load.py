"""Load a scheme: from a folder or from a frozen bundle of texts to a checked `Scheme`, or to problems in Chinese.

Loading never raises on any content. Everything arrives as text, pydantic types it, unknown and duplicate keys are
refused, cross references are checked, and each problem says file, line, path, what was allowed and what to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import ValidationError

from sanwu.policy.bundle import CASES, FACTS, LAW, SCHEME, bad_include, digest_of, gather, included, read_bundle
from sanwu.policy.model import Dictionary, LawFamily, Part, Scheme
from sanwu.policy.problems import Path, Problem, allowed_text, path_text
from sanwu.policy.references import check_dictionary, check_law, check_scheme
from sanwu.policy.translate import problems_of
from sanwu.policy.yamltree import Tree, parse

__all__ = ["Loaded", "LoadedDictionary", "Problem", "load_dictionary", "load_files", "load_scheme", "read_bundle"]

P = TypeVar("P", bound=Part)
Places = dict[Path, tuple[str, int]]


@dataclass(frozen=True)
class Loaded:
    """The result of loading. `scheme` is None as soon as there is any problem; `digest` names the frozen texts."""

    scheme: Scheme | None
    problems: tuple[Problem, ...]
    files: Mapping[str, str]
    digest: str


@dataclass(frozen=True)
class LoadedDictionary:
    """The fact dictionary, or why it could not be loaded."""

    dictionary: Dictionary | None
    problems: tuple[Problem, ...]
    digest: str


@dataclass
class _Source:
    """Merged data of one or several files, where each path was written, and the problems met on the way."""

    data: dict[str, Any] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def load_scheme(path: FilePath) -> Loaded:
    """Load a scheme folder (or its scheme.yaml)."""
    files, problems = gather(path)
    if SCHEME not in files:
        return Loaded(None, tuple(problems), files, digest_of(files))
    return _load(files, problems)


def load_files(files: Mapping[str, str]) -> Loaded:
    """Load a frozen bundle: file name → text."""
    return _load(dict(files), [])


def load_dictionary(path: FilePath) -> LoadedDictionary:
    """Load the shared fact dictionary from `facts.yaml` or from the folder that holds it."""
    file = path / FACTS if path.is_dir() else path
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        problem = Problem(
            "file_unreadable",
            f"数据项字典 {file.name} 读不出来。",
            file.name,
            0,
            "",
            "请检查路径，并另存为 UTF-8 编码。",
        )
        return LoadedDictionary(None, (problem,), "")
    dictionary, problems = _dictionary(text)
    return LoadedDictionary(dictionary, tuple(problems), digest_of({FACTS: text}))


def _load(files: dict[str, str], problems: list[Problem]) -> Loaded:
    source = _merge(files)
    problems = [*problems, *source.problems]
    dictionary, found = _dictionary(files.get(FACTS))
    problems += found
    law: dict[str, LawFamily] = {}
    for name in sorted(files):
        if name.startswith(f"{LAW}/"):
            family, found = _law(name, files[name])
            problems += found
            if family is not None:
                law[family.family] = family
    scheme: Scheme | None = None
    if source.data:
        scheme, found = _validate(Scheme, source.data, SCHEME, source.places)
        problems += found
    if scheme is not None and dictionary is not None:
        scheme.attach(dictionary, law, source.data, source.places)
        problems += check_scheme(scheme)
    unique = tuple(dict.fromkeys(_without_repeats(problems)))
    return Loaded(None if unique else scheme, unique, files, digest_of(files))


def _without_repeats(problems: list[Problem]) -> list[Problem]:
    """Reading the folder and reading the bundle may both miss the same file; it is said once."""
    missing = {problem.file for problem in problems if problem.code == "file_missing"}
    return [problem for problem in problems if problem.code != "include_missing" or problem.path not in missing]


def _validate(model: type[P], data: Any, file: str, places: Places) -> tuple[P | None, list[Problem]]:
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, problems_of(error, model, data, file, places)


def _dictionary(text: str | None) -> tuple[Dictionary | None, list[Problem]]:
    if text is None:
        return None, [
            Problem("file_missing", f"找不到数据项字典 {FACTS}。", FACTS, 0, "", "请把它放在方案文件夹或它的上一级。")
        ]
    tree = parse(FACTS, text)
    places = _places(tree)
    if tree.problems:
        return None, tree.problems
    dictionary, problems = _validate(Dictionary, tree.data, FACTS, places)
    if dictionary is not None:
        problems = check_dictionary(dictionary, tree.data, places)
    return (dictionary if not problems else None), problems


def _law(name: str, text: str) -> tuple[LawFamily | None, list[Problem]]:
    tree = parse(name, text)
    if tree.problems:
        return None, tree.problems
    places = _places(tree)
    family, problems = _validate(LawFamily, tree.data, name, places)
    if family is not None:
        problems = check_law(family, name, tree.data, places)
    return (family if not problems else None), problems


def _places(tree: Tree) -> Places:
    return {path: (tree.file, line) for path, line in tree.lines.items()}


def _merge(files: Mapping[str, str]) -> _Source:
    """scheme.yaml with its included files as one mapping; two files may share a section, never an entry."""
    source = _Source()
    if SCHEME not in files:
        source.problems.append(
            Problem("file_missing", f"找不到方案文件 {SCHEME}。", SCHEME, 0, "", "方案文件夹里必须有 scheme.yaml。")
        )
        return source
    _add(source, SCHEME, files[SCHEME])
    for number, name in enumerate(included(source.data)):
        line = source.places.get(("include", number), source.places.get(("include",), (SCHEME, 0)))[1]
        fault = bad_include(name)
        if fault is not None:
            source.problems.append(
                Problem(
                    "include_refused",
                    f"不能引入“{name}”：{fault}。",
                    SCHEME,
                    line,
                    "include",
                    "只能引入方案文件夹里面的 .yaml 文件，写文件名即可。",
                )
            )
        elif name not in files:
            others = [
                other
                for other in files
                if other.endswith(".yaml") and not other.startswith((LAW, CASES)) and other not in (SCHEME, FACTS)
            ]
            source.problems.append(
                Problem(
                    "include_missing",
                    f"找不到要引入的文件“{name}”。",
                    SCHEME,
                    line,
                    name,
                    allowed_text(name, others) if others else "请检查文件名。",
                )
            )
        else:
            _add(source, name, files[name])
    return source


def _add(source: _Source, name: str, text: str) -> None:
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
    if name != SCHEME and "include" in tree.data:
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


def _add_section(source: _Source, tree: Tree, key: str, value: Any, shifts: dict[str, int]) -> None:
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
