"""The Party-led plan of 2020 as it ships: both dates where it contradicts itself, Party members as counts only."""

from datetime import date

import pytest

from sanwu.policy.calendar import ChineseCalendar
from sanwu.policy.cases import run_cases
from sanwu.policy.dates import Given, duty_due
from sanwu.policy.lint import lint
from sanwu.policy.load import Loaded
from sanwu.policy.model import Scheme
from tests.schemes.reading import cited, clauses, headings, load, of, without_clause

CLAUSES = clauses("D", 33)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load("luohe-2020")


@pytest.fixture(scope="module")
def scheme(loaded: Loaded) -> Scheme:
    return of(loaded)


def test_every_worked_case_comes_out_as_written(loaded: Loaded) -> None:
    result = run_cases(loaded)
    assert [str(failure) for failure in result.failures] == []
    assert result.cases >= 55


def test_every_clause_of_the_plan_and_no_other_is_cited(scheme: Scheme) -> None:
    assert cited(scheme) == set(CLAUSES)
    assert without_clause(scheme) == []


def test_the_source_shows_each_clause_once_and_in_order(loaded: Loaded) -> None:
    assert headings(loaded, "D") == CLAUSES


@pytest.mark.parametrize(
    ("duty", "target", "limit"),
    [
        ("found_party_organisation", date(2020, 6, 10), date(2020, 6, 20)),
        ("transform", date(2020, 8, 20), date(2020, 8, 31)),
        ("public_commitment", date(2020, 6, 10), date(2020, 6, 10)),
    ],
)
def test_of_two_dates_the_stricter_is_the_target_and_the_later_the_limit(
    scheme: Scheme, duty: str, target: date, limit: date
) -> None:
    due = duty_due(scheme, duty, Given(ChineseCalendar(), date(2020, 5, 1)))
    assert (due.target, due.limit) == (target, limit)


def test_party_members_are_counts(scheme: Scheme) -> None:
    assert scheme.party is not None
    assert scheme.party.keeps == "counts"
    assert {scheme.dictionary.facts[fact].type for fact in scheme.party.counts} == {"integer"}
    assert scheme.party.organisations == "party_organisation"
    assert list(scheme.party.levels) == ["street", "community", "compound", "building"]


def test_two_branches_are_bound_to_each_of_the_two_compounds(scheme: Scheme) -> None:
    partnership = scheme.partnerships["one_link_four_helps"]
    assert [len(binding.branches) for binding in partnership.bindings] == [2, 2]
    assert len({binding.compound for binding in partnership.bindings}) == 2
    assert len(partnership.areas) == 4
    assert (partnership.visits, partnership.commitment) == ("monthly_visit", "public_commitment")


def test_six_city_bodies_verify_each_compound_after_the_county(scheme: Scheme) -> None:
    county, city = (scheme.acceptance.levels[name] for name in ("county_acceptance", "city_verification"))
    assert len({city.by, *city.with_}) == 6
    assert city.sign_off == "all"
    assert {level.sampling.kind for level in (county, city) if level.sampling} == {"each"}


def test_the_linter_finds_the_contradictions_of_the_plan_and_each_is_accepted_with_a_reason(scheme: Scheme) -> None:
    findings = lint(scheme)
    assert [(finding.code, finding.message) for finding in findings if finding.acknowledged is None] == []
    places = {finding.path.split(" › ")[1] for finding in findings if finding.code == "conflicting_dates"}
    assert places == {"found_party_organisation", "transform", "party_cover", "all_transformed"}
    late = {finding.path.split(" › ")[1] for finding in findings if finding.code == "deadline_after_phase"}
    assert late == {"found_party_organisation", "transform"}
