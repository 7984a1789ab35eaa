"""Four people and one list: worked through, handed in, reviewed, corrected, filed, audited; and restored from a backup.

The district reports the office's workbook in the demo city; the city returns two rows; the street corrects one of them
while the community edits the same compound; the auditor reads what happened; who is not concerned finds nothing at all.
"""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.office import build
from tests.stories.installation import SANWU, Installation
from tests.stories.official import Official

pytestmark = pytest.mark.browser

DISTRICT, OTHER_DISTRICT = "990101000000", "990102000000"
RETURNED = ("听雨里老院", "砚湖一村")
FILING_NUMBER = "澜“三无”备〔2026〕7号"
Arrive = Callable[[], Official]


def test_four_people_bring_a_list_to_its_filing(installation: Installation, official: Arrive, tmp_path: Path) -> None:
    installation.start()
    links = {link["role"]: link["url"] for link in installation.run("demo", "links")}

    def somebody(role: str) -> Official:
        person = official()
        person.sign_in(links[role])
        return person

    district = somebody("district_official")
    district.open_campaign("haikou-2016", DISTRICT, "望澜区名单上报")
    district.import_file(build.PATH)
    she_works_through_what_is_still_to_be_verified(district)
    first = she_hands_the_list_in(district)

    city = somebody("city_reviewer")
    he_returns_two_rows_and_accepts_the_rest(city, first)

    street = somebody("street_officer")
    the_street_corrects_a_row_while_the_community_edits_it(street, somebody("community_worker"))

    second = she_hands_the_corrected_list_in(district)
    he_files_it(city, second)
    a_filed_list_does_not_change(district, second)

    the_auditor_reads_what_happened(somebody("auditor"), installation)
    an_outsider_finds_nothing(official(), installation, [district.campaign, first, second])
    what_is_restored_is_equal(installation, tmp_path)


def she_works_through_what_is_still_to_be_verified(her: Official) -> None:
    """One fact after the other, at keyboard speed: value, source, Enter."""
    her.ledger()
    her.open(her.campaign + "missing/has_governing_unit/")
    expect(her.page.get_by_role("heading", level=1)).to_contain_text("有主管部门")
    while her.page.locator("#work form").count():
        name = her.page.locator("#work h2").inner_text()
        if name == "砚湖家园":
            her.page.get_by_role("radio", name="否", exact=True).check()
            her.page.get_by_label("依据").fill("社区上门核查")
            her.page.get_by_label("依据").press("Enter")
        else:
            her.follow("跳过")
        expect(her.page.locator("#work")).not_to_contain_text(name)
    assert her.ledger("?q=砚湖家园")["砚湖家园"]["“三无”小区"] == "待核实"  # protection is still not recorded


def she_hands_the_list_in(her: Official) -> str:
    """The address of the version."""
    her.open(f"{her.campaign}lists/{DISTRICT}/")
    rows = her.rows()
    assert set(RETURNED) < set(rows)
    assert rows["砚湖家园"]["“三无”小区"].startswith("待核实")
    her.press("确认上报")
    expect(her.page.get_by_role("status").first).to_contain_text("第 1 版名单已上报")
    return her.page.url.removeprefix(her.address)


def he_returns_two_rows_and_accepts_the_rest(him: Official, version: str) -> None:
    him.section("我的工作")
    expect(him.page.locator("main")).to_contain_text("望澜区")
    him.open(f"{version}review/")
    for name in RETURNED:
        him.page.get_by_role("checkbox", name=f"选中{name}").check()
    him.page.get_by_role("radio", name="退回", exact=True).check()
    him.press("记下意见")
    expect(him.page.get_by_role("alert").first).to_contain_text("理由")  # nothing was said yet, and the ticks stay
    him.page.get_by_label("理由").first.fill("户数与上年报表不一致，请核实")
    for name in RETURNED:
        him.page.get_by_role("checkbox", name=f"选中{name}").check()
    him.press("记下意见")
    expect(him.page.get_by_role("status").first).to_contain_text("2 行已记为")
    him.page.get_by_role("radio", name="全部还没有意见的行").check()
    him.page.get_by_role("radio", name="同意", exact=True).check()
    him.press("记下意见")
    expect(him.page.locator(".page-head")).to_contain_text("还没有意见 0 个")

    him.follow("现场抽查")
    him.page.get_by_role("radio", name="按个数").check()
    him.page.get_by_label("抽多少").fill("3")
    him.page.get_by_label("抽样种子").fill("20261123")
    him.press("抽取")
    expect(him.page.locator("main")).to_contain_text("重抽一致")

    him.open(f"{version}review/")
    him.page.get_by_role("radio", name=re.compile("^退回：由区里改正")).check()
    him.press("办结复核")
    expect(him.page.get_by_role("status").first).to_contain_text("已退回")


def the_street_corrects_a_row_while_the_community_edits_it(street: Official, community: Official) -> None:
    street.section("我的工作")
    returned = street.page.locator("main").get_by_role("link", name=re.compile("望澜区|名单|更正")).first
    returned.click()
    expect(street.page.locator("main")).to_contain_text("户数与上年报表不一致")
    street.follow(RETURNED[0])
    expect(street.page.get_by_role("heading", level=1)).to_have_text(RETURNED[0])
    street.page.locator("#fact-household_count").get_by_role("link").first.click()
    community.page.goto(street.page.url)
    community.correct("户数", "47", "楼栋长登记")
    expect(community.page.get_by_role("status").first).to_contain_text("已更正")

    street.correct("户数", "48", "户籍底册")

    alert = street.page.get_by_role("alert").first
    expect(alert).to_contain_text("47 户")
    expect(alert).to_contain_text("48 户")
    expect(street.page.get_by_label("户数")).to_have_value("48")
    street.press("保存更正")  # having seen both, he decides
    expect(street.page.locator("#fact-household_count")).to_contain_text("户籍底册")


def she_hands_the_corrected_list_in(her: Official) -> str:
    her.section("我的工作")
    expect(her.page.locator("main")).to_contain_text("退回给您")
    her.ledger()
    her.open(f"{her.campaign}lists/{DISTRICT}/")
    expect(her.page.locator("main")).to_contain_text("有变动")
    her.press("确认上报")
    expect(her.page.get_by_role("status").first).to_contain_text("第 2 版名单已上报")
    return her.page.url.removeprefix(her.address)


def he_files_it(him: Official, version: str) -> None:
    him.open(f"{version}review/")
    him.page.get_by_role("radio", name="全部还没有意见的行").check()
    him.page.get_by_role("radio", name="同意", exact=True).check()
    him.press("记下意见")
    him.page.get_by_role("radio", name=re.compile("^通过")).check()
    him.press("办结复核")
    expect(him.page.get_by_role("status").first).to_contain_text("可以备案")
    him.page.get_by_label("备案号").fill(FILING_NUMBER)
    him.press("确认备案")
    expect(him.page.get_by_role("status").first).to_contain_text("已备案")


def a_filed_list_does_not_change(her: Official, version: str) -> None:
    """What the ledger learns afterwards belongs into a supplement."""
    her.open(version)
    before = her.rows()
    digest = her.page.locator("p.code").last.inner_text()
    her.compound(RETURNED[1])
    her.page.locator("#fact-household_count").get_by_role("link").first.click()
    her.correct("户数", "53", "备案后复查")
    her.ledger()
    her.open(version)
    assert her.rows() == before
    assert her.page.locator("p.code").last.inner_text() == digest
    expect(her.page.locator("main")).to_contain_text(FILING_NUMBER)


def the_auditor_reads_what_happened(auditor: Official, installation: Installation) -> None:
    auditor.section("日志")
    expect(auditor.page.locator("main")).to_contain_text("备案")
    expect(auditor.page.locator("main")).to_contain_text("林则明")
    verified = installation.run("journal", "verify")
    assert (verified["ok"], verified["first_bad"]) == (True, None)


def an_outsider_finds_nothing(outsider: Official, installation: Installation, addresses: list[str]) -> None:
    added = installation.run(
        "account", "add", "linqu", "--name", "许安", "--role", "district_official", "--division", OTHER_DISTRICT
    )
    outsider.page.goto(added["url"])
    outsider.press("确认登录")
    for address in addresses:
        answer = outsider.page.goto(outsider.address + address)
        assert answer is not None
        assert answer.status == 404, address


def what_is_restored_is_equal(installation: Installation, folder: Path) -> None:
    """Into an empty folder, which on PostgreSQL becomes a SQLite installation."""
    archive = folder / "昨晚.tar.gz"
    made = installation.run("backup", str(archive))
    installation.stop()
    elsewhere = {name: value for name, value in installation.environment.items() if name != "DATABASE_URL"}
    elsewhere["SANWU_HOME"] = str(folder / "restored")
    ended = subprocess.run(
        [*SANWU, "restore", str(archive), "--json"], env=elsewhere, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert '"equal": true' in ended.stdout
    again = subprocess.run([*SANWU, "journal", "verify"], env=elsewhere, capture_output=True, text=True, timeout=300)
    assert again.returncode == 0, again.stdout + again.stderr
    assert made["rows"] > 0
    assert os.path.getsize(archive) == made["bytes"]
