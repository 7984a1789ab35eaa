"""Refused rows come back in the layout they came in; corrected, they are read like any other file."""

import zipfile

import pytest

from sanwu.exchange.reading.check import check_table
from sanwu.exchange.reading.giveback import write_error_workbook, wrong_lines
from sanwu.exchange.reading.layout import find_layout
from sanwu.exchange.reading.mapping import propose
from sanwu.exchange.reading.sandbox import read_table
from tests.exchange.reading.workbooks import make_xlsx

HEAD = [
    ["某区小区台账", "", "", "", "", ""],
    ["填报单位：甲", "", "", "填报日期：2018.11.3", "", ""],
    ["序号", "基本情况", "", "", "物业情况", "备注"],
    ["", "小区名称", "区划代码", "户数", "收缴率", ""],
]
MERGES = [(0, 0, 0, 5), (2, 1, 2, 3), (2, 0, 3, 0), (2, 5, 3, 5)]
DATA = [
    [1, "幸福院", "010106001001", "很多", 0.955, "=1+1"],
    [2, "和平里", "460106001001", 36, 1, ""],
    [3, "光明里", "10106", -1, 0.5, "\x07响"],
]


@pytest.fixture
def read(words, dictionary):
    def run(path):
        table = read_table(path)
        layout = find_layout(table, words.targets)
        return table, layout, check_table(table, layout, propose(table, layout, words), dictionary)

    return run


@pytest.fixture
def returned(tmp_path, read):
    table, layout, checked = read(make_xlsx(tmp_path / "in.xlsx", HEAD + DATA, merges=MERGES))
    path = tmp_path / "错误行.xlsx"
    wrong = wrong_lines(checked)
    assert write_error_workbook(path, table, layout, wrong, fractions=checked.fractions) == len(wrong) == 2
    return path


def test_the_layout_is_the_same_with_one_column_more(returned):
    table = read_table(returned)
    assert [row[:6] for row in table.rows[:4]] == HEAD
    assert set(MERGES) <= {tuple(merge) for merge in table.merges}
    assert table.rows[2][6] == "错误说明"
    assert (2, 6, 3, 6) in table.merges


def test_only_refused_rows_are_in_it_as_text_with_what_is_wrong(returned):
    table = read_table(returned)
    assert [row[:6] for row in table.rows[4:]] == [
        ["1", "幸福院", "010106001001", "很多", "95.5%", "=1+1"],
        ["3", "光明里", "10106", "-1", "50%", "\ufffd响"],
    ]
    assert table.rows[4][6] == "户数：“很多”不是数字。请只填一个数；不清楚的请留空。"
    assert table.rows[5][6].count("\n") == 2
    assert "区划代码：" in table.rows[5][6]


def test_no_cell_of_it_can_run(returned):
    with zipfile.ZipFile(returned) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_handed_in_unchanged_it_is_refused_for_the_same_reasons(returned, read):
    _, _, checked = read(returned)
    assert sorted(issue.code for issue in checked.issues("error")) == [
        "broken_text", "code_lost_zero", "negative", "not_a_number",
    ]  # fmt: skip


def test_corrected_it_is_read_like_any_other_file(returned, read, tmp_path):
    rows = [list(row) for row in read_table(returned).rows]
    rows[4][3], rows[5][3], rows[5][2], rows[5][5] = "300户", "12", "010106", ""
    table, layout, checked = read(make_xlsx(tmp_path / "again.xlsx", rows, merges=MERGES))
    assert (layout.head_lines, layout.data_lines) == ((3, 4), [5, 6])
    assert list(checked.issues()) == []
    assert checked.facts["household_count"] == [300, 12]
    assert checked.facts["fee_collection_rate"] == ["95.5", "50.0"]
    assert checked.identity["division_code"] == ["010106001001", "010106000000"]


def test_a_returned_file_that_is_returned_again_has_one_column_for_errors(returned, read, tmp_path):
    table, layout, checked = read(returned)
    write_error_workbook(tmp_path / "twice.xlsx", table, layout, wrong_lines(checked))
    again = read_table(tmp_path / "twice.xlsx")
    assert again.width == 7
    assert again.rows[2].count("错误说明") == 1


def test_rows_of_a_file_without_header_come_back_without_one(read, tmp_path, words):
    path = tmp_path / "in.csv"
    path.write_text("1111|幸福院|5栋|2009\n1112|和平里|3栋|2010\n", encoding="gb18030")
    table = read_table(path)
    layout = find_layout(table, words.targets)
    write_error_workbook(tmp_path / "out.xlsx", table, layout, {2: ["没有这个区。"]})
    assert read_table(tmp_path / "out.xlsx").rows == [["1112", "和平里", "3栋", "2010", "没有这个区。"]]
