"""Load a scheme: from a folder or from a frozen bundle of texts to a checked `Scheme`, or to problems in Chinese.

Loading never raises on any content. Everything arrives as text, pydantic types it, unknown and duplicate keys are
refused, cross references are checked, and each problem says file, line, path, what was allowed and what to do.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import ValidationError

from sanwu.policy.bundle import FACTS, LAW, SCHEME, SOURCE, digest_of, gather, read_bundle
from sanwu.policy.inherit import merge
from sanwu.policy.local_law import LOCAL, check_local, overridden
from sanwu.policy.merge import Places, places_of
from sanwu.policy.model import Dictionary, LawFamily, Part, Scheme
from sanwu.policy.model_facts import OwnFacts
from sanwu.policy.model_law_local import LocalLaw
from sanwu.policy.modules import switched
from sanwu.policy.own_facts import laid_over, names_own
from sanwu.policy.problems import Problem
from sanwu.policy.references import check_scheme
from sanwu.policy.references_beside import check_dictionary, check_law
from sanwu.policy.translate import problems_of
from sanwu.policy.yamltree import parse

__all__ = ["Loaded", "LoadedDictionary", "Problem", "load_dictionary", "load_files", "load_scheme", "read_bundle"]

P = TypeVar("P", bound=Part)
_WHOLE_FILES = ("duplicate_key", "include_refused")  # faults of files that were read all the same
MAX_TOTAL = 600_000
_UNREAD = ("file_missing", "file_too_large", "file_unreadable", "not_utf8")


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


def load_scheme(path: FilePath) -> Loaded:
    """Load a scheme folder (or its scheme.yaml)."""
    files, problems = gather(path)
    if SCHEME not in files:
        return Loaded(None, tuple(problems), files, digest_of(files))
    return _load(files, problems) if problems else load_files(files)


def load_files(files: Mapping[str, str]) -> Loaded:
    """Load a frozen bundle: file name → text. The last few are remembered: pages load the same texts again and again."""
    return replace(_remembered(tuple(files.items())), files=dict(files))


@lru_cache(maxsize=8)
def _remembered(files: tuple[tuple[str, str], ...]) -> Loaded:
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
    return LoadedDictionary(dictionary, problems, digest_of({FACTS: text}))


def dictionary_of(text: str) -> Dictionary | None:
    """The shared dictionary of a text, None where it has a fault."""
    return _dictionary(text)[0]


def _load(files: dict[str, str], problems: list[Problem]) -> Loaded:
    total = sum(map(len, files.values()))
    if total > MAX_TOTAL:
        message = f"方案的各个文件加起来有 {total:,} 个字，上限是 {MAX_TOTAL:,} 个。"
        remedy = "请删去用不着的内容，附件和图表不要放进来；或者拆成几个方案。"
        return Loaded(
            None, (*problems, Problem("scheme_too_large", message, SCHEME, 0, "", remedy)), files, digest_of(files)
        )
    source = merge(files)
    problems = [*problems, *source.problems]
    dictionary, stated = _dictionary(files.get(FACTS))
    problems += stated
    own: list[Problem] = []
    shared = dictionary.facts if dictionary is not None else {}
    for name in names_own(files):
        if dictionary is not None:
            dictionary, found = _with_own(dictionary, name, files[name], dictionary.facts.keys() - shared.keys())
            own += found
    problems += own
    law, found = _laws(files)
    problems += found
    scheme: Scheme | None = None
    if source.data:
        scheme, found = _validate(Scheme, source.data, SCHEME, source.places)
        problems += found
    if scheme is not None and dictionary is not None:
        scheme.attach(dictionary, law, source.data, source.places, files.get(SOURCE, ""))
        # What a file that cannot be read defines would be missed everywhere else.
        if not own and all(problem.code in _WHOLE_FILES for problem in source.problems):
            problems += check_scheme(scheme)
        scheme = switched(scheme)
    unique = tuple(dict.fromkeys(_without_repeats(problems)))
    return Loaded(None if unique else scheme, unique, files, digest_of(files))


def _without_repeats(problems: list[Problem]) -> list[Problem]:
    """What reading the folder said of a file (missing, too large, not UTF-8) is not said again as a missing file."""
    told = {problem.file for problem in problems if problem.code in _UNREAD}
    return [
        problem
        for problem in problems
        if not (problem.code == "include_missing" and problem.path in told)
        and not (problem.code == "file_missing" and problem.file in told and not _first(problem, problems))
    ]


def _first(problem: Problem, problems: list[Problem]) -> bool:
    """Whether this is the first thing said of its file as a whole."""
    return next(one for one in problems if one.file == problem.file and one.code in _UNREAD) is problem


def _validate(model: type[P], data: Any, file: str, places: Places) -> tuple[P | None, list[Problem]]:
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, problems_of(error, model, data, file, places)


@lru_cache(maxsize=2)  # one text for all the schemes of a folder
def _dictionary(text: str | None) -> tuple[Dictionary | None, tuple[Problem, ...]]:
    dictionary, problems = _dictionary_read(text)
    return dictionary, tuple(problems)


def _dictionary_read(text: str | None) -> tuple[Dictionary | None, list[Problem]]:
    if text is None:
        return None, [
            Problem("file_missing", f"找不到数据项字典 {FACTS}。", FACTS, 0, "", "请把它放在方案文件夹或它的上一级。")
        ]
    tree = parse(FACTS, text)
    places = places_of(tree)
    if tree.problems:
        return None, tree.problems
    dictionary, problems = _validate(Dictionary, tree.data, FACTS, places)
    if dictionary is not None:
        problems = check_dictionary(dictionary, tree.data, places)
    return (dictionary if not problems else None), problems


def _with_own(dictionary: Dictionary, name: str, text: str, above: Container[str]) -> tuple[Dictionary, list[Problem]]:
    """The dictionary with the facts that a scheme brings along; as it was where these cannot be read."""
    tree = parse(name, text)
    if tree.problems:  # a file in which nothing stands yet adds nothing
        return dictionary, [problem for problem in tree.problems if problem.code != "empty_file"]
    places = places_of(tree)
    own, problems = _validate(OwnFacts, tree.data, name, places)
    if own is None:
        return dictionary, problems
    return laid_over(dictionary, own, name, tree.data, places, above)


def _laws(files: Mapping[str, str]) -> tuple[dict[str, LawFamily], list[Problem]]:
    """The law packs by family, each with the scheme's local pack laid over it."""
    law: dict[str, LawFamily] = {}
    problems: list[Problem] = []
    names = [name for name in sorted(files) if name.startswith(f"{LAW}/")]
    for name in names:
        if not name.endswith(LOCAL):
            family, found = _law(name, files[name])
            problems += found
            if family is not None:
                law[family.family] = family
    for name in names:
        # Where the shared pack itself is faulty, that is what is said.
        shared = f"{name.removesuffix(LOCAL)}.yaml"
        if name.endswith(LOCAL) and (shared not in files or shared.removeprefix(f"{LAW}/")[:-5] in law):
            local, found = _local(name, files[name], law)
            problems += found
            if local is not None:
                law[local.overrides] = overridden(law[local.overrides], local)
    return law, problems


def _local(name: str, text: str, law: Mapping[str, LawFamily]) -> tuple[LocalLaw | None, list[Problem]]:
    tree = parse(name, text)
    if tree.problems:
        return None, tree.problems
    places = places_of(tree)
    local, problems = _validate(LocalLaw, tree.data, name, places)
    if local is None:
        return None, problems
    problems = check_local(law.get(local.overrides), local, name, tree.data, places)
    return (local if not problems else None), problems


def _law(name: str, text: str) -> tuple[LawFamily | None, list[Problem]]:
    tree = parse(name, text)
    if tree.problems:
        return None, tree.problems
    places = places_of(tree)
    family, problems = _validate(LawFamily, tree.data, name, places)
    if family is not None:
        problems = check_law(family, name, tree.data, places)
    return (family if not problems else None), problems
