"""Lists ask for a scope, and a scope without grants gets nothing from any of them."""

import ast
import importlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from sanwu.base.scope import NOBODY, Ability, Grant, Scope
from tests.matrix import world
from tests.source import modules

pytestmark = pytest.mark.django_db
# How the other parameters of a `…_visible_to` are filled; a new one needs a line here.
OTHERS: dict[str, list[Any]] = {"ability": list(Ability), "account_id": [None]}
# What grants no row: nobody, an account without posts, posts without a place, and a place that is no place.
EMPTY = [
    NOBODY,
    Scope(1),
    Scope(1, (Grant("street_officer", frozenset(Ability)),)),
    Scope(1, (Grant("street_officer", frozenset(Ability), "990101000000", "990101000000"),)),
    Scope(1, (Grant("street_officer", frozenset(), "0", ":"),)),
    Scope(1, (Grant("partner_unit", frozenset(Ability), objects=frozenset({("compound", -1)})),)),
]


def lists() -> list[Callable[..., Any]]:
    """Every function of the product whose name says that it lists what a scope may see."""
    names = {
        (module.place.removeprefix("src/").removesuffix(".py").replace("/", "."), node.name)
        for module in modules()
        for node in module.walk(ast.FunctionDef)
        if node.name == "visible_to" or node.name.endswith("_visible_to")
    }
    return [getattr(importlib.import_module(module), name) for module, name in sorted(names)]


def ways(function: Callable[..., Any], scope: Scope) -> list[dict[str, Any]]:
    """Every way to call it with this scope."""
    calls: list[dict[str, Any]] = [{}]
    for name in inspect.signature(function).parameters:
        values = [scope] if name == "scope" else OTHERS[name]
        calls = [call | {name: value} for call in calls for value in values]
    return calls


@pytest.fixture(scope="module")
def something(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


def test_lists_are_found() -> None:
    assert {"compounds_visible_to", "campaigns_visible_to", "jobs_visible_to", "acts_visible_to"} <= {
        function.__name__ for function in lists()
    }


@pytest.mark.parametrize("function", lists(), ids=lambda function: function.__name__)
def test_a_list_takes_a_scope_and_shows_nothing_to_one_that_grants_nothing(
    something: Any, function: Callable[..., Any]
) -> None:
    assert "scope" in inspect.signature(function).parameters
    everything = Scope(None, (Grant("all", frozenset(Ability), "0", ":"),))

    assert any(list(function(**call)) for call in ways(function, everything))
    shown = {str(scope): list(function(**call)) for scope in EMPTY for call in ways(function, scope)}
    assert not any(shown.values()), shown
