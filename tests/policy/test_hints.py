"""What a writer probably meant, in the words of the format."""

import pytest

from sanwu.policy.hints import comparison_meant, date_meant, number_meant, operator_meant, slip_in, word_meant
from sanwu.policy.keys import choice_names
from sanwu.policy.load import load_files


@pytest.mark.parametrize(
    ("written", "meant"),
    [("<=", "at_most"), ("≥", "at_least"), ("不到", "below"), ("超过", "above"), ("等于", "is"), ("大概", None)],
)
def test_signs_and_words_for_comparisons(written: str, meant: str | None) -> None:
    assert operator_meant(written) == meant


def test_a_comparison_written_as_a_formula() -> None:
    assert comparison_meant("household_count <= 30") == "household_count: {at_most: 30}"
    assert comparison_meant("area>") == "area: {above: 值}"
    assert comparison_meant("household_count") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024/4/10", "2024-04-10"),
        ("2024年4月10日", "2024-04-10"),
        ("2024.04.10", "2024-04-10"),
        ("2024年2月30日", None),
        ("2024年6月上旬", "{dekad: 2024-06/1}"),
        ("6月下旬", "{dekad: 年份-06/3}"),
        ("13月下旬", None),
        ("尽快", None),
    ],
)
def test_dates_as_people_write_them(written: str, meant: str | None) -> None:
    assert date_meant(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("60,000", "60000"), ("6万", "60000"), ("1.5万元", "15000"), ("300元/户", "300"), ("95%", "95"), ("三百", None)],
)
def test_numbers_as_people_write_them(written: str, meant: str | None) -> None:
    assert number_meant(written) == meant


def test_a_chinese_name_in_place_of_its_word() -> None:
    titles = {"household_count": ("户数", "总户数"), "area": ("建筑面积",)}
    assert word_meant("总户数", titles) == "household_count"
    assert word_meant("建筑面积（平方米）", titles) == "area"
    assert word_meant("电话", titles) is None


def test_the_names_of_choices_are_read_from_their_meaning() -> None:
    text = "层级：city 市、district 区县；street 街道乡镇（不写即是）。"
    assert choice_names(text, ["city", "district", "street", "any"]) == {
        "city": "市",
        "district": "区县",
        "street": "街道乡镇",
    }


def test_text_without_a_common_slip_has_no_hint() -> None:
    assert slip_in("a: 1\nb: [x, y]\n", 2) is None
    assert slip_in("", 1) is None
    assert slip_in("a: 1\n", 99) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("任务", "duties"), ("职责", "duties"), ("单位", "bodies"), ("组织领导", "bodies"), ("实施步骤", "phases"),
        ("条件", "conditions"), ("分类", "decisions"), ("经费", "money"), ("考核", "evaluation"), ("责任追究", "ladder"),
    ],
)  # fmt: skip
def test_a_part_of_a_scheme_by_its_chinese_name_is_told_by_its_key(written: str, meant: str) -> None:
    files = {
        "scheme.yaml": f"id: a\nversion: 1\ntitle: 甲\n{written}: {{}}\n",
        "facts.yaml": "version: 1\ngroups: {}\nfacts: {}\n",
    }
    (problem,) = load_files(files).problems
    assert f"是不是想写“{meant}”？" in problem.remedy
