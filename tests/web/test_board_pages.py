"""The board, the overview of all campaigns, the large screen: every figure is right, scoped, and leads to its rows."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.compounds.models import Compound
from sanwu.duties.services import generate
from sanwu.indicators.services import fold
from sanwu.policy.model_work import Event
from sanwu.territory.models import Boundary
from sanwu.web.desk.scheme_events import EVENTS
from sanwu.web.desk.scheme_tables import Cell, Row, Table
from tests.decisions.conftest import SCHEME, write_scheme
from tests.web.conftest import CITY, COMMUNITY, DISTRICT, OTHER_DISTRICT, STREET_A, STREET_B, at_most

Browser = Callable[[str], Client]
QUERIES = 15
PAGES = [
    "/campaigns/{}/",
    f"/campaigns/{{}}/?under={STREET_A}",
    "/campaigns/overview/",
    "/campaigns/{}/screen/",
    "/campaigns/{}/screen/part/",
    "/campaigns/{}/scheme/",
]


@pytest.fixture
def folded(campaign: Campaign, ledger: dict[str, Compound]) -> Campaign:
    fold(campaign=campaign, on=clock.today())
    return campaign


@pytest.mark.parametrize("page", PAGES)
def test_it_opens_with_few_queries(sign_in: Browser, folded: Campaign, page: str) -> None:
    generate(campaign=folded, on=clock.today(), actor=LOCAL_OPERATOR)
    official = sign_in("official")
    official.get(page.format(folded.pk))  # what is kept in memory is read once per process
    with at_most(QUERIES):
        assert official.get(page.format(folded.pk)).status_code == 200


@pytest.mark.parametrize("page", [page for page in PAGES if "{" in page])
def test_it_is_not_there_for_another_district(sign_in: Browser, folded: Campaign, page: str) -> None:
    assert sign_in("neighbour").get(page.format(folded.pk)).status_code == 404


def figure_links(page: str) -> list[tuple[str, int]]:
    """(address in the ledger, figure) of every link of a page that shows a number."""
    found = re.findall(r'href="(/campaigns/\d+/ledger/[^"]*)">\s*([\d,]+)<', page)
    return [(href.replace("&amp;", "&"), int(text.replace(",", ""))) for href, text in found]


@pytest.mark.parametrize("under", ["", f"?under={STREET_A}"])
def test_every_figure_opens_its_rows(sign_in: Browser, folded: Campaign, under: str) -> None:
    official = sign_in("official")
    links = figure_links(official.get(f"/campaigns/{folded.pk}/{under}").content.decode())

    assert len(links) >= 8
    for href, figure in links:
        rows = official.get(href, follow=True).content.decode()
        assert f"<strong>{figure}</strong>" in rows, href


def test_the_table_leads_from_the_district_down_to_the_community(sign_in: Browser, folded: Campaign) -> None:
    official = sign_in("official")
    district = official.get(f"/campaigns/{folded.pk}/").content.decode()
    assert f"?under={STREET_A}" in district
    assert f"?under={STREET_B}" in district

    street = official.get(f"/campaigns/{folded.pk}/?under={STREET_A}").content.decode()
    assert "青石桥街道（未分到下级）" in street
    assert "回到上一级" in street
    assert COMMUNITY not in street, "no compound is known to lie there"


def test_gates_say_why_they_are_shut_and_what_nobody_has_recorded(sign_in: Browser, folded: Campaign) -> None:
    page = sign_in("official").get(f"/campaigns/{folded.pk}/").content.decode()

    assert "0 / 6（登记齐全的小区）" in re.sub(r"<[^>]+>", "", page)
    assert "没有达到" in page
    assert "平台上还没有登记这件事" in page


def test_duties_tell_the_gates_how_far_things_are(sign_in: Browser, folded: Campaign) -> None:
    generate(campaign=folded, on=clock.today(), actor=LOCAL_OPERATOR)
    page = sign_in("official").get(f"/campaigns/{folded.pk}/").content.decode()

    assert "0 / 1（已上报的区，按应办事项的登记）" in re.sub(r"<[^>]+>", "", page)
    assert "逾期事项" in page


def test_the_trend_stands_as_numbers_beside_its_drawing(sign_in: Browser, folded: Campaign) -> None:
    page = sign_in("official").get(f"/campaigns/{folded.pk}/").content.decode()

    assert 'id="trend-data" type="application/json"' in page
    assert "从明天起能看出变化" in page


def test_a_street_sees_its_own_figures_on_the_screen(sign_in: Browser, folded: Campaign) -> None:
    page = sign_in("street").get(f"/campaigns/{folded.pk}/screen/").content.decode()

    assert "青石桥街道" in page
    assert "<strong>4</strong>" in page
    assert "<strong>6</strong>" not in page
    assert "东渡街道" not in page


def test_the_screen_names_no_person_and_asks_again_unattended(sign_in: Browser, folded: Campaign) -> None:
    page = sign_in("official").get(f"/campaigns/{folded.pk}/screen/").content.decode()

    assert "林晓岚" not in page
    assert "听雨里" not in page
    assert 'hx-trigger="every 60s"' in page
    assert "X-Unattended" in page


def test_divisions_are_ordered_by_how_far_their_work_has_come(sign_in: Browser, folded: Campaign) -> None:
    page = sign_in("official").get(f"/campaigns/{folded.pk}/screen/").content.decode()

    assert page.index("1. 青石桥街道") < page.index("2. 东渡街道")  # 3 of 4 against 1 of 2
    assert "75.0%" in page


def test_divisions_with_a_boundary_are_drawn_and_named(sign_in: Browser, folded: Campaign) -> None:
    screen = f"/campaigns/{folded.pk}/screen/"
    assert "screen__map" not in sign_in("official").get(screen).content.decode()
    for code, west in ((STREET_A, 110.0), (STREET_B, 110.1)):
        ring = [[west, 20.0], [west + 0.1, 20.0], [west + 0.1, 20.1], [west, 20.1], [west, 20.0]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        Boundary.objects.create(
            division_id=code, datum="wgs84", shape=shape, drawn=shape, west=west, south=20.0, east=west + 0.1, north=20.1,
            source="边界", imported_at=clock.now(),
        )  # fmt: skip

    page = sign_in("official").get(screen).content.decode()
    assert 'aria-label="青石桥街道 75%"' in page
    assert 'class="shade-3"' in page
    assert 'aria-label="东渡街道 50%"' in page
    assert f'href="/campaigns/{folded.pk}/?under={STREET_A}"' in page


def test_the_overview_shows_the_campaigns_that_reach_into_ones_area_only(sign_in: Browser, folded: Campaign) -> None:
    version = folded.scheme_version
    for division, name in ((CITY, "全市行动"), (OTHER_DISTRICT, "邻区行动"), (DISTRICT, "第二次行动")):
        campaign_open(scheme_version=version, division=division, name=name, actor=LOCAL_OPERATOR)

    page = sign_in("official").get("/campaigns/overview/").content.decode()
    assert "春季整治" in page
    assert "第二次行动" in page
    assert "全市行动" in page
    assert "邻区行动" not in page
    page = sign_in("neighbour").get("/campaigns/overview/").content.decode()
    assert "春季整治" not in page
    assert "邻区行动" in page


def test_without_a_campaign_the_overview_says_how_to_get_one(sign_in: Browser) -> None:
    assert "启动行动" in sign_in("official").get("/campaigns/overview/").content.decode()


# --- The plan --------------------------------------------------------------------------------------------------------


def test_the_plan_reads_as_people_read_it(sign_in: Browser, folded: Campaign) -> None:
    page = sign_in("street").get(f"/campaigns/{folded.pk}/scheme/").content.decode()

    for text in (
        "目标和范围", "应办事项：按单位", "应办事项：按日期", "怎样认定", "整治项目", "验收", "资金", "法规和用语", "方案原文",
        "户数：不超过 50 户", "建筑面积：低于 10,000 m²", "并入邻近小区或划片整合", "验收通过后 15 天内", "待定",
        "基础设施是否严重缺失？（由区住建部门判定）：是", "2017年6月30日前", "每季度", "2020年12月31日",
    ):  # fmt: skip
        assert text in page, text


def test_a_column_in_which_the_plan_says_nothing_is_left_out() -> None:
    rows = [Row("甲", [Cell("有"), Cell()]), Row("乙", [Cell(), Cell()])]
    table = Table(["说了", "没说"], rows)

    assert table.shown_heads == ["说了"]
    assert [[head for head, _ in cells] for _, cells in table.labelled] == [["说了"], ["说了"]]


def test_every_clause_that_is_linked_stands_in_the_text(sign_in: Browser, folded: Campaign) -> None:
    page = sign_in("street").get(f"/campaigns/{folded.pk}/scheme/").content.decode()
    linked = set(re.findall(r'href="#(clause-[^"]+)"', page))

    assert len(linked) > 40
    assert linked <= set(re.findall(r'id="(clause-[^"]+)"', page))


def test_no_identifier_of_the_format_is_shown(sign_in: Browser, folded: Campaign) -> None:
    page = sign_in("street").get(f"/campaigns/{folded.pk}/scheme/").content.decode()
    shown = re.sub(r"<[^>]+>", " ", page.split('<div class="scheme">')[1])

    assert not re.findall(r"\b[a-z]+_[a-z_0-9]+\b", shown)


def test_the_plan_has_english_titles_where_the_scheme_gives_them(sign_in: Browser, folded: Campaign) -> None:
    street = sign_in("street")
    street.post("/language/", {"language": "en", "next": "/"})
    page = street.get(f"/campaigns/{folded.pk}/scheme/").content.decode()

    assert "Haikou: remediation and management of three-without compounds" in page
    assert "Report the list" in page


def test_a_date_that_the_area_moved_stands_beside_the_plans(sign_in: Browser, places: None) -> None:
    from django.conf import settings

    version = scheme_load(path=settings.SANWU_SCHEMES / "haikou-2016", actor=LOCAL_OPERATOR)
    moved = {"survey_filing": {"date": "2031-05-01", "source": "望澜办〔2031〕3号"}}
    campaign = campaign_open(
        scheme_version=version, division=DISTRICT, name="秋季整治", redating=moved, actor=LOCAL_OPERATOR
    )

    page = sign_in("official").get(f"/campaigns/{campaign.pk}/scheme/").content.decode()
    assert "2031年5月1日前（望澜办〔2031〕3号）" in page
    assert "2016年6月30日前" in page


def test_a_scheme_without_text_or_survey_is_read_and_boarded_all_the_same(
    sign_in: Browser, places: None, tmp_path: object
) -> None:
    text = SCHEME.replace("X-1", "X-01").replace("X-2", "X-02")
    version = scheme_load(path=write_scheme(tmp_path / "schemes" / "made-2020", text), actor=LOCAL_OPERATOR)
    campaign = campaign_open(scheme_version=version, division=DISTRICT, name="试验", actor=LOCAL_OPERATOR)
    official = sign_in("official")

    plan = official.get(f"/campaigns/{campaign.pk}/scheme/").content.decode()
    assert "无人管理" in plan
    assert "方案原文" not in plan
    assert "#clause-" not in plan
    for page in PAGES:
        assert official.get(page.format(campaign.pk)).status_code == 200


def test_every_event_of_the_format_has_a_word() -> None:
    from typing import get_args

    assert set(EVENTS) == set(get_args(Event))
