"""The pages in a real browser: readable for everybody (axe-core, WCAG 2.2 A and AA), whole at 1440 and 390 pixels, and
nothing that the content policy has to stop."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.exchange.tasks import HANDLERS
from sanwu.jobs.models import Job
from sanwu.jobs.services import work_once
from tests.web.conftest import DISTRICT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (1440, 390)
WORKBOOK = Path(__file__).parent.parent / "office" / "office-ledger.xlsx"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    # Django refuses database work while an event loop runs in the thread, and Playwright keeps one running.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        # A container runs its tests as root, where Chromium has no sandbox to offer.
        # Nothing here has a graphics card; to play one for pages costs a tenth of the time.
        opened = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu-rasterization"]
        )
        yield opened
        opened.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A Chinese browser window; whatever the content policy stopped, or a script threw, fails the test."""
    context = browser.new_context(base_url=live_server.url, locale="zh-CN")
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    yield opened
    context.close()
    assert wrong == []


def enter_as(page: Page, client: Client, live_server: Any) -> None:
    """Carry a session of the test client over into the browser."""
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def look(page: Page, address: str) -> None:
    """Open an address and check it."""
    page.goto(address)
    check(page)


def check(page: Page) -> None:
    """The page that is open fits and has no violation, at both widths."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        _check(page)


def _check(page: Page) -> None:
    where = f"{page.url} at {page.viewport_size}"
    for _ in range(40):  # a chart or map takes a moment to follow the window
        inner, outer = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if inner <= outer:
            break
        page.wait_for_timeout(50)
    assert inner <= outer, f"{where} scrolls sideways"
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")  # scripts follow the window
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    said = [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]
    assert said == [], f"{where}: {json.dumps(said, ensure_ascii=False)}"


def test_the_way_in_is_readable_for_everybody(page: Page, cast: Callable[[str], Any]) -> None:
    look(page, "/sign-in/")  # where nobody has an account yet
    cast("official")
    look(page, "/sign-in/")
    page.get_by_role("button", name="登录").click()  # with its errors
    check(page)
    look(page, "/sign-in/some-token/")
    look(page, "/no-such-page/")


def test_every_page_of_an_official_is_readable_for_everybody(
    page: Page, live_server: Any, sign_in: Callable[[str], Client], campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    enter_as(page, sign_in("official"), live_server)
    compound = ledger["听雨里老院"].pk
    for address in (
        "/", "/help/", "/search/", "/search/?q=院", "/account/", "/account/password/", "/campaigns/", "/campaigns/open/",
        f"/campaigns/{campaign.pk}/", f"/campaigns/{campaign.pk}/ledger/correct/",
        f"/campaigns/{campaign.pk}/ledger/correct/?compound={compound}&fact=household_count",
        f"/campaigns/{campaign.pk}/ledger/?columns=three_no,building_count",
        f"/campaigns/{campaign.pk}/ledger/", f"/campaigns/{campaign.pk}/ledger/?q=老&rule-three_no=yes",
        f"/campaigns/{campaign.pk}/ledger/?q=无", f"/campaigns/{campaign.pk}/upload/", f"/compounds/{compound}/",
        f"/compounds/{compound}/?as_of=2020-01-01", f"/compounds/{compound}/facts/has_governing_unit/",
        f"/compounds/{compound}/facts/floor_area_m2/", "/imports/", "/divisions/", f"/divisions/?under={DISTRICT}",
        "/divisions/import/", "/journal/", "/journal/1/",
    ):  # fmt: skip
        look(page, address)


def test_the_english_pages_are_readable_for_everybody(
    page: Page, live_server: Any, sign_in: Callable[[str], Client], campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    enter_as(page, sign_in("official"), live_server)
    page.goto("/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")
    for address in (
        "/",
        f"/campaigns/{campaign.pk}/",
        f"/campaigns/{campaign.pk}/ledger/",
        f"/compounds/{ledger['砚湖一村'].pk}/",
    ):
        look(page, address)


def test_the_search_box_answers_the_keyboard(
    page: Page, live_server: Any, sign_in: Callable[[str], Client], campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    enter_as(page, sign_in("official"), live_server)
    page.goto(f"/campaigns/{campaign.pk}/")
    page.keyboard.press("/")
    page.keyboard.type("二村")
    page.locator("#quick-list a").first.wait_for()
    check(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="渡口二村").wait_for()


def test_rows_are_ticked_together_and_what_is_explained_unfolds_by_the_keyboard(
    page: Page, live_server: Any, sign_in: Callable[[str], Client], campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    enter_as(page, sign_in("official"), live_server)
    page.goto(f"/campaigns/{campaign.pk}/ledger/?rule-three_no=unknown")
    page.get_by_label("选中这一页").check()
    expect(page.locator("input.row-check:checked")).to_have_count(2)
    page.get_by_role("button", name="批量更正选中的小区").click()
    page.get_by_text("选中的小区", exact=True).wait_for()
    expect(page.locator("aside .list-rows li")).to_have_count(2)

    page.goto(f"/compounds/{ledger['柳浪新苑'].pk}/")
    page.locator("#fact-household_count summary").press("Enter")
    page.locator("#fact-household_count").get_by_text("怎么填").wait_for()
    check(page)


def test_a_workbook_goes_from_upload_to_ledger_by_clicks_alone(
    page: Page, live_server: Any, sign_in: Callable[[str], Client], campaign: Campaign
) -> None:
    enter_as(page, sign_in("official"), live_server)
    page.goto(f"/campaigns/{campaign.pk}/upload/")
    page.set_input_files("input[type=file]", WORKBOOK)
    page.get_by_role("button", name="上传").click()
    check(page)
    page.get_by_role("button", name="试运行").click()
    check(page)  # while it waits
    expect(page.get_by_role("heading", name="正在排队")).to_be_visible()

    assert work_once(HANDLERS, "test:1:chromium")
    page.get_by_text("这是试运行的结果").wait_for()  # the page noticed by itself
    check(page)
    page.get_by_role("button", name="写入台账").click()
    assert work_once(HANDLERS, "test:1:chromium")
    page.get_by_text("已写入台账。").wait_for()
    check(page)

    assert Job.objects.filter(state="done").count() == 2
    page.get_by_role("link", name="打开台账").click()
    page.get_by_label("名称、拼音首字母、编号或地址").fill("听雨")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="听雨里老院").click()
    expect(page.get_by_text("要求：不超过 50 户；登记的是：49 户")).to_have_count(1)


def test_everything_can_be_reached_and_opened_with_the_keyboard(
    page: Page, live_server: Any, sign_in: Callable[[str], Client], campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    enter_as(page, sign_in("official"), live_server)
    page.goto(f"/compounds/{ledger['听雨里老院'].pk}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    why = page.locator(".verdict summary").nth(1)
    why.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".verdict").nth(1).get_by_text("第 1 行")).to_be_visible()


def test_only_a_table_that_scrolls_is_a_stop_of_the_keyboard(
    page: Page, live_server: Any, sign_in: Callable[[str], Client], campaign: Campaign
) -> None:
    enter_as(page, sign_in("official"), live_server)
    frames = page.locator(".table-frame")
    stops = "[...document.querySelectorAll('.table-frame')].filter(one => one.tabIndex === 0)"
    scrolling = "[...document.querySelectorAll('.table-frame')].filter(one => one.scrollWidth > one.clientWidth)"
    same = f"String({stops}.map(one => one.ariaLabel)) === String({scrolling}.map(one => one.ariaLabel))"
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/campaigns/{campaign.pk}/scheme/")
    page.wait_for_function(same)
    wide = page.evaluate(f"{stops}.length")

    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_function(same)

    assert wide < page.evaluate(f"{stops}.length") < frames.count()


def test_it_works_without_scripts_where_a_page_only_lists_or_submits(
    browser: Browser,
    live_server: Any,
    sign_in: Callable[[str], Client],
    campaign: Campaign,
    ledger: dict[str, Compound],
) -> None:
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    enter_as(page, sign_in("official"), live_server)
    page.goto(f"/campaigns/{campaign.pk}/ledger/")
    page.get_by_role("combobox", name="“三无”小区").select_option("yes")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="砚湖一村").click()
    page.locator("#fact-household_count").get_by_role("link").click()
    page.get_by_label("户数").fill("121")
    page.get_by_label("依据").fill("复核")
    page.get_by_role("button", name="保存更正").click()

    expect(page.get_by_text("已更正")).to_have_count(1)
    context.close()


def test_choosing_a_scheme_shows_its_dates_at_once(
    page: Page, live_server: Any, sign_in: Callable[[str], Client]
) -> None:
    enter_as(page, sign_in("official"), live_server)
    page.goto("/campaigns/open/")
    page.get_by_label("行动名称").fill("秋季整治")
    page.get_by_label("采用的方案").select_option("haikou-2016")

    page.get_by_label("我知道这些日期已过").wait_for()

    expect(page.get_by_label("行动名称")).to_have_value("秋季整治")
    check(page)
