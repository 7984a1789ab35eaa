"""Every figure of a day that is over opens the compounds that counted then, and says what has become of them."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import leave_campaign
from sanwu.compounds.identity import DIVISION
from sanwu.compounds.models import Compound
from sanwu.decisions.services import refresh
from sanwu.indicators.models import FoldedThrough
from sanwu.indicators.services import fold
from tests.indicators.conftest import change
from tests.web.conftest import OTHER_DISTRICT, STREET_A, STREET_B, at_most, enter, known

Browser = Callable[[str], Client]
TODAY = clock.today()
THEN = TODAY - timedelta(days=3)


@pytest.fixture(autouse=True)
def the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where midnight came since this file was read."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def past(campaign: Campaign, ledger: dict[str, Compound]) -> Campaign:
    """Three days ago six compounds, two of them three-no; since then one is unknown, one left, one moved."""
    fold(campaign=campaign, on=THEN)
    change(ledger["听雨里老院"].pk, {"has_governing_unit": None})
    change(ledger["砚湖一村"].pk, {DIVISION: STREET_B})
    leave_campaign(campaign=campaign, compounds=[ledger["老船厂家属院"].pk], actor=LOCAL_OPERATOR, reason="划出")
    refresh(campaign=campaign, on=TODAY, actor=LOCAL_OPERATOR)
    fold(campaign=campaign, on=TODAY)
    return campaign


def day(campaign: Campaign, figure: str = "compounds", when: str = "", **asked: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in asked.items())
    return f"/campaigns/{campaign.pk}/days/{when or THEN.isoformat()}/?figure={figure}{more}"


def text(page: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page[page.index("<main") :]))


@pytest.mark.parametrize("under", ["", f"?under={STREET_A}"])
def test_every_figure_of_a_past_day_opens_as_many_compounds(sign_in: Browser, past: Campaign, under: str) -> None:
    official = sign_in("official")
    page = official.get(f"/campaigns/{past.pk}/{under}").content.decode()
    links = re.findall(r'href="(/campaigns/\d+/days/[^"]+)">([\d,]+)<', page)

    assert len(links) == 4
    for href, figure in links:
        rows = official.get(unescape(href)).content.decode()
        assert f"（{figure}个）</h1>" in rows
        assert len(re.findall(r'<th scope="row"', rows)) == int(figure)


def test_it_says_who_counted_then_and_what_they_are_now(
    sign_in: Browser, past: Campaign, ledger: dict[str, Compound]
) -> None:
    page = sign_in("official").get(day(past, "three_no=yes")).content.decode()
    said = text(page)

    assert re.search(r"<h1>\d{4}年\d+月\d+日：“三无”小区（2个）</h1>", page)
    assert "听雨里老院青石桥街道当时：是；现在：待核实" in said
    assert "砚湖一村青石桥街道现在归东渡街道" in said
    href = f"/compounds/{ledger['听雨里老院'].pk}/?campaign={past.pk}&as_of={THEN.isoformat()}"
    assert href in unescape(page)


def test_the_page_of_the_compound_is_as_of_that_day(sign_in: Browser, past: Campaign) -> None:
    official = sign_in("official")
    page = official.get(day(past, "three_no=yes")).content.decode()
    href = next(unescape(found) for found in re.findall(r'href="(/compounds/[^"]+)"', page))

    assert "as_of" in href
    assert official.get(href).status_code == 200


def test_it_says_what_left_the_campaign(sign_in: Browser, past: Campaign) -> None:
    said = text(sign_in("official").get(day(past)).content.decode())

    assert "这次行动的小区（6个）" in said
    assert "听雨花园青石桥街道和当时一样" in said
    assert "老船厂家属院东渡街道当时：在行动里；现在：已不在这次行动里" in said


def test_a_street_sees_its_own_compounds_of_that_day(sign_in: Browser, past: Campaign) -> None:
    said = text(sign_in("street").get(day(past)).content.decode())

    assert "（4个）" in said
    assert "听雨花园" in said
    assert "渡口二村" not in said


def test_a_compound_that_went_to_another_street_is_not_named_any_more(
    sign_in: Browser, past: Campaign, ledger: dict[str, Compound]
) -> None:
    page = sign_in("street").get(day(past)).content.decode()

    assert "砚湖一村" not in page
    assert f"/compounds/{ledger['砚湖一村'].pk}/" not in page
    assert "已划出您的辖区" in page


@pytest.mark.parametrize("who", ["neighbour", "system"])
def test_it_is_not_there_for_strangers(sign_in: Browser, past: Campaign, who: str) -> None:
    assert sign_in(who).get(day(past)).status_code in (403, 404)


def test_a_foreign_campaign_is_not_found(sign_in: Browser, past: Campaign) -> None:
    assert sign_in("neighbour").get(day(past)).status_code == 404
    assert sign_in("official").get(f"/campaigns/{past.pk + 99}/days/{THEN.isoformat()}/").status_code == 404


def test_a_place_outside_the_campaign_shows_the_campaign(sign_in: Browser, past: Campaign) -> None:
    assert "（6个）" in sign_in("official").get(day(past, under=OTHER_DISTRICT)).content.decode()


def test_today_leads_to_the_ledger(sign_in: Browser, past: Campaign) -> None:
    answer = sign_in("official").get(day(past, "three_no=yes", TODAY.isoformat(), under=STREET_A))

    assert answer.status_code == 302
    assert answer["Location"] == f"/campaigns/{past.pk}/ledger/?rule-three_no=yes&division={STREET_A}"


@pytest.mark.parametrize(
    ("when", "said"),
    [((TODAY + timedelta(days=1)).isoformat(), "这一天还没有到"), ("2026-02-30", "请写成“年-月-日”"), ("x", "请写成")],
)
def test_a_day_that_is_none_is_refused_in_words(sign_in: Browser, past: Campaign, when: str, said: str) -> None:
    answer = sign_in("official").get(day(past, when=when))

    assert answer.status_code == 400
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    "figure", ["filled", "nothing", "three_no", "three_no=maybe", "three_no=keep", "?floor_area_m2", "%00"]
)
def test_a_figure_that_is_none_is_not_found(sign_in: Browser, past: Campaign, figure: str) -> None:
    assert sign_in("official").get(day(past, figure)).status_code == 404


@pytest.mark.parametrize(
    ("figure", "said"),
    [("complete", "资料填齐的小区（0个）"), ("three_no=no", "“三无”小区·否（2个）"), ("merge=merge", "（1个）"),
     ("merge=unknown", "·待核实（")],
)  # fmt: skip
def test_whatever_is_counted_has_its_list(sign_in: Browser, past: Campaign, figure: str, said: str) -> None:
    assert said in text(sign_in("official").get(day(past, figure)).content.decode())


def test_before_the_first_day_there_was_none(sign_in: Browser, past: Campaign) -> None:
    page = sign_in("official").get(day(past, when="2001-01-01")).content.decode()

    assert "那一天没有这样的小区" in page


def test_of_a_day_before_the_upgrade_it_says_that_only_the_number_was_kept(sign_in: Browser, past: Campaign) -> None:
    FoldedThrough.objects.update(names_from=TODAY)
    page = sign_in("official").get(day(past, "three_no=yes")).content.decode()

    assert "那一天只保留了数字，没有保留名单。" in page
    assert "“三无”小区（2个）" in page
    assert "听雨里老院" not in page


def test_it_leads_from_one_day_of_change_to_the_next(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    for ago in (9, 6, 3):
        change(ledger["听雨花园"].pk, {"household_count": 40 + ago})
        enter(campaign, [(f"新院{ago}", STREET_A, known(household_count=30))])
        fold(campaign=campaign, on=TODAY - timedelta(days=ago))
    page = sign_in("official").get(day(campaign, when=(TODAY - timedelta(days=6)).isoformat())).content.decode()

    for rel, ago in (("prev", 9), ("next", 3)):
        (href,) = re.findall(rf'rel="{rel}" href="([^"]+)"', page)
        assert f"/days/{(TODAY - timedelta(days=ago)).isoformat()}/?figure=compounds" in href


def test_older_days_than_the_table_holds_are_reached_one_by_one(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    for ago in range(15, 0, -1):
        enter(campaign, [(f"新院{ago}", STREET_A, known(household_count=30))])
        fold(campaign=campaign, on=TODAY - timedelta(days=ago))
    page = sign_in("official").get(f"/campaigns/{campaign.pk}/").content.decode()

    (href,) = re.findall(r'<a href="([^"]+)">一天一天往回看', page)
    assert f"/days/{(TODAY - timedelta(days=12)).isoformat()}/" in href
    assert "更早还有 4 天" in page


def test_a_long_list_comes_in_pages_and_few_queries(sign_in: Browser, campaign: Campaign) -> None:
    enter(campaign, [(f"院{n:02}", STREET_A if n % 2 else STREET_B, known(household_count=30)) for n in range(60)])
    fold(campaign=campaign, on=THEN)
    official = sign_in("official")
    official.get(day(campaign))
    with at_most(15):
        page = official.get(day(campaign)).content.decode()
    seen = re.findall(r"院\d\d", page)
    while following := re.findall(r'rel="next" href="(\?[^"]+)"', page):
        page = official.get(
            f"/campaigns/{campaign.pk}/days/{THEN.isoformat()}/{unescape(following[0])}"
        ).content.decode()
        seen += re.findall(r"院\d\d", page)

    assert len(seen) == len(set(seen)) == 60
