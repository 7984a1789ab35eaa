"""The ledger workbook: what an office expects to see, and nothing that could run."""

import zipfile
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sanwu.render.sheets import sheet_name
from sanwu.render.workbook import Column, Ledger, write_ledger

COLUMNS = [
    Column("小区编号", "基本情况"),
    Column("小区名称", "基本情况", width=24),
    Column("户数", "房屋状况", kind="number", total=True),
    Column("建筑面积（㎡）", "房屋状况", kind="number", places=2, total=True),
    Column("建成年份", kind="number", grouped=False),
    Column("有无物业", "三无情况", kind="mark"),
    Column("备注"),
]
LEDGER = Ledger(
    title="某区小区台账",
    columns=COLUMNS,
    labels=("填报单位：某区住建局", "填报日期：2026年11月22日"),
    signature=("填表人：", "审核人：", "负责人："),
)
ROWS = [
    ["0012", "幸福院", 120, "1234.50", 1998, True, "好"],
    ["010106001001", "和平里", None, Decimal("0.01"), None, False, None],
    ["9", "光明里", 30, None, 2001, None, ""],
]


@pytest.fixture
def written(tmp_path):
    def run(rows=ROWS, ledger=LEDGER):
        path = tmp_path / "out.xlsx"
        assert write_ledger(path, ledger, rows) == len(rows)
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        return sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges, path

    return run


def test_title_labels_grouped_header_rows_sums_and_signatures_stand_in_their_places(written):
    lines, _, _ = written()
    assert lines[0][0] == "某区小区台账"
    assert [cell for cell in lines[1] if cell] == ["填报单位：某区住建局", "填报日期：2026年11月22日"]
    assert lines[2] == ["序号", "基本情况", "基本情况", "房屋状况", "房屋状况", "建成年份", "三无情况", "备注"]
    assert lines[3] == ["", "小区编号", "小区名称", "户数", "建筑面积（㎡）", "", "有无物业", ""]
    assert lines[4] == [1.0, "0012", "幸福院", 120.0, 1234.5, 1998.0, "是", "好"]
    assert lines[7] == ["合计", "", "", 150.0, 1234.51, "", "", ""]
    assert [cell for cell in lines[8] if cell] == ["填表人：", "审核人：", "负责人："]


def test_groups_are_merged_sideways_and_single_headers_down(written):
    _, merges, _ = written()
    assert ((0, 0), (0, 7)) in merges
    assert ((2, 1), (2, 2)) in merges
    assert ((2, 3), (2, 4)) in merges
    assert ((2, 0), (3, 0)) in merges
    assert ((2, 5), (3, 5)) in merges
    assert not any(top == (2, 6) for top, _ in merges)


def test_codes_are_text_and_numbers_are_numbers(written):
    lines, _, _ = written()
    assert lines[5][1] == "010106001001"
    assert isinstance(lines[4][3], float)


def test_unknown_is_blank_and_no_is_written_out(written):
    lines, _, _ = written()
    assert [row[6] for row in lines[4:7]] == ["是", "否", ""]
    assert lines[6][4] == ""


def test_a_header_without_groups_is_one_row(written):
    lines, _, _ = written([["甲", 3]], Ledger("台账", [Column("小区名称"), Column("户数", kind="number")], serial=""))
    assert lines[:3] == [["台账", ""], ["小区名称", "户数"], ["甲", 3.0]]


def test_a_ledger_without_rows_has_no_sums(written):
    lines, _, _ = written([])
    assert len(lines) == 5


def test_panes_are_frozen_below_the_header_and_the_header_repeats_in_print(written):
    _, _, path = written()
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
    assert 'topLeftCell="C5"' in sheet
    assert 'state="frozen"' in sheet
    assert "$3:$4" in book


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-3", "@SUM(A1)", '=HYPERLINK("http://x")', "http://example.org", "{=1}", "'=1"]
)
def test_no_text_becomes_a_formula_or_a_link(written, text):
    lines, _, path = written([["1", text, 1, None, None, None, text]], LEDGER)
    assert lines[4][2] == text
    with zipfile.ZipFile(path) as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()
        assert not any("rels" in name and "sheet1" in name for name in archive.namelist())


@given(st.text(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_any_text_is_written_as_a_text_cell_and_read_back(tmp_path, text):
    path = tmp_path / "any.xlsx"
    ledger = Ledger(text, [Column("小区名称"), Column("备注")], sheet=text, serial="")
    write_ledger(path, ledger, [["甲", text]])
    book = CalamineWorkbook.from_path(path)
    cell = book.get_sheet_by_index(0).to_python(skip_empty_area=False)[2][1]
    if text.isprintable():
        assert cell == text
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("三无小区", "三无小区"),
        ("a/b:c*?[d]\\", "a b c   d"),
        ("", "Sheet1"),
        ("'x'", "x"),
        ("长" * 40, "长" * 31),
        ("𠮷" * 20, "𠮷" * 15),
    ],
)
def test_sheet_names_are_made_acceptable(text, name):
    assert sheet_name(text) == name


def test_a_missing_folder_is_an_ordinary_error_of_the_system(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        write_ledger(tmp_path / "nowhere" / "out.xlsx", LEDGER, ROWS)


def test_progress_is_told_every_thousand_rows(tmp_path):
    seen = []
    ledger = Ledger("台账", [Column("小区名称")])
    write_ledger(tmp_path / "out.xlsx", ledger, ([f"院{n}"] for n in range(2500)), progress=seen.append)
    assert seen == [1000, 2000]
