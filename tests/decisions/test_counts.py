"""How many compounds have each outcome, where, what keeps them open, and why one came out as it did."""

from datetime import date

import pytest

from sanwu.base.scope import NOBODY, Ability, Grant, Scope
from sanwu.campaigns.models import Campaign
from sanwu.decisions.selectors import compute, counts, explanation, missing_most, verdicts_of
from sanwu.decisions.services import refresh
from sanwu.ledger.models import LedgerEntry
from sanwu.ledger.selectors import facts_as_of
from tests.decisions.conftest import COUNTY, OFFICER, OTHER_COUNTY, STREET, UNMANAGED, Change, Enter

DAY = date(2024, 3, 1)
STREET_2 = "990101002000"


@pytest.fixture
def judged(campaign: Campaign, enter: Enter) -> Campaign:
    enter("一", household_count=49, **UNMANAGED)
    enter("二", division=STREET, household_count=50, **UNMANAGED)
    enter("三", division=STREET, household_count=51, floor_area_m2="10000.00", **UNMANAGED)
    enter("四", division=STREET_2, floor_area_m2="9999.99", **UNMANAGED)
    enter("五", division=STREET_2, household_count=60, **UNMANAGED)
    enter("六", division=OTHER_COUNTY, has_property_provider=True)
    enter("七", division=OTHER_COUNTY, has_property_provider=False)
    enter("八", division=OTHER_COUNTY)
    refresh(campaign=campaign, on=DAY, actor=OFFICER)
    return campaign


def viewer(low: str, high: str) -> Scope:
    return Scope(1, (Grant("district_official", frozenset({Ability.VIEW_LEDGER}), low, high),))


def test_every_outcome_is_counted_also_those_that_none_has(judged: Campaign) -> None:
    assert counts(judged) == {
        "conditions": {"unmanaged": {"yes": 5, "no": 1, "unknown": 2, "not_applicable": 0}},
        "decisions": {"merge": {"merge": 3, "keep": 1, "unknown": 3, "not_applicable": 1}},
    }


def test_a_trial_counts_the_same_and_stores_nothing(campaign: Campaign, enter: Enter, judged: Campaign) -> None:
    enter("九", household_count=10, **UNMANAGED)

    assert compute(judged, DAY)["decisions"]["merge"]["merge"] == 4
    assert counts(judged)["decisions"]["merge"]["merge"] == 3


def test_counts_keep_to_the_scope_and_to_the_division_asked_for(judged: Campaign) -> None:
    street = viewer(STREET, STREET_2)

    assert counts(judged, street)["conditions"]["unmanaged"] == {"yes": 2, "no": 0, "unknown": 0, "not_applicable": 0}
    assert counts(judged, under=OTHER_COUNTY)["conditions"]["unmanaged"]["unknown"] == 2
    assert counts(judged, street, under=OTHER_COUNTY)["conditions"]["unmanaged"]["unknown"] == 0
    assert sum(counts(judged, NOBODY)["conditions"]["unmanaged"].values()) == 0


def test_what_is_missing_for_most_compounds_comes_first(judged: Campaign) -> None:
    found = missing_most(judged)

    assert [(item.fact.id, item.count) for item in found][:2] == [("has_governing_unit", 2), ("floor_area_m2", 1)]
    assert {item.fact.id: item.count for item in missing_most(judged, under=COUNTY)} == {"floor_area_m2": 1}
    assert missing_most(judged, NOBODY) == []


def test_what_is_missing_follows_the_next_judging(judged: Campaign, enter: Enter) -> None:
    assert missing_most(judged)[0].count == 2

    enter("九", has_property_provider=False)
    refresh(campaign=judged, on=DAY, actor=OFFICER)

    assert missing_most(judged)[0].count == 3


def test_the_stored_verdict_is_what_the_explanation_says(judged: Campaign) -> None:
    for row in LedgerEntry.objects.select_related("compound"):
        told = explanation(judged.scheme_version, row.facts, DAY)
        stored = {rule: v.outcome for rule, v in verdicts_of(judged, row.compound).items()}
        assert stored == {rule: str(verdict.outcome) for rule, verdict in (told.conditions | told.decisions).items()}


def test_an_earlier_verdict_is_explained_from_the_facts_of_its_day(
    judged: Campaign, enter: Enter, change: Change
) -> None:
    compound = enter("小院", household_count=50, floor_area_m2="20000.00", **UNMANAGED)
    change(compound, {"household_count": 51})

    told = explanation(judged.scheme_version, facts_as_of(compound, date(2999, 1, 1)).facts, DAY)

    assert told.decisions["merge"].outcome == "keep"
    leaf = next(leaf for leaf in told.leaves if leaf.fact == "household_count")
    assert (leaf.actual, leaf.outcome) == (51, "no")
