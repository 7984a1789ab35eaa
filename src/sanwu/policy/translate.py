"""From pydantic's errors to problems: Chinese, with file, line, path, what was allowed and what to do."""

import re
from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sanwu.policy.hints import ALSO_CALLED, word_meant
from sanwu.policy.keys import choice_names, meaning_of
from sanwu.policy.model_base import ByKey, Part
from sanwu.policy.problems import Path, Problem, Step, allowed_text, path_text, shown

Places = Mapping[Path, tuple[str, int]]


def problems_of(error: ValidationError, model: type[Part], data: Any, file: str, places: Places) -> list[Problem]:
    """All problems of one validation, in the order of the file."""
    found = [_problem(details, model, data, file, places) for details in error.errors(include_url=False)]
    return sorted(dict.fromkeys(found), key=lambda problem: (problem.file, problem.line))


def _problem(details: ErrorDetails, model: type[Part], data: Any, file: str, places: Places) -> Problem:
    loc: Path = tuple(details["loc"])
    context = details.get("ctx", {})
    if details["type"] == "refused":
        code, message, remedy = str(context["code"]), str(context["message"]), str(context["remedy"])
        path = (*loc, *context["at"])
    else:
        path = loc
        code, message, remedy = _explain(details, model, loc, data)
    where, line = place_of(path, data, places, file)
    return Problem(code, message, where, line, path_text(path), remedy)


def _explain(details: ErrorDetails, model: type[Part], loc: Path, data: Any) -> tuple[str, str, str]:
    kind, last = details["type"], loc[-1] if loc else ""
    if kind == "extra_forbidden":
        if re.fullmatch(r"\d{3}", str(last)):
            return "unknown_key", f"不认识“{last}”这个键。", "数字里不要写逗号：60,000 请写成 60000。"
        owner = annotation_at(model, loc[:-1], data)
        if not isinstance(owner, type) or not issubclass(owner, Part):
            return "unknown_key", f"不认识“{last}”这个键。", allowed_text(str(last), [])
        titles = {
            key: (meaning.title, *ALSO_CALLED.get(key, ()))
            for key in owner.key_names()
            if (meaning := meaning_of(owner, key))
        }
        keys = [key for key in owner.key_names() if key != "id"]
        wanted = word_meant(str(last), titles) or str(last)
        return "unknown_key", f"不认识“{last}”这个键。", allowed_text(wanted, keys, 60)
    if kind == "missing":
        owner = annotation_at(model, loc[:-1], data)
        meaning = meaning_of(owner, str(last)) if isinstance(owner, type) and issubclass(owner, Part) else None
        return "missing_key", f"缺少 {last}{f'（{meaning.title}）' if meaning else ''}。", f"请加上“{last}: …”。"
    if kind == "literal_error":
        allowed = _literals(annotation_at(model, loc, data))
        return (
            "bad_choice",
            f"这里不能写{shown(details['input'])}。",
            _choices(details["input"], allowed, model, loc, data),
        )
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return "wrong_kind", f"这里应当是一组“键: 值”，现在是{shown(details['input'])}。", "请换行缩进，写成“键: 值”。"
    if kind in ("tuple_type", "list_type"):
        return "wrong_kind", f"这里应当是一个列表，现在是{shown(details['input'])}。", "请每项一行，以“- ”开头。"
    if kind == "string_type":
        return "wrong_kind", f"这里应当是一段文字，现在是{shown(details['input'])}。", "请改写成文字。"
    if kind in ("too_short", "too_long"):
        return "blank", "这里是空的，至少要写一项。", "请补上内容。"
    return "bad_value", f"这里的内容{shown(details['input'])}不符合要求。", "请对照文档里这一项的写法。"


def _choices(written: Any, allowed: list[str], model: type[Part], loc: Path, data: Any) -> str:
    """What is allowed, each word with its Chinese name where the key's meaning gives one."""
    owner = annotation_at(model, loc[:-1], data)
    meaning = meaning_of(owner, str(loc[-1])) if isinstance(owner, type) and issubclass(owner, Part) else None
    names = choice_names(meaning.text, allowed) if meaning else {}
    guess = word_meant(written, {word: (name,) for word, name in names.items()}) if isinstance(written, str) else None
    words = [f"{word} {names[word]}" if word in names else word for word in allowed]
    start = allowed_text(guess or written, allowed).partition("可以写的有")[0]
    return f"{start}可以写的有：{'、'.join(words)}。"


def place_of(path: Path, data: Any, places: Places, file: str) -> tuple[str, int]:
    """File and line of a path, or of the nearest enclosing thing that was written."""
    steps = raw_path(path, data)
    while steps not in places and steps:
        steps = steps[:-1]
    return places.get(steps, (file, 1))


def raw_path(path: Path, data: Any) -> Path:
    """A path by identifiers as a path by what stands in the file: entries of a list are found by their id."""
    steps: list[Step] = []
    for step in path:
        if isinstance(data, list) and isinstance(step, str):
            ids = [entry.get("id") if isinstance(entry, dict) else None for entry in data]
            if step not in ids:
                break
            step = ids.index(step)
        steps.append(step)
        data = _child(data, step)
        if data is None:
            break
    return tuple(steps)


def annotation_at(model: Any, loc: Sequence[Step], data: Any) -> Any:
    """The declared type at a path, so that a message can list what is allowed there; None where it is not known."""
    annotation: Any = model
    metadata: list[Any] = []
    for step in loc:
        annotation, metadata = _resolve(annotation, metadata, data)
        annotation, metadata = _inside(annotation, step)
        if annotation is None:
            return None
        data = _child(data, step)
    return _resolve(annotation, metadata, data)[0]


def _child(data: Any, step: Step) -> Any:
    if isinstance(data, list) and isinstance(step, str):
        return next((entry for entry in data if isinstance(entry, dict) and entry.get("id") == step), None)
    if isinstance(data, list) and isinstance(step, int):
        return data[step] if step < len(data) else None
    return data.get(step) if isinstance(data, dict) else None


def _resolve(annotation: Any, metadata: list[Any], data: Any) -> tuple[Any, list[Any]]:
    """Strip Annotated and "or None"; choose the form that the written key means."""
    while True:
        form = next((item.form_of(data) for item in metadata if isinstance(item, ByKey)), None)
        if form is not None:
            return form, []
        if get_origin(annotation) is Annotated:
            annotation, *extra = get_args(annotation)
            metadata = [*metadata, *extra]
        elif get_origin(annotation) in (Union, UnionType):
            rest = [item for item in get_args(annotation) if item is not type(None)]
            if len(rest) != 1:
                return annotation, metadata
            annotation = rest[0]
        else:
            return annotation, metadata


def _inside(annotation: Any, step: Step) -> tuple[Any, list[Any]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        for name, field in annotation.model_fields.items():
            if step in (name, field.alias):
                return field.annotation, list(field.metadata)
        return None, []
    arguments = get_args(annotation)
    if get_origin(annotation) is dict and len(arguments) == 2:
        return arguments[1], []
    if get_origin(annotation) in (tuple, list) and arguments:
        return arguments[0], []
    return None, []


def _literals(annotation: Any) -> list[str]:
    """All words of a Literal, also inside a union."""
    if get_origin(annotation) is Literal:
        return [str(value) for value in get_args(annotation)]
    return [word for part in get_args(annotation) for word in _literals(part)]
