"""What each key of the format means, in Chinese: read from `keys.zh.yaml`, for the reference, editors and messages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sanwu.policy.model_base import Part
from sanwu.policy.yamltree import parse

FILE = Path(__file__).with_name("keys.zh.yaml")
_WHOLE, _EVENT = "_", "Event"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A key's short Chinese name, and what it means."""

    title: str
    text: str


@cache
def meanings() -> dict[str, dict[str, Meaning]]:
    """Model → key → meaning, as the file has it; `_` is the model itself."""
    data = parse(FILE.name, FILE.read_text(encoding="utf-8")).data
    return {
        model: {key: _meaning(key, words) for key, words in keys.items()}
        for model, keys in data.items()
        if model != _EVENT
    }


@cache
def event_names() -> dict[str, str]:
    """The events that the platform knows, with their Chinese names."""
    names: dict[str, str] = parse(FILE.name, FILE.read_text(encoding="utf-8")).data[_EVENT]
    return names


def meaning_of(model: type[Part], key: str) -> Meaning | None:
    """What a key of a model means: said for the model itself, or for one that it is made from."""
    for kind in model.__mro__:
        found = meanings().get(kind.__name__, {}).get(key)
        if found is not None:
            return found
    return None


def meaning_of_model(model: type[Part]) -> str:
    """What a part of a scheme is; "" where the file says nothing of it."""
    found = meanings().get(model.__name__, {}).get(_WHOLE)
    return found.text if found else ""


def choice_names(text: str, words: Iterable[str]) -> dict[str, str]:
    """The Chinese names that a meaning gives to the words of a choice: “city 市、district 区县” → {city: 市 …}."""
    found = {}
    for word in words:
        named = re.search(rf"(?<![a-z_]){re.escape(word)} ([\u4e00-\u9fff][^、，；。 ]*)", text)
        if named is not None:
            found[word] = named[1].removesuffix("（不写即是）")
    return found


def parts() -> list[type[Part]]:
    """All parts that a scheme, its dictionary, its law and its cases are made of."""
    found: dict[type[Part], None] = {}
    waiting = [Part]
    while waiting:
        for kind in waiting.pop(0).__subclasses__():
            found[kind] = None
            waiting.append(kind)
    return list(found)


def _meaning(key: str, words: str) -> Meaning:
    if key == _WHOLE:
        return Meaning("", words)
    title, _, text = words.partition("：")
    return Meaning(title, text)
