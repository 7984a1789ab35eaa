"""Collect exactly the files that make up a scheme, so that they can be frozen together.

Names inside a bundle: `scheme.yaml`, the included files, `source.md`, `cases/*.yaml`, `facts.yaml` and `law/*.yaml`.
The dictionary and the law packs are shared by schemes and usually stand one folder above; in the bundle they stand
beside the scheme, so a frozen bundle needs nothing else. `law/*.local.yaml` are the scheme's own and always stand in
its folder, as does `facts.local.yaml` with the facts that no other scheme knows. What a scheme extends stands under
`extends/<id>/`: its scheme.yaml, included files, source.md and facts.local.yaml.
"""

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path as FilePath
from pathlib import PurePosixPath
from typing import Any

from sanwu.policy.problems import Problem
from sanwu.policy.yamltree import parse

SCHEME, FACTS, SOURCE, LAW, CASES, EXTENDS = "scheme.yaml", "facts.yaml", "source.md", "law", "cases", "extends"
OWN_FACTS = "facts.local.yaml"
MAX_ANCESTORS = 5
_FOLDER = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MAX_BYTES = 4_000_000
_WITHOUT = "请把它放在方案文件夹里，并检查文件名的大小写。"
_WITHOUT_FACTS = (
    "它是各方案共用的数据项字典，和 law 文件夹一起放在方案文件夹的上一级：请把方案文件夹移到平台的 schemes 文件夹里再检查，"
    f"或者把 schemes 里的 {FACTS} 和 {LAW} 复制到方案文件夹的上一级。"
)
MAX_FILES = 200


class SchemeUnreadable(ValueError):
    """Files of a scheme cannot be read; the message is Chinese and names the file."""


def read_bundle(path: FilePath) -> dict[str, str]:
    """The files of a scheme folder (or of the folder of a scheme.yaml), by their name in the bundle.

    Raises SchemeUnreadable where a file is missing, too large or not UTF-8. Mistakes inside the files are left to
    `load.load_files`.
    """
    files, problems = gather(path)
    if problems:
        raise SchemeUnreadable("；".join(str(problem) for problem in problems))
    return files


def digest_of(files: Mapping[str, str]) -> str:
    """SHA-256 over names and contents, independent of order; two bundles are the same if and only if it is equal."""
    state = hashlib.sha256()
    for name in sorted(files):
        for part in (name, files[name]):
            raw = part.encode("utf-8", "surrogatepass")
            state.update(len(raw).to_bytes(8, "big") + raw)
    return state.hexdigest()


def gather(path: FilePath) -> tuple[dict[str, str], list[Problem]]:
    """Read what can be read, and say what could not."""
    folder = path.parent if path.name == SCHEME or path.is_file() else path
    files: dict[str, str] = {}
    problems: list[Problem] = []
    if not folder.is_dir():
        return {}, [_missing(str(path.name), "没有这个文件夹。", "请检查路径，路径应当是方案所在的文件夹。")]
    _read_folder(folder, "", files, problems)
    above = _ancestors(folder, files)
    for name, parent in above.items():
        _read_folder(parent, f"{EXTENDS}/{name}/", files, problems)
    cases = sorted((folder / CASES).glob("*.yaml"))
    if len(cases) > MAX_FILES:
        message = f"{CASES} 里有 {len(cases)} 个文件，上限是 {MAX_FILES} 个。"
        problems.append(Problem("too_many_files", message, SCHEME, 0, CASES, "请把用例合在较少的文件里。"))
    for case in cases[:MAX_FILES]:
        _read(case, f"{CASES}/{case.name}", files, problems)
    shared = folder if (folder / FACTS).is_file() else folder.parent
    _read(shared / FACTS, FACTS, files, problems)
    for family in sorted(laws_named(files)):
        source = shared / LAW / f"{family}.yaml"
        if PurePosixPath(family).name == family and source.is_file():
            _read(source, f"{LAW}/{family}.yaml", files, problems)
    for owner in (folder, *above.values()):
        for local in sorted((owner / LAW).glob("*.local.yaml"))[:MAX_FILES]:
            if f"{LAW}/{local.name}" not in files:
                _read(local, f"{LAW}/{local.name}", files, problems)
    return files, problems


def laws_named(files: Mapping[str, str]) -> set[str]:
    """The law families that a scheme and those it extends name."""
    heads = [name for name in files if name.endswith(".yaml") and (name.startswith(f"{EXTENDS}/") or "/" not in name)]
    return {word for name in heads for word in names_of(_top(files[name]), "laws")}


def parent_of(head: Mapping[str, Any]) -> str | None:
    """The scheme that a head extends; what cannot be the name of one is left to the loader."""
    name = head.get("extends")
    return name.strip() if isinstance(name, str) and _FOLDER.fullmatch(name.strip()) else None


def _read_folder(folder: FilePath, under: str, files: dict[str, str], problems: list[Problem]) -> None:
    """scheme.yaml, what it includes, the plan's text, and the facts of its own."""
    _read(folder / SCHEME, f"{under}{SCHEME}", files, problems)
    for name in included(_top(files.get(f"{under}{SCHEME}"))):
        fault = bad_include(name)
        if fault is None and _inside(folder, name):
            _read(folder / name, f"{under}{name}", files, problems)
    for name in (SOURCE, OWN_FACTS):
        if (folder / name).is_file():
            _read(folder / name, f"{under}{name}", files, problems)


def _ancestors(folder: FilePath, files: Mapping[str, str]) -> dict[str, FilePath]:
    """The folders of the schemes that a scheme extends, nearest first, as far as they are there."""
    found: dict[str, FilePath] = {}
    name = parent_of(_top(files.get(SCHEME)))
    while name is not None and name not in found and len(found) <= MAX_ANCESTORS:
        parent = folder.parent / name
        if not (parent / SCHEME).is_file():
            break
        found[name] = parent
        texts: dict[str, str] = {}
        _read(parent / SCHEME, SCHEME, texts, [])
        name = parent_of(_top(texts.get(SCHEME)))
    return found


@lru_cache(maxsize=64)
def _top(text: str | None) -> dict[str, Any]:
    """What the top of a file says of other files; the same texts are gathered again and again."""
    data = parse("", text).data if text is not None else None
    return {key: data[key] for key in ("include", "extends", "laws") if key in data} if isinstance(data, dict) else {}


def names_of(data: Mapping[str, Any], key: str) -> list[str]:
    """The words under a top-level key that holds one word or a list of words."""
    value = data.get(key)
    items = value if isinstance(value, list) else [value]
    return [item.strip() for item in items if isinstance(item, str) and item.strip()]


def included(head: Mapping[str, Any]) -> list[str]:
    """The file names that a scheme includes."""
    return names_of(head, "include")[:MAX_FILES]


def bad_include(name: str) -> str | None:
    """Why a file may not be included, or None."""
    plain = PurePosixPath(name)
    if plain.is_absolute() or ".." in plain.parts or "\\" in name or ":" in name or "\x00" in name:
        return "它指向文件夹之外"
    if plain.suffix != ".yaml":
        return "它不是 .yaml 文件"
    if name in (SCHEME, FACTS, OWN_FACTS) or plain.parts[0] in (LAW, CASES, EXTENDS):
        return "这个名字另有用处"
    return None


def _inside(folder: FilePath, name: str) -> bool:
    try:
        return (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def _missing(name: str, message: str, remedy: str) -> Problem:
    return Problem("file_missing", message, name, 0, "", remedy)


def _read(path: FilePath, name: str, files: dict[str, str], problems: list[Problem]) -> None:
    try:
        if not path.is_file():
            problems.append(_missing(name, f"找不到文件 {name}。", _WITHOUT_FACTS if name == FACTS else _WITHOUT))
            return
        if path.stat().st_size > MAX_BYTES:
            problems.append(
                Problem(
                    "file_too_large",
                    f"文件超过了 {MAX_BYTES // 1_000_000} MB。",
                    name,
                    0,
                    "",
                    "请拆成几个文件，用 include 引入。",
                )
            )
            return
        raw = path.read_bytes()
    except OSError:
        problems.append(Problem("file_unreadable", f"文件 {name} 读不出来。", name, 0, "", "请检查文件的权限和磁盘。"))
        return
    try:
        files[name] = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.append(
            Problem(
                "not_utf8",
                "文件不是 UTF-8 编码（很可能是 GBK）。",
                name,
                line,
                "",
                "请用记事本或编辑器打开，另存为 UTF-8 编码。",
            )
        )
