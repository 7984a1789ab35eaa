"""Buildings and entrances of a compound: journalled, guarded by version, summed only where everything is known."""

from typing import Any

import pytest

from sanwu.base.errors import BadInput
from sanwu.compounds.buildings import (
    StalePart,
    building_save,
    buildings_of,
    entrance_save,
    entrances_of,
    part_remove,
    sums_of,
)
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.ledger.services import Created, NewFacts, Origin, record_changes
from sanwu.records.models import Act
from sanwu.records.services import act
from tests.worlds import EAST, OFFICER, RIVER, plant_tree


@pytest.fixture
def compound(db: None) -> Compound:
    plant_tree()
    with act(verb="ledger.import", actor=OFFICER, division=EAST) as entry:
        origin = Origin("import", "台账.xlsx", None, OFFICER, EAST)
        rows = Created([NewFacts(Identity("听雨里", RIVER), {}, 1)])
        recorded = record_changes(entry=entry, origin=origin, created=rows)
    return Compound.objects.get(pk=recorded.created[0])


def test_a_building_is_kept_and_journalled_with_what_was_said(compound: Compound) -> None:
    made = building_save(
        compound=compound,
        actor=OFFICER,
        client_key="b-1",
        label=" 3号楼 ",
        floors=6,
        units=4,
        households=48,
        built_year=1988,
    )

    assert (made.label, made.floors, made.units, made.households, made.built_year) == ("3号楼", 6, 4, 48, 1988)
    entry = Act.objects.latest("number")
    assert (entry.verb, entry.object_type, entry.object_id) == ("building.add", "compound", str(compound.pk))
    assert entry.after["households"] == 48
    assert entry.division_code == RIVER


def test_the_same_form_sent_twice_makes_one_building(compound: Compound) -> None:
    form: dict[str, Any] = {
        "compound": compound,
        "actor": OFFICER,
        "client_key": "b-1",
        "label": "3号楼",
        "households": 48,
    }

    assert building_save(**form) == building_save(**form)
    assert buildings_of(compound).count() == 1


def test_a_stale_change_is_refused_and_shows_what_stands(compound: Compound) -> None:
    made = building_save(compound=compound, actor=OFFICER, label="3号楼", households=48)
    building_save(compound=compound, actor=OFFICER, building=made, expected_version=1, label="3号楼", households=50)

    with pytest.raises(StalePart) as refused:
        building_save(compound=compound, actor=OFFICER, building=made, expected_version=1, label="3号楼", households=52)

    assert refused.value.current.households == 50
    assert buildings_of(compound).get().households == 50


def test_a_removed_part_is_no_longer_listed_but_its_row_stays(compound: Compound) -> None:
    made = entrance_save(compound=compound, actor=OFFICER, label="东门", kind="gate", open=True, barriers=1)

    part_remove(part=made, reason="重复登记", actor=OFFICER, expected_version=1, client_key="r-1")
    part_remove(part=made, reason="重复登记", actor=OFFICER, expected_version=1, client_key="r-1")

    assert not entrances_of(compound).exists()
    made.refresh_from_db()
    assert made.removed_at is not None
    assert [act.verb for act in Act.objects.order_by("number")][-2:] == ["entrance.add", "entrance.remove"]
    with pytest.raises(StalePart):
        part_remove(part=made, reason="再删一次", actor=OFFICER, expected_version=2)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"label": "  "}, "label"),
        ({"label": "楼" * 61}, "label"),
        ({"label": "3号楼", "floors": 999}, "floors"),
        ({"label": "3号楼", "households": -1}, "households"),
        ({"label": "3号楼", "built_year": 1492}, "built_year"),
        ({"label": "3号楼", "built_year": 2199}, "built_year"),
        ({"label": "3号楼", "note": "注" * 201}, "note"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_field(compound: Compound, values: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        building_save(compound=compound, actor=OFFICER, **values)

    assert refused.value.code == code
    assert not buildings_of(compound).exists()


def test_a_removal_needs_a_reason(compound: Compound) -> None:
    made = building_save(compound=compound, actor=OFFICER, label="3号楼")

    with pytest.raises(BadInput):
        part_remove(part=made, reason=" ", actor=OFFICER, expected_version=1)


def test_households_are_summed_only_where_every_building_says_how_many(compound: Compound) -> None:
    building_save(compound=compound, actor=OFFICER, label="1号楼", households=30, units=2)
    building_save(compound=compound, actor=OFFICER, label="2号楼", units=3)

    sums = sums_of(list(buildings_of(compound)), list(entrances_of(compound)))

    assert (sums.buildings, sums.units, sums.households, sums.entrances) == (2, 5, None, None)
