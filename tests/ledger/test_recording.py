"""Change sets are appended; current facts, listed columns, typed values and identity follow them."""

from sanwu.compounds.identity import ADDRESS, ALIAS, CODE, DIVISION, NAME
from sanwu.compounds.models import OtherName
from sanwu.ledger.models import ChangeBatch, ChangeSet, FactValue, LedgerEntry
from sanwu.ledger.selectors import batch_digests, verify_current
from sanwu.records.models import Act
from tests.ledger.conftest import COUNTY, STREET, Change, Enter, enter_compounds


def test_a_new_compound_has_its_facts_and_where_they_come_from(enter: Enter) -> None:
    compound = enter("听雨里", number="D-1", household_count=120, floor_area_m2="9999.50", has_property_provider=False)

    row = LedgerEntry.objects.get(compound=compound)
    change_set = ChangeSet.objects.get(compound=compound)
    assert row.facts == {"floor_area_m2": "9999.50", "has_property_provider": False, "household_count": 120}
    assert row.sources == {str(change_set.pk): ["floor_area_m2", "has_property_provider", "household_count"]}
    assert row.revision == change_set.pk
    assert change_set.line == 5
    assert change_set.changes["household_count"] == [None, 120]
    assert change_set.changes[NAME] == [None, "听雨里"]


def test_listed_columns_hold_decimals_as_scaled_whole_numbers(enter: Enter) -> None:
    row = LedgerEntry.objects.get(
        compound=enter("听雨里", floor_area_m2="9999.50", property_arrangement="unit", human_protection=True)
    )

    assert (row.floor_area_m2, row.property_arrangement, row.human_protection) == (999950, "unit", True)
    assert row.household_count is None
    assert (row.name_key, row.division_code) == ("tingyuli", COUNTY)


def test_indexed_facts_stand_in_the_typed_table_too(enter: Enter) -> None:
    enter("听雨里", service_fee="1.14", owners_body="owners_committee", fire_lane_exists=False, household_count=3)

    assert set(FactValue.objects.values_list("fact", "number", "text")) >= {
        ("service_fee", 114, None),
        ("owners_body", None, "owners_committee"),
        ("fire_lane_exists", 0, None),
    }


def test_a_change_is_appended_and_the_earlier_one_stays(enter: Enter, change: Change) -> None:
    compound = enter("听雨里", household_count=120, service_fee="1.00")

    change(compound, {"household_count": (120, 130), "service_fee": ("1.00", None)})

    first, second = ChangeSet.objects.filter(compound=compound).order_by("id")
    assert first.changes["household_count"] == [None, 120]
    assert second.changes == {"household_count": [120, 130], "service_fee": ["1.00", None]}
    row = LedgerEntry.objects.get(compound=compound)
    assert row.facts == {"household_count": 130}
    assert row.sources == {str(second.pk): ["household_count"]}
    assert (row.household_count, row.revision) == (130, second.pk)
    assert not FactValue.objects.filter(compound=compound, fact="service_fee").exists()


def test_a_rename_moves_everything_that_follows_the_name(enter: Enter, change: Change) -> None:
    compound = enter("听雨里", number="D-1")

    change(
        compound,
        {
            NAME: ("听雨里", "砚湖苑"), ALIAS: (None, ["听雨里"]), CODE: ("D-1", "D-2"), DIVISION: (COUNTY, STREET),
            ADDRESS: (None, "滨河路3号"),
        },
    )  # fmt: skip

    compound.refresh_from_db()
    assert (compound.name, compound.match_name, compound.division_id, compound.address) == (
        "砚湖苑", "砚湖苑", STREET, "滨河路3号",
    )  # fmt: skip
    assert all(word in compound.search_text for word in ("砚湖苑", "yanhuyuan", "听雨里", "tyl", "d-2"))
    assert set(OtherName.objects.values_list("kind", "text")) == {("alias", "听雨里"), ("number", "D-2")}
    row = LedgerEntry.objects.get(compound=compound)
    assert (row.division_code, row.name_key) == (STREET, "yanhuyuan")
    assert row.facts == {}
    assert verify_current() is None


def test_the_batch_says_who_and_when_and_its_digest_stands_in_the_journal(enter: Enter) -> None:
    enter("听雨里", household_count=120)

    batch = ChangeBatch.objects.get()
    entry = Act.objects.get()
    assert (batch.actor_id, batch.actor_name, batch.source, batch.kind) == (7, "经办人", "台账.xlsx", "import")
    assert (batch.act_uid, batch.change_sets) == (entry.uid, 1)
    assert entry.digests == [{"kind": "ledger.batch", "id": str(batch.pk), "digest": batch.digest}]
    assert batch_digests([str(batch.pk)]) == {str(batch.pk): batch.digest}


def test_nothing_is_written_when_the_act_fails(enter: Enter, change: Change) -> None:
    compound = enter("听雨里", household_count=120)
    before = (ChangeSet.objects.count(), ChangeBatch.objects.count(), Act.objects.count())

    try:
        change(compound, {"household_count": (120, object())})
    except TypeError:
        pass
    else:
        raise AssertionError("an object is no canonical value")

    assert (ChangeSet.objects.count(), ChangeBatch.objects.count(), Act.objects.count()) == before
    assert LedgerEntry.objects.get(compound=compound).facts == {"household_count": 120}


def test_ids_of_change_sets_follow_the_order_of_writing(enter: Enter, change: Change) -> None:
    first, second = enter("甲院", household_count=1), enter("乙院", household_count=2)

    change(first, {"household_count": (1, 3)})

    assert list(ChangeSet.objects.order_by("id").values_list("compound_id", flat=True)) == [
        first.pk, second.pk, first.pk,
    ]  # fmt: skip


def test_an_empty_batch_is_still_a_batch(tree: None) -> None:
    assert enter_compounds([]) == []
    assert ChangeBatch.objects.get().change_sets == 0
    assert verify_current() is None
