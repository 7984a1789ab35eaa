"""Boards in a real browser: drawn within the content policy, whole at every width, one screen on a wall, readable for all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.decisions.services import refresh
from sanwu.duties.services import generate
from sanwu.indicators.models import DaySum, FoldedCompound, FoldedThrough
from sanwu.indicators.services import fold
from tests.indicators.conftest import change
from tests.web.conftest import STREET_A, enter, known
from tests.web.test_in_chromium import browser, check, enter_as, look, page  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def official(
    page: Page,  # noqa: F811
    live_server: Any,
    sign_in: Callable[[str], Client],
    campaign: Campaign,
    ledger: dict[str, Compound],
) -> Page:
    """The browser of the district official; duties are made and sums folded."""
    generate(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    fold(campaign=campaign, on=clock.today())
    enter_as(page, sign_in("official"), live_server)
    return page


def test_boards_and_the_plan_are_readable_for_everybody(official: Page, campaign: Campaign) -> None:
    for address in ("", f"?under={STREET_A}", "scheme/", "screen/"):
        look(official, f"/campaigns/{campaign.pk}/{address}")
    look(official, "/campaigns/overview/")


def test_the_compounds_of_a_past_day_are_readable_for_everybody(
    official: Page, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    yesterday = clock.today() - timedelta(days=1)
    DaySum.objects.update(day=yesterday)
    FoldedCompound.objects.update(since=yesterday)
    change(ledger["听雨里老院"].pk, {"has_governing_unit": None})
    refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    fold(campaign=campaign, on=clock.today())
    for figure in ("compounds", "three_no%3Dyes"):
        look(official, f"/campaigns/{campaign.pk}/days/{yesterday.isoformat()}/?figure={figure}")
    FoldedThrough.objects.update(names_from=clock.today())
    look(official, f"/campaigns/{campaign.pk}/days/{yesterday.isoformat()}/")


def test_the_trend_is_drawn_from_the_numbers_beside_it(official: Page, campaign: Campaign) -> None:
    official.goto(f"/campaigns/{campaign.pk}/")

    official.locator(".chart[data-drawn] canvas").wait_for()
    assert official.locator("[data-chart]").get_attribute("role") == "img"


def test_the_screen_fits_a_wall_and_renews_itself(official: Page, campaign: Campaign) -> None:
    official.set_viewport_size({"width": 1920, "height": 1080})
    official.goto(f"/campaigns/{campaign.pk}/screen/")
    official.locator(".chart[data-drawn] canvas").wait_for()
    whole = official.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert whole == [1920, 1080]
    smallest = official.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.children.length === 0 && "
        "e.textContent.trim() && e.tagName !== 'SCRIPT').map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 22

    enter(campaign, [("新增院", STREET_A, known(household_count=12))])
    official.evaluate("htmx.ajax('GET', document.querySelector('#screen').getAttribute('hx-get'), '#screen')")
    official.locator(".screen__big strong", has_text="7").first.wait_for()
    official.locator(".chart[data-drawn] canvas").wait_for()


def test_without_scripts_the_numbers_stand_in_tables(
    browser: Any,  # noqa: F811
    live_server: Any,
    sign_in: Callable[[str], Client],
    campaign: Campaign,
    ledger: dict[str, Compound],
) -> None:
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    opened = context.new_page()
    enter_as(opened, sign_in("official"), live_server)
    opened.goto(f"/campaigns/{campaign.pk}/")

    assert opened.locator(".chart").is_hidden()
    expect(opened.get_by_role("region", name="启动以来的变化").get_by_role("row")).to_have_count(2)
    context.close()
