"""One box finds everything that a person may see, and nothing else; the list of what she opened last is hers alone."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from sanwu.base import clock
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound, OtherName
from sanwu.decisions import searching
from tests.web.conftest import DISTRICT, STREET_A, STREET_B, at_most

Browser = Callable[[str], Client]


def found(browser: Client, text: str, page: str = "/search/") -> list[str]:
    """Names of compounds, campaigns and places on the page of results, in order."""
    answer = browser.get(page, {"q": text}).content.decode()
    return re.findall(r'class="row-link" href="[^"]*">([^<]+)<', answer)


def quick(browser: Client, text: str) -> list[str]:
    return re.findall(r"<strong>([^<]+)</strong>", browser.get("/search/quick/", {"q": text}).content.decode())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("听雨", ["听雨社区", "听雨花园", "听雨里老院"]),
        ("二村", ["渡口二村"]),  # two characters in the middle
        ("llxy", ["柳浪新苑"]),  # pinyin initials
        ("liulang", ["柳浪新苑"]),
        ("WL-0002", ["砚湖一村"]),
        ("wl-0002", ["砚湖一村"]),
        ("渡口 二村", ["渡口二村"]),
        ("春季", ["春季整治"]),
        ("东渡", ["东渡街道"]),
        (STREET_B, ["东渡街道"]),
        ("没有这个", []),
    ],
)
def test_it_finds_compounds_places_and_campaigns(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], text: str, names: list[str]
) -> None:
    assert found(sign_in("official"), text) == names


def test_an_alias_and_an_address_are_found_and_named(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    compound = ledger["砚湖一村"]
    OtherName.objects.create(compound=compound, kind="alias", text="水泥厂宿舍")
    Compound.objects.filter(pk=compound.pk).update(
        address="砚湖路9号", search_text=f"{compound.search_text}\n水泥厂宿舍\n砚湖路9号"
    )
    official = sign_in("official")

    assert "水泥厂宿舍" in official.get("/search/", {"q": "水泥"}).content.decode()
    assert "砚湖路9号" in official.get("/search/", {"q": "砚湖路"}).content.decode()


def test_a_name_that_begins_so_stands_before_one_that_holds_it(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    Compound.objects.filter(pk=ledger["柳浪新苑"].pk).update(name="老柳浪", match_name="老柳浪", search_text="老柳浪")
    assert quick(sign_in("official"), "老") == ["老柳浪", "老船厂家属院", "听雨里老院"]


@pytest.mark.parametrize("small", [0, 5000], ids=["a large area", "a small area"])
def test_what_was_withdrawn_takes_no_place_among_the_matches(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(searching, "SMALL", small)
    monkeypatch.setattr(searching, "POOL", 1)
    withdrawn = ledger["听雨里老院"]
    assert withdrawn.pk < ledger["老船厂家属院"].pk, "it would be found first"
    Compound.objects.filter(pk=withdrawn.pk).update(withdrawn_at=clock.now())

    assert quick(sign_in("official"), "老") == ["老船厂家属院"]


@pytest.mark.parametrize("small", [0, 5000], ids=["a large area", "a small area"])
@pytest.mark.parametrize(
    ("person", "names"),
    [("street", ["听雨里老院"]), ("official", ["老船厂家属院", "听雨里老院"]), ("neighbour", [])],
)
def test_nobody_finds_what_lies_outside_the_post(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], monkeypatch: pytest.MonkeyPatch,
    person: str, names: list[str], small: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(searching, "SMALL", small)

    assert quick(sign_in(person), "老") == names
    assert found(sign_in(person), "老") == names


def test_who_sees_no_ledger_has_no_box_and_no_page(sign_in: Browser, campaign: Campaign) -> None:
    system = sign_in("system")

    assert "site-search" not in system.get("/").content.decode()
    assert system.get("/search/", {"q": "听雨"}).status_code == 403
    assert system.get("/search/quick/", {"q": "听雨"}).status_code == 403


def test_the_box_stands_on_every_page_and_works_without_scripts(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    for page in ("/", f"/campaigns/{campaign.pk}/", "/divisions/", "/nowhere/"):
        text = official.get(page).content.decode()
        assert 'method="get" action="/search/"' in text
        assert 'name="q"' in text


def test_what_is_typed_is_text_and_never_markup(sign_in: Browser, campaign: Campaign) -> None:
    for page in ("/search/", "/search/quick/"):
        assert "<script>alert" not in sign_in("official").get(page, {"q": "<script>alert(1)"}).content.decode()


@pytest.mark.parametrize("text", ["%", "_", "\\", "\0", "'", "  ", "·", "🏠" * 80])
def test_odd_signs_are_looked_for_and_break_nothing(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], text: str
) -> None:
    official = sign_in("official")
    for page in ("/search/", "/search/quick/"):
        answer = official.get(page, {"q": text})
        assert answer.status_code == 200
        assert text in ("·", "  ", "\0") or "听雨里" not in answer.content.decode()


def test_searching_asks_the_database_little(sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]) -> None:
    official = sign_in("official")
    official.get("/")
    with at_most(12):
        official.get("/search/", {"q": "院"})
    with at_most(8):
        official.get("/search/quick/", {"q": "院"})


def test_what_was_opened_last_stands_first_and_can_be_opened_again(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official = sign_in("official")
    for name in ("听雨花园", "柳浪新苑", "听雨花园"):
        official.get(f"/compounds/{ledger[name].pk}/")

    assert quick(official, "") == ["听雨花园", "柳浪新苑"]
    assert found(official, "") == ["听雨花园", "柳浪新苑"]


def test_the_list_of_what_was_opened_is_nobody_elses_and_ends_with_the_session(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official, street = sign_in("official"), sign_in("street")
    official.get(f"/compounds/{ledger['柳浪新苑'].pk}/")
    street.cookies["recent"] = official.cookies["recent"].value

    assert quick(street, "") == []
    official.post("/sign-out/")
    assert not official.cookies["recent"].value


def test_a_forged_list_and_a_compound_no_longer_seen_are_left_out(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    street = sign_in("street")
    street.cookies["recent"] = "[1,[1,2,3]]"
    assert quick(street, "") == []

    street.get(f"/compounds/{ledger['柳浪新苑'].pk}/")
    Compound.objects.filter(pk=ledger["柳浪新苑"].pk).update(division=STREET_B)
    assert quick(street, "") == []


def test_a_place_leads_to_its_part_of_the_ledger(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    page = sign_in("official").get("/search/", {"q": "青石桥"}).content.decode()
    assert f"/campaigns/{campaign.pk}/ledger/?division={STREET_A}" in page
    district = sign_in("reviewer").get("/search/", {"q": "望澜"}).content.decode()
    assert f'href="/campaigns/{campaign.pk}/ledger/"' in district
    assert DISTRICT in district
