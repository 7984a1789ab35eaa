"""Measures that count verdicts: yes is done, unknown is not yet, and whom the rule is not for is not counted."""

from decimal import Decimal

from sanwu.indicators.figures import Figures
from sanwu.indicators.measured import Tally, measured, tally_of
from sanwu.policy.model_work import Measure

FIGURES = Figures(
    {"compounds": 10, "tidy=yes": 3, "tidy=no": 2, "tidy=unknown": 3, "tidy=not_applicable": 2, "lit=unknown": 10}
)


def share(condition: str, **more: object) -> Measure:
    return Measure.model_validate({"id": "one", "title": "比例", "unit": "%", "condition": condition, **more})


def test_a_condition_counts_the_compounds_of_which_it_says_yes_among_those_it_is_for() -> None:
    found = measured(share("tidy"), tally_of(FIGURES))
    assert found.tally == Tally(3, 8, "verdicts")
    assert found.value == Decimal("37.5")


def test_what_is_unknown_everywhere_is_nothing_reached_yet() -> None:
    assert measured(share("lit"), tally_of(FIGURES)).value == 0


def test_a_condition_that_nothing_was_judged_by_is_unknown() -> None:
    assert measured(share("safe"), tally_of(FIGURES)).tally is None


def test_of_a_condition_and_an_event_the_one_that_fewer_have_reached_counts() -> None:
    measure = share("tidy", done_when="acceptance_passed")
    told = tally_of(FIGURES) | {"acceptance_passed": Tally(1, 8, "duties")}
    assert measured(measure, told).tally == Tally(1, 8, "duties")
    assert measured(measure, tally_of(FIGURES)).tally is None
