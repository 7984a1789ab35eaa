"""The map in a real browser: it moves where there is WebGL, and is a drawing where there is none."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from tests.web.test_in_chromium import browser, check, enter_as, look, page  # noqa: F401 - fixtures
from tests.web.test_map_pages import drawn, placed  # noqa: F401 - fixtures

# ruff: noqa: F811 - fixtures are taken over from the other tests of pages
DRAWN = "#map-live[data-drawn]:not([data-drawn='0'])"  # the script says how much it has drawn
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def flat_page(browser: Browser, chromium: str, live_server: Any) -> Iterator[Page]:
    """A window in which no script can have WebGL: a browser of the same kind, with three dimensions switched off."""
    opened = browser.browser_type.launch(executable_path=chromium, args=["--no-sandbox", "--disable-3d-apis"])
    context = opened.new_context(base_url=live_server.url, locale="zh-CN")
    yield context.new_page()
    opened.close()


def open_map(page: Page, campaign: Campaign) -> None:
    page.goto(f"/campaigns/{campaign.pk}/map/")
    expect(page.locator(DRAWN)).to_be_visible()


def test_the_map_moves_and_is_readable_for_everybody(
    page: Page,
    live_server: Any,
    sign_in: Callable[[str], Client],
    campaign: Campaign,
    placed: dict[str, Compound],
    drawn: None,
) -> None:
    enter_as(page, sign_in("official"), live_server)
    open_map(page, campaign)

    expect(page.locator("#map-canvas canvas")).to_be_visible()
    expect(page.locator("#map-drawing")).to_be_hidden()
    expect(page.locator(".map-lines li")).to_have_count(5)
    check(page)


def test_the_list_follows_the_map_and_the_polygon_drawn_by_keyboard(
    page: Page,
    live_server: Any,
    sign_in: Callable[[str], Client],
    campaign: Campaign,
    placed: dict[str, Compound],
    drawn: None,
) -> None:
    enter_as(page, sign_in("official"), live_server)
    open_map(page, campaign)
    page.get_by_role("button", name="Zoom in").or_(page.get_by_role("button", name="放大")).first.click()
    expect(page.locator("#map-list-head")).to_have_text("视野内的小区")

    page.get_by_role("button", name="圈选").click()
    for way in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(way)
        page.wait_for_timeout(500)
        page.keyboard.press("Enter")
    page.get_by_role("button", name="圈选").click()
    expect(page.locator("#map-list-head")).to_have_text("圈内的小区")
    assert "within=" in page.url

    page.reload()
    expect(page.locator("#map-list-head")).to_have_text("圈内的小区")
    page.get_by_role("button", name="取消圈选").click()
    expect(page.locator("#map-list-head")).to_have_text("视野内的小区")


def test_a_compound_on_the_map_tells_its_name_and_leads_to_its_page(
    page: Page,
    live_server: Any,
    sign_in: Callable[[str], Client],
    campaign: Campaign,
    placed: dict[str, Compound],
    drawn: None,
) -> None:
    enter_as(page, sign_in("official"), live_server)
    page.goto(f"/campaigns/{campaign.pk}/map/?box=114.0995,29.0095,114.1005,29.0105")
    expect(page.locator(DRAWN)).to_be_visible()
    page.locator("#map-canvas canvas").click()

    page.locator(".map-bubble a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("听雨里老院")


def test_without_webgl_the_drawing_and_the_list_say_the_same(
    flat_page: Page,
    live_server: Any,
    sign_in: Callable[[str], Client],
    campaign: Campaign,
    placed: dict[str, Compound],
    drawn: None,
) -> None:
    enter_as(flat_page, sign_in("official"), live_server)
    flat_page.goto(f"/campaigns/{campaign.pk}/map/")

    expect(flat_page.locator("#map-live")).to_be_hidden()
    expect(flat_page.locator("#map-drawing svg.map-svg")).to_be_visible()
    check(flat_page)
    flat_page.get_by_role("link", name="放大").click()
    expect(flat_page.locator("#map-list-head")).to_have_text("视野内的小区")


def test_boundaries_and_successions_are_readable_for_everybody(
    page: Page, live_server: Any, sign_in: Callable[[str], Client]
) -> None:
    enter_as(page, sign_in("official"), live_server)
    for address in ("/divisions/boundaries/", "/divisions/changes/", "/divisions/"):
        look(page, address)
