"""A scope as a filter: fail-closed, by range."""

import pytest

from sanwu.base.actor import Actor
from sanwu.base.scope import NOBODY, Ability, Grant, Scope, everywhere
from sanwu.records.models import Act
from sanwu.records.scoping import in_ranges
from sanwu.records.selectors import acts_visible_to
from sanwu.records.services import act

pytestmark = pytest.mark.django_db

DISTRICT = ("990101000000", "990102000000")
CODES = ["", "990100000000", "990101000000", "990101001002", "990102000000", "990109999999"]


@pytest.fixture(autouse=True)
def _entries() -> None:
    for code in CODES:
        with act(verb="x", actor=Actor(name="甲"), division=code, object_id=code or "none"):
            pass


def codes(scope: Scope) -> list[str]:
    return sorted(acts_visible_to(scope).values_list("division_code", flat=True))


def grant(*ranges: tuple[str, str], ability: Ability = Ability.VIEW_JOURNAL) -> Scope:
    return Scope(1, tuple(Grant("auditor", frozenset({ability}), low, high) for low, high in ranges))


def test_a_scope_without_grants_sees_nothing() -> None:
    assert codes(NOBODY) == []


def test_another_ability_in_the_same_range_sees_nothing() -> None:
    assert codes(grant(DISTRICT, ability=Ability.VIEW_LEDGER)) == []


def test_a_range_holds_itself_and_what_is_below_and_no_neighbour() -> None:
    assert codes(grant(DISTRICT)) == ["990101000000", "990101001002"]


def test_several_ranges_add_up() -> None:
    assert codes(grant(DISTRICT, ("990102000000", "990103000000"))) == CODES[2:5]


def test_everywhere_sees_every_division_but_not_the_entries_of_the_installation() -> None:
    assert codes(everywhere()) == CODES[1:]


def test_single_objects_are_seen_only_where_the_model_names_them() -> None:
    partner = Scope(1, (Grant("partner_unit", frozenset({Ability.VIEW_JOURNAL}), objects=frozenset({("act", 4)})),))
    ids = list(Act.objects.order_by("number").values_list("id", flat=True))
    held = Scope(1, (Grant("p", frozenset({Ability.VIEW_JOURNAL}), objects=frozenset({("act", ids[3])})),))

    assert codes(partner) == []
    assert list(Act.objects.filter(in_ranges(held, Ability.VIEW_JOURNAL, objects=("act", "id")))) == [
        Act.objects.get(id=ids[3])
    ]
    assert not Act.objects.filter(in_ranges(held, Ability.VIEW_JOURNAL, objects=("compound", "id"))).exists()
