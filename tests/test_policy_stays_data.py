"""No city, threshold or date of a plan in Python (design §3): a new scheme must touch only `schemes/`."""

import ast
import re
from functools import cache

import yaml

from tests.source import ROOT, Module, modules

NAMES = ROOT / "tests" / "data" / "place_names.txt"
FACTS = ROOT / "schemes" / "facts.yaml"

# Dates that are no policy, each with its reason: place of the file -> {text of the literal: reason}.
DATES_ALLOWED: dict[str, dict[str, str]] = {
    "src/sanwu/exchange/reading/dates.py": {"date(1899, 12, 30)": "where spreadsheets begin to count days"},
}

ISO_DATE = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
CHINESE_DATE = re.compile(r"(?:19|20)\d\d年(?:1[0-2]|[1-9])月")

code = [module for module in modules() if not module.is_migration]


@cache
def place_names() -> list[str]:
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return [name for line in lines if not line.startswith("#") for name in line.split()]


@cache
def facts() -> dict[str, dict[str, str]]:
    return yaml.load(FACTS.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["facts"]


def places_in(text: str) -> list[str]:
    """Place names in a text; Latin ones as whole words. The zones of the time zone database are no places here."""
    text = re.sub(r"\b(?:Asia|Etc)/\w+", "", text).lower()
    return [name for name in place_names() if (re.search(rf"\b{name}\b", text) if name.isascii() else name in text)]


def test_the_search_for_places_finds_what_it_should() -> None:
    assert places_in("city = '海口市'  # Luohe") == ["海口", "luohe"]
    assert places_in("TIME_ZONE = 'Asia/Chongqing'") == []


def test_no_place_is_named_in_python() -> None:
    assert {module.place: found for module in code if (found := places_in(module.text))} == {}


def dates_in(module: Module) -> list[str]:
    docstrings = {
        id(node.body[0].value)
        for node in module.walk(ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }
    found = []
    for node in module.walk(ast.Constant):
        text = node.value if isinstance(node.value, str) and id(node) not in docstrings else ""
        if ISO_DATE.fullmatch(text) or CHINESE_DATE.search(text):
            found.append(text)
    for call in module.calls("date", "datetime"):
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, int):
            found.append(ast.unparse(call))
    return [text for text in found if text not in DATES_ALLOWED.get(module.place, {})]


def test_no_date_is_written_in_python() -> None:
    """Docstrings and messages may show what a date looks like; code may not hold one."""
    assert {module.place: found for module in code if (found := dates_in(module))} == {}


def fact_named_by(node: ast.expr) -> str | None:
    """The fact that an expression reads: `x.floor_area_m2`, `facts["floor_area_m2"]`, `facts.get("floor_area_m2")`."""
    name = None
    if isinstance(node, ast.Name):
        name = node.id
    elif isinstance(node, ast.Attribute):
        name = node.attr
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        name = node.slice.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        name = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
    # Facts with an everyday name (name, address) are attributes of many things; policy never judges by them.
    return name if isinstance(name, str) and name in facts() and "_" in name else None


def judgements_in(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            literal = any(isinstance(side, ast.Constant) and side.value is not None for side in sides)
            if literal and any(fact_named_by(side) for side in sides):
                found.append(ast.unparse(node))
        if isinstance(node, ast.keyword) and node.arg and isinstance(node.value, ast.Constant):
            fact, _, lookup = node.arg.partition("__")
            if lookup in {"lt", "lte", "gt", "gte", "exact", "range"} and fact in facts():
                found.append(ast.unparse(node))
    return found


def test_the_search_for_judgements_finds_what_it_should() -> None:
    wrong = "facts['household_count'] <= 50\nentry.floor_area_m2 < 10000\nq.filter(household_count__lte=50)"
    right = "facts['household_count'] is None\nentry.floor_area_m2 < limit\nlen(facts) > 2"

    assert len(judgements_in(ast.parse(wrong))) == 3
    assert judgements_in(ast.parse(right)) == []


def test_no_fact_is_judged_outside_the_policy_engine() -> None:
    outside = [module for module in code if module.app != "policy"]

    assert {module.place: found for module in outside if (found := judgements_in(module.tree))} == {}
