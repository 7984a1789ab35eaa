"""Taking a batch back: inverse change sets are appended, nothing is deleted, and what stands on it stops it."""

import pytest

from sanwu.base.errors import Refused
from sanwu.base.scope import everywhere
from sanwu.compounds.identity import ALIAS, NAME, Identity
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.ledger.models import ChangeBatch, ChangeSet, FactValue, LedgerEntry
from sanwu.ledger.selectors import verify_current
from sanwu.ledger.services import NewFacts, undo_batch
from sanwu.ledger.undoing import Undone
from sanwu.records.services import act
from tests.ledger.conftest import COUNTY, OFFICER, Change, Enter, enter_compounds, origin


def undo(batch: ChangeBatch) -> Undone:
    with act(verb="ledger.undo", actor=OFFICER, division=COUNTY) as entry:
        return undo_batch(batch=batch, origin=origin("undo", "撤销"), entry=entry)


def test_changes_are_taken_back_to_what_was_known_before(enter: Enter, change: Change) -> None:
    compound = enter("听雨里", household_count=120, service_fee="1.10")
    batch = change(compound, {"household_count": (120, 130), "service_fee": ("1.10", None), "built_year": (None, 1998)})

    undone = undo(batch)

    assert (undone.withdrawn, undone.restored) == ([], 1)
    row = LedgerEntry.objects.get(compound=compound)
    assert row.facts == {"household_count": 120, "service_fee": "1.10"}
    assert FactValue.objects.get(compound=compound, fact="service_fee").number == 110
    assert ChangeSet.objects.filter(compound=compound).count() == 3
    assert verify_current() is None


def test_a_compound_that_the_batch_made_is_withdrawn_and_not_deleted(enter: Enter) -> None:
    compound = enter("听雨里", number="D-1", household_count=120, service_fee="1.10")

    undone = undo(ChangeBatch.objects.get())

    assert (undone.withdrawn, undone.restored) == ([compound.pk], 0)
    compound.refresh_from_db()
    assert compound.withdrawn_at is not None
    assert compound.name == "听雨里"
    assert not compounds_visible_to(everywhere()).exists()
    assert LedgerEntry.objects.get(compound=compound).facts == {}
    assert not FactValue.objects.exists()
    assert verify_current() is None


def test_a_rename_is_taken_back(enter: Enter, change: Change) -> None:
    compound = enter("听雨里", household_count=120)
    batch = change(compound, {NAME: ("听雨里", "砚湖苑"), ALIAS: (None, ["听雨里"])})

    undo(batch)

    assert Compound.objects.get(pk=compound.pk).name == "听雨里"
    assert not compound.other_names.exists()
    assert verify_current() is None


def test_a_later_change_on_the_same_compound_stops_it_and_is_named(enter: Enter, change: Change) -> None:
    compound = enter("听雨里", household_count=120)
    first = ChangeBatch.objects.get()
    change(compound, {"household_count": (120, 130)})

    with pytest.raises(Refused) as refused:
        undo(first)

    assert "听雨里" in refused.value.message
    assert Compound.objects.get().withdrawn_at is None
    assert ChangeBatch.objects.count() == 2


def test_undoing_the_later_batch_first_frees_the_earlier_one(enter: Enter, change: Change) -> None:
    compound = enter("听雨里", household_count=120)
    first = ChangeBatch.objects.get()
    second = change(compound, {"household_count": (120, 130), "built_year": (None, 1998)})

    undo(second)
    assert LedgerEntry.objects.get().facts == {"household_count": 120}

    undone = undo(first)
    assert undone.withdrawn == [compound.pk]
    assert verify_current() is None


def test_a_batch_without_changes_has_nothing_to_take_back(tree: None) -> None:
    batch = ChangeBatch.objects.create(
        act_uid="0" * 32, kind="import", source="x", recorded_at="2024-01-01T00:00Z", actor_name="x", digest=""
    )
    with pytest.raises(Refused):
        undo(batch)


def test_a_later_change_of_another_fact_does_not_stand_on_an_update(enter: Enter, change: Change) -> None:
    compound = enter("听雨里", household_count=120)
    batch = change(compound, {"household_count": (120, 130)})
    change(compound, {"built_year": (None, 1998)})

    undo(batch)

    assert LedgerEntry.objects.get().facts == {"household_count": 120, "built_year": 1998}
    assert verify_current() is None


def test_many_compounds_in_the_way_are_counted(enter: Enter, change: Change) -> None:
    compounds = enter_compounds([NewFacts(Identity(f"院{n}", COUNTY), {"household_count": n}, n) for n in range(1, 9)])
    batch = ChangeBatch.objects.latest("id")
    for compound in compounds[:7]:
        change(compound, {"built_year": (None, 1990)})

    with pytest.raises(Refused, match="7 个小区.*院1、院2、院3、院4、院5等"):
        undo(batch)
