"""The reference says what the format is: drawn from the models, each key with a meaning and an example that runs."""

from functools import cache

import pytest

from sanwu.policy.cases import run_cases
from sanwu.policy.keys import event_names, meaning_of, meaning_of_model, meanings, parts
from sanwu.policy.lint import lint
from sanwu.policy.load import load_scheme
from sanwu.policy.model_base import Part
from sanwu.policy.model_predicate import OPERATORS
from sanwu.web.desk.scheme_events import EVENTS
from tests.schemes.reference import CHAPTERS, EXAMPLES, PAGE, Shown, draw, read_examples, source_of


@cache
def shown() -> Shown:
    return read_examples()


def test_the_reference_is_fresh() -> None:
    fresh = draw({name: str(words) for name, words in EVENTS.items()})

    assert PAGE.read_text(encoding="utf-8") == fresh, "draw it anew: python -m tests.schemes.write"


def test_every_part_and_every_key_of_the_format_is_explained() -> None:
    silent = [model.__name__ for model in parts() if not meaning_of_model(model)]
    unsaid = [f"{model.__name__}.{key}" for model in parts() for key in model.key_names() if not meaning_of(model, key)]

    assert (silent, unsaid) == ([], []), "say what they mean in src/sanwu/policy/keys.zh.yaml"


def test_nothing_is_explained_that_is_not_a_key() -> None:
    models = {model.__name__: model for model in (Part, *parts())}
    unknown = [name for name in meanings() if name not in models]
    extra = [
        f"{name}.{key}"
        for name, keys in meanings().items()
        if name != "Part"
        for key in keys
        if key != "_" and key not in models[name].key_names()
    ]

    assert (unknown, extra) == ([], [])


def test_every_key_is_written_in_an_example() -> None:
    written = {(source_of(model, key), key) for model, key in shown().used}
    wanted = {(source_of(model, key), key) for model in parts() for key in model.key_names()}

    assert sorted(wanted - written) == [], f"add it to a file under {EXAMPLES.name}/"


def test_events_bear_the_names_that_pages_give_them() -> None:
    assert event_names() == {name: str(words) for name, words in EVENTS.items()}


def test_every_comparison_is_written_in_an_example() -> None:
    assert set(shown().operators) == set(OPERATORS)


@pytest.mark.parametrize("folder", ["town", "street"])
def test_an_example_loads_and_all_its_cases_come_out(folder: str) -> None:
    loaded = load_scheme(EXAMPLES / folder)

    assert loaded.problems == ()
    assert loaded.scheme is not None
    assert run_cases(loaded).failures == ()
    lint(loaded.scheme)


def test_every_file_of_the_examples_is_shown_in_the_reference_or_is_one_more_of_its_kind() -> None:
    files = {file.relative_to(EXAMPLES).as_posix() for file in EXAMPLES.rglob("*.yaml")}

    assert files - {example for _, example, _ in CHAPTERS} == {"town/cases/rules.yaml"}
