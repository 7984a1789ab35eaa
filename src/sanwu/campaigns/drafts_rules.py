"""What a draft may hold, and how its head is read and rewritten; pure."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from sanwu.base.errors import BadInput
from sanwu.base.text import forbidden_character
from sanwu.policy.bundle import EXTENDS, FACTS, LAW, SCHEME
from sanwu.policy.yamltree import parse

MOST_FILES = 80
MOST_CHARACTERS = 500_000  # of all files together; a form with them stays below what a request may hold
LONGEST_NAME = 80
_STEP = r"[A-Za-z0-9_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff-]*"
_NAME = re.compile(rf"(?:{_STEP}/){{0,2}}{_STEP}\.(?:yaml|md)")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class Head(NamedTuple):
    """What scheme.yaml says of itself; empty where it cannot be read."""

    id: str
    version: str
    title: str


def checked(files: Mapping[str, str]) -> dict[str, str]:
    """The files as they may be kept, with plain line ends; BadInput with what to do where they may not."""
    if SCHEME not in files:
        raise BadInput(f"草稿里必须有 {SCHEME}。", "no_scheme_file")
    if len(files) > MOST_FILES:
        raise BadInput(f"一份草稿最多 {MOST_FILES} 个文件，请合并一些。", "too_many_files")
    if sum(map(len, files.values())) > MOST_CHARACTERS:
        raise BadInput(f"草稿超过了 {MOST_CHARACTERS:,} 个字符，保存不下。请删去多余的内容。", "draft_too_large")
    kept = {}
    for name, text in files.items():
        if fault := fault_of_name(name):
            raise BadInput(fault, "bad_file_name")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if forbidden_character(text):
            raise BadInput(f"{name} 里有不可见的控制字符，请删去后再保存。", "bad_character")
        kept[name] = text
    return kept


def fault_of_name(name: str) -> str:
    """Why a file may not be called so, or ""."""
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        return (
            f"“{name[:LONGEST_NAME]}”不能作文件名。请用字母、数字、汉字和下划线，以 .yaml 结尾，例如 cases/merge.yaml。"
        )
    return ""


def is_shared(name: str) -> bool:
    """Whether a file is not a scheme's own: the dictionary, a law pack, a part of a scheme that it extends."""
    return name == FACTS or name.startswith((f"{LAW}/", f"{EXTENDS}/"))


def head_of(files: Mapping[str, str]) -> Head:
    """Id, version and title as scheme.yaml says them; never raises."""
    data = parse(SCHEME, files.get(SCHEME, "")).data
    said = data if isinstance(data, dict) else {}
    words = [said.get(key) for key in Head._fields]
    return Head(*(word.strip() if isinstance(word, str) else "" for word in words))


def checked_id(scheme_id: str) -> str:
    """An id as the format allows it; BadInput otherwise."""
    if not 0 < len(scheme_id) <= 60 or not _ID.fullmatch(scheme_id):
        raise BadInput("标识只能用小写英文字母、数字和连字符，以字母开头，例如 river-2026。", "bad_scheme_id")
    return scheme_id


def with_head(files: Mapping[str, str], head: Head) -> dict[str, str]:
    """The same files with another id, version and title at the head of scheme.yaml; an empty word changes nothing."""
    text = files[SCHEME]
    for key, word in zip(Head._fields, head, strict=True):
        if word:
            line = f"{key}: {quoted(word)}".replace("\\", r"\\")
            text = re.sub(rf"(?m)^{key}:.*$", line, text, count=1)
    return {**files, SCHEME: text}


def quoted(word: str) -> str:
    """A word as YAML takes it literally, in double quotes where it is not plain."""
    if re.fullmatch(r"[\w.\u4e00-\u9fff“”（）、-]+", word) and not word.startswith(("-", ".")):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
