"""What if, on the real compounds: within the scope, read once, thrown away when the ledger moves on."""

from typing import Any

import pytest

from sanwu.base.scope import Ability, Grant, Scope, everywhere
from sanwu.campaigns.models import Campaign
from sanwu.decisions import whatif
from sanwu.decisions.whatif import Kept, changed_scheme, names_of, prepared_for
from sanwu.policy.whatif_answer import ask
from tests.decisions.conftest import COUNTY, OTHER_COUNTY, STREET, UNMANAGED, Change, Enter

BELOW = "decisions.merge.table.0.when.any.0.floor_area_m2.below"
MANY = {"household_count": 80, **UNMANAGED}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Any:
    whatif.KEPT.forget()
    yield
    whatif.KEPT.forget()


def over(low: str, high: str) -> Scope:
    return Scope(1, (Grant("district_official", frozenset({Ability.VIEW_LEDGER}), low, high),))


def test_only_compounds_of_the_scope_are_asked_and_named(campaign: Campaign, enter: Enter) -> None:
    mine = enter("听雨里", division=STREET, floor_area_m2="11000.00", **MANY)
    other = enter("枕霞居", division=OTHER_COUNTY, floor_area_m2="11000.00", **MANY)
    changed = changed_scheme(campaign.scheme_version, {BELOW: "12000"}).scheme
    assert changed is not None
    scope = over("990101", "990102")
    prepared = prepared_for(campaign, scope)
    answer = ask(prepared, changed)
    assert [prepared.columns.compounds[row] for row in answer.rows] == [mine.pk]
    assert set(names_of([mine.pk, other.pk], scope)) == {mine.pk}
    assert len(ask(prepared_for(campaign, everywhere()), changed).rows) == 2


def test_a_post_on_one_compound_asks_for_that_one(campaign: Campaign, enter: Enter) -> None:
    mine = enter("听雨里", division=COUNTY, floor_area_m2="11000.00", **MANY)
    enter("枕霞居", division=COUNTY, floor_area_m2="11000.00", **MANY)
    scope = Scope(
        2, (Grant("partner_unit", frozenset({Ability.VIEW_LEDGER}), objects=frozenset({("compound", mine.pk)})),)
    )
    assert list(prepared_for(campaign, scope).columns.compounds) == [mine.pk]


def test_facts_are_read_once_and_again_when_the_ledger_moves_on(
    campaign: Campaign, enter: Enter, change: Change, django_assert_max_num_queries: Any
) -> None:
    compound = enter("听雨里", floor_area_m2="11000.00", **MANY)
    first = prepared_for(campaign, everywhere())
    with django_assert_max_num_queries(1):
        assert prepared_for(campaign, everywhere()) is first
    change(compound, {"floor_area_m2": "9000.00"})
    again = prepared_for(campaign, everywhere())
    assert again is not first
    assert again.base.outcomes["merge"].of() == ["merge"]
    assert len(whatif.KEPT) == 1  # what was read before is gone


def test_no_more_than_so_many_compounds_are_kept(campaign: Campaign, enter: Enter) -> None:
    for number in range(3):
        enter(f"听雨{number}里", division=STREET, **MANY)
    kept = Kept(most=4)
    narrow = over("990101001", "990101002")
    kept.get(campaign, everywhere())
    assert len(kept) == 3
    kept.get(campaign, narrow)
    assert len(kept) == 3  # the older one made room


def test_a_value_that_the_format_refuses_is_told_and_nothing_is_judged(campaign: Campaign) -> None:
    found = changed_scheme(campaign.scheme_version, {BELOW: "很多"})
    assert found.scheme is None
    assert any("很多" in str(problem) for problem in found.problems)


def test_nothing_asked_is_the_scheme_as_it_stands(campaign: Campaign) -> None:
    found = changed_scheme(campaign.scheme_version, {BELOW: "10000", "nothing": "1"})
    assert found.digest == campaign.scheme_version.digest
