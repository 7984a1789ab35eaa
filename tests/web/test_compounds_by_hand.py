"""Adding, editing, withdrawing and merging compounds on their pages; buildings and entrances; who may not."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Building, Compound, Distinct, Entrance, Removal
from sanwu.decisions.listing import ledger_list
from tests.web.conftest import COMMUNITY, DISTRICT, OTHER_DISTRICT, STREET_A, STREET_B, at_most

Browser = Callable[[str], Client]
QUERIES = 15


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def hidden(answer: Any, name: str) -> str:
    """The value of a hidden field on a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return found.group(1)


def new(client: Client, campaign: Campaign, division: str = COMMUNITY, **said: str) -> Any:
    form = {
        "client_key": str(uuid4()), "name": "柳岸新村", "kind": "compound", "source": "社区上门登记", "datum": "cgcs2000",
    } | said  # fmt: skip
    return client.post(f"/campaigns/{campaign.pk}/compounds/new/?division={division}", form)


def listed(campaign: Campaign) -> list[str]:
    return sorted(row["name"] for row in ledger_list(scope=everywhere(), campaign=campaign).rows)


# --- Adding -----------------------------------------------------------------------------------------------------------


def test_the_place_is_picked_down_the_tree_of_ones_own(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    first = text(official.get(f"/campaigns/{campaign.pk}/compounds/new/"))
    assert "青石桥街道" in first
    assert f"under={STREET_A}" in first
    assert f"division={STREET_B}" in first  # nothing below it: going there chooses it
    second = text(official.get(f"/campaigns/{campaign.pk}/compounds/new/?under={STREET_A}"))
    assert f"division={COMMUNITY}" in second
    assert f"division={STREET_A}" in second

    street = text(sign_in("street").get(f"/campaigns/{campaign.pk}/compounds/new/"))
    assert "东渡街道" not in street
    assert "听雨社区" in street


@pytest.mark.parametrize("division", [OTHER_DISTRICT, "123456789012", "x"])
def test_a_place_that_is_not_ones_own_is_not_there(sign_in: Browser, campaign: Campaign, division: str) -> None:
    assert new(sign_in("official"), campaign, division).status_code == 404
    assert sign_in("official").get(f"/campaigns/{campaign.pk}/compounds/new/?under={division}").status_code == 404


def test_a_compound_is_added_with_what_is_known_of_it(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    answer = new(
        official, campaign, aliases="纺织厂宿舍、老院", number="WL-900", longitude="110.33", latitude="20.03", datum="gcj02",
        fact_household_count="48", fact_has_property_provider="no",
    )  # fmt: skip

    made = Compound.objects.get(name="柳岸新村")
    assert answer.status_code == 302
    assert answer.url == f"/compounds/{made.pk}/?campaign={campaign.pk}"
    assert (made.division_id, made.datum) == (COMMUNITY, "gcj02")
    page = text(official.get(answer.url))
    assert "手工新增" in page
    assert "社区上门登记" in page
    assert listed(campaign) == ["柳岸新村"]


def test_the_form_has_few_queries(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    official.get("/")
    with at_most(QUERIES):
        answer = official.get(f"/campaigns/{campaign.pk}/compounds/new/?division={COMMUNITY}")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"name": " "}, "请填写"),
        ({"source": ""}, "请填写"),
        ({"longitude": "20.03", "latitude": "110.33"}, "经纬度不对"),
        ({"fact_household_count": "很多"}, "很多"),
        ({"observed_on": "2999-01-01"}, "不能晚于今天"),
        ({"observed_on": "0201-06-30"}, "请检查年份"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    sign_in: Browser, campaign: Campaign, said: dict[str, str], message: str
) -> None:
    answer = new(sign_in("official"), campaign, address="河边路 7 号", **said)

    assert answer.status_code == 422
    assert message in text(answer)
    assert "河边路 7 号" in text(answer)
    assert not Compound.objects.exists()


def test_a_likely_duplicate_is_shown_before_anything_is_saved(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official = sign_in("official")
    key = str(uuid4())
    warned = new(official, campaign, name="砚湖一邨", aliases="砚湖一村", client_key=key)

    assert "台账里已经有相似的小区" in text(warned)
    assert "砚湖一村" in text(warned)
    assert not Compound.objects.filter(name="砚湖一邨").exists()

    saved = new(official, campaign, name="砚湖一邨", aliases="砚湖一村", client_key=key, seen=hidden(warned, "seen"))
    assert saved.status_code == 302
    assert Compound.objects.filter(name="砚湖一邨").count() == 1


def test_the_same_form_sent_twice_adds_one(sign_in: Browser, campaign: Campaign) -> None:
    official, key = sign_in("official"), str(uuid4())
    first = new(official, campaign, client_key=key)
    again = new(official, campaign, client_key=key, seen=str(Compound.objects.get().pk))

    assert first.url == again.url
    assert Compound.objects.count() == 1


# --- Editing ----------------------------------------------------------------------------------------------------------


def edit(client: Client, compound: Compound, version: int, query: str = "", **said: str) -> Any:
    form = {
        "client_key": str(uuid4()), "name": compound.name, "kind": "compound", "source": "更名公告", "datum": "cgcs2000",
        "version": str(version), "number": "", "aliases": "", "address": "",
    } | said  # fmt: skip
    return client.post(f"/compounds/{compound.pk}/edit/{query}", form)


def test_an_edit_is_told_in_the_history(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    official, compound = sign_in("official"), ledger["听雨花园"]
    form = official.get(f"/compounds/{compound.pk}/edit/")
    assert hidden(form, "version") == "1"

    answer = edit(official, compound, 1, f"?division={STREET_B}", name="听雨苑", kind="yard", number="WL-0004")

    assert answer.status_code == 302
    page = text(official.get(answer.url))
    assert "听雨苑" in page
    assert "修改基本信息" in page
    assert "更名公告" in page
    compound.refresh_from_db()
    assert (compound.division_id, compound.kind) == (STREET_B, "yard")


def test_of_two_editors_the_second_sees_both_versions_and_loses_nothing(
    sign_in: Browser, ledger: dict[str, Compound]
) -> None:
    official, compound = sign_in("official"), ledger["听雨花园"]
    edit(official, compound, 1, name="听雨苑", number="WL-0004")

    late = edit(official, compound, 1, name="听雨里花园", number="WL-0004", address="新街 3 号")

    assert late.status_code == 409
    page = text(late)
    assert "听雨苑" in page
    assert "听雨里花园" in page
    assert "新街 3 号" in page
    assert Compound.objects.get(pk=compound.pk).name == "听雨苑"
    assert (
        edit(official, compound, int(hidden(late, "version")), name="听雨里花园", number="WL-0004").status_code == 302
    )
    assert Compound.objects.get(pk=compound.pk).name == "听雨里花园"


def test_nothing_changed_is_said(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    answer = edit(sign_in("official"), ledger["听雨花园"], 1, number="WL-0004")

    assert answer.status_code == 422
    assert "没有改动" in text(answer)


# --- Withdrawing ------------------------------------------------------------------------------------------------------


def test_a_compound_is_withdrawn_with_a_reason_and_comes_back(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], key: str
) -> None:
    official, compound = sign_in("official"), ledger["听雨花园"]
    page = f"/compounds/{compound.pk}/withdraw/"
    assert official.post(page, {"client_key": key, "version": "1", "reason": ""}).status_code == 422

    official.post(page, {"client_key": key, "version": "1", "reason": "登记错了"})

    assert "听雨花园" not in listed(campaign)
    assert official.get(f"/compounds/{compound.pk}/").status_code == 404
    gone = text(official.get("/compounds/withdrawn/"))
    assert "听雨花园" in gone
    assert "登记错了" in gone
    removal = Removal.objects.get()
    assert "听雨花园" in text(official.get(f"/compounds/withdrawn/{removal.pk}/"))
    assert "听雨花园" not in text(sign_in("neighbour").get("/compounds/withdrawn/"))
    assert sign_in("neighbour").get(f"/compounds/withdrawn/{removal.pk}/").status_code == 404

    back = official.post(f"/compounds/withdrawn/{removal.pk}/", {"client_key": str(uuid4()), "reason": "没有错"})

    assert back.status_code == 302
    assert "听雨花园" in listed(campaign)


# --- Duplicates and merging -------------------------------------------------------------------------------------------


@pytest.fixture
def twins(sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]) -> tuple[Compound, Compound]:
    """砚湖一村 of the ledger, and the same entered a second time."""
    like = ledger["砚湖一村"]
    new(sign_in("official"), campaign, name="砚湖一村", address="湖边路", seen=str(like.pk))
    return Compound.objects.get(pk=like.pk), Compound.objects.get(name="砚湖一村", address="湖边路")


def test_likely_duplicates_are_listed_and_told_apart(
    sign_in: Browser, twins: tuple[Compound, Compound], key: str
) -> None:
    official = sign_in("official")
    official.get("/")
    with at_most(QUERIES):
        page = text(official.get("/duplicates/"))
    assert "名称相同" in page
    assert f"/compounds/{twins[1].pk}/merge/{twins[0].pk}/" in page

    form = {"client_key": key, "first": str(twins[0].pk), "second": str(twins[1].pk), "back": DISTRICT}
    for _ in range(2):
        assert official.post("/duplicates/apart/", form).status_code == 302

    assert Distinct.objects.count() == 1
    assert "没有疑似重复的小区" in text(official.get("/duplicates/"))


def merge_form(client: Client, gone: Compound, into: Compound, **said: str) -> Any:
    page = f"/compounds/{gone.pk}/merge/{into.pk}/"
    shown = client.get(page)
    form = {
        "client_key": str(uuid4()), "version": hidden(shown, "version"), "other_version": hidden(shown, "other_version"),
        "reason": "现场核实是同一个",
    } | said  # fmt: skip
    return client.post(page, form)


def test_two_are_merged_after_a_look_at_both_and_taken_apart_again(
    sign_in: Browser, campaign: Campaign, twins: tuple[Compound, Compound]
) -> None:
    official = sign_in("official")
    one, other = twins
    assert "湖边路" in text(official.get(f"/compounds/{other.pk}/merge/{one.pk}/"))

    answer = merge_form(official, other, one)

    assert answer.status_code == 302
    assert listed(campaign).count("砚湖一村") == 1
    official.get(f"/compounds/{one.pk}/")  # schemes are kept in memory
    with at_most(QUERIES):
        survivor = text(official.get(f"/compounds/{one.pk}/"))
    assert "已并入这里" in survivor
    gone = text(official.get(f"/compounds/{other.pk}/"))
    assert "这个小区已并入" in gone
    assert "现场核实是同一个" in gone
    assert "登记楼栋" not in gone
    removal = Removal.objects.get()
    assert f"/compounds/merged/{removal.pk}/" in gone

    back = official.post(f"/compounds/merged/{removal.pk}/", {"client_key": str(uuid4()), "reason": "两个院子"})
    assert back.status_code == 302
    assert listed(campaign).count("砚湖一村") == 2


def test_merging_needs_a_reason_and_the_newest_version(sign_in: Browser, twins: tuple[Compound, Compound]) -> None:
    official = sign_in("official")

    assert merge_form(official, *twins, reason=" ").status_code == 422
    stale = merge_form(official, *twins, version="7")
    assert stale.status_code == 422
    assert "刚被别人改过" in text(stale)
    assert hidden(stale, "version") == str(twins[0].version)
    assert not Removal.objects.exists()


def test_a_street_may_not_merge_and_a_neighbour_sees_nothing(
    sign_in: Browser, twins: tuple[Compound, Compound], key: str
) -> None:
    page = f"/compounds/{twins[1].pk}/merge/{twins[0].pk}/"
    assert sign_in("street").get(page).status_code == 404
    assert sign_in("neighbour").get(page).status_code == 404
    assert "砚湖一村" not in text(sign_in("neighbour").get("/duplicates/"))
    form = {"client_key": key, "first": str(twins[0].pk), "second": str(twins[1].pk)}
    assert sign_in("neighbour").post("/duplicates/apart/", form).status_code == 404
    assert not Distinct.objects.exists()


# --- Buildings and entrances ------------------------------------------------------------------------------------------


def test_buildings_are_listed_and_summed_beside_the_ledger(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    official, compound = sign_in("official"), ledger["听雨里老院"]  # 49 households in the ledger
    for label, households in (("1号楼", "24"), ("2号楼", "24")):
        form = {"client_key": str(uuid4()), "label": label, "households": households, "units": "2", "floors": "6"}
        assert official.post(f"/compounds/{compound.pk}/buildings/new/", form).status_code == 302

    official.get("/")
    with at_most(QUERIES):
        page = text(official.get(f"/compounds/{compound.pk}/"))

    assert "与台账不同" in page
    assert "台账登记 49" in page
    assert compound.ledger.facts["household_count"] == 49


def test_a_building_is_changed_on_its_version_and_removed_with_a_reason(
    sign_in: Browser, ledger: dict[str, Compound]
) -> None:
    official, compound = sign_in("official"), ledger["听雨里老院"]
    official.post(f"/compounds/{compound.pk}/buildings/new/", {"client_key": str(uuid4()), "label": "1号楼"})
    building = Building.objects.get()
    page = f"/compounds/{compound.pk}/buildings/{building.pk}/"
    said = {"label": "1号楼", "households": "30", "version": "1"}
    assert official.post(page, said | {"client_key": str(uuid4())}).status_code == 302

    stale = official.post(page, said | {"client_key": str(uuid4()), "households": "31"})
    assert stale.status_code == 409
    assert "30" in text(stale)
    assert 'value="31"' in text(stale)
    wrong = official.post(page, said | {"client_key": str(uuid4()), "built_year": "1492", "version": "2"})
    assert wrong.status_code == 422
    assert 'value="1492"' in text(wrong)

    removal = {"remove-client_key": str(uuid4()), "remove-version": "2"}
    assert official.post(page + "remove/", removal).status_code == 302
    assert Building.objects.get().removed_at is None
    official.post(page + "remove/", removal | {"remove-reason": "重复登记"})
    assert Building.objects.get().removed_at is not None


def test_an_entrance_says_what_stands_there(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    official, compound = sign_in("official"), ledger["听雨里老院"]
    form = {
        "client_key": str(uuid4()), "label": "东门", "kind": "gate", "open": "1", "guarded": "0", "barriers": "1",
        "access_readers": "2", "another": "1",
    }  # fmt: skip
    answer = official.post(f"/compounds/{compound.pk}/entrances/new/", form)
    assert answer.url == f"/compounds/{compound.pk}/entrances/new/"

    made = Entrance.objects.get()
    assert (made.kind, made.open, made.guarded, made.barriers, made.access_readers) == ("gate", True, False, 1, 2)
    assert "东门" in text(official.get(f"/compounds/{compound.pk}/entrances/{made.pk}/"))
    assert "东门" in text(official.get(f"/compounds/{compound.pk}/"))


@pytest.mark.parametrize("page", ["edit/", "withdraw/", "buildings/new/", "entrances/new/", "files/new/"])
def test_who_may_not_edit_finds_no_page(sign_in: Browser, ledger: dict[str, Compound], page: str) -> None:
    compound = ledger["听雨里老院"]

    assert sign_in("official").get(f"/compounds/{compound.pk}/{page}").status_code == 200
    for other in ("neighbour", "auditor", "department", "system"):
        assert sign_in(other).get(f"/compounds/{compound.pk}/{page}").status_code == 404
    assert "修改基本信息" not in text(sign_in("auditor").get(f"/compounds/{compound.pk}/"))


def test_a_part_of_another_compound_is_not_there(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    official = sign_in("official")
    official.post(
        f"/compounds/{ledger['听雨里老院'].pk}/buildings/new/", {"client_key": str(uuid4()), "label": "1号楼"}
    )
    building = Building.objects.get()

    assert official.get(f"/compounds/{ledger['砚湖一村'].pk}/buildings/{building.pk}/").status_code == 404
