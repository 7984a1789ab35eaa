"""An office without the demo city brings a ledger of 510 real compounds (SANWU_TRIAL_DATA)."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.stories.installation import Installation
from tests.stories.official import Official

pytestmark = pytest.mark.browser

CITY = "110000000000"
THREE_NO = "“三无”小区"


def test_a_real_ledger_needs_no_hand(
    trial_data: Path, installation: Installation, official: Callable[[], Official]
) -> None:
    installation.start("--no-demo")
    divisions = trial_data / "divisions" / "modood-2022"
    assert installation.run("divisions", "import", str(divisions), "--edition", "2022-10-01")["created"] > 40_000
    account = installation.run("account", "add", "reviewer", "--role", "city_reviewer", "--division", CITY)
    her = official()
    her.sign_in(account["url"])
    her.choose_password("砚湖边上的三棵老榆树")
    her.open_campaign("haikou-2016", CITY, "物业管理情况摸底")
    ledger = trial_data / "ledgers" / "beijing-510-ledger.xlsx"

    her.upload(ledger)
    expect(her.page.get_by_role("main")).to_contain_text(re.compile(r"数据行\s*510"))
    assert her.dry_run()["退回"] == 0
    written = her.commit()
    assert written == {
        "数据行": 510, "接收": 510, "退回": 0, "新增小区": 510, "更新小区": 0, "没有变化": 0, "重复行": 0,
    }  # fmt: skip
    expect(her.page.locator("summary", has_text="略过的 7 行")).to_be_visible()

    the_board_says_what_is_known(her)
    a_compound_names_what_is_missing(her)

    again = her.import_file(ledger)
    assert (again["新增小区"], again["更新小区"], again["没有变化"]) == (0, 0, 510)


def the_board_says_what_is_known(her: Official) -> None:
    her.open(her.campaign)
    card = her.page.locator("section", has=her.page.get_by_role("heading", name=THREE_NO, exact=True))
    outcomes = {
        line.locator("a").inner_text(): line.locator(".legend__count").inner_text()
        for line in card.locator(".legend li").all()
    }
    assert outcomes == {"否": "496", "待核实": "14"}


def a_compound_names_what_is_missing(her: Official) -> None:
    her.compound("立恒名苑")  # marked ×, but the remark says that it is still to be verified
    verdict = her.verdict(THREE_NO)
    expect(verdict).to_contain_text("待核实")
    for fact in ("有物业管理", "有主管部门", "有人防", "有物防"):
        expect(verdict.locator(".verdict__sentence")).to_contain_text(fact)
    expect(verdict.locator(".tree__line", has_text="有主管部门")).to_contain_text("登记的是：")
