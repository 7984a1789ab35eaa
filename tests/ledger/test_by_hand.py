"""A compound entered by hand and its identity edited: change sets like those of an import, and the same guards."""

from typing import Any

import pytest

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.compounds.stating import stated_identity
from sanwu.ledger.by_hand import StaleIdentity, compound_add, compound_edit
from sanwu.ledger.models import ChangeSet, LedgerEntry
from sanwu.ledger.selectors import history, verify_current
from sanwu.records.models import Act
from tests.worlds import EAST, FAR_EAST, OFFICER, PINE, RAIN, RIVER, WEST, open_campaign, plant_tree, scope_over

EDITOR = scope_over(EAST, abilities={Ability.EDIT_COMPOUND})
VISIT = "2024年3月15日上门登记"


@pytest.fixture
def campaign(db: None) -> Campaign:
    plant_tree()
    return open_campaign()


def add(campaign: Campaign, identity: Identity, **more: Any) -> Compound:
    said: dict[str, Any] = {"facts": {}, "source": VISIT, "actor": OFFICER, "scope": EDITOR}
    return compound_add(campaign=campaign, identity=identity, **(said | more))


def edit(compound: Compound, identity: Identity, **more: Any) -> Compound:
    said: dict[str, Any] = {"source": VISIT, "actor": OFFICER, "scope": EDITOR, "expected_version": compound.version}
    return compound_edit(compound=compound, identity=identity, **(said | more))


def test_a_compound_by_hand_is_in_the_ledger_and_in_its_campaign(campaign: Campaign) -> None:
    identity = stated_identity(
        name="听雨里", division_code=RAIN, number="Y-7", aliases="纺织厂宿舍、老院", address="河边路7号"
    )

    made = add(campaign, identity, facts={"household_count": "120", "floor_area_m2": "", "has_governing_unit": "no"})

    assert LedgerEntry.objects.get(compound=made).facts == {"household_count": 120, "has_governing_unit": False}
    entry = CampaignCompound.objects.get(campaign=campaign, compound=made)
    assert (entry.entered_by, entry.division_code) == ("hand", RAIN)
    assert sorted(made.other_names.values_list("kind", "text")) == [
        ("alias", "纺织厂宿舍"), ("alias", "老院"), ("number", "Y-7"),
    ]  # fmt: skip
    batch = history(made)[0].batch
    assert (batch.kind, batch.source, batch.actor_name) == ("addition", VISIT, "经办人")
    assert Act.objects.latest("number").verb == "compound.add"
    assert verify_current() is None


def test_the_same_form_sent_twice_makes_one_compound(campaign: Campaign) -> None:
    identity = Identity("听雨里", RAIN)

    assert add(campaign, identity, client_key="new-1") == add(campaign, identity, client_key="new-1")
    assert Compound.objects.count() == 1


@pytest.mark.parametrize(
    ("division", "error", "code"),
    [(WEST, Refused, "division"), (FAR_EAST, Refused, "division"), ("991234000000", BadInput, "division")],
)
def test_it_cannot_be_put_where_one_has_no_say(campaign: Campaign, division: str, error: type, code: str) -> None:
    with pytest.raises(error) as refused:
        add(campaign, Identity("听雨里", division))

    assert refused.value.code == code
    assert not Compound.objects.exists()


def test_it_cannot_be_put_outside_the_campaign(campaign: Campaign) -> None:
    with pytest.raises(Refused):
        add(campaign, Identity("听雨里", FAR_EAST), scope=scope_over(FAR_EAST, abilities={Ability.EDIT_COMPOUND}))

    assert not Compound.objects.exists()


def test_a_number_of_another_compound_of_the_county_is_refused(campaign: Campaign) -> None:
    add(campaign, Identity("听雨里", RAIN, number="Y-7"))

    with pytest.raises(BadInput) as refused:
        add(campaign, Identity("砚湖一村", PINE, number="Y-7"))

    assert refused.value.code == "number"
    assert "听雨里" in refused.value.message


@pytest.mark.parametrize(
    ("facts", "code"), [({"household_count": "很多"}, "household_count"), ({"no_such": 1}, "no_such")]
)
def test_a_fact_that_does_not_fit_is_named(campaign: Campaign, facts: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        add(campaign, Identity("听雨里", RAIN), facts=facts)

    assert refused.value.code == code


def test_an_edit_is_a_change_set_with_its_source(campaign: Campaign) -> None:
    made = add(campaign, Identity("听雨里", RAIN))

    changed = edit(made, Identity("听雨新村", PINE, number="Y-8", point=("110.3000000", "20.0000000"), datum="gcj02"))

    assert (changed.name, changed.division_id, changed.version) == ("听雨新村", PINE, 2)
    assert CampaignCompound.objects.get(compound=made).division_code == PINE
    newest = history(changed)[0]
    assert newest.batch.kind == "identity"
    assert newest.changes["compound_name"] == ["听雨里", "听雨新村"]
    assert newest.changes["compound_point"] == [None, "110.3000000,20.0000000,gcj02"]
    assert verify_current() is None


def test_two_editors_lose_nothing(campaign: Campaign) -> None:
    made = add(campaign, Identity("听雨里", RAIN))
    seen = made.version
    edit(made, Identity("听雨新村", RAIN))

    with pytest.raises(StaleIdentity) as refused:
        edit(made, Identity("听雨花园", RAIN), expected_version=seen)

    assert (refused.value.current.name, refused.value.version) == ("听雨新村", seen + 1)
    assert Compound.objects.get().name == "听雨新村"


def test_an_edit_sent_twice_has_one_effect(campaign: Campaign) -> None:
    made = add(campaign, Identity("听雨里", RAIN))
    for _ in range(2):
        edit(made, Identity("听雨新村", RAIN), client_key="edit-1")

    assert ChangeSet.objects.filter(compound=made).count() == 2


@pytest.mark.parametrize(
    ("identity", "more", "code"),
    [
        (Identity("听雨里", RAIN), {}, "nothing_changed"),
        (Identity("听雨新村", RAIN), {"source": " "}, "source"),
        (Identity("听雨里", WEST), {}, "division"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    campaign: Campaign, identity: Identity, more: dict[str, Any], code: str
) -> None:
    made = add(campaign, Identity("听雨里", RAIN))

    with pytest.raises((BadInput, Refused)) as refused:
        edit(made, identity, **more)

    assert refused.value.code == code
    assert ChangeSet.objects.count() == 1


def test_a_compound_does_not_leave_the_area_of_its_campaign(campaign: Campaign) -> None:
    narrow = open_campaign(EAST, "东江专项")
    made = add(narrow, Identity("听雨里", RIVER))
    both = scope_over(EAST, WEST, abilities={Ability.EDIT_COMPOUND})

    with pytest.raises(Refused) as refused:
        edit(made, Identity("听雨里", WEST), scope=both)

    assert "东江专项" in refused.value.message


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 101}, "name"),
        ({"name": "听雨\x07里"}, "name"),
        ({"aliases": "、".join(f"别名{n}" for n in range(21))}, "aliases"),
        ({"address": "路" * 201}, "address"),
        ({"kind": "castle"}, "kind"),
        ({"point": ("20.03", "110.33")}, "point"),
        ({"point": ("110.33", "")}, "point"),
        ({"point": ("here", "there")}, "point"),
    ],
)
def test_an_identity_as_typed_is_checked_field_by_field(values: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        stated_identity(**({"name": "听雨里", "division_code": RAIN} | values))

    assert refused.value.code == code


def test_a_point_is_stored_in_the_national_datum_and_remembers_what_it_was_given_in() -> None:
    stated = stated_identity(name="听雨里", division_code=RAIN, point=("110.331234", "20.031234"), datum="gcj02")

    assert stated.datum == "gcj02"
    assert stated.point is not None
    assert stated.point != ("110.3312340", "20.0312340")
    again = stated_identity(name="听雨里", division_code=RAIN, point=stated.point, datum="cgcs2000", known=stated)
    assert (again.point, again.datum) == (stated.point, "gcj02")
