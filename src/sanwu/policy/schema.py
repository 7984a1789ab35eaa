"""JSON Schema of scheme files, for editors: made from the models, so that it cannot say anything else.

It describes what may be written: entries by name or as a list with `id`, a word in place of a mapping where a
shorthand exists, dates as text. The loader says more than a schema can; what the schema refuses, the loader does too.
"""

from typing import Any

from sanwu.policy.keys import choice_names, event_names, meaning_of, meaning_of_model, parts
from sanwu.policy.model_cases import CaseFile
from sanwu.policy.model_dates import OnDate
from sanwu.policy.model_facts import OwnFacts
from sanwu.policy.model_predicate import OPERATOR_TITLES, OPERATORS
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.predicate_fields import PREDICATE

DIALECT = "https://json-schema.org/draft/2020-12/schema"
HEAD = ("id", "version", "title")
_ON_DATE = {"$ref": f"#/$defs/{OnDate.__name__}"}
_DATE_TEXT = {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2}|to_be_set)$"}

Json = dict[str, Any]
_PREDICATE: Json = {"$ref": "#/$defs/Predicate"}


def json_schema() -> Json:
    """The schema of scheme.yaml and of the files it includes (draft 2020-12).

    An included file holds some sections only, so the head is required of a file that has any part of it.
    """
    schema: Json = Scheme.model_json_schema(by_alias=True)
    _tidy(schema)
    for definition in schema["$defs"].values():
        # By name, the name is the id; a list of entries asks for it itself, see `_entries`.
        if "id" in definition.get("required", ()):
            definition["required"].remove("id")
    del schema["required"]
    definitions = schema.pop("$defs")
    definitions["Predicate"] = _predicate()
    _explain({**definitions, Scheme.__name__: schema})
    with_head = {"if": {"anyOf": [{"required": ["id"]}, {"required": ["version"]}]}, "then": {"required": list(HEAD)}}
    return {"$schema": DIALECT, **schema, **with_head, "$defs": definitions}


def cases_schema() -> Json:
    """The schema of a file of worked cases, explained like the other."""
    schema: Json = CaseFile.model_json_schema(by_alias=True)
    _tidy(schema)
    _explain({**schema["$defs"], CaseFile.__name__: schema})
    return {"$schema": DIALECT, **schema}


def facts_schema() -> Json:
    """The schema of facts.local.yaml, explained like the others."""
    schema: Json = OwnFacts.model_json_schema(by_alias=True)
    _tidy(schema)
    for definition in schema["$defs"].values():
        if "id" in definition.get("required", ()):
            definition["required"].remove("id")
    _explain({**schema["$defs"], OwnFacts.__name__: schema})
    return {"$schema": DIALECT, **schema}


def _predicate() -> Json:
    """The tree of all / any / not over `fact: {operator: value}`, so that editors offer joints and operators."""
    parts = {"type": "array", "items": _PREDICATE, "minItems": 1}
    word, words = {"type": ["string", "number"]}, {"type": ["string", "array"]}
    described = {
        "all": {**parts, "description": "全部成立"},
        "any": {**parts, "description": "任一成立"},
        "not": {**_PREDICATE, "description": "不成立"},
        "condition": {**word, "description": "引用构成条件", "x-refers": "conditions"},
        "decision": {**word, "description": "引用判定表，结果写在 is", "x-refers": "decisions"},
        "is": {**words, "description": "是哪种结果"},
        "judged_by": {**word, "description": "由谁判断", "x-refers": "bodies"},
        "question": {**word, "description": "要回答的问题"},
        "fact": {**word, "description": "记录答案的数据项", "x-refers": "facts"},
    }
    operators = {name: {"description": OPERATOR_TITLES[name]} for name in OPERATORS}
    comparison = {"type": "object", "properties": operators, "additionalProperties": False}
    text = "条件：数据项: {比较: 值}，用 all、any、not 连接。"
    head: Json = {"type": "object", "title": PREDICATE, "description": text}
    return {**head, "properties": described, "additionalProperties": comparison}


def _explain(definitions: dict[str, Json]) -> None:
    """Name and describe each key in Chinese, as editors show it beside the cursor."""
    for model in parts():
        definition = definitions.get(model.__name__)
        if definition is None:
            continue
        definition["description"] = meaning_of_model(model) or definition.get("description", "")
        for key, prop in definition.get("properties", {}).items():
            meaning = meaning_of(model, key)
            if meaning is not None:
                prop |= {"title": meaning.title, "description": meaning.text}
                _name_choices(prop, meaning.text)


def _name_choices(schema: Any, text: str) -> None:
    """Give the words of a choice their Chinese names: those of the key's meaning, or of the platform's events."""
    for inner in schema if isinstance(schema, list) else schema.values() if isinstance(schema, dict) else ():
        _name_choices(inner, text)
    if isinstance(schema, dict) and isinstance(words := schema.get("enum"), list):
        names = event_names() if words == list(event_names()) else choice_names(text, map(str, words))
        if names:
            schema["x-names"] = names


def _tidy(schema: Any) -> None:
    """Say throughout what the generator cannot know: ids in lists, dates as text, nothing is ever null."""
    for inner in schema if isinstance(schema, list) else schema.values() if isinstance(schema, dict) else ():
        if isinstance(inner, dict) and inner.get("title") == PREDICATE:
            inner.pop("type")
            inner.pop("title")
            inner |= _PREDICATE
        _tidy(inner)
    choices = schema.get("anyOf") if isinstance(schema, dict) else None
    if not isinstance(choices, list):
        return
    choices[:] = [choice for choice in choices if choice != {"type": "null"}]
    if schema.get("default", "") is None:
        del schema["default"]
    if _ON_DATE in choices:
        choices.append(_DATE_TEXT)
    if any("propertyNames" in choice for choice in choices):
        _entries(choices)


def _entries(choices: list[Json]) -> None:
    """A section of entries, by name or as a list: in a list each entry is a mapping with its id, none is plain text."""
    by_name, listed = choices
    entry = listed["items"]["anyOf"][0] if "anyOf" in listed["items"] else listed["items"]
    listed["items"] = {"allOf": [entry, {"required": ["id"]}]}
    if "minProperties" in by_name:
        listed["minItems"] = by_name["minProperties"]
