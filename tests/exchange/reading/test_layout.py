"""Titles, headers, data, sums and signatures are told apart by shape and words."""

import pytest

from sanwu.exchange.reading.cells import Merge, Table
from sanwu.exchange.reading.failures import ReadFailure
from sanwu.exchange.reading.headers import header_key
from sanwu.exchange.reading.layout import fill_merged_cells, find_layout
from sanwu.exchange.reading.sandbox import read_table

WORDS = {
    header_key(word)
    for word in (
        "序号",
        "小区名称",
        "所属区",
        "街道",
        "户数",
        "楼栋数",
        "物业服务企业",
        "有无物业",
        "备注",
        "建筑面积",
        "物业费",
    )
}


def table(rows, merges=()):
    width = max(map(len, rows))
    return Table("xlsx", "台账", [[*row, *[""] * (width - len(row))] for row in rows], tuple(Merge(*m) for m in merges))


def layout(rows, merges=(), **options):
    return find_layout(table(rows, merges), WORDS, **options)


OFFICE = [
    ["×市小区台账"],
    ["填报单位（盖章）：", "", "填报日期：2018.11.3"],
    ["序号", "基本情况", "", "", "备注"],
    ["", "小区名称", "街道", "户数", ""],
    [1.0, "幸福院", "和平街道", "120户", ""],
    [2.0, "和平里", "和平街道", "36户", "待核"],
    ["", "和平小计", "", 156.0, ""],
    ["合计", "", "", 156.0, ""],
    ["填表人：", "", "审核人：", "", "负责人："],
]
OFFICE_MERGES = [(0, 0, 0, 4), (2, 1, 2, 3), (2, 0, 3, 0), (2, 4, 3, 4)]


def test_an_office_table_falls_into_its_parts():
    found = layout(OFFICE, OFFICE_MERGES)
    assert found.title_lines == (1, 2)
    assert found.head_lines == (3, 4)
    assert found.data_lines == [5, 6]
    assert found.ignored == ((7, "sum_row"), (8, "sum_row"), (9, "signature_line"))


def test_header_cells_of_two_rows_are_joined():
    columns = layout(OFFICE, OFFICE_MERGES).columns
    assert [column.text for column in columns] == [
        "序号",
        "基本情况/小区名称",
        "基本情况/街道",
        "基本情况/户数",
        "备注",
    ]
    assert columns[3].leaf == "户数"
    assert columns[0].parts == ("序号",)


def test_a_group_name_without_merging_holds_up_to_the_next_one():
    columns = layout(
        [["基本情况", "", "物业情况", ""], ["小区名称", "户数", "有无物业", "物业费"], ["甲", 1.0, "√", 2.0]]
    ).columns
    assert [column.text for column in columns] == [
        "基本情况/小区名称",
        "基本情况/户数",
        "物业情况/有无物业",
        "物业情况/物业费",
    ]


def test_three_header_rows_are_joined():
    rows = [
        ["序号", "小区情况", "", ""],
        ["", "名称情况", "规模", ""],
        ["", "小区名称", "户数", "楼栋数"],
        [1.0, "甲", 5.0, 1.0],
    ]
    found = layout(rows, [(0, 0, 2, 0), (0, 1, 0, 3), (1, 2, 1, 3)])
    assert found.head_lines == (1, 2, 3)
    assert found.columns[3].text == "小区情况/规模/楼栋数"


def test_a_row_that_counts_the_columns_belongs_to_the_header():
    found = layout([["序号", "小区名称", "户数"], ["甲", "1", "2"], [1.0, "幸福院", 3.0]])
    assert found.head_lines == (1,)
    found = layout([["序号", "小区名称", "户数"], [1.0, 2.0, 3.0], [1.0, "幸福院", 3.0]])
    assert (found.head_lines, found.data_lines) == ((1, 2), [3])


def test_a_file_that_begins_with_data_has_no_header():
    found = layout([["1111", "幸福院", "2009年建成", "5栋"], ["1112", "和平里", "1998年建成", "3栋"]])
    assert (found.head_lines, found.data_lines) == ((), [1, 2])
    assert [column.leaf for column in found.columns] == ["A", "B", "C", "D"]


def test_names_alone_are_data_and_not_a_header():
    assert layout([["幸福院", "和平街道"], ["和平里", "光明街道"]]).data_lines == [1, 2]


def test_unknown_words_over_numbers_are_a_header():
    found = layout([["id", "title", "onsale"], [1.0, "甲", 3.0], [2.0, "乙", 4.0]])
    assert (found.head_lines, found.data_lines) == ((1,), [2, 3])


def test_a_header_of_one_column_is_found_by_its_word():
    assert layout([["小区名称"], ["幸福院"], ["和平里"]]).data_lines == [2, 3]


@pytest.mark.parametrize("count", [2, 4])
def test_the_number_of_header_rows_may_count_the_titles_or_not(count):
    assert layout(OFFICE, OFFICE_MERGES, head_lines=count).head_lines == (3, 4)


def test_no_header_can_be_asked_for():
    found = layout([["小区名称", "户数"], ["幸福院", 2.0]], head_lines=0)
    assert (found.head_lines, found.data_lines) == ((), [1, 2])


def test_a_number_of_header_rows_can_be_given_where_no_word_is_known():
    assert layout([["甲", "乙"], ["丙", "丁"], ["戊", "己"]], head_lines=1).data_lines == [2, 3]


@pytest.mark.parametrize(
    "line",
    [
        ["合计", "", 156.0],
        ["合 计", "", 156.0],
        ["", "东城小计", 156.0],
        ["和平街道", "小计", 156.0],
        ["总计：", "", "156户"],
        ["全区合计（户）", "", 156.0],
        ["共计", "2个", "156户"],
    ],
)
def test_sums_are_no_data(line):
    found = layout([["小区名称", "街道", "户数"], ["甲", "乙街道", 156.0], line])
    assert found.ignored == ((3, "sum_row"),)


@pytest.mark.parametrize(
    "line",
    [
        ["合计家园", "和平街道", 156.0],
        ["汇总家园", "和平街道", 156.0],
        ["幸福院", "和平街道", 156.0, "与二期合计"],
        ["幸福院", "与二期合计", 156.0],
        ["注册小区", "和平街道", 3.0],
        ["说明里", "和平街道", 3.0],
        ["负责人大院", "和平街道", 3.0],
    ],
)
def test_a_compound_whose_line_only_sounds_like_a_sum_or_note_is_data(line):
    found = layout([["小区名称", "街道", "户数", "备注"], ["甲", "乙街道", 156.0], line])
    assert found.data_lines == [2, 3]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (["填表人：张", "", "审核人：", ""], "signature_line"),
        (["单位负责人（签字）：", "", "", ""], "signature_line"),
        (["填报日期：2018.11.3", "", "", ""], "signature_line"),
        (["注：本表一式两份", "", "", ""], "note_line"),
        (["备注：√表示有", "", "", ""], "note_line"),
        (["说明：1.", "", "", ""], "note_line"),
        (["小区名称", "街道", "户数", "备注"], "repeated_head"),
        (["某市台账", "", "", ""], "repeated_title"),
    ],
)
def test_lines_that_are_no_data_are_ignored_with_their_reason(line, reason):
    found = layout([["某市台账"], ["小区名称", "街道", "户数", "备注"], ["甲", "乙街道", 156.0, ""], line])
    assert found.ignored == ((4, reason),)


def test_a_section_title_merged_over_the_table_is_no_data():
    rows = [["小区名称", "街道", "户数"], ["一、和平街道", "", ""], ["甲", "和平", 5.0]]
    found = layout(rows, [(1, 0, 1, 2)])
    assert (found.data_lines, found.ignored) == ([3], ((2, "section_line"),))


def test_a_name_alone_on_its_line_is_data():
    assert layout([["小区名称", "街道", "户数"], ["幸福院", "", ""]]).data_lines == [2]


def test_a_line_with_nothing_but_its_number_is_no_data():
    found = layout([["序号", "小区名称", "户数"], [1.0, "甲", 5.0], [2.0, "", ""]])
    assert (found.data_lines, found.ignored) == ([2], ((3, "serial_only"),))


def test_blank_lines_are_not_worth_a_word():
    found = layout([["小区名称", "户数"], [], ["甲", 5.0], [" ", ""], ["乙", 6.0]])
    assert (found.data_lines, found.ignored) == ([3, 5], ())


def test_a_sheet_without_data_is_refused():
    with pytest.raises(ReadFailure, match="no_data"):
        layout([["小区台账"], ["小区名称", "户数"]])


def test_too_many_data_lines_are_refused_exactly():
    rows = [["小区名称", "户数"], *[["甲", 1.0]] * 3]
    assert layout(rows, max_rows=3).data_lines == [2, 3, 4]
    with pytest.raises(ReadFailure, match="too_many_rows"):
        layout(rows, max_rows=2)


def test_a_text_merged_down_is_written_into_each_of_its_lines():
    sheet = table([["小区名称", "街道"], ["甲", "和平街道"], ["乙", ""], ["丙", ""]], [(1, 1, 3, 1)])
    assert fill_merged_cells(sheet, find_layout(sheet, WORDS)) == []
    assert [row[1] for row in sheet.rows[1:]] == ["和平街道"] * 3


def test_a_number_merged_down_is_not_counted_twice():
    sheet = table([["小区名称", "户数"], ["甲", 90.0], ["乙", ""]], [(1, 1, 2, 1)])
    assert fill_merged_cells(sheet, find_layout(sheet, WORDS)) == [(3, 1)]
    assert sheet.rows[2][1] == ""


def test_a_merge_that_reaches_beyond_the_rows_is_cut_off():
    sheet = table([["小区名称", "街道"], ["甲", "和平街道"], ["乙", ""]], [(1, 1, 900_000, 1), (5000, 0, 5001, 0)])
    fill_merged_cells(sheet, find_layout(sheet, WORDS))
    assert sheet.rows[2][1] == "和平街道"


def test_the_real_ledger_has_510_lines_of_data_and_seven_that_are_none(trial_data):
    found = find_layout(read_table(trial_data / "ledgers" / "beijing-510-ledger.xlsx"), WORDS)
    assert len(found.data_lines) == 510
    assert [reason for _, reason in found.ignored] == ["sum_row"] * 6 + ["signature_line"]
    assert (found.title_lines, found.head_lines) == ((1, 2), (3, 4))


def test_the_real_listings_have_the_header_they_have(trial_data):
    with_head = find_layout(read_table(trial_data / "compounds" / "happen2me_community.csv"), WORDS)
    without = find_layout(read_table(trial_data / "compounds" / "imm_beijing_community.csv"), WORDS)
    assert (with_head.head_lines, len(with_head.data_lines)) == ((1,), 6059)
    assert (without.head_lines, len(without.data_lines)) == ((), 510)
