"""The workshop in a real browser: readable for everybody, and a slider that tells at once what would change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import scheme_load
from sanwu.compounds.models import Compound
from tests.web.test_in_chromium import browser, check, enter_as, look, page  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BELOW = "decisions.merge.table.0.when.any.0.floor_area_m2.below"


def test_the_workshop_is_readable_for_everybody_and_a_slider_tells_at_once(
    page: Page,  # noqa: F811
    live_server: Any,
    sign_in: Callable[[str], Client],
    campaign: Campaign,
    ledger: dict[str, Compound],
) -> None:
    other = scheme_load(path=settings.SANWU_SCHEMES / "luohe-2020", actor=LOCAL_OPERATOR)
    enter_as(page, sign_in("official"), live_server)
    number = campaign.scheme_version_id
    for address in (
        "/schemes/", f"/schemes/{number}/?month=2016-07", f"/schemes/compare/?left={number}&right={other.pk}",
        f"/schemes/compare/?left={number}&right={other.pk}&view=changes&section=decisions",
        f"/schemes/{number}/burden/?with={other.pk}",
        f"/schemes/what-if/?campaign={campaign.pk}&{BELOW}=很多",
    ):  # fmt: skip
        look(page, address)

    page.goto(f"/schemes/what-if/?campaign={campaign.pk}&subject=decisions.merge")
    expect(page.get_by_role("heading", name="现在的结论")).to_be_visible()
    slider = page.get_by_role("slider").first
    slider.fill("13000")
    expect(page.get_by_role("heading", name="1 个小区的结论会变")).to_be_visible()
    expect(page.get_by_role("link", name="砚湖一村")).to_be_visible()
    assert f"{BELOW}=13000" in page.url  # can be sent to somebody else
    assert "household_count" not in page.url  # what was not moved is not sent
    check(page)

    page.get_by_label("改哪一条").select_option("duties.report_list")
    expect(page.get_by_label("期限")).to_be_visible()
    assert f"{BELOW}=13000" in page.url
    expect(page.get_by_role("heading", name="1 个小区的结论会变")).to_be_visible()
