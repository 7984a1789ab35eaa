"""A light remediation known from public reports only: named standards out of named sets, nothing said to be the plan's."""

import pytest

from sanwu.policy.cases import run_cases
from sanwu.policy.lint import lint
from sanwu.policy.load import Loaded
from sanwu.policy.model import Entry, RuleIs, Scheme
from sanwu.policy.walk import walk
from tests.schemes.reading import load, of


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load("fancheng-light")


@pytest.fixture(scope="module")
def scheme(loaded: Loaded) -> Scheme:
    return of(loaded)


def test_every_worked_case_comes_out_as_written(loaded: Loaded) -> None:
    result = run_cases(loaded)
    assert [str(failure) for failure in result.failures] == []
    assert result.cases >= 15


def test_the_standard_is_made_of_one_two_and_three(scheme: Scheme) -> None:
    sets = {name: len(scheme.conditions[name].members) for name in ("one_have", "two_sealed", "three_through")}
    assert sets == {"one_have": 1, "two_sealed": 2, "three_through": 3}
    whole = [member.when for member in scheme.conditions["standard_met"].members.values()]
    assert [part.rule for part in whole if isinstance(part, RuleIs)] == list(sets)


def test_nothing_is_passed_off_as_the_words_of_a_plan(scheme: Scheme) -> None:
    own = [
        " › ".join(map(str, path)) for path, part in walk(scheme) if isinstance(part, Entry) and part.status == "plan"
    ]
    assert own == []


def test_the_linter_has_nothing_that_is_not_accepted(scheme: Scheme) -> None:
    assert [(found.code, found.message) for found in lint(scheme) if found.acknowledged is None] == []
