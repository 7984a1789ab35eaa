"""What may be written where the cursor stands: keys of the place, closed choices, ids of the scheme, shared facts.

Everything comes from the JSON Schema of the models (`schema`), so that nothing is offered that the loader refuses; the
ids are read from the text as it is, however broken. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from sanwu.policy.bundle import CASES, FACTS, LAW, OWN_FACTS
from sanwu.policy.problems import Path
from sanwu.policy.schema import cases_schema, facts_schema, json_schema
from sanwu.policy.suggesting import Known, in_case, in_own_facts, in_predicate
from sanwu.policy.yamlscan import scan, spot

Json = dict[str, Any]
MOST, UNDATED = 400, "to_be_set"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that may be written. `kind` is key, choice, id or fact; `title` says in Chinese what it is, if known,
    `help` how it is meant."""

    text: str
    kind: str
    title: str = ""
    required: bool = False
    help: str = ""

    def as_json(self) -> Json:
        return asdict(self)


def complete(files: Mapping[str, str], name: str, line: int, column: int) -> list[Suggestion]:
    """What may stand at a place of a file (`line` and `column` from 0), in the order of the reference. Never raises."""
    text = files.get(name, "")
    if not name.endswith(".yaml") or name == FACTS or name.startswith(f"{LAW}/"):
        return []
    here = spot(text, line, column)
    known = Known(files)
    told = (in_case(name, here, known), in_own_facts(name, here, known), in_predicate(_at, name, here, known))
    for special in told:
        if special is not None:
            return [Suggestion(*found) for found in special][:MOST]
    places = list(_at(name, here.path))
    if here.at_key:
        used = set(scan(text).keys.get(here.path, ())) - {here.word}
        if here.path and isinstance(here.path[-1], str):
            used.add("id")  # an entry by name has its id already
        found = [
            *sorted(_keys(places, used), key=lambda key: not key.required),
            *(_values(places, here.path, known) if _item(here.path) else ()),
        ]
    else:
        found = list(_values(places, here.path, known))
    return list(dict.fromkeys(found))[:MOST]


def _item(path: Path) -> bool:
    """Whether a place is an item of a list, which may be a plain word as well as a mapping."""
    return bool(path) and isinstance(path[-1], int)


def _keys(places: Iterable[Json], used: set[str]) -> Iterator[Suggestion]:
    """The keys of a place. Where it may be written in several ways, those that fit what is written already; compulsory is
    what all of them ask for."""
    shapes = [place for place in places if place.get("properties")]
    shapes = [place for place in shapes if used - {"id"} <= place["properties"].keys()] or shapes
    required = set.intersection(*(set(place.get("required", ())) for place in shapes)) if shapes else set()
    for place in shapes:
        for key in place["properties"]:
            if key not in used:
                about = place["properties"][key]
                yield Suggestion(key, "key", about.get("title", ""), key in required, about.get("description", ""))


def _values(places: Iterable[Json], path: Path, known: Known) -> Iterator[Suggestion]:
    for place in places:
        if section := place.get("x-refers"):
            yield from (Suggestion(*found) for found in known.of(section))
        if UNDATED in place.get("pattern", ""):
            yield Suggestion(UNDATED, "choice", "待定")
        for word in place.get("enum", ()):
            if isinstance(word, str):
                yield Suggestion(word, "choice", place.get("x-names", {}).get(word, ""))
    if len(path) > 4 and path[0] == "decisions" and path[-1] in ("then", "otherwise"):
        yield from (Suggestion(*found) for found in known.outcomes(str(path[1])))
    if path and path[-1] == "applies_to":
        yield from (Suggestion(*found) for found in known.of("conditions"))


def _at(name: str, path: Path) -> Iterator[Json]:
    """The schemas that describe what stands at a path of a file."""
    root = _cases() if name.startswith(f"{CASES}/") else _facts() if name == OWN_FACTS else _scheme()
    places = list(_shapes(root, root))
    for step in path:
        places = [shape for place in places for inner in _step(place, step) for shape in _shapes(inner, root)]
    yield from places


def _step(place: Json, step: Any) -> Iterator[Json]:
    if isinstance(step, int):
        if isinstance(items := place.get("items"), dict):
            yield items
    elif step in place.get("properties", {}):
        yield place["properties"][step]
    elif isinstance(inner := place.get("additionalProperties"), dict):
        yield inner


def _shapes(schema: Json, root: Json, refers: str = "") -> Iterator[Json]:
    """A schema with its references followed and its alternatives side by side."""
    refers = schema.get("x-refers", refers)
    if "$ref" in schema:
        yield from _shapes(root["$defs"][schema["$ref"].rpartition("/")[2]], root, refers)
        return
    inner = [*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())]
    if inner:
        for one in inner:
            yield from _shapes(one, root, refers)
    if schema.get("properties") or not inner:
        shape = {**schema, "x-refers": refers} if refers else schema
        if isinstance(items := shape.get("items"), dict) and refers:
            shape = {**shape, "items": {**items, "x-refers": refers}}
        yield shape


@cache
def _scheme() -> Json:
    return json_schema()


@cache
def _cases() -> Json:
    return cases_schema()


@cache
def _facts() -> Json:
    return facts_schema()
