"""JSON Schema of scheme files, for editors: made from the models, so that it cannot say anything else.

It describes what may be written: entries by name or as a list with `id`, a word in place of a mapping where a
shorthand exists, dates as text. The loader says more than a schema can; what the schema refuses, the loader does too.
"""

from typing import Any

from sanwu.policy.model_dates import OnDate
from sanwu.policy.model_scheme import Scheme

DIALECT = "https://json-schema.org/draft/2020-12/schema"
HEAD = ("id", "version", "title")
_ON_DATE = {"$ref": f"#/$defs/{OnDate.__name__}"}
_DATE_TEXT = {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2}|to_be_set)$"}

Json = dict[str, Any]


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
    with_head = {"if": {"anyOf": [{"required": ["id"]}, {"required": ["version"]}]}, "then": {"required": list(HEAD)}}
    return {"$schema": DIALECT, **schema, **with_head, "$defs": definitions}


def _tidy(schema: Any) -> None:
    """Say throughout what the generator cannot know: ids in lists, dates as text, nothing is ever null."""
    for inner in schema if isinstance(schema, list) else schema.values() if isinstance(schema, dict) else ():
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
