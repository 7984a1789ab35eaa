"""The Haikou scheme of 2016 as it ships: it loads, its worked cases come out, every clause of the plan stands in it."""

import itertools
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from sanwu.policy.cases import run_cases
from sanwu.policy.explain import explain
from sanwu.policy.load import Loaded, load_scheme
from sanwu.policy.model import Entry, Scheme

FOLDER = Path(__file__).parents[2] / "schemes" / "haikou-2016"
CLAUSES = [f"A-{number:02}" for number in range(1, 58)]
SEVEN_GROUPS = ("management", "facilities", "fire", "buildings", "water", "power", "gas")
DEFINITION = ("has_property_provider", "has_governing_unit", "human_protection", "physical_protection")


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load_scheme(FOLDER)


@pytest.fixture(scope="module")
def scheme(loaded: Loaded) -> Scheme:
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    return loaded.scheme


def entries(part: object) -> Iterator[BaseModel]:
    """Every part of a scheme, however deep."""
    if isinstance(part, BaseModel):
        yield part
        for name in type(part).model_fields:
            yield from entries(getattr(part, name))
    elif isinstance(part, dict):
        for value in part.values():
            yield from entries(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from entries(value)


def cited(part: object) -> set[str]:
    return {clause for entry in entries(part) for clause in getattr(entry, "clause", ())}


def test_it_loads_without_a_problem(loaded: Loaded) -> None:
    assert [str(problem) for problem in loaded.problems] == []


def test_every_worked_case_comes_out_as_written(loaded: Loaded) -> None:
    result = run_cases(loaded)
    assert [str(failure) for failure in result.failures] == []
    assert result.failed == 0
    assert result.passed == result.cases >= 60


def test_the_names_that_others_rely_on_are_there(scheme: Scheme) -> None:
    assert set(scheme.conditions) == {"three_no"}
    assert {name: set(decision.outcomes) for name, decision in scheme.decisions.items()} == {
        "merge": {"merge", "keep"},
        "route": {"remediate", "basics_then_renewal", "by_analogy"},
        "management_mode": {"unit", "professional", "self_governed", "community"},
    }
    assert set(scheme.conditions["three_no"].members) == {"no_property_mgmt", "no_governing_unit", "no_protection"}


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_clause_of_the_plan_is_cited(scheme: Scheme, clause: str) -> None:
    assert clause in cited(scheme)


def test_nothing_is_cited_that_the_plan_does_not_have(scheme: Scheme) -> None:
    assert cited(scheme) <= set(CLAUSES)


def test_the_source_shows_each_clause_once_and_in_order(loaded: Loaded) -> None:
    headings = re.findall(r"^### (A-\d\d) \S", loaded.files["source.md"], re.MULTILINE)
    assert headings == CLAUSES


def test_every_entry_that_says_it_is_the_plans_cites_a_clause(scheme: Scheme) -> None:
    # Photos are plain words inside an item that cites its clause.
    photos = {id(photo) for item in scheme.items.values() for photo in item.photos.values()}
    own = [entry for entry in entries(scheme) if isinstance(entry, Entry) and entry.status == "plan"]
    assert len(own) > 100
    assert [entry.id for entry in own if not entry.clause and id(entry) not in photos] == []


def test_what_the_plan_leaves_out_is_not_passed_off_as_the_plans(scheme: Scheme) -> None:
    three_no = scheme.conditions["three_no"]
    assert {three_no.status, *(member.status for member in three_no.members.values())} == {"practice"}
    mode = scheme.decisions["management_mode"]
    assert mode.status == "example"
    assert {row.status for row in mode.table} == {"example"}
    assert {item.status for item in scheme.items.values()} == {"practice"}
    assert {item.price.status for item in scheme.items.values() if item.price} == {"example"}


def test_no_rate_or_share_of_money_is_invented(scheme: Scheme) -> None:
    lines = scheme.money.values()
    assert [
        line.id for line in lines if line.rates or line.shares or line.amount is not None or line.cap is not None
    ] == []
    assert [line.id for line in lines if line.declines] == ["running_subsidy"]


@pytest.mark.parametrize(
    ("duty", "day", "body"),
    [
        ("report_list", date(2016, 6, 30), "district_leading_group"),
        ("review_list", date(2016, 7, 5), "city_housing"),
        ("submit_cost", date(2016, 7, 10), "district_leading_group"),
        ("remediate", date(2017, 6, 30), "district_leading_group"),
    ],
)
def test_the_dates_of_the_plan_stand_with_the_body_that_answers(
    scheme: Scheme, duty: str, day: date, body: str
) -> None:
    entry = scheme.duties[duty]
    assert getattr(entry.due, "date", None) == day
    assert entry.by == body


def test_every_duty_has_a_body_and_an_end(scheme: Scheme) -> None:
    assert [duty.id for duty in scheme.duties.values() if not duty.by or not duty.done_when] == []


def test_the_survey_covers_the_seven_groups_and_the_definition(scheme: Scheme) -> None:
    survey = scheme.forms["survey"]
    for group in SEVEN_GROUPS:
        assert survey.sections[group].required, group
    assert set(DEFINITION) <= set(survey.required)
    groups = {scheme.dictionary.facts[fact].group for fact in survey.required}
    assert groups >= set(SEVEN_GROUPS)


def test_each_item_is_accepted_by_a_checklist_and_each_item_clause_has_items(scheme: Scheme) -> None:
    assert [item.id for item in scheme.items.values() if not item.acceptance] == []
    of_items = cited(scheme.items)
    assert of_items >= {f"A-{number}" for number in range(31, 42)}


@pytest.mark.parametrize("values", list(itertools.product((True, False, None), repeat=4)))
def test_three_no_agrees_with_the_sentence_for_every_combination(
    scheme: Scheme, values: tuple[bool | None, ...]
) -> None:
    facts = dict(zip(DEFINITION, values, strict=True))
    verdict = explain(scheme, facts, date(2016, 7, 1)).conditions["three_no"]
    if any(values):
        assert (verdict.outcome, verdict.missing) == ("no", ())
    elif None in values:
        assert verdict.outcome == "unknown"
        assert set(verdict.missing) == {fact for fact, value in facts.items() if value is None}
    else:
        assert (verdict.outcome, verdict.missing) == ("yes", ())
