"""A campaign of the shipped scheme over the made tree, and a hand that brings compounds into it."""

from collections.abc import Mapping
from typing import Any

import pytest

from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import enter_compounds
from sanwu.compounds.identity import DIVISION, Identity
from sanwu.ledger.models import ChangeBatch, LedgerEntry
from sanwu.ledger.services import Changed, Created, NewFacts, Origin, record_changes
from sanwu.records.services import act
from tests.worlds import CITY, OFFICER, open_campaign, plant_tree

NO_THREE = {
    "has_property_provider": False, "has_governing_unit": False, "human_protection": False,
    "physical_protection": False,
}  # fmt: skip


@pytest.fixture
def campaign(db: None) -> Campaign:
    plant_tree()
    return open_campaign()


def bring(campaign: Campaign, *rows: tuple[str, str, Mapping[str, Any]]) -> tuple[ChangeBatch, list[int]]:
    """New compounds (name, division, facts) in the campaign; the batch and their ids."""
    with act(verb="ledger.import", actor=OFFICER, division=CITY) as entry:
        made = Created([NewFacts(Identity(name, place), facts, None) for name, place, facts in rows])
        recorded = record_changes(entry=entry, origin=Origin("import", "表.xlsx", None, OFFICER, CITY), created=made)
        pairs = [(pk, place) for pk, (_, place, _) in zip(recorded.created, rows, strict=True)]
        enter_compounds(campaign=campaign, compounds=pairs, entered_by="import", actor=OFFICER)
    return recorded.batch, list(recorded.created)


def change(compound: int, changes: Mapping[str, Any]) -> ChangeBatch:
    """Facts of one compound become others, or its division (key DIVISION) does."""
    facts: dict[str, Any] = dict(LedgerEntry.objects.get(compound=compound).facts)
    place = LedgerEntry.objects.get(compound=compound).division_code
    before = {**facts, DIVISION: place}
    pairs = {name: (before.get(name), value) for name, value in changes.items() if before.get(name) != value}
    with act(verb="ledger.import", actor=OFFICER, division=CITY) as entry:
        origin = Origin("import", "补充.xlsx", None, OFFICER, CITY)
        return record_changes(entry=entry, origin=origin, changed=[Changed(compound, None, pairs)]).batch
