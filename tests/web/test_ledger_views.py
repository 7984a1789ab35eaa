"""A person keeps questions to a ledger under names; nobody else sees, opens or forgets them."""

from collections.abc import Callable

import pytest
from django.test import Client

from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.people import saved_views
from sanwu.people.models_views import SavedView
from sanwu.records.models import Act

Browser = Callable[[str], Client]
QUERY = "?rule-three_no=unknown&columns=three_no,household_count&sort=-households"


def save(browser: Client, campaign: Campaign, name: str, query: str = QUERY) -> str:
    answer = browser.post(f"/campaigns/{campaign.pk}/ledger/views/{query}", {"name": name}, follow=True)
    return answer.content.decode()


def names(browser: Client, campaign: Campaign) -> list[str]:
    return [view.name for view in browser.get(f"/campaigns/{campaign.pk}/ledger/").context["views"]]


def test_filters_columns_and_order_come_back_by_one_click(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official = sign_in("official")
    assert "已保存视图“待核实的”" in save(official, campaign, " 待核实的 ")
    view = official.get(f"/campaigns/{campaign.pk}/ledger/").context["views"][0]
    opened = official.get(view.href)

    assert [row.name for row in opened.context["rows"]] == ["渡口二村", "柳浪新苑"]
    assert [str(head.label) for head in opened.context["heads"]] == ["小区", "“三无”小区", "户数（户）"]
    assert opened.context["views"][0].current


def test_the_same_name_again_replaces_what_it_stood_for(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official = sign_in("official")
    save(official, campaign, "我的")
    save(official, campaign, "我的", "?q=老")

    assert [view.query for view in SavedView.objects.all()] == ["?q=%E8%80%81"]


def test_views_are_nobody_elses(sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]) -> None:
    official, street = sign_in("official"), sign_in("street")
    save(official, campaign, "我的")
    view = SavedView.objects.get()

    assert names(street, campaign) == []
    street.post(f"/campaigns/{campaign.pk}/ledger/views/", {"remove": view.pk})
    assert names(official, campaign) == ["我的"]
    official.post(f"/campaigns/{campaign.pk}/ledger/views/", {"remove": view.pk})
    assert names(official, campaign) == []


def test_keeping_a_view_is_no_matter_for_the_journal(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official = sign_in("official")
    before = Act.objects.count()
    save(official, campaign, "我的")

    assert Act.objects.count() == before


@pytest.mark.parametrize(
    ("name", "query", "words"), [("  ", QUERY, "起个名字"), ("长", "?q=" + "x" * 2100, "保存不下")]
)
def test_it_says_what_to_do_where_it_cannot_keep_it(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], name: str, query: str, words: str
) -> None:
    assert words in save(sign_in("official"), campaign, name, query)
    assert not SavedView.objects.exists()


def test_there_is_an_end_to_how_many(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_views, "MOST", 1)
    official = sign_in("official")
    save(official, campaign, "一")

    assert "最多保存 1 个" in save(official, campaign, "二")
    assert "已保存" in save(official, campaign, "一", "?q=老")


def test_a_foreign_ledger_keeps_no_views(sign_in: Browser, campaign: Campaign) -> None:
    assert sign_in("neighbour").post(f"/campaigns/{campaign.pk}/ledger/views/", {"name": "我的"}).status_code == 404
    assert not SavedView.objects.exists()
