"""The old yards of Chengdu: grants by area, a reward for a body, safety before everything – as files only."""

import re
from pathlib import Path

import pytest

from sanwu.policy.cases import run_cases
from sanwu.policy.load import Loaded, load_scheme
from sanwu.policy.model import Entry, Scheme
from sanwu.policy.walk import walk

FOLDER = Path(__file__).parents[2] / "schemes" / "chengdu-yards"


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load_scheme(FOLDER)


@pytest.fixture(scope="module")
def scheme(loaded: Loaded) -> Scheme:
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    return loaded.scheme


def test_every_worked_case_comes_out_as_written(loaded: Loaded) -> None:
    result = run_cases(loaded)
    assert [str(failure) for failure in result.failures] == []
    assert result.cases >= 25


def test_nothing_is_passed_off_as_the_words_of_a_plan_nobody_has_read(scheme: Scheme) -> None:
    claimed = [part.id for _, part in walk(scheme) if isinstance(part, Entry) and part.status == "plan"]
    assert claimed == []


def test_every_clause_that_is_cited_stands_in_the_source(loaded: Loaded, scheme: Scheme) -> None:
    headings = set(re.findall(r"^### (\S+)", loaded.files["source.md"], re.MULTILINE))
    cited = {clause for _, part in walk(scheme) for clause in getattr(part, "clause", ()) or ()}
    assert cited == headings


def test_what_is_dangerous_comes_before_every_other_class(scheme: Scheme) -> None:
    assert scheme.decisions["works_class"].table[0].outcome == "safety"
    assert {item.item_class for item in scheme.items.values()} == {"safety", "basic", "improvement", "upgrade"}


def test_grants_are_by_area_and_the_reward_waits_for_an_event(scheme: Scheme) -> None:
    grant, reward = scheme.money["works_grant"], scheme.money["body_reward"]
    assert [str(group.amount) for group in grant.groups.values()] == ["5000", "2000"]
    assert (reward.per, reward.event, reward.precondition is not None) == ("event", ("owners_body_founded",), True)
