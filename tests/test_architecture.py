"""The rules of the building (docs/developers/architecture.md), kept by machine not by argument."""

import ast
import statistics
import subprocess
import sys
import tomllib
import weakref
from itertools import pairwise
from pathlib import Path

from django.apps import AppConfig, apps
from django.db.models import Field, Model, signals

from tests.source import ROOT, SOURCE, modules

# The order of the house, first app first: the same list as in the import contract, which a test below compares.
HOUSE = [
    "base", "policy", "render", "records", "jobs", "territory", "people", "approvals", "compounds", "campaigns", "duties",
    "ledger", "decisions", "indicators", "exchange", "inbox", "demo", "api", "web", "cli", "project",
]  # fmt: skip


def our_apps() -> list[AppConfig]:
    return [app for app in apps.get_app_configs() if app.name.startswith("sanwu.")]


def our_models() -> list[type[Model]]:
    return [model for app in our_apps() for model in app.get_models(include_auto_created=True)]


# --- One way ---------------------------------------------------------------------------------------------------------


def test_imports_keep_their_contracts() -> None:
    """import-linter reads pyproject.toml: layers, purity of policy and render, the clock, no cycles."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_what_makes_files_knows_no_django() -> None:
    """`render` may import base and policy only, which are pure by contract, so its own imports decide."""
    assert not [f"{m.place}: {name}" for m in modules("render") for name in m.imports() if name.startswith("django")]


def test_the_import_contract_lists_the_house_in_the_same_order() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")

    assert [layer.strip("()") for layer in reversed(layers)] == HOUSE


def test_foreign_keys_point_only_to_earlier_apps() -> None:
    """A foreign key by name is invisible to import-linter."""

    def place(model: type[Model]) -> int:
        return HOUSE.index(model.__module__.split(".")[1])

    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.is_relation and isinstance(field.related_model, type)
        if field.related_model.__module__.startswith("sanwu.") and place(field.related_model) > place(model)
    ]

    assert not wrong


def test_installed_apps_stand_in_the_order_of_the_house() -> None:
    places = [HOUSE.index(app.name.split(".")[1]) for app in our_apps()]

    assert all(one < other for one, other in pairwise(places)), [app.name for app in our_apps()]


def test_the_rules_of_an_app_are_private() -> None:
    """Other apps ask its services, selectors, models and enums; `rules` are free to change."""
    found = [
        f"{module.place} imports {name}"
        for module in modules()
        for name in module.imports()
        if name.startswith("sanwu.") and "rules" in name.split(".")[2:] and name.split(".")[1] != module.app
    ]

    assert not found


def test_no_signal_has_a_receiver_of_ours() -> None:
    """Later stages pull and services call down; a receiver is a flow that nobody can read."""
    watched = [name for name in dir(signals) if isinstance(getattr(signals, name), signals.ModelSignal)]
    assert "post_save" in watched

    ours = [
        f"{name}: {receiver!r}"
        for name in watched
        for _, reference, *_ in getattr(signals, name).receivers
        if (receiver := reference() if isinstance(reference, weakref.ReferenceType) else reference) is not None
        if getattr(receiver, "__module__", "").startswith("sanwu.")
    ]
    connected = [m.place for m in modules() for node in m.calls("connect") if "signal" in ast.unparse(node)]
    decorated = [
        module.place
        for module in modules()
        for node in module.walk(ast.FunctionDef)
        for decorator in node.decorator_list
        if "receiver" in ast.unparse(decorator)
    ]

    assert not ours + connected + decorated


# --- Size ------------------------------------------------------------------------------------------------------------


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def test_modules_stay_small() -> None:
    """Lines of code, so that nobody saves on docstrings (ADR 13); the hard stop counts every line."""
    assert not {module.place: module.lines for module in modules() if module.lines > 500}
    sizes = {module.place: module.code_lines for module in modules() if not module.is_migration and module.code_lines}
    assert sizes

    assert percentile(list(sizes.values()), 0.9) <= 180, sorted(sizes.items(), key=lambda item: -item[1])[:15]
    assert statistics.median(sizes.values()) <= 60, sorted(sizes.items(), key=lambda item: -item[1])[:30]


def test_functions_and_classes_stay_small() -> None:
    functions: dict[str, int] = {}
    classes: dict[str, int] = {}
    for module in modules():
        if module.is_migration:
            continue
        for node in module.walk(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
            into = classes if isinstance(node, ast.ClassDef) else functions
            into[f"{module.place}:{node.lineno} {node.name}"] = (node.end_lineno or node.lineno) - node.lineno + 1
    assert functions
    assert classes

    assert not {name: lines for name, lines in functions.items() if lines > 80}
    assert not {name: lines for name, lines in classes.items() if lines > 300}
    long = sorted(((lines, name) for name, lines in functions.items() if lines > 50), reverse=True)
    assert percentile(list(functions.values()), 0.99) <= 50, long


# --- The clock, the database, the way in -----------------------------------------------------------------------------

CLOCK = {"now", "utcnow", "today", "localdate", "localtime"}


def test_the_clock_is_read_in_one_place() -> None:
    """A rule takes `on: date`; only base/clock.py asks what time it is, so that every past can be recomputed."""
    found = [
        f"{module.place}:{node.lineno} {ast.unparse(node)}"
        for module in modules()
        if module.path != SOURCE / "base" / "clock.py"
        for node in module.walk(ast.Attribute)
        if node.attr in CLOCK
        and isinstance(node.value, ast.Name | ast.Attribute)
        and ast.unparse(node.value).split(".")[-1] in {"timezone", "datetime", "date"}
    ]

    assert not found


# Files that may speak SQL although they are not named sql.py, each with its reason.
SQL_ALLOWED = {"src/sanwu/web/desk/health.py": "asks the database for a sign of life, in words that every engine knows"}


def test_raw_sql_stands_in_files_named_sql() -> None:
    """So that what ties us to an engine is found by name, and tested on both."""
    found = [
        f"{module.place}:{node.lineno} {ast.unparse(node)[:80]}"
        for module in modules()
        if module.path.name != "sql.py" and module.place not in SQL_ALLOWED and not module.is_migration
        for node in module.calls("raw", "cursor", "RawSQL", "extra")
        if not ast.unparse(node.func).startswith(("self.", "log"))
    ]

    assert not found


def test_nothing_goes_around_the_managers() -> None:
    found = [
        f"{module.place}:{node.lineno}"
        for module in modules()
        for node in module.walk(ast.Attribute)
        if node.attr in {"_base_manager", "_default_manager"}
    ]

    assert not found


def test_pages_fetch_and_permit_in_one_call() -> None:
    """`get_object_or_404` on a bare model or manager would fetch without asking for the scope."""
    found = [
        f"{module.place}:{node.lineno} {ast.unparse(node)}"
        for module in modules()
        if module.app in {"web", "exchange", "cli"}
        for node in module.calls("get_object_or_404", "get_list_or_404")
        if "visible_to" not in ast.unparse(node)
    ]

    assert not found


def test_pages_read_models_through_selectors_only() -> None:
    """A page that says `Compound.objects` has stepped past `visible_to`."""
    names = {model.__name__ for model in our_models()}
    found = [
        f"{module.place}:{node.lineno} {ast.unparse(node)}"
        for module in modules("web")
        for node in module.walk(ast.Attribute)
        if node.attr == "objects" and isinstance(node.value, ast.Name) and node.value.id in names
    ]

    assert not found
