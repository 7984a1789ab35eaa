"""What columns mean is found out from their headers, and asked about only where it cannot be known."""

import re

import pytest

from sanwu.exchange.reading.cells import Merge, OtherSheet, Table
from sanwu.exchange.reading.layout import find_layout
from sanwu.exchange.reading.mapapply import apply_map, as_data, dump_map
from sanwu.exchange.reading.mapfile import MapRefused, map_from, read_map
from sanwu.exchange.reading.mapping import propose
from sanwu.exchange.reading.messages import CATALOGUE
from sanwu.exchange.reading.sandbox import read_table


def sheet(*heads, data=(), merges=()):
    rows = [list(head) for head in heads]
    rows += [list(row) for row in data] or [["甲"] * len(rows[0])]
    return Table("xlsx", "台账", rows, tuple(Merge(*merge) for merge in merges))


@pytest.fixture
def mapped(words):
    def run(*heads, data=(), merges=(), **options):
        table = sheet(*heads, data=data, merges=merges)
        return propose(
            table, find_layout(table, words.targets, head_lines=options.get("head_lines", len(heads))), words
        )

    return run


def targets(mapping):
    return [column.target for column in mapping.columns]


# ── single headers ──


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("小区名称", "name"),
        ("*小区名称", "name"),
        ("1.小区名称", "name"),
        ("小 区\n名 称", "name"),
        ("小区名称（必填）", "name"),
        ("小区编号", "number"),
        ("编码", "number"),
        ("所属区", "county"),
        ("区县", "county"),
        ("县（市、区）", "county"),
        ("街道（镇）", "street"),
        ("社区", "community"),
        ("区划代码", "division_code"),
        ("经度", "longitude"),
        ("纬度", "latitude"),
        ("曾用名", "alias"),
        ("备注", "remark"),
        ("户数", "household_count"),
        ("总户数（户）", "household_count"),
        ("建成年代", "built_year"),
        ("建筑面积（㎡）", "floor_area_m2"),
        ("建筑面积㎡", "floor_area_m2"),
        ("有无物业(√/×)", "has_property_provider"),
        ("物业公司", "property_provider_name"),
        ("物业费（元/平方米·月）", "service_fee"),
        ("网格编号", "ignore"),
        ("错误说明", "ignore"),
        ("片区", ""),
    ],
)
def test_a_header_is_known_by_its_words(mapped, header, target):
    assert targets(mapped(["小区", header], data=[["甲", "x"]]))[1] == target or target == "name"
    assert targets(mapped([header, "序号"]))[0] == target


def test_a_serial_number_is_never_an_identity(mapped):
    mapping = mapped(["序号", "小区名称"], data=[[7.0, "甲"], [9.0, "乙"]])
    assert targets(mapping) == ["ignore", "name"]


def test_a_column_that_only_counts_the_lines_is_no_number_whatever_it_is_called(mapped):
    counted = mapped(["编号", "小区名称"], data=[[1.0, "甲"], [2.0, "乙"], [3.0, "丙"]])
    real = mapped(["编号", "小区名称"], data=[[11.0, "甲"], [12.0, "乙"], [13.0, "丙"]])
    assert (counted.columns[0].target, counted.columns[0].reason) == ("ignore", "counts_lines")
    assert real.columns[0].target == "number"


def test_the_unit_in_a_header_is_kept_where_it_is_a_unit(mapped):
    columns = mapped(
        ["小区名称", "建筑面积（万㎡）", "占地面积（单位：公顷）", "户数（已入住）", "有无物业（√/×）"]
    ).columns
    assert [column.unit for column in columns] == ["", "万m2", "公顷", "", ""]
    assert [column.confidence for column in columns] == ["certain", "certain", "certain", "likely", "certain"]


def test_a_header_that_asks_for_the_opposite_is_known(mapped):
    column = mapped(["小区名称", "无主管部门"]).columns[1]
    assert (column.target, column.inverse, column.reason) == ("has_governing_unit", True, "opposite")
    assert mapped(["小区名称", "无物业管理"]).columns[1].inverse


def test_a_fact_that_is_itself_an_absence_is_no_opposite(mapped):
    column = mapped(["小区名称", "无卫生死角"]).columns[1]
    assert (column.target, column.inverse) == ("env_no_dead_corner", False)


def test_a_similar_header_is_proposed_as_likely(mapped):
    column = mapped(["小区名称", "小区总户数"]).columns[1]
    assert (column.target, column.confidence, column.reason) == ("household_count", "likely", "similar_header")


# ── two rows ──


def test_a_generic_header_takes_its_meaning_from_the_group_above(mapped):
    heads = (["基本情况", "", "物业服务企业", "", "电梯"], ["名称", "户数", "名称", "电话", "数量"])
    mapping = mapped(*heads, merges=[(0, 0, 0, 1), (0, 2, 0, 3)])
    assert targets(mapping) == ["name", "household_count", "property_provider_name", "", "lift_count"]


def test_the_name_of_something_else_is_not_the_name_of_the_compound(mapped):
    heads = (["小区名称", "建设单位", "设计单位"], ["", "名称", "名称"])
    mapping = mapped(*heads, merges=[(0, 0, 1, 0)])
    assert targets(mapping) == ["name", "", ""]


# ── what has to be asked ──


def problems(mapping):
    return [(problem.code, problem.level) for problem in mapping.problems]


def test_two_columns_for_one_fact_are_asked_about(mapped):
    mapping = mapped(["小区名称", "户数", "总户数"], data=[["甲", 3.0, 4.0]])
    assert problems(mapping) == [("two_columns_for_one", "error")]
    assert "B 户数、C 总户数" in mapping.problems[0].message


def test_the_same_header_twice_is_reported(mapped):
    mapping = mapped(["小区名称", "户数", "户数"], data=[["甲", 3.0, 4.0]])
    assert problems(mapping) == [("same_header_twice", "error")]


def test_two_columns_that_say_the_same_are_no_question(mapped):
    mapping = mapped(["小区名称", "户数", "总户数"], data=[["甲", 3.0, 3.0]])
    assert (problems(mapping), targets(mapping)) == ([], ["name", "household_count", "ignore"])


def test_an_empty_column_gives_way_to_a_filled_one(mapped):
    mapping = mapped(["小区名称", "户数", "总户数"], data=[["甲", "", 3.0]])
    assert (problems(mapping), targets(mapping)) == ([], ["name", "ignore", "household_count"])


def test_the_surer_column_is_taken(mapped):
    mapping = mapped(["小区名称", "户数（已入住）", "户数"], data=[["甲", 2.0, 3.0]])
    assert (problems(mapping), targets(mapping)) == ([], ["name", "ignore", "household_count"])


def test_a_second_remark_is_only_a_warning(mapped):
    mapping = mapped(["小区名称", "备注", "备注"], data=[["甲", "一", "二"]])
    assert problems(mapping) == [("same_header_twice", "warning")]


def test_a_table_without_names_is_asked_about_with_its_headers(mapped):
    mapping = mapped(["户数", "片区"])
    assert problems(mapping) == [("no_name_column", "error")]
    assert "户数、片区" in mapping.problems[0].message


def test_a_table_without_a_header_is_asked_about_with_its_first_row(words):
    table = Table("csv", "台账", [["甲苑", "东江区"], ["乙苑", "东江区"]], ())
    mapping = propose(table, find_layout(table, words.targets, head_lines=0), words)
    assert problems(mapping) == [("no_name_column", "error")]
    assert "A（甲苑）、B（东江区）" in mapping.problems[0].message


def test_half_a_point_is_refused(mapped):
    assert ("half_a_point", "error") in problems(mapped(["小区名称", "经度"]))


@pytest.mark.parametrize(
    ("header", "datum"),
    [
        ("经度（GCJ-02）", "gcj02"),
        ("经度（高德）", "gcj02"),
        ("百度经度", ""),
        ("经度（百度坐标）", "bd09"),
        ("经度(WGS84)", "wgs84"),
    ],
)
def test_the_origin_of_coordinates_is_read_from_the_header_or_asked_for(mapped, header, datum):
    mapping = mapped(["小区名称", header, "纬度"], data=[["甲", 110.0, 20.0]])
    assert mapping.datum == datum


def test_coordinates_of_unknown_origin_are_a_warning(mapped):
    assert problems(mapped(["小区名称", "经度", "纬度"])) == [("datum_unknown", "warning")]


def test_other_sheets_with_content_are_mentioned(mapped, words):
    others = (OtherSheet("二", 500, False), OtherSheet("字典", 500, True), OtherSheet("说明", 3, False))
    table = sheet(["小区名称", "户数"])._replace(other_sheets=others)
    mapping = propose(table, find_layout(table, words.targets), words)
    assert problems(mapping) == [("other_sheets", "warning")]
    assert "二" in mapping.problems[0].message
    assert "字典" not in mapping.problems[0].message


# ── MAP.yaml ──

MAP = """
sheet: 台账
head_lines: 1
columns:
  楼盘情况: name
  3: household_count
  D: not has_governing_unit
  面积: {fact: floor_area_m2, unit: 公顷}
values:
  household_count: {若干: unknown}
ignore: [街道]
division: 460106
datum: GCJ-02
"""


def test_a_map_file_says_what_headers_do_not(words, dictionary):
    table = sheet(["楼盘情况", "街道", "住的人家", "挂靠", "面积", "备注"])
    mapping = apply_map(read_map(MAP, dictionary), table, find_layout(table, words.targets), words)
    assert targets(mapping) == ["name", "ignore", "household_count", "has_governing_unit", "floor_area_m2", "remark"]
    assert [column.inverse for column in mapping.columns] == [False, False, False, True, False, False]
    assert mapping.columns[4].unit == "公顷"
    assert (mapping.division, mapping.datum) == ("460106000000", "gcj02")
    assert mapping.values == {"household_count": {"若干": "unknown"}}


def test_a_map_file_decides_between_two_columns(words, dictionary):
    table = sheet(["小区名称", "户数", "总户数"], data=[["甲", 3.0, 4.0]])
    layout = find_layout(table, words.targets)
    mapping = apply_map(read_map("columns: {总户数: household_count}", dictionary), table, layout, words)
    assert (targets(mapping), mapping.problems) == (["name", "ignore", "household_count"], ())


def test_a_file_without_header_is_mapped_by_position(words, dictionary):
    table = sheet(["1111", "幸福院", "2009年建成"], data=[["1112", "和平里", "1998年建成"]])
    file = read_map("head_lines: 0\ncolumns: {1: number, 2: name, C: built_year}", dictionary)
    layout = find_layout(table, words.targets, head_lines=file.head_lines)
    assert targets(apply_map(file, table, layout, words)) == ["number", "name", "built_year"]


def test_a_header_goes_before_a_position(words, dictionary):
    table = sheet(["小区名称", "2", "户数"], data=[["甲", 5.0, 6.0]])
    layout = find_layout(table, words.targets, head_lines=1)
    mapping = apply_map(read_map("columns: {2: lift_count}", dictionary), table, layout, words)
    assert targets(mapping) == ["name", "lift_count", "household_count"]


def test_titles_and_names_of_identity_facts_are_understood_as_targets(dictionary):
    file = read_map("columns: {a: 建筑面积, b: compound_name, c: 小区编号}", dictionary)
    assert [choice.target for choice in file.columns] == ["floor_area_m2", "name", "number"]


def test_codes_and_words_in_a_map_file_stay_text(dictionary):
    file = read_map('division: 010106001001\nvalues: {has_property_provider: {"no": yes, off: no}}', dictionary)
    assert file.division == "010106001001"
    assert file.values == {"has_property_provider": {"no": "yes", "off": "no"}}


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("columns: [", "map_yaml", "第 1 行"),
        ("columns: {a: name}\ncolumns: {b: name}", "map_yaml", "写了两次"),
        ("- a", "map_form", "columns"),
        ("colums: {a: name}", "map_unknown_key", "columns"),
        ("columns: {a: household_cuont}", "map_unknown_target", "household_count"),
        ("columns: {a: grid_code}", "map_unknown_target", "grid_code"),
        ("columns: [name]", "map_columns_form", "表头"),
        ("columns: {a: [name]}", "map_column_form", "a"),
        ("columns: {a: {fact: name, colour: red}}", "map_column_form", "unit"),
        ("columns: {a: ''}", "map_column_form", "a"),
        ("values: {household_count: 3}", "map_values_form", "值"),
        ("ignore: {a: b}", "map_ignore_form", "甲"),
        ("head_lines: two", "map_head_lines", "two"),
        ("head_lines: -1", "map_head_lines", "-1"),
        ("sheet: [a]", "map_wants_text", "sheet"),
        ("datum: mars", "map_datum", "gcj02"),
        ("division: 4.6E+11", "code_scientific", "12 位"),
        ("division: 10106", "code_lost_zero", "010106"),
    ],
)
def test_a_map_file_with_a_mistake_is_refused_with_what_to_do(dictionary, text, code, said):
    with pytest.raises(MapRefused) as caught:
        read_map(text, dictionary)
    issue = caught.value.issues[0]
    assert issue.code == code
    assert said in issue.message or said in str(issue.line) or code == "map_yaml"
    assert "请" in issue.message
    assert not re.search(r"\{[a-z_]+\}", issue.message)


def test_a_mistake_is_named_with_its_line(dictionary):
    with pytest.raises(MapRefused) as caught:
        read_map("sheet: a\ncolumns:\n  甲: name\n  乙: nmae\n", dictionary)
    assert [(issue.line, issue.column) for issue in caught.value.issues] == [(4, "columns › 乙")]


def test_all_mistakes_are_told_at_once(dictionary):
    with pytest.raises(MapRefused) as caught:
        read_map("sheat: a\nhead_lines: x\ndatum: y\n", dictionary)
    assert len(caught.value.issues) == 3


def test_a_column_that_is_not_there_is_named_with_those_that_are(words, dictionary):
    table = sheet(["小区名称", "户数"])
    with pytest.raises(MapRefused) as caught:
        apply_map(
            read_map("columns: {住户: household_count}", dictionary), table, find_layout(table, words.targets), words
        )
    assert "小区名称、户数" in caught.value.issues[0].message


def test_a_mapping_survives_being_written_and_read_again(words, dictionary):
    table = sheet(["楼盘情况", "街道", "住的人家", "挂靠", "面积", "备注"])
    layout = find_layout(table, words.targets)
    mapping = apply_map(read_map(MAP, dictionary), table, layout, words)
    text = dump_map(as_data(mapping, layout, table))
    again = apply_map(read_map(text, dictionary), table, layout, words)
    assert targets(again) == targets(mapping)
    assert [c.unit for c in again.columns] == [c.unit for c in mapping.columns]
    assert [c.inverse for c in again.columns] == [c.inverse for c in mapping.columns]
    assert again[1:4] == mapping[1:4]


def test_a_stored_mapping_is_plain_data(words, dictionary):
    table = sheet(["小区名称", "户数", "片区"])
    layout = find_layout(table, words.targets)
    data = as_data(propose(table, layout, words), layout, table)
    assert data == {
        "sheet": "台账",
        "head_lines": "1",
        "columns": {"小区名称": "name", "户数": "household_count"},
        "ignore": ["片区"],
    }
    assert map_from(data, dictionary).columns[1].target == "household_count"


def test_every_reason_has_its_words(mapped):
    seen = mapped(
        ["小区名称", "片区", "", "无主管部门", "小区总户数", "楼栋数（在册）"], data=[["甲", 1.0, 2.0, "√", 4.0, 5.0]]
    )
    assert {column.reason for column in seen.columns} <= set(CATALOGUE)


def test_the_real_ledger_is_understood_without_a_question(trial_data, words):
    table = read_table(trial_data / "ledgers" / "beijing-510-ledger.xlsx")
    mapping = propose(table, find_layout(table, words.targets), words)
    assert mapping.problems == ()
    assert targets(mapping) == [
        "ignore", "name", "county", "", "built_year", "building_count", "household_count", "property_provider_name",
        "service_fee", "has_property_provider", "remark",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["columns: &a {1: name}\n", "columns: !x {1: name}\n", "a: b: c\n", "columns: {1: name" + " " * 1_000_001 + "}"],
)
def test_a_mapping_that_cannot_be_read_is_not_called_a_scheme(dictionary, text):
    with pytest.raises(MapRefused) as caught:
        read_map(text, dictionary)
    said = "".join(issue.message for issue in caught.value.issues)
    assert said
    assert "方案" not in said
    assert "include" not in said
