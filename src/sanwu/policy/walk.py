"""Walk over everything in a scheme: each part with its path, and each word that names an entry of another section."""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from sanwu.policy.model_base import Part, Refers
from sanwu.policy.problems import Path

Named = tuple[Path, str, str]


def walk(part: Part, path: Path = ()) -> Iterator[tuple[Path, Part]]:
    """The part and all parts inside it, depth first, in the order of the format."""
    yield path, part
    for name, field in type(part).model_fields.items():
        yield from _inside(getattr(part, name), (*path, field.alias or name))


def _inside(value: Any, path: Path) -> Iterator[tuple[Path, Part]]:
    if isinstance(value, Part):
        yield from walk(value, path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _inside(inner, (*path, key))
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _inside(inner, (*path, number))


def references(part: Part, path: Path) -> Iterator[Named]:
    """(path, section, word) for each reference that stands directly in this part."""
    for name, key, section in _fields(type(part)):
        value = getattr(part, name)
        if isinstance(value, str):
            yield (*path, key), section, value
        elif isinstance(value, tuple):
            for number, word in enumerate(value):
                yield (*path, key, number), section, word


@cache
def _fields(model: type[Part]) -> tuple[tuple[str, str, str], ...]:
    found = []
    for name, field in model.model_fields.items():
        section = _section(field.annotation, field.metadata)
        if section is not None:
            found.append((name, field.alias or name, section))
    return tuple(found)


def _section(annotation: Any, metadata: list[Any]) -> str | None:
    for item in metadata:
        if isinstance(item, Refers):
            return item.section
    for argument in get_args(annotation):
        section = argument.section if isinstance(argument, Refers) else _section(argument, [])
        if section is not None:
            return section
    return None
