"""A compound's facts as of any day, and who changed them."""

from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest

from sanwu.base import clock
from sanwu.base.scope import NOBODY, Ability, Grant, Scope, everywhere
from sanwu.ledger.selectors import entries_visible_to, entry_of, facts_as_of, facts_with_sources, history
from tests.ledger.conftest import COUNTY, OTHER_COUNTY, STREET, Change, Enter


def at(moment: str) -> object:
    return patch.object(clock, "now", return_value=datetime.fromisoformat(moment).replace(tzinfo=UTC))


@pytest.fixture
def told(enter: Enter, change: Change) -> object:
    """A compound that was surveyed on 1 March, changed on 10 March, and whose fee became unknown on 20 March."""
    with at("2024-03-01T02:00"):
        compound = enter("听雨里", household_count=120, service_fee="1.10")
    with at("2024-03-10T02:00"):
        change(compound, {"household_count": (120, 130)})
    with at("2024-03-20T02:00"):
        change(compound, {"service_fee": ("1.10", None)})
    return compound


@pytest.mark.parametrize(
    ("on", "facts"),
    [
        (date(2024, 2, 29), {}),
        (date(2024, 3, 1), {"household_count": 120, "service_fee": "1.10"}),
        (date(2024, 3, 9), {"household_count": 120, "service_fee": "1.10"}),
        (date(2024, 3, 10), {"household_count": 130, "service_fee": "1.10"}),
        (date(2024, 3, 20), {"household_count": 130}),
        (date(2030, 1, 1), {"household_count": 130}),
    ],
)
def test_facts_stand_as_they_were_recorded_by_the_end_of_a_day(told, on, facts) -> None:
    assert facts_as_of(told, on).facts == facts


def test_a_day_ends_at_midnight_of_the_office_and_not_of_greenwich(enter: Enter) -> None:
    with at("2024-03-01T16:30"):  # half past midnight on 2 March in Shanghai
        compound = enter("听雨里", household_count=120)

    assert facts_as_of(compound, date(2024, 3, 1)).facts == {}
    assert facts_as_of(compound, date(2024, 3, 2)).facts == {"household_count": 120}


def test_each_fact_names_the_change_that_it_comes_from(told) -> None:
    known = facts_with_sources(told)
    first, second, _ = reversed(history(told))

    assert set(known) == {"household_count"}
    assert known["household_count"].change_set == second.id
    assert known["household_count"].batch.source == "补充.xlsx"
    assert facts_with_sources(told, date(2024, 3, 5))["household_count"].change_set == first.id


def test_the_history_is_told_from_the_newest(told) -> None:
    assert [list(change.changes) for change in history(told)][:2] == [["service_fee"], ["household_count"]]
    assert len(history(told, date(2024, 3, 10))) == 2


def test_the_current_facts_are_the_fold_of_the_history(told) -> None:
    assert entry_of(told).facts == facts_as_of(told, date(2030, 1, 1)).facts


def test_facts_are_seen_only_where_the_ledger_may_be_viewed(enter: Enter) -> None:
    here, inside, elsewhere = enter("甲院"), enter("乙院", division=STREET), enter("丙院", division=OTHER_COUNTY)

    def seen(scope: Scope) -> set[int]:
        return set(entries_visible_to(scope).values_list("compound_id", flat=True))

    county = Grant("district_official", frozenset({Ability.VIEW_LEDGER}), COUNTY, "990102000000")
    bound = Grant("partner_unit", frozenset({Ability.VIEW_LEDGER}), objects=frozenset({("compound", elsewhere.pk)}))
    blind = Grant("system_admin", frozenset({Ability.VIEW_DIVISIONS}), COUNTY, "990102000000")
    assert seen(everywhere()) == {here.pk, inside.pk, elsewhere.pk}
    assert seen(Scope(1, (county,))) == {here.pk, inside.pk}
    assert seen(Scope(1, (bound,))) == {elsewhere.pk}
    assert seen(Scope(1, (blind,))) == seen(NOBODY) == set()
