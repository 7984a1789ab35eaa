"""Whoever edits a row behind the ledger's back is found."""

from collections.abc import Callable

import pytest

from sanwu.compounds.models import Compound, OtherName
from sanwu.ledger.models import ChangeBatch, ChangeSet, FactValue, LedgerEntry
from sanwu.ledger.selectors import batch_digests, verify_current
from sanwu.records.selectors import verify
from tests.ledger.conftest import OTHER_COUNTY, Change, Enter


@pytest.fixture
def recorded(enter: Enter, change: Change) -> Compound:
    enter("甲院", household_count=12)
    compound = enter("听雨里", number="D-1", household_count=120, service_fee="1.10", has_governing_unit=True)
    change(compound, {"household_count": (120, 130)})
    enter("乙院", household_count=20, owners_body="none")
    return compound


def test_an_untouched_ledger_agrees(recorded: Compound) -> None:
    assert verify_current() is None
    assert verify({"ledger.batch": batch_digests}, [verify_current]).ok


EDITS: dict[str, Callable[[Compound], object]] = {
    "a current fact": lambda c: LedgerEntry.objects.filter(compound=c).update(facts={"household_count": 13}),
    "true for 1": lambda c: LedgerEntry.objects.filter(compound=c).update(
        facts={"household_count": 130, "service_fee": "1.10", "has_governing_unit": 1}
    ),
    "a listed column": lambda c: LedgerEntry.objects.filter(compound=c).update(household_count=13),
    "where a fact comes from": lambda c: LedgerEntry.objects.filter(compound=c).update(sources={}),
    "the revision": lambda c: LedgerEntry.objects.filter(compound=c).update(revision=1),
    "the place in the ledger": lambda c: LedgerEntry.objects.filter(compound=c).update(division_code=OTHER_COUNTY),
    "a typed value": lambda c: FactValue.objects.filter(compound=c).update(number=1),
    "a typed value that is gone": lambda c: FactValue.objects.filter(compound=c).delete(),
    "a typed value too many": lambda c: FactValue.objects.create(compound=c, fact="parking_bay_count", number=4),
    "the name": lambda c: Compound.objects.filter(pk=c.pk).update(name="听雨苑"),
    "the address": lambda c: Compound.objects.filter(pk=c.pk).update(address="别处"),
    "the division": lambda c: Compound.objects.filter(pk=c.pk).update(division=OTHER_COUNTY),
    "the withdrawal": lambda c: Compound.objects.filter(pk=c.pk).update(withdrawn_at="2024-01-01T00:00Z"),
    "the number": lambda c: OtherName.objects.filter(compound=c).update(text="D-9"),
    "a row that is gone": lambda c: LedgerEntry.objects.filter(compound=c).delete(),
    "a compound that nobody entered": lambda c: Compound.objects.create(
        name="影", match_name="影", division_id=OTHER_COUNTY, search_text="影", created_at="2024-01-01T00:00Z"
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edited_current_row_is_found(recorded: Compound, edit: Callable[[Compound], object]) -> None:
    edit(recorded)

    assert verify_current() is not None
    assert not verify({"ledger.batch": batch_digests}, [verify_current]).ok


HISTORY: dict[str, Callable[[Compound], object]] = {
    "what changed": lambda c: ChangeSet.objects.filter(compound=c).update(changes={"household_count": [None, 1]}),
    "whose it is": lambda c: ChangeSet.objects.filter(compound=c).update(compound=Compound.objects.earliest("id")),
    "the line": lambda c: ChangeSet.objects.filter(compound=c).update(line=77),
    "a change that is gone": lambda c: ChangeSet.objects.filter(compound=c).first().delete(),
    "the source": lambda c: ChangeBatch.objects.filter(sets__compound=c).update(source="另一份文件"),
    "the person": lambda c: ChangeBatch.objects.filter(sets__compound=c).update(actor_name="别人"),
    "the time": lambda c: ChangeBatch.objects.filter(sets__compound=c).update(recorded_at="2020-01-01T00:00Z"),
    "the day of the visit": lambda c: ChangeBatch.objects.filter(sets__compound=c).update(observed_on="2020-01-01"),
}


@pytest.mark.parametrize("edit", HISTORY.values(), ids=HISTORY)
def test_an_edited_history_is_found_at_its_journal_entry(
    recorded: Compound, edit: Callable[[Compound], object]
) -> None:
    edit(recorded)

    found = verify({"ledger.batch": batch_digests}, [verify_current])
    assert not found.ok
    assert found.first_bad == 2
    assert "ledger.batch" in (found.reason or "")
