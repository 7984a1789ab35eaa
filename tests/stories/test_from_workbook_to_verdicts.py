"""A district official brings her office's workbook, gets verdicts that say why, and hands the ledger on.

The workbook is the one of tests/office, in the demo city; this is the story of the README, clicked in a real browser.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests import processes
from tests.office import build
from tests.stories.installation import Installation
from tests.stories.official import Official

pytestmark = pytest.mark.browser

DISTRICT = "990101000000"
ROWS = len(build.ROWS_A) + len(build.ROWS_B)
DUPLICATES = 1
COMPOUNDS = ROWS - build.REFUSED_LINES - DUPLICATES
THREE_NO, MERGING, HOUSEHOLDS = "“三无”小区", "是否并入邻近小区管理", "户数（户）"
MERGE, KEEP = "并入邻近小区或划片整合", "单独管理"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_an_office_workbook_becomes_an_explained_ledger(
    installation: Installation, official: Callable[[], Official], tmp_path: Path
) -> None:
    installation.start()
    links = {link["role"]: link["url"] for link in installation.run("demo", "links")}
    her = official()
    her.sign_in(links["district_official"])
    her.open_campaign("haikou-2016", DISTRICT, "望澜区三无小区整治")

    first = she_uploads_the_workbook_as_it_is(her)
    she_reads_the_ledger(her)
    she_asks_why(her)
    second = she_corrects_the_refused_rows(her, first, tmp_path)
    she_fills_in_what_was_missing(her)
    two_tabs_do_not_overwrite_each_other(her)
    what_is_exported_changes_nothing_when_imported(her, tmp_path)
    she_reads_it_in_english(her)
    she_undoes_what_may_be_undone(her, first, second)
    the_journal_finds_what_was_edited_past_it(her, installation)


def she_uploads_the_workbook_as_it_is(her: Official) -> str:
    """The address of the import."""
    her.upload(build.PATH)
    understood = {header.partition("/")[2] or header: meaning for header, meaning in her.mapping().items()}
    assert understood == {
        "序号": "不导入", "小区名称": "小区名称", "所属街道": "街道（镇）", "所属社区": "社区（村）",
        "建成年份": "建成年份", "楼栋数": "楼栋数", "户数": "户数", "建筑面积(㎡)": "建筑面积",
        "物业服务企业": "物业服务企业", "物业费(元/平方米·月)": "物业费标准", "有无物业(√/×)": "有物业管理",
        "有无主管部门": "有主管部门", "有无人防": "有人防", "有无物防": "有物防", "备注": "备注",
    }  # fmt: skip

    tried = her.dry_run()
    assert (tried["数据行"], tried["接收"], tried["退回"]) == (ROWS, ROWS - build.REFUSED_LINES, build.REFUSED_LINES)
    said(her.problems("被退回的内容"), {19: "六十多户", 20: "不存在街道", 21: "小区名称"})
    said(her.problems("请留意"), {9: "约640户", 11: "待核", 15: "有物业管理", 18: "与第 17 行完全相同"})

    her.press(re.compile("^写入台账"))
    her.section("首页")  # leaving the page does not stop the job
    her.section("导入")
    her.follow(f"导入：{build.PATH.name}")
    written = her.result()
    assert written == tried
    assert written["新增小区"] + written["更新小区"] == COMPOUNDS
    assert written["重复行"] == DUPLICATES
    return her.page.url


def said(problems: list[tuple[int, str]], expected: Mapping[int, str]) -> None:
    for line, words in expected.items():
        assert any(line == where and words in message for where, message in problems), problems


def she_reads_the_ledger(her: Official) -> None:
    rows = her.ledger()
    assert len(rows) == COMPOUNDS
    boundary = {rows[name][HOUSEHOLDS]: rows[name][MERGING] for name in ("听雨里老院", "砚湖一村", "柳浪新苑")}
    assert boundary == {"49": MERGE, "50": MERGE, "51": KEEP}
    assert rows["石榴巷宿舍"]["建筑面积（m²）"] == "9,999"
    assert rows["渡口二村"][THREE_NO] == "否"  # a firm is at work there

    assert her.search("老院") == {"听雨里老院"}
    assert her.search("tylly") == {"听雨里老院"}
    her.follow("清除")
    her.page.get_by_role("combobox", name=THREE_NO).select_option(label="待核实")
    her.press("查询")
    expect(her.page.get_by_role("list", name="已选条件")).to_contain_text("待核实")
    assert set(her.rows()) == {"砚湖家园"}  # its mark is not verified yet; that is never a "no"


def she_asks_why(her: Official) -> None:
    her.compound("砚湖一村")
    three_no = her.verdict(THREE_NO)
    expect(three_no).to_contain_text("A-22")
    expect(three_no.locator("blockquote")).to_contain_text("“三无”小区构成条件")
    for leaf in ("有物业管理", "有主管部门", "有人防", "有物防"):
        expect(three_no.locator(".tree__line", has_text=leaf)).to_contain_text("登记的是：否")
    merging = her.verdict(MERGING)
    expect(merging).to_contain_text("A-46")
    expect(merging.locator("blockquote")).to_contain_text("50户")
    expect(merging.locator(".tree__line", has_text="户数")).to_contain_text("要求：不超过 50 户；登记的是：50 户")


def she_corrects_the_refused_rows(her: Official, first: str, folder: Path) -> str:
    """The returned workbook, corrected as she would in Excel, and uploaded; the address of that import."""
    her.page.goto(first)
    returned = her.download(her.page.get_by_role("link", name="下载退回的行"), folder)
    corrected = folder / "改好的退回行.xlsx"
    replaced = rewrite(returned, corrected, {"六十多户": "62户", "不存在街道": build.STREET_B}, nameless="渡口东院")
    assert replaced == build.REFUSED_LINES

    written = her.import_file(corrected)
    assert (written["数据行"], written["退回"], written["新增小区"]) == (build.REFUSED_LINES, 0, build.REFUSED_LINES)
    assert {"老船厂新村", "晒网场东区", "渡口东院"} < set(her.ledger())
    her.section("导入")
    her.follow(f"导入：{corrected.name}")
    return her.page.url


def she_fills_in_what_was_missing(her: Official) -> None:
    her.compound("砚湖家园")
    expect(her.verdict(THREE_NO)).to_contain_text("待核实")
    her.verdict(THREE_NO).locator(".tree__line", has_text="有主管部门").get_by_role("link", name="补填").click()
    her.correct("有主管部门", "是", "2026年社区上门核查")

    expect(her.page.get_by_role("status").first).to_contain_text("已更正")
    expect(her.verdict(THREE_NO).locator(".verdict__head")).to_contain_text("否")
    expect(her.page.locator("#fact-has_governing_unit")).to_contain_text("2026年社区上门核查")
    assert her.ledger("?q=砚湖家园")["砚湖家园"][THREE_NO] == "否"


def two_tabs_do_not_overwrite_each_other(her: Official) -> None:
    her.compound("砚湖一村")
    her.page.locator("#fact-household_count").get_by_role("link").click()
    stale = Official(her.context, her.address)
    stale.page.goto(her.page.url)
    her.correct("户数", "51", "户籍底册")
    expect(her.verdict(MERGING).locator(".verdict__head")).to_contain_text(KEEP)

    stale.correct("户数", "48", "楼栋长口头说明")

    alert = stale.page.get_by_role("alert")
    expect(alert).to_contain_text("51 户")
    expect(alert).to_contain_text("48 户")
    expect(stale.page.get_by_label("户数")).to_have_value("48")
    stale.press("保存更正")  # having seen both, she decides
    expect(stale.verdict(MERGING).locator(".verdict__head")).to_contain_text(MERGE)
    stale.page.close()


def what_is_exported_changes_nothing_when_imported(her: Official, folder: Path) -> None:
    assert her.ledger()["砚湖一村"][HOUSEHOLDS] == "48"
    her.page.locator("summary", has_text="导出").click()
    exported = her.download(her.page.get_by_role("button", name=re.compile("^Excel")), folder)

    written = her.import_file(exported)

    compounds = COMPOUNDS + build.REFUSED_LINES
    figures = (written["数据行"], written["退回"], written["新增小区"], written["更新小区"], written["没有变化"])
    assert figures == (compounds, 0, 0, 0, compounds)


def she_reads_it_in_english(her: Official) -> None:
    her.compound("砚湖家园")
    her.press("English")

    expect(her.page.locator("html")).to_have_attribute("lang", "en")
    expect(her.page.get_by_role("heading", level=1)).to_have_text(
        "砚湖家园"
    )  # what people wrote stays as they wrote it
    expect(her.page.get_by_role("heading", name="Verdicts")).to_be_visible()
    words = her.page.locator("nav a, h2, h3, summary, dt, .tree__title, .badge-state").all_inner_texts()
    assert not [text for text in words if CHINESE.search(text) and text not in ("周文岚", "望澜区三无小区整治")]
    her.press("中文")
    expect(her.page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(her.page.get_by_role("heading", name="认定结论")).to_be_visible()


def she_undoes_what_may_be_undone(her: Official, first: str, second: str) -> None:
    her.page.goto(first)
    her.press("撤销这次导入")
    refused = her.page.get_by_role("status").first
    expect(refused).to_contain_text("不能撤销")
    expect(refused).to_contain_text("砚湖")  # what stands on it is named

    her.page.goto(second)
    her.press("撤销这次导入")
    expect(her.page.get_by_role("status").first).to_contain_text(f"移出 {build.REFUSED_LINES} 个小区")
    assert len(her.ledger()) == COMPOUNDS


def the_journal_finds_what_was_edited_past_it(her: Official, installation: Installation) -> None:
    her.section("日志")
    her.press("核验日志")
    expect(her.page.get_by_text("核验通过")).to_be_visible()
    assert installation.run("journal", "verify")["ok"]

    assert processes.run(installation.environment, TAMPER) == "1\n"

    found = installation.run("journal", "verify", code=1)
    assert not found["ok"]
    assert found["reason"]
    her.press("核验日志")
    expect(her.page.get_by_text("核验没有通过")).to_be_visible()


TAMPER = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("UPDATE ledger_ledgerentry SET household_count = 5000 WHERE household_count = 1124")
    print(cursor.rowcount)
"""


def rewrite(source: Path, target: Path, cells: Mapping[str, str], nameless: str) -> int:
    """Copy a workbook in its layout with some cells changed, and a name for the row without one; how many changed."""
    sheet = CalamineWorkbook.from_path(source).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    name = next(row.index("小区名称") for row in rows if "小区名称" in row)
    book = xlsxwriter.Workbook(target)
    written = book.add_worksheet(sheet.name)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        written.merge_range(top, left, bottom, right, "")
    changed = 0
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            new = cells.get(str(value), value)
            if column == name and value == "" and row[name + 1] in (build.STREET_A, build.STREET_B):
                new = nameless
            changed += new != value
            if new != "":
                written.write(line, column, new)
    book.close()
    return changed
