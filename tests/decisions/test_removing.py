"""Withdrawing and merging compounds by hand: every list follows, nothing recorded is lost, and the way back is whole."""

from pathlib import Path
from typing import Any

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound, Removal
from sanwu.compounds.selectors import survivor_of
from sanwu.decisions.listing import ledger_list
from sanwu.decisions.removing import compound_merge, compound_restore, compound_unmerge, compound_withdraw
from sanwu.decisions.selectors import counts
from sanwu.decisions.services import refresh
from sanwu.exchange.journal import digesters, state_checks
from sanwu.exchange.services import export_ledger, import_file
from sanwu.ledger.by_hand import compound_add
from sanwu.ledger.models import LedgerEntry
from sanwu.records.models import Act
from sanwu.records.selectors import verify
from tests.worlds import EAST, LAKE, OFFICER, RAIN, open_campaign, plant_tree

WHY = "同一个院子，两次登记"
BARE = {
    "has_property_provider": "no",
    "has_governing_unit": "no",
    "human_protection": "no",
    "physical_protection": "no",
}


@pytest.fixture
def campaign(db: None) -> Campaign:
    plant_tree()
    return open_campaign()


def add(campaign: Campaign, identity: Identity, **facts: Any) -> Compound:
    made = compound_add(
        campaign=campaign, identity=identity, facts=BARE | facts, source="摸底", actor=OFFICER, scope=everywhere()
    )
    refresh(campaign=campaign, on=clock.today(), actor=OFFICER)
    return made


def merge(gone: Compound, into: Compound, **more: Any) -> Removal:
    said: dict[str, Any] = {
        "reason": WHY, "actor": OFFICER, "expected_version": gone.version, "expected_into": into.version,
    }  # fmt: skip
    return compound_merge(compound=gone, into=into, **(said | more))


def listed(campaign: Campaign) -> list[str]:
    return [row["name"] for row in ledger_list(scope=everywhere(), campaign=campaign).rows]


def three_no(campaign: Campaign) -> int:
    return counts(campaign)["conditions"]["three_no"]["yes"]


def sound() -> bool:
    return verify(digesters(), state_checks()).ok


def test_a_merged_compound_is_counted_once_everywhere(campaign: Campaign, tmp_path: Path) -> None:
    one = add(campaign, Identity("听雨里", RAIN, number="Y-1"), household_count="120")
    other = add(campaign, Identity("纺织厂宿舍", RAIN, number="Y-2"), household_count="118")
    assert three_no(campaign) == 2

    merge(other, one)

    assert listed(campaign) == ["听雨里"]
    assert three_no(campaign) == 1
    done = export_ledger(campaign=campaign, scope=everywhere(), actor=OFFICER, out=tmp_path / "l.csv")
    assert done["rows"] == 1
    assert LedgerEntry.objects.get(compound=other).facts["household_count"] == 118
    assert LedgerEntry.objects.get(compound=one).facts["household_count"] == 120
    other.refresh_from_db()
    assert other.merged_into == one
    assert sound()


def test_the_survivor_is_found_by_the_names_of_both(campaign: Campaign) -> None:
    one = add(campaign, Identity("听雨里", RAIN, number="Y-1"))
    other = add(campaign, Identity("纺织厂宿舍", RAIN, number="Y-2", aliases=("老院",)))

    merge(other, one)

    assert sorted(one.other_names.values_list("kind", "text")) == [
        ("alias", "纺织厂宿舍"), ("alias", "老院"), ("number", "Y-1"), ("old_number", "Y-2"),
    ]  # fmt: skip


def everything(campaign: Campaign) -> Any:
    """All that merging could touch, but for ids that are given anew and times."""
    return (
        sorted(
            CampaignCompound.objects.filter(left_on=None).values_list(
                "campaign_id", "compound_id", "division_code", "entered_by", "entered_ref", "entered_on"
            )
        ),
        sorted(Compound.objects.values_list("id", "name", "merged_into", "search_text", "withdrawn_at")),
        sorted(Compound.objects.values_list("id", "other_names__kind", "other_names__text"), key=str),
        list(LedgerEntry.objects.order_by("pk").values_list("pk", "facts", "sources", "division_code")),
        counts(campaign),
        listed(campaign),
    )


@pytest.mark.parametrize("second_campaign", [False, True])
def test_unmerging_restores_everything(campaign: Campaign, second_campaign: bool) -> None:
    one = add(campaign, Identity("听雨里", RAIN, number="Y-1", aliases=("老院",)), household_count="120")
    if second_campaign:
        campaign = open_campaign(EAST, "东江专项")
    other = add(campaign, Identity("纺织厂宿舍", RAIN, number="Y-2", aliases=("老院", "厂宿舍")))
    before = everything(campaign)

    removal = merge(other, one)
    assert listed(campaign) == ["听雨里"]
    compound_unmerge(removal=removal, reason="核实是两个院子", actor=OFFICER)

    assert everything(campaign) == before
    removal.refresh_from_db()
    assert (removal.undone_by, removal.undone_reason) == ("经办人", "核实是两个院子")
    assert sound()


def test_the_survivor_takes_the_place_in_a_campaign_that_it_was_not_in(campaign: Campaign) -> None:
    one = add(campaign, Identity("听雨里", RAIN))
    narrow = open_campaign(EAST, "东江专项")
    other = add(narrow, Identity("纺织厂宿舍", RAIN))

    merge(other, one)

    assert listed(narrow) == ["听雨里"]
    assert counts(narrow)["conditions"]["three_no"]["yes"] == 1


def test_a_chain_of_merges_ends_at_the_last_one(campaign: Campaign) -> None:
    first, second, third = (add(campaign, Identity(name, RAIN)) for name in ("听雨里", "纺织厂宿舍", "河边院"))
    merge(first, second)
    second.refresh_from_db()
    merge(second, third)

    assert survivor_of(first.pk) == survivor_of(second.pk) == survivor_of(third.pk) == third.pk
    assert listed(campaign) == ["河边院"]


def test_a_number_of_the_merged_one_means_the_survivor_in_an_import(campaign: Campaign, tmp_path: Path) -> None:
    one = add(campaign, Identity("听雨里", RAIN, number="Y-1"))
    other = add(campaign, Identity("听雨里", RAIN, number="Y-2"))
    merge(other, one)
    path = tmp_path / "later.csv"
    path.write_text("小区编号,小区名称,区县,街道,社区,户数\nY-2,听雨里,东江区,滨河街道,听雨社区,55\n", encoding="utf-8")

    done = import_file(path=path, campaign=campaign, actor=LOCAL_OPERATOR, scope=everywhere())

    assert (done["created"], done["updated"]) == (0, 1)
    assert LedgerEntry.objects.get(compound=one).facts["household_count"] == 55
    assert one.other_names.get(kind="number").text == "Y-1"
    assert listed(campaign) == ["听雨里"]


@pytest.mark.parametrize("again", ["compound", "into"])
def test_what_no_longer_stands_for_itself_cannot_be_merged(campaign: Campaign, again: str) -> None:
    one, other, third = (add(campaign, Identity(name, RAIN)) for name in ("听雨里", "纺织厂宿舍", "河边院"))
    merge(other, one)
    other.refresh_from_db()

    with pytest.raises(Refused) as refused:
        merge(other, third) if again == "compound" else merge(third, other)

    assert refused.value.code == "not_standing"


def test_merging_needs_a_reason_two_compounds_and_the_version_that_was_seen(campaign: Campaign) -> None:
    one, other = add(campaign, Identity("听雨里", RAIN)), add(campaign, Identity("纺织厂宿舍", RAIN))

    with pytest.raises(BadInput):
        merge(other, one, reason=" ")
    with pytest.raises(BadInput):
        merge(one, one)
    with pytest.raises(Stale):
        merge(other, one, expected_into=one.version + 1)
    assert not Removal.objects.exists()
    assert len(listed(campaign)) == 2


def test_merging_and_unmerging_twice_with_one_key_has_one_effect(campaign: Campaign) -> None:
    one, other = add(campaign, Identity("听雨里", RAIN)), add(campaign, Identity("纺织厂宿舍", RAIN))
    version = other.version

    removal = merge(other, one, client_key="m-1")
    assert merge(other, one, client_key="m-1", expected_version=version) == removal
    for _ in range(2):
        compound_unmerge(removal=removal, reason="两个院子", actor=OFFICER, client_key="u-1")

    verbs = list(Act.objects.values_list("verb", flat=True))
    assert (verbs.count("compound.merge"), verbs.count("compound.unmerge")) == (1, 1)
    with pytest.raises(Stale):
        compound_unmerge(removal=removal, reason="再来一次", actor=OFFICER)


def test_a_withdrawn_compound_is_in_no_list_and_comes_back_whole(campaign: Campaign) -> None:
    one = add(campaign, Identity("听雨里", RAIN, number="Y-1"), household_count="120")
    add(campaign, Identity("砚湖一村", LAKE))
    before = everything(campaign)

    removal = compound_withdraw(compound=one, reason="登记错了", actor=OFFICER, expected_version=one.version)
    assert listed(campaign) == ["砚湖一村"]
    assert three_no(campaign) == 1
    assert sound()
    compound_restore(removal=removal, reason="没有错", actor=OFFICER)

    assert everything(campaign) == before
    assert sound()


def test_a_compound_that_others_were_merged_into_is_not_withdrawn(campaign: Campaign) -> None:
    one, other = add(campaign, Identity("听雨里", RAIN)), add(campaign, Identity("纺织厂宿舍", RAIN))
    merge(other, one)
    one.refresh_from_db()

    with pytest.raises(Refused) as refused:
        compound_withdraw(compound=one, reason="登记错了", actor=OFFICER, expected_version=one.version)

    assert "纺织厂宿舍" in refused.value.message


def test_it_does_not_come_back_under_a_number_that_is_taken(campaign: Campaign) -> None:
    one = add(campaign, Identity("听雨里", RAIN, number="Y-1"))
    removal = compound_withdraw(compound=one, reason="登记错了", actor=OFFICER, expected_version=one.version)
    add(campaign, Identity("砚湖一村", LAKE, number="Y-1"))

    with pytest.raises(BadInput):
        compound_restore(removal=removal, reason="没有错", actor=OFFICER)

    assert listed(campaign) == ["砚湖一村"]


def test_a_closed_campaign_keeps_what_it_was_closed_with(campaign: Campaign) -> None:
    one, other = add(campaign, Identity("听雨里", RAIN)), add(campaign, Identity("纺织厂宿舍", RAIN))
    campaign.closed_on = clock.today()
    campaign.save()

    removal = merge(other, one)

    assert removal.left == []
    assert CampaignCompound.objects.filter(campaign=campaign, left_on=None).count() == 2
