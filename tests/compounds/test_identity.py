"""Compounds are made and rewritten in bulk, with their other names and what they are found by."""

from sanwu.base import clock
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound, OtherName
from sanwu.compounds.selectors import all_identities, identities, ids_by_name, ids_by_number, numbers_of
from sanwu.compounds.services import Prepared, create_compounds, rewrite_identities
from tests.compounds.conftest import COUNTY, STREET, Make

FULL = Identity(
    "听雨里（东）", STREET, number="D-1", aliases=("雨里", "听雨小区"), kind="yard", address="滨河路3号",
    point=("110.3312340", "20.0312340"), datum="gcj02", old_numbers=("C-7",),
)  # fmt: skip


def test_an_identity_is_stored_whole_and_read_back(transactional: None) -> None:
    ids = create_compounds(prepared=Prepared([FULL, Identity("甲院", COUNTY)]), created_at=clock.now())

    assert list(identities(ids)) == [(ids[0], FULL), (ids[1], Identity("甲院", COUNTY))]
    compound = Compound.objects.get(pk=ids[0])
    assert (compound.match_name, compound.version, compound.demo) == ("听雨里(东)", 1, False)
    assert set(OtherName.objects.values_list("kind", "text")) == {
        ("number", "D-1"), ("alias", "雨里"), ("alias", "听雨小区"), ("old_number", "C-7"),
    }  # fmt: skip


def test_ids_are_given_in_the_order_of_the_rows_and_never_again(transactional: None) -> None:
    first = create_compounds(
        prepared=Prepared([Identity("甲", COUNTY), Identity("乙", COUNTY)]), created_at=clock.now()
    )
    Compound.objects.all().delete()
    second = create_compounds(prepared=Prepared([Identity("丙", COUNTY)]), created_at=clock.now())

    assert list(first) == [first.start, first.start + 1]
    assert second.start > first[-1]
    assert Compound.objects.get().name == "丙"


def test_no_compounds_are_no_trouble(transactional: None) -> None:
    assert list(create_compounds(prepared=Prepared([]), created_at=clock.now())) == []


def test_a_compound_made_by_hand_takes_the_following_id(make: Make) -> None:
    bulk = make("甲院")
    by_hand = Compound.objects.create(
        name="乙院", match_name="乙院", division_id=COUNTY, search_text="乙院", created_at=clock.now()
    )
    after = make("丙院")

    assert bulk.pk < by_hand.pk < after.pk


def test_a_rewritten_identity_leaves_nothing_of_the_old_one(make: Make) -> None:
    compound = make("听雨里", number="D-1", aliases=("雨里",), point=("110.0000000", "20.0000000"), datum="wgs84")
    after = Identity("砚湖苑", STREET, number="D-2", aliases=("听雨里",), old_numbers=("D-1",))

    rewrite_identities(identities={compound.pk: after}, at=clock.now())

    assert list(identities([compound.pk])) == [(compound.pk, after)]
    compound.refresh_from_db()
    assert (compound.version, compound.longitude, compound.datum) == (2, None, "")
    assert "yanhuyuan" in compound.search_text
    assert "d-2" in compound.search_text


def test_a_withdrawn_compound_is_no_longer_meant_by_its_name_or_number(make: Make) -> None:
    gone, there = make("听雨里", number="D-1"), make("听雨里", number="D-2")
    rewrite_identities(identities={gone.pk: Identity("听雨里", COUNTY, number="D-1", withdrawn=True)}, at=clock.now())

    assert list(ids_by_number(["D-1", "D-2"])) == [("D-2", there.pk)]
    assert [found[1] for found in ids_by_name(["听雨里"])] == [there.pk]
    assert dict(all_identities())[gone.pk].withdrawn


def test_many_names_are_looked_up_at_once(transactional: None) -> None:
    rows = [Identity(f"院{n}", COUNTY, number=f"N{n}") for n in range(2500)]
    ids = create_compounds(prepared=Prepared(rows), created_at=clock.now())

    assert len(dict(ids_by_number(f"N{n}" for n in range(2600)))) == 2500
    assert len(list(ids_by_name(f"院{n}" for n in range(2600)))) == 2500
    assert numbers_of(ids)[ids[7]] == "N7"
    assert [pk for pk, _ in all_identities()] == list(ids)
