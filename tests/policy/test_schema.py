"""The JSON Schema that editors use agrees with the loader: it accepts what ships and refuses plain mistakes."""

import copy
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from sanwu.policy.keys import event_names
from sanwu.policy.model import Event
from sanwu.policy.schema import facts_schema, json_schema
from sanwu.policy.yamltree import parse

SCHEMES = Path(__file__).parents[2] / "schemes"
EXAMPLES = Path(__file__).parents[2] / "docs" / "schemes" / "examples"
HEADS = (*SCHEMES.glob("*/scheme.yaml"), *EXAMPLES.glob("*/scheme.yaml"))
FILES = sorted(file for scheme in HEADS for file in scheme.parent.glob("*.yaml"))
SCHEMA = json_schema()
FACTS_SCHEMA = facts_schema()
DEFS = {**FACTS_SCHEMA["$defs"], **SCHEMA["$defs"]}


def faults(value: Any, schema: dict[str, Any], at: str = "") -> list[str]:
    """What a validator would report, for the keywords that the schema uses; another keyword fails the test."""
    found: list[str] = []
    for keyword, rule in schema.items():
        if keyword == "$ref":
            found += faults(value, DEFS[rule.removeprefix("#/$defs/")], at)
        elif keyword == "anyOf":
            if all(faults(value, choice) for choice in rule):
                found.append(f"{at}: none of {len(rule)} forms")
        elif keyword == "allOf":
            found += [fault for part in rule for fault in faults(value, part, at)]
        elif keyword == "if":
            found += [] if faults(value, rule) else faults(value, schema["then"], at)
        elif keyword == "type":
            found += [] if _is(value, rule) else [f"{at}: not {rule}"]
        elif keyword == "enum":
            found += [] if value in rule else [f"{at}: not one of {rule}"]
        elif keyword == "const":
            found += [] if value == rule else [f"{at}: not {rule}"]
        elif keyword == "pattern":
            found += [f"{at}: pattern"] if isinstance(value, str) and not re.search(rule, value) else []
        elif keyword == "required":
            found += [f"{at}: lacks {key}" for key in rule if isinstance(value, dict) and key not in value]
        elif keyword == "properties" and isinstance(value, dict):
            found += [f for key in value.keys() & rule.keys() for f in faults(value[key], rule[key], f"{at}/{key}")]
        elif keyword == "additionalProperties" and isinstance(value, dict):
            patterns = schema.get("patternProperties", {})
            rest = [key for key in value.keys() - schema.get("properties", {}).keys() if not _matching(key, patterns)]
            if rule is False:
                found += [f"{at}: unknown {key}" for key in rest]
            elif isinstance(rule, dict):
                found += [fault for key in rest for fault in faults(value[key], rule, f"{at}/{key}")]
        elif keyword == "patternProperties" and isinstance(value, dict):
            found += [
                f for key in value for part in _matching(key, rule) for f in faults(value[key], part, f"{at}/{key}")
            ]
        elif keyword == "propertyNames" and isinstance(value, dict):
            found += [fault for key in value for fault in faults(key, rule, f"{at}/{key}")]
        elif keyword == "items" and isinstance(value, list):
            found += [fault for n, item in enumerate(value) for fault in faults(item, rule, f"{at}/{n}")]
        elif keyword in ("minItems", "minProperties", "minLength"):
            kind = {"minItems": list, "minProperties": dict, "minLength": str}[keyword]
            found += [f"{at}: too short"] if isinstance(value, kind) and len(value) < rule else []
        else:
            assert keyword in KNOWN, keyword
    return found


def _matching(key: str, patterns: dict[str, Any]) -> list[Any]:
    return [rule for pattern, rule in patterns.items() if re.search(pattern, key)]


KNOWN = {
    "$schema", "$defs", "title", "description", "default", "then", "properties", "additionalProperties", "propertyNames",
    "items", "x-refers", "x-names",
}  # fmt: skip
# Files are read as text, so a number or yes/no arrives as a word; an editor would see it typed.
KINDS = {"object": dict, "array": list, "string": str, "integer": str, "number": str, "boolean": str}


def _is(value: Any, kinds: str | list[str]) -> bool:
    return any(isinstance(value, KINDS[kind]) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def data(file: Path) -> dict[str, Any]:
    return parse(file.name, file.read_text(encoding="utf-8")).data


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_file_of_a_scheme_that_ships_is_accepted(file: Path) -> None:
    schema = FACTS_SCHEMA if file.name == "facts.local.yaml" else SCHEMA
    assert faults(data(file), schema) == []


GOOD: dict[str, Any] = {
    "id": "small",
    "version": "1",
    "title": "小方案",
    "principles": {"first": "一句话"},
    "duties": [{"id": "report", "title": "上报", "due": "2016-06-30"}],
    "phases": {"one": {"title": "一", "ends": {"dekad": "2020-06/1"}, "starts": "to_be_set"}},
    "conditions": {
        "c": {"title": "条件", "polarity": "deficit", "members": {"m": {"title": "员", "when": {"f": {"is": "no"}}}}}
    },
}


def changed(*path: Any, to: Any) -> dict[str, Any]:
    result = copy.deepcopy(GOOD)
    inner: Any = result
    for step in path[:-1]:
        inner = inner[step]
    if to is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return result


def test_the_good_example_is_accepted() -> None:
    assert faults(GOOD, SCHEMA) == []


@pytest.mark.parametrize(
    "wrong",
    [
        changed("title", to=None),
        changed("dutys", to={}),
        changed("duties", 0, "tittle", to="上报"),
        changed("duties", 0, "id", to=None),
        changed("duties", 0, to="上报"),
        changed("duties", 0, "due", to="6月30日"),
        changed("phases", "one", "ends", to={"dekade": "2020-06/1"}),
        changed("phases", "One", to={"title": "大写"}),
        changed("conditions", "c", "polarity", to="bad"),
        changed("conditions", "c", "members", to={}),
        changed("conditions", "c", "members", to=None),
        changed("principles", "first", to=["一"]),
    ],
)
def test_plain_mistakes_are_refused(wrong: dict[str, Any]) -> None:
    assert faults(wrong, SCHEMA) != []


def test_an_included_file_needs_no_head_but_a_head_must_be_whole() -> None:
    assert faults({"principles": {"first": "一句话"}}, SCHEMA) == []
    assert faults({"id": "small"}, SCHEMA) == [": lacks version", ": lacks title"]


def test_every_key_that_may_be_written_is_named_and_explained_in_chinese() -> None:
    chinese = re.compile(r"[一-鿿]")
    for name, definition in {**SCHEMA["$defs"], "Scheme": SCHEMA}.items():
        assert chinese.search(definition["description"]), name
        for key, prop in definition.get("properties", {}).items():
            assert name == "Predicate" or chinese.search(prop["title"]), (name, key)
            assert chinese.search(prop["description"]), (name, key)


def test_the_words_of_choices_have_chinese_names() -> None:
    level = SCHEMA["$defs"]["Body"]["properties"]["level"]
    assert level["x-names"]["street"] == "街道乡镇"
    assert event_names()["list_submitted"] == "名单上报"
    assert list(event_names()) == list(get_args(Event))
