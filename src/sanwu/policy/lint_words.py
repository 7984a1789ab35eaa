"""Findings in words: what was garbled or left blank, silence read as zero, and lists of persons."""

import re
from collections.abc import Iterator

from sanwu.policy.findings import Notebook
from sanwu.policy.model_money import Acknowledged
from sanwu.policy.problems import Path
from sanwu.policy.walk import walk

_GARBLED = re.compile("�|\\?\\?|锟斤拷|烫烫")
_BLANK = re.compile(r"[xX×Ｘ]{1,4}\s*[月日]|(?:19|20)?[xX×Ｘ]{2,4}\s*年|TODO|待填|此处填写")
_SILENCE = re.compile(
    "(?:未报|不报|没有报|没报|逾期不报|缺报)[^。；不]{0,8}(?:视为|视同|按|算作|当作|即为)[^。；，]{0,3}(?:零|无)"
)
_PERSONS = re.compile(
    "(?:上访|信访|重点)(?:老户|人员|人|户|对象)[^。；，]{0,4}(?:名单|花名册|名册|台账)|盯人|稳控(?:对象|人员)"
)
_NOT = re.compile("(?:不|无|没有|禁止|不得|不设|不建)[^。；，]{0,6}$")
# Explanations may quote what they explain.
_EXPLAINING = ("note", "source", "question")


def check_words(notebook: Notebook) -> None:
    """Every sentence of a scheme."""
    for path, text in _texts(notebook):
        spoken = path[-1] not in _EXPLAINING
        if _GARBLED.search(text):
            notebook.add("garbled_text", path, f"文字里有乱码：“{text[:20]}”。", "请对照原件改正。")
        if spoken and (found := _BLANK.search(text)):
            message = f"文字里留着没有填的空：“{found[0]}”。"
            notebook.add("placeholder_left", path, message, "请填上；日期没有定的，在日期栏写 to_be_set。")
        if spoken and (found := _SILENCE.search(text)):
            message = f"“{found[0]}”把没有报当作零；没有报不等于没有。"
            remedy = "请改成没有报就显示未报；没有情况的，也要报一次“零”。"
            notebook.add("missing_read_as_zero", path, message, remedy)
        if spoken and (found := _person_list(text)):
            message = f"“{found[0]}”是对个人列名单或者盯人，平台不做这样的事。"
            notebook.add("person_list", path, message, "请改成办理事项；人数只作统计。")


def _person_list(text: str) -> re.Match[str] | None:
    """The first list of persons that a text asks for; those that it says shall not be are passed over."""
    return next((found for found in _PERSONS.finditer(text) if not _NOT.search(text[: found.start()])), None)


def _texts(notebook: Notebook) -> Iterator[tuple[Path, str]]:
    """Every sentence of the scheme with its path."""
    for path, part in walk(notebook.scheme):
        if isinstance(part, Acknowledged):
            continue
        for name, field in type(part).model_fields.items():
            value = getattr(part, name)
            key = field.alias or name
            if name in ("id", "clause", "title_en", "anchor"):
                continue
            if isinstance(value, str):
                yield (*path, key), value
            elif isinstance(value, tuple):
                yield from (((*path, key, number), word) for number, word in enumerate(value) if isinstance(word, str))
