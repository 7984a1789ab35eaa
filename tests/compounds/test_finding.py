"""A compound is found by name, pinyin, initials, number or address, and seen only where the ledger may be viewed."""

import pytest

from sanwu.base import clock
from sanwu.base.scope import NOBODY, Ability, Grant, Scope, everywhere
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import compound_for, compounds_visible_to, search
from sanwu.compounds.services import rewrite_identities
from tests.compounds.conftest import COUNTY, OTHER_COUNTY, STREET, Make


def names(text: str) -> set[str]:
    return set(Compound.objects.filter(search(text)).values_list("name", flat=True))


@pytest.mark.parametrize(
    "text",
    [
        "听雨",
        "雨里",
        "听雨里老院",
        "tingyu",
        "TINGYULI",
        "tylly",
        "T-07",
        "t-07",
        "Ｔ－０７",
        "滨河路",
        "老船厂",
        "听雨 滨河",
        " 听雨 ",
    ],
)
def test_a_compound_is_found_by_whatever_people_type(make: Make, text: str) -> None:
    make("听雨里老院", number="T-07", address="滨河路3号", aliases=("老船厂宿舍",))
    make("砚湖苑", number="Y-01")

    assert names(text) == {"听雨里老院"}


@pytest.mark.parametrize("turned", [False, True])
def test_one_word_may_name_the_place(make: Make, turned: bool) -> None:
    make("听雨里老院")
    place = Compound.objects.get().division.name
    words = (place, "听雨") if turned else ("听雨", place)

    assert names(" ".join(words)) == {"听雨里老院"}
    assert names(f"砚湖 {place}") == set()
    assert names("听雨 没有这条街") == set()


@pytest.mark.parametrize("text", ["雨听", "%", "_", "听%里", "听雨 砚湖", "07滨", "\\"])
def test_nothing_else_is_found(make: Make, text: str) -> None:
    make("听雨里老院", number="T-07", address="滨河路3号")
    make("砚湖苑")

    assert names(text) == set()


def test_no_words_find_everything(make: Make) -> None:
    make("听雨里")
    make("砚湖苑")

    assert names("  ") == {"听雨里", "砚湖苑"}


def viewer(low: str, high: str) -> Scope:
    return Scope(1, (Grant("street_officer", frozenset({Ability.VIEW_LEDGER}), low, high),))


def test_only_compounds_of_the_own_subtree_are_seen(make: Make) -> None:
    county, street, other = make("甲院"), make("乙院", STREET), make("丙院", OTHER_COUNTY)

    def seen(scope: Scope) -> set[Compound]:
        return set(compounds_visible_to(scope))

    assert seen(viewer(COUNTY, OTHER_COUNTY)) == {county, street}
    assert seen(viewer(STREET, "990101002000")) == {street}
    assert seen(everywhere()) == {county, street, other}
    assert seen(NOBODY) == set()


def test_another_ability_does_not_open_the_ledger(make: Make) -> None:
    make("甲院")
    blind = Scope(1, (Grant("system_admin", frozenset({Ability.VIEW_DIVISIONS}), COUNTY, OTHER_COUNTY),))

    assert not compounds_visible_to(blind).exists()
    assert not compounds_visible_to(viewer(COUNTY, OTHER_COUNTY), Ability.CORRECT_FACT).exists()


def test_a_partner_unit_sees_the_compounds_it_is_bound_to(make: Make) -> None:
    bound, other = make("甲院"), make("乙院")
    scope = Scope(
        1, (Grant("partner_unit", frozenset({Ability.VIEW_LEDGER}), objects=frozenset({("compound", bound.pk)})),)
    )

    assert compound_for(scope, bound.pk) == bound
    with pytest.raises(Compound.DoesNotExist):
        compound_for(scope, other.pk)


def test_a_foreign_compound_is_as_absent_as_one_that_never_was(make: Make) -> None:
    foreign = make("丙院", OTHER_COUNTY)

    for missing in (foreign.pk, foreign.pk + 1000):
        with pytest.raises(Compound.DoesNotExist):
            compound_for(viewer(COUNTY, OTHER_COUNTY), missing)


def test_a_withdrawn_compound_is_seen_by_nobody(make: Make) -> None:
    compound = make("甲院")
    rewrite_identities(identities={compound.pk: Identity("甲院", COUNTY, withdrawn=True)}, at=clock.now())

    assert not compounds_visible_to(everywhere()).exists()
