"""A whole sheet: every bad cell named, the other rows as plain columns, nothing unknown turned into a no."""

from collections import Counter

import pytest

from sanwu.exchange.reading.cells import Merge, Table
from sanwu.exchange.reading.check import check_table, duplicates
from sanwu.exchange.reading.layout import find_layout
from sanwu.exchange.reading.mapapply import apply_map
from sanwu.exchange.reading.mapfile import read_map
from sanwu.exchange.reading.mapping import propose
from sanwu.exchange.reading.sandbox import read_table


@pytest.fixture
def checked(words, dictionary):
    def run(head, *rows, **changes):
        table = Table("xlsx", "台账", [list(head), *map(list, rows)])
        layout = find_layout(table, words.targets, head_lines=1)
        mapping = propose(table, layout, words)._replace(**changes)
        return check_table(table, layout, mapping, dictionary)

    return run


def codes(result, level=None):
    return [(issue.line, issue.column, issue.code) for issue in result.issues(level)]


def test_rows_become_columns_of_canonical_values(checked):
    result = checked(
        ["小区名称", "户数", "建筑面积", "有无物业"], ["幸福院", "120户", 1234.5, "√"], ["和平里", "", "", ""]
    )
    assert result.identity["name"] == ["幸福院", "和平里"]
    assert result.facts == {
        "household_count": [120, None],
        "floor_area_m2": ["1234.50", None],
        "has_property_provider": [True, None],
    }
    assert (result.lines, result.accepted, codes(result)) == ([2, 3], [0, 1], [])


def test_every_bad_cell_is_named_with_line_column_value_and_reason(checked):
    result = checked(["小区名称", "户数", "有无物业"], ["甲", "很多", "看不清"], ["乙", 3.0, "√"], ["丙", -1.0, "√"])
    assert codes(result) == [(2, "B 户数", "not_a_number"), (2, "C 有无物业", "bad_mark"), (4, "B 户数", "negative")]
    first = next(result.issues())
    assert first.as_json() == {
        "line": 2, "column": "B 户数", "value": "很多", "code": "not_a_number",
        "message": "“很多”不是数字。请只填一个数；不清楚的请留空。",
    }  # fmt: skip
    assert result.refused == {0, 2}
    assert result.accepted == [1]


def test_a_warning_does_not_refuse_the_row(checked):
    result = checked(["小区名称", "户数"], ["甲", "约120户"])
    assert (codes(result, "warning"), codes(result, "error")) == ([(2, "B 户数", "approximate")], [])
    assert (result.accepted, result.facts["household_count"]) == ([0], [120])


def test_a_row_without_a_name_is_refused_unless_it_has_a_number(checked):
    result = checked(["小区编号", "小区名称", "户数"], ["HK-7", "", 1.0], ["", "/", 2.0], ["HK-9", "乙", 3.0])
    assert codes(result) == [(3, "B 小区名称", "name_missing")]
    assert result.identity["number"] == ["HK-7", None, "HK-9"]


def test_a_remark_that_says_unverified_makes_the_marks_of_its_row_unknown(checked):
    result = checked(
        ["小区名称", "有无物业", "有人防", "户数", "备注"], ["甲", "×", "", 5.0, "待核"], ["乙", "×", "×", 6.0, "已核"]
    )
    assert result.facts["has_property_provider"] == [None, False]
    assert result.facts["human_protection"] == [None, False]
    assert result.facts["household_count"] == [5, 6]
    assert codes(result) == [(2, "B 有无物业", "unverified_row")]


def test_a_fee_in_words_goes_to_the_text_beside_it(checked):
    result = checked(["小区名称", "物业费"], ["甲", "1.14至2.48元/平米/月"], ["乙", "/"], ["丙", 2.4])
    assert result.facts["service_fee"] == [None, None, "2.40"]
    assert result.facts["service_fee_text"] == ["1.14至2.48元/平米/月", "/", None]
    assert codes(result, "warning") == [(2, "B 物业费", "kept_as_text"), (3, "B 物业费", "kept_as_text")]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_column_of_its_own_for_the_words_goes_first(checked, order):
    heads, cells = ["物业费", "物业费标准（原文）"], ["2至3元", "面议"]
    result = checked(["小区名称", *(heads[i] for i in order)], ["甲", *(cells[i] for i in order)])
    assert result.facts["service_fee_text"] == ["面议"]


def test_percent_cells_are_shares_of_one_when_all_are(checked):
    assert checked(["小区名称", "收缴率"], ["甲", 0.95], ["乙", 1.0]).facts["fee_collection_rate"] == ["95.0", "100.0"]
    assert checked(["小区名称", "收缴率"], ["甲", 0.5], ["乙", 88.0]).facts["fee_collection_rate"] == ["0.5", "88.0"]


# ── identity ──


@pytest.mark.parametrize(
    ("number", "code"),
    [(1.1110273751421e17, "number_lost_digits"), ("1.11103E+12", "number_lost_digits"), ("A\x00", "control_character")],
)
def test_a_damaged_number_is_refused_because_two_compounds_could_become_one(checked, number, code):
    assert codes(checked(["小区编号", "小区名称"], [number, "甲"])) == [(2, "A 小区编号", code)]


def test_numbers_keep_their_digits_and_zeros(checked):
    result = checked(["小区编号", "小区名称"], [1111027375142.0, "甲"], ["0012", "乙"], ["ＨＫ－１", "丙"])
    assert result.identity["number"] == ["1111027375142", "0012", "HK-1"]


def test_names_that_became_dates_are_refused(checked):
    from datetime import date

    assert codes(checked(["小区名称", "户数"], [date(2017, 3, 1), 3.0])) == [(2, "A 小区名称", "name_is_date")]


def test_aliases_are_taken_apart(checked):
    result = checked(["小区名称", "别名"], ["甲", "夏霖园、百旺新城；老院"], ["乙", ""])
    assert result.identity["alias"] == [("夏霖园", "百旺新城", "老院"), None]


def test_kinds_are_read_by_title(checked):
    assert checked(["小区名称", "小区类别"], ["甲", "院落"], ["乙", ""]).identity["kind"] == ["yard", None]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (10106001001.0, "code_lost_zero"),
        ("4.60106E+11", "code_scientific"),
        ("46010600", "code_lost_zero"),
        ("4601060010", "code_length"),
    ],
)
def test_a_code_that_lost_its_zeros_is_named(checked, cell, code):
    result = checked(["小区名称", "区划代码"], ["甲", cell])
    assert codes(result) == [(2, "B 区划代码", code)]
    assert "位" in next(result.issues()).message


def test_short_codes_are_padded(checked):
    assert checked(["小区名称", "区划代码"], ["甲", 460106.0]).identity["division_code"] == ["460106000000"]


def test_texts_explained_in_the_mapping_are_replaced(checked):
    result = checked(["小区名称", "所属区"], ["甲", "老城"], values={"county": {"老城": "东城区"}})
    assert result.identity["county"] == ["东城区"]


# ── points ──

POINT_HEAD = ["小区名称", "经度", "纬度"]


@pytest.mark.parametrize(
    ("longitude", "latitude", "code"),
    [
        (0.0, 0.0, "point_zero"),
        (20.03, 110.33, "point_swapped"),
        (-73.9, 40.7, "point_abroad"),
        (110.33, "", "half_a_point"),
        ("东边", 20.0, "not_degrees"),
        (5000.0, 20.0, "not_degrees"),
    ],
)
def test_an_impossible_point_is_refused_with_its_reason(checked, longitude, latitude, code):
    result = checked(POINT_HEAD, ["甲", longitude, latitude])
    assert [c for _, _, c in codes(result, "error")] == [code]
    assert result.refused == {0}


def test_points_are_stored_with_seven_places_in_the_national_datum(checked):
    rows = ["甲", 110.3312345, "20.0312345"], ["乙", "110°19′52.44″E", "N20°1'52.44\""], ["丙", "", ""]
    result = checked(POINT_HEAD, *rows)
    assert result.identity["point"] == [("110.3312345", "20.0312345"), ("110.3312333", "20.0312333"), None]
    shifted = checked(POINT_HEAD, *rows, datum="gcj02").identity["point"][0]
    assert shifted != ("110.3312345", "20.0312345")
    assert abs(float(shifted[0]) - 110.3312345) < 0.01


# ── rows against each other, volume ──


def test_rows_that_say_exactly_the_same_are_found(checked):
    result = checked(
        ["小区名称", "户数"], ["甲", 3.0], ["乙", 3.0], ["甲", "3户"], ["甲", "很多"], ["甲", "很多"], ["甲", 4.0]
    )
    assert duplicates(result) == {2: 0}


def test_a_text_merged_over_rows_counts_for_each_and_a_number_for_none_but_the_first(words, dictionary):
    rows = [["小区名称", "街道", "户数"], ["甲", "和平街道", 90.0], ["乙", "", ""]]
    table = Table("xlsx", "", rows, (Merge(1, 1, 2, 1), Merge(1, 2, 2, 2)))
    layout = find_layout(table, words.targets)
    result = check_table(table, layout, propose(table, layout, words), dictionary)
    assert result.identity["street"] == ["和平街道", "和平街道"]
    assert result.facts["household_count"] == [90, None]
    assert codes(result) == [(3, "C 户数", "merged_number")]


def test_progress_is_told_column_by_column(words, dictionary):
    table = Table("xlsx", "", [["小区名称", "户数", "片区"], ["甲", 3.0, "x"]])
    layout = find_layout(table, words.targets)
    seen = []
    check_table(table, layout, propose(table, layout, words), dictionary, progress=lambda *step: seen.append(step))
    assert seen == [(1, 2), (2, 2)]


def test_a_sheet_in_which_every_cell_is_wrong_names_them_all(checked):
    result = checked(["小区名称", "户数", "楼栋数"], *[["甲", "x", "y"]] * 5000)
    assert sum(1 for _ in result.issues()) == 10_000
    assert len(result.refused) == 5000


@pytest.fixture(scope="session")
def real(trial_data, words, dictionary):
    table = read_table(trial_data / "ledgers" / "beijing-510-ledger.xlsx")
    layout = find_layout(table, words.targets)
    return check_table(table, layout, propose(table, layout, words), dictionary)


def test_the_real_ledger_is_accepted_whole(real):
    assert (len(real.lines), len(real.refused), duplicates(real)) == (510, 0, {})
    assert Counter(issue.code for issue in real.issues()) == {"kept_as_text": 290, "unverified_row": 1}


def test_the_marks_of_the_real_ledger_are_read_as_its_description_says(real):
    assert Counter(real.facts["has_property_provider"]) == {True: 496, False: 13, None: 1}
    doubted = next(issue for issue in real.issues() if issue.code == "unverified_row")
    assert (doubted.line, doubted.value) == (217, "×")
    assert real.identity["name"][real.lines.index(217)] == "立恒名苑"


def test_the_fees_of_the_real_ledger_keep_their_words(real):
    texts = Counter(real.facts["service_fee_text"])
    assert texts["/"] == 18
    assert sum(count for text, count in texts.items() if text and "至" in text) == 272
    assert min(real.facts["household_count"]) == 126


RAW = """
head_lines: 0
columns:
  {1: number, 2: name, 4: county, 9: built_year, 11: service_fee, 12: property_provider_name, 14: building_count,
   15: household_count}
"""


def test_the_raw_listing_says_the_same_as_the_ledger_made_of_it(real, trial_data, words, dictionary):
    table = read_table(trial_data / "compounds" / "imm_beijing_community.csv")
    file = read_map(RAW, dictionary)
    layout = find_layout(table, words.targets, head_lines=file.head_lines)
    raw = check_table(table, layout, apply_map(file, table, layout, words), dictionary)
    assert (len(raw.lines), raw.refused) == (510, set())
    assert raw.identity["name"] == real.identity["name"]
    assert raw.identity["number"][0] == "1111027375142"
    assert [name + "区" for name in raw.identity["county"]] == real.identity["county"]
    for fact in ("built_year", "building_count", "household_count", "service_fee"):
        assert raw.facts[fact] == real.facts[fact], fact


def test_six_thousand_names_are_read_from_their_english_headers(trial_data, words, dictionary):
    table = read_table(trial_data / "compounds" / "happen2me_community.csv")
    layout = find_layout(table, words.targets)
    checked = check_table(table, layout, propose(table, layout, words), dictionary)
    assert (len(checked.lines), checked.refused, duplicates(checked)) == (6059, set(), {})
    assert set(checked.identity) == {"number", "name", "county"}
