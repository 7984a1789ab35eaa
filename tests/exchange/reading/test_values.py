"""One cell at a time: what an office writes becomes a canonical value, unknown, or a named flaw – and nothing ever raises."""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sanwu.exchange.reading.cells import as_text, float_text
from sanwu.exchange.reading.flaws import Flaw
from sanwu.exchange.reading.messages import CATALOGUE, text_of
from sanwu.exchange.reading.quantities import FRACTION
from sanwu.exchange.reading.values import compile_checker
from sanwu.policy.values import canonical, display


@pytest.fixture
def check(dictionary, marks):
    def run(fact, cell, **options):
        return compile_checker(dictionary.facts[fact], marks, **options)(cell)

    return run


def code_of(result):
    assert isinstance(result, Flaw), f"{result!r} is no flaw"
    return result.level, result.code, result.value


# ── yes, no, unknown ──


@pytest.mark.parametrize("cell", ["√", "✓", "是", "有", "Y", "yes", "1", 1.0, "TRUE", True, " 有 ", "ＹＥＳ", "已有"])
def test_marks_for_yes(check, cell):
    assert check("has_property_provider", cell) is True


@pytest.mark.parametrize("cell", ["×", "否", "无", "没有", "N", "no", "0", 0.0, "FALSE", False, "X", "x", "Ｘ"])
def test_marks_for_no(check, cell):
    assert check("has_property_provider", cell) is False


@pytest.mark.parametrize("cell", ["", " ", "待核", "待核实", "不详", "暂无信息", "/", "／", "-", "——", "\u200b"])
def test_nothing_said_is_unknown_and_never_no(check, cell):
    assert check("has_property_provider", cell) is None


@pytest.mark.parametrize("cell", ["√（待核）", "有，待核实", "无(存疑)"])
def test_a_mark_in_doubt_is_unknown_with_a_warning(check, cell):
    assert code_of(check("has_property_provider", cell)) == ("warning", "unverified_mark", None)


def test_a_mark_that_repeats_the_header_is_read(check):
    assert check("has_governing_unit", "有主管部门") is True
    assert check("has_governing_unit", "无主管部门") is False


def test_a_note_after_a_mark_is_not_lost_silently(check):
    assert code_of(check("human_protection", "有，3名保安")) == ("warning", "mark_with_note", True)
    assert code_of(check("human_protection", "无（正在招）")) == ("warning", "mark_with_note", False)


@pytest.mark.parametrize("cell", ["部分有", "基本", "3", 3.0, "√×", date(2017, 1, 1), "#N/A"])
def test_what_is_no_mark_is_refused(check, cell):
    assert code_of(check("has_property_provider", cell))[0] == "error"


def test_a_header_that_asks_for_the_opposite_turns_the_marks_round(check):
    assert check("has_governing_unit", "√", inverse=True) is False
    assert check("has_governing_unit", "×", inverse=True) is True
    assert check("has_governing_unit", "", inverse=True) is None


# ── whole numbers ──


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (1124.0, 1124),
        (1124, 1124),
        ("1124", 1124),
        ("1124户", 1124),
        ("1,124户", 1124),
        ("１１２４户", 1124),
        (" 1124 户 ", 1124),
        ("1124套", 1124),
        ("1.2万户", 12000),
        ("共120户", 120),
        ("120.0", 120),
        (119.99999999999999, 120),
        ("0", 0),
    ],
)
def test_households_as_offices_write_them(check, cell, value):
    assert check("household_count", cell) == value


@pytest.mark.parametrize(
    "cell", ["约120户", "大约120", "120户左右", "120余户", "120多户", "约 120 户", "近120户", "120上下"]
)
def test_about_a_number_is_that_number_with_a_warning(check, cell):
    assert code_of(check("household_count", cell)) == ("warning", "approximate", 120)


@pytest.mark.parametrize("cell", ["50-60户", "50至60", "50～60户", "50户至60户", "50、60", "约50-60"])
def test_a_range_is_unknown_with_a_warning(check, cell):
    assert code_of(check("household_count", cell)) == ("warning", "range_value", None)


@pytest.mark.parametrize("cell", ["不足50", "50户以上", ">50", "≥50户", "50以内"])
def test_a_bound_is_unknown_with_a_warning(check, cell):
    assert code_of(check("household_count", cell)) == ("warning", "bound_value", None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (-5.0, "negative"),
        ("-5", "negative"),
        (12.5, "not_whole"),
        ("12.5户", "not_whole"),
        (3e9, "too_large"),
        ("99999999999999999999999999999999999999", "too_large"),
        ("很多", "not_a_number"),
        ("12栋", "wrong_unit"),
        ("12人", "wrong_unit"),
        (date(2017, 6, 30), "not_a_number"),
        (math.nan, "not_a_number"),
        (math.inf, "not_a_number"),
        ("1\x002", "control_character"),
        ("12\ufffd", "broken_text"),
        ("#DIV/0!", "formula_failed"),
    ],
)
def test_what_cannot_be_a_number_of_households_is_refused_with_its_reason(check, cell, code):
    assert code_of(check("household_count", cell)) == ("error", code, None)


def test_none_stands_for_zero_with_a_warning(check):
    assert code_of(check("lift_count", "无")) == ("warning", "none_as_zero", 0)
    assert code_of(check("floor_area_m2", "没有")) == ("warning", "none_as_zero", "0.00")
    assert code_of(check("built_year", "无"))[0] == "error"


# ── exact decimals and units ──


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (1234.5, "1234.50"),
        (0.1 + 0.2, "0.30"),
        ("9,999.50", "9999.50"),
        ("1.2公顷", "12000.00"),
        ("0.85万㎡", "8500.00"),
        ("0.85万平方米", "8500.00"),
        ("8500平米", "8500.00"),
        ("8500 m²", "8500.00"),
        ("8500m2", "8500.00"),
        (123456789.12, "123456789.12"),
        (8500, "8500.00"),
    ],
)
def test_floor_areas_are_exact(check, cell, value):
    assert check("floor_area_m2", cell) == value


def test_the_unit_in_the_header_counts_for_bare_numbers_only(check):
    assert check("floor_area_m2", 1.2, unit="万㎡") == "12000.00"
    assert check("floor_area_m2", "1.2", unit="公顷") == "12000.00"
    assert check("floor_area_m2", "500㎡", unit="万㎡") == "500.00"


def test_ten_thousands_of_yuan(check):
    assert check("management_cost_last_year", "3.5万元") == "35000.00"
    assert check("management_cost_last_year", "3.5", unit="万元") == "35000.00"
    assert check("management_cost_last_year", "￥35000") == "35000.00"


def test_more_digits_than_are_kept_are_rounded_aloud(check):
    assert code_of(check("floor_area_m2", 1234.567)) == ("warning", "rounded", "1234.57")


@pytest.mark.parametrize("cell", ["3亩", "3米", "3元"])
def test_a_unit_that_cannot_be_converted_is_refused(check, cell):
    assert code_of(check("floor_area_m2", cell)) == ("error", "wrong_unit", None)


def test_percent_cells_hold_shares_of_one(check):
    assert check("fee_collection_rate", 0.955, unit=FRACTION) == "95.5"
    assert check("fee_collection_rate", "95.5%") == "95.5"
    assert code_of(check("fee_collection_rate", "120%")) == ("error", "too_large", None)


# ── a fee keeps its words ──


def test_a_fee_with_its_unit_is_a_number(check):
    assert check("service_fee", "2.38元/平米/月") == "2.38"
    assert check("service_fee", 2.4) == "2.40"
    assert check("service_fee", "1元") == "1.00"


@pytest.mark.parametrize("cell", ["1.14至2.48元/平米/月", "/", "0.5-1.8", "按套收费", "30元/户·月", "免费", "2元以上"])
def test_a_fee_that_is_no_single_number_keeps_its_words_and_warns(check, cell):
    result = check("service_fee", cell)
    assert code_of(result) == ("warning", "kept_as_text", None)
    assert result.kept_text == cell


def test_a_negative_fee_is_refused_all_the_same(check):
    assert code_of(check("service_fee", "-3元/平米/月")) == ("error", "negative", None)


# ── years and days ──


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2009年建成", 2009),
        ("1998", 1998),
        (1998.0, 1998),
        ("1998年", 1998),
        ("1998年5月", 1998),
        ("1998.5", 1998),
        ("1998-05-01", 1998),
        (date(1998, 5, 1), 1998),
        (datetime(1998, 5, 1, 12), 1998),
        ("１９９８年", 1998),
    ],
)
def test_the_year_of_building_is_read_from_all_that_begins_with_one(check, cell, value):
    assert check("built_year", cell) == value


@pytest.mark.parametrize(("cell", "value"), [("约1998年", 1998), ("1998年左右", 1998), ("98年", 1998)])
def test_a_rough_year_warns(check, cell, value):
    assert code_of(check("built_year", cell)) == ("warning", "approximate", value)


@pytest.mark.parametrize("cell", ["80年代", "上世纪八十年代", "1980年代", "1995-1998年", "1995至1998"])
def test_a_decade_or_span_is_unknown_with_a_warning(check, cell):
    assert code_of(check("built_year", cell)) == ("warning", "range_value", None)


@pytest.mark.parametrize(
    ("cell", "code"), [("1700", "too_small"), (2500.0, "too_large"), ("解放前", "not_a_year"), (12.0, "not_a_year")]
)
def test_an_impossible_year_is_refused(check, cell, code):
    assert code_of(check("built_year", cell)) == ("error", code, None)


@pytest.mark.parametrize(
    "cell",
    ["2017-06-30", "2017.6.30", "2017/6/30", "2017年6月30日", "20170630", 20170630.0, date(2017, 6, 30),
     datetime(2017, 6, 30, 8), "2017-06-30 08:00:00", "2017年6月30号"],
)  # fmt: skip
def test_a_day_in_all_its_forms(check, cell):
    assert check("survey_date", cell) == "2017-06-30"


@pytest.mark.parametrize(
    ("cell", "code", "value"),
    [
        ("2017年6月", "month_only", "2017-06-01"),
        ("2017.06", "month_only", "2017-06-01"),
        (2017.6, "month_only", "2017-06-01"),
        (2017.1, "month_unclear", None),
        ("2017年", "year_only", None),
        (2017.0, "year_only", None),
        (42916.0, "serial_day", "2017-06-30"),
    ],
)
def test_an_inexact_day_warns(check, cell, code, value):
    assert code_of(check("survey_date", cell)) == ("warning", code, value)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("2017.13.1", "no_such_day"), ("2017-02-29", "no_such_day"), ("2017年13月", "no_such_day"), ("去年", "not_a_date"),
     (time(12, 0), "not_a_date"), (5.0, "not_a_date"), ("0000-01-01", "no_such_day")],
)  # fmt: skip
def test_an_impossible_day_is_refused(check, cell, code):
    assert code_of(check("survey_date", cell)) == ("error", code, None)


# ── choices and texts ──


@pytest.mark.parametrize("cell", ["砖混", "brick_concrete", "Brick and concrete", " 砖混 "])
def test_a_choice_by_title_or_identifier(check, cell):
    assert check("structure", cell) == "brick_concrete"


def test_a_choice_by_another_word_for_it(check):
    assert check("property_arrangement", "街道代管") == "street"


def test_a_word_that_is_no_choice_is_refused_with_those_that_are(check):
    result = check("structure", "木板房")
    assert code_of(result) == ("error", "bad_choice", None)
    assert "砖混" in text_of(result.code, result.params)


def test_a_text_is_tidied_and_an_unknown_mark_is_no_text(check):
    assert check("property_provider_name", " 幸福\u3000物业 ") == "幸福 物业"
    assert check("property_provider_name", "暂无信息") is None
    assert check("property_provider_name", "无物业管理服务") == "无物业管理服务"


def test_a_number_in_a_text_column_is_written_out(check):
    assert check("property_provider_uscc", 911100001234567.0) == "911100001234567"
    assert code_of(check("property_provider_uscc", 9.1110000123456e17))[:2] == ("warning", "precision_lost")


def test_a_date_in_a_text_column_warns(check):
    assert code_of(check("property_provider_name", date(2017, 3, 1))) == ("warning", "date_as_text", "2017-03-01")


def test_a_text_that_is_too_long_is_refused(check):
    assert code_of(check("property_provider_name", "长" * 501)) == ("error", "too_long", None)


def test_texts_explained_by_a_person_are_read_as_told(check):
    explained = {"街道代管": "yes", "甲": "no", "乙": "unknown"}
    assert check("has_property_provider", "街道代管", values=explained) is True
    assert check("has_property_provider", " 甲", values=explained) is False
    assert check("has_property_provider", "乙", values=explained) is None
    assert check("property_arrangement", "老单位", values={"老单位": "unit"}) == "unit"


# ── promises ──

odd_cells = st.one_of(
    st.text(),
    st.text(alphabet="0123456789.,-+约至户年月日万亿%￥元/㎡()（） ", max_size=14),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(odd_cells)
@example("\x00")
@example("1e999")
@example(float("nan"))
@example("9" * 400)
@example(timedelta(days=-1))
@example(-0.0)
@example("-0")
@example("-0.00")
@example("0{")
def test_no_cell_ever_raises_in_a_checker_and_what_comes_out_is_canonical(dictionary, marks, cell):
    for fact in dictionary.facts.values():
        result = compile_checker(fact, marks, inverse=fact.type == "boolean")(cell)
        value = result.value if isinstance(result, Flaw) else result
        assert value is None or canonical(fact, value) == value, fact.id
        if isinstance(result, Flaw):
            assert result.code in CATALOGUE
            assert "{" in as_text(cell) or "{" not in text_of(result.code, result.params)
            assert result.level == "warning" or value is None


@given(st.decimals(min_value=0, max_value=10**10, places=2))
def test_a_number_cell_gives_exactly_the_decimal_that_was_typed(dictionary, marks, number):
    check = compile_checker(dictionary.facts["floor_area_m2"], marks)
    assert check(float(number)) == f"{number:.2f}"
    assert check(f"{number:,}") == f"{number:.2f}"
    assert check(str(number)) == f"{number:.2f}"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_written_out_as_a_spreadsheet_shows_it(number):
    text = float_text(number)
    assert "e" not in text
    assert math.isclose(float(Decimal(text)), number, rel_tol=1e-14, abs_tol=1e-20)


@given(st.data())
def test_what_is_shown_to_people_can_be_read_again(dictionary, marks, data):
    fact = dictionary.facts[
        data.draw(st.sampled_from(["floor_area_m2", "household_count", "management_cost_last_year"]))
    ]
    number = data.draw(st.decimals(min_value=0, max_value=10**8, places=fact.places))
    value = canonical(fact, str(number))
    assert compile_checker(fact, marks)(display(fact, value)) == value
