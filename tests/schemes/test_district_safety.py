"""The district safety campaign of 2020 as it ships: whole, honest about what its plan leaves open, and right in its cases."""

from datetime import date

import pytest

from sanwu.policy.calendar import ChineseCalendar
from sanwu.policy.cases import run_cases
from sanwu.policy.dates import Given, Standing, phase_end, standing
from sanwu.policy.lint import lint
from sanwu.policy.load import Loaded
from sanwu.policy.model import Scheme
from tests.schemes.reading import cited, clauses, headings, load, of, without_clause

CLAUSES = clauses("B", 33)
UNDATED = ("start", "treatment", "acceptance", "rules")


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load("district-safety-2020")


@pytest.fixture(scope="module")
def scheme(loaded: Loaded) -> Scheme:
    return of(loaded)


def test_every_worked_case_comes_out_as_written(loaded: Loaded) -> None:
    result = run_cases(loaded)
    assert [str(failure) for failure in result.failures] == []
    assert result.cases >= 60


def test_every_clause_of_the_plan_and_no_other_is_cited(scheme: Scheme) -> None:
    assert cited(scheme) == set(CLAUSES)
    assert without_clause(scheme) == []


def test_the_source_shows_each_clause_once_and_in_order(loaded: Loaded) -> None:
    assert headings(loaded, "B") == CLAUSES


def test_three_no_is_not_what_other_plans_call_so(scheme: Scheme) -> None:
    assert set(scheme.conditions["three_no"].members) == {"no_governing_unit", "no_gate_guard", "no_technical_security"}


@pytest.mark.parametrize("phase", UNDATED)
def test_a_phase_that_the_plan_leaves_open_is_never_overdue(scheme: Scheme, phase: str) -> None:
    due = phase_end(scheme, phase, Given(ChineseCalendar(), date(2021, 1, 1)))
    assert standing(due, date.max) is Standing.UNSET


def test_only_the_fifth_phase_is_dated(scheme: Scheme) -> None:
    assert list(scheme.phases) == [*UNDATED, "consolidation"]
    last = scheme.phases["consolidation"]
    assert [getattr(day, "date", None) for day in (last.starts, last.ends)] == [date(2020, 8, 1), date(2020, 10, 1)]


def test_the_four_classes_have_no_threshold_of_their_own(scheme: Scheme) -> None:
    """The plan speaks of larger or scattered compounds and gives no figure: named bodies judge."""
    table = scheme.decisions["property_class"].table
    assert [row.outcome for row in table] == [
        "professional", "self_service_covenant", "merge_self_governed", "community_custody",
    ]  # fmt: skip
    assert [getattr(row.when, "judged_by", None) for row in table[:-1]] == [
        "district_property_office", "street_office", "street_office",
    ]  # fmt: skip


def test_the_ladder_has_the_four_rungs_of_the_plan_in_its_order(scheme: Scheme) -> None:
    assert list(scheme.ladder) == ["listed_rectification", "yellow_card", "key_management", "veto"]
    assert {trigger.kind for trigger in scheme.ladder["listed_rectification"].triggers.values()} == {
        "overdue", "acceptance_failed", "rebound", "judged",
    }  # fmt: skip
    assert [rung.months for rung in scheme.ladder.values()] == [None] * 4


def test_each_compound_is_accepted_none_is_sampled(scheme: Scheme) -> None:
    sampling = scheme.acceptance.levels["district_acceptance"].sampling
    assert sampling is not None
    assert sampling.kind == "each"


def test_the_linter_says_exactly_what_is_known_and_accepted(scheme: Scheme) -> None:
    findings = lint(scheme)
    assert [(finding.code, finding.message) for finding in findings if finding.acknowledged is None] == []
    open_phases = [finding for finding in findings if finding.code == "undated_phase"]
    assert len(open_phases) == len(UNDATED)
