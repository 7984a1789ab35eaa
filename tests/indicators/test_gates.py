"""Gates of phases say yes, no, or what they wait for."""

from decimal import Decimal

import pytest

from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.indicators.figures import Figures
from sanwu.indicators.gates import GateResult, gate_results
from sanwu.indicators.measured import Tally
from sanwu.policy.model_gates import parse_gate
from sanwu.policy.model_scheme import Scheme


@pytest.fixture
def scheme(campaign: Campaign) -> Scheme:
    return loaded(campaign.scheme_version)


def gate(found: list[GateResult], phase: str, side: str = "exit") -> GateResult:
    return next(result for result in found if (result.phase.id, result.side) == (phase, side))


def test_a_file_that_lacks_something_holds_the_gate_of_the_survey_shut(scheme: Scheme) -> None:
    found = gate(gate_results(scheme, Figures({"compounds": 3, "complete": 2})), "survey_filing")

    assert found.holds is False
    assert found.tests[0].measured.tally == Tally(2, 3)
    assert round(found.tests[0].measured.value or 0, 1) == Decimal("66.7")


def test_what_nothing_records_yet_is_unknown_and_never_zero(scheme: Scheme) -> None:
    found = gate(gate_results(scheme, Figures({"compounds": 3, "complete": 3})), "survey_filing")

    assert found.holds is None
    assert [test.holds for test in found.tests] == [True, None]
    assert found.tests[1].measured.tally is None


def test_what_other_stages_tell_opens_it(scheme: Scheme) -> None:
    done = {"list_submitted": Tally(4, 4), "list_reviewed": Tally(3, 4)}
    found = gate_results(scheme, Figures({"compounds": 3, "complete": 3}), done)

    assert gate(found, "survey_filing").holds is True
    assert gate(found, "city_review", "entry").holds is True
    assert gate(found, "city_review").holds is False


def test_of_nothing_expected_no_share_is_reckoned(scheme: Scheme) -> None:
    found = gate(gate_results(scheme, Figures()), "survey_filing")

    assert found.holds is None
    assert found.tests[0].measured.value is None


def test_of_two_events_the_one_that_fewer_have_reached_counts(scheme: Scheme) -> None:
    done = {"plan_submitted": Tally(5, 5), "budget_submitted": Tally(2, 5), "mapped": Tally(5, 5)}

    assert gate(gate_results(scheme, Figures(), done), "plan_budget").tests[1].measured.tally == Tally(2, 5)


@pytest.mark.parametrize(
    ("bound", "holds"),
    [
        ({"at_least": "50"}, True), ({"at_least": "50.1"}, False), ({"above": "50"}, False), ({"at_most": "50"}, True),
        ({"below": "50"}, False), ({"is": "50"}, True),
    ],
)  # fmt: skip
def test_every_bound_is_kept_to_exactly(scheme: Scheme, bound: dict[str, str], holds: bool) -> None:
    wanted = parse_gate({"measure": "survey_complete_share", **bound})
    phase = scheme.phases["survey_filing"].model_copy(update={"exit": wanted, "entry": None})
    only = scheme.model_copy(update={"phases": {"survey_filing": phase}})

    assert gate_results(only, Figures({"compounds": 2, "complete": 1}))[0].holds is holds


def test_any_of_several_tests_is_enough_where_the_scheme_says_so(scheme: Scheme) -> None:
    wanted = parse_gate({"any": [{"measure": "survey_complete_share", "at_least": "100"},
                                 {"measure": "listed_share", "at_least": "100"}]})  # fmt: skip
    phase = scheme.phases["survey_filing"].model_copy(update={"exit": wanted, "entry": None})
    only = scheme.model_copy(update={"phases": {"survey_filing": phase}})

    assert gate_results(only, Figures({"compounds": 2, "complete": 2}))[0].holds is True
    assert gate_results(only, Figures({"compounds": 2, "complete": 1}))[0].holds is None
