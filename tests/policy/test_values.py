"""Values are kept canonical, compared as exact whole numbers, and shown as officials write them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.policy.model import Fact
from sanwu.policy.values import Canonical, canonical, comparable, display
from tests.policy.good_scheme import good_scheme

FACTS = good_scheme().dictionary.facts


def fact(name: str) -> Fact:
    return FACTS[name]


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("guarded", True, True),
        ("guarded", "no", False),
        ("guarded", "是", True),
        ("guarded", " 无 ", False),
        ("households", 120, 120),
        ("households", "120", 120),
        ("households", 120.0, 120),
        ("households", 0, 0),
        ("area", 9999.5, "9999.50"),
        ("area", "9999.5", "9999.50"),
        ("area", 10000, "10000.00"),
        ("area", 0.1, "0.10"),
        ("area", "-0", "0.00"),
        ("fee", "3", "3.00"),
        ("change", "-20", -20),
        ("keeper", "street", "street"),
        ("keeper", "街道", "street"),
        ("keeper_name", " 某某企业 ", "某某企业"),
        ("built", "2001-02-28", "2001-02-28"),
    ],
)
def test_what_fits_becomes_canonical(name: str, raw: Any, value: Any) -> None:
    found = canonical(fact(name), raw)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("name", sorted(FACTS))
@pytest.mark.parametrize("blank", [None, "", "  ", "\n"])
def test_a_blank_is_unknown(name: str, blank: Any) -> None:
    assert canonical(fact(name), blank) is None


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("guarded", "也许", "只能填是或否"),
        ("guarded", 1, "只能填是或否"),
        ("households", "约120", "应当是数字"),
        ("households", "1,200", "应当是数字"),
        ("households", "１２０", "应当是数字"),
        ("households", "12.5", "应当是整数"),
        ("households", True, "应当是数字"),
        ("households", -1, "不能小于 0 户"),
        ("households", float("nan"), "应当是数字"),
        ("households", float("inf"), "应当是数字"),
        ("households", 10**15, "太大"),
        ("households", "1e3", "应当是数字"),
        ("area", "1.005", "最多 2 位小数"),
        ("area", 0.1 + 0.2, "最多 2 位小数"),
        ("change", 101, "不能大于 100 户"),
        ("change", -101, "不能小于 -100 户"),
        ("keeper", "社区", "可以填：firm（企业）"),
        ("keeper", 3, "应当是文字"),
        ("keeper_name", "x" * 501, "最多 500 个"),
        ("keeper_name", "a\x07b", "控制字符"),
        ("built", "2001-02-29", "2016-06-30 的样子"),
        ("built", "2001.2.3", "2016-06-30 的样子"),
        ("built", "20010203", "2016-06-30 的样子"),
        ("area", [1], "不能是列表"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(name: str, raw: Any, words: str) -> None:
    with pytest.raises(ValueError, match="“") as refusal:
        canonical(fact(name), raw)
    assert words in str(refusal.value)
    assert fact(name).title in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("guarded", True, "是"),
        ("guarded", False, "否"),
        ("guarded", None, "未填写"),
        ("households", 12345, "12,345 户"),
        ("area", "12000.00", "12,000 m²"),
        ("area", "9999.50", "9,999.5 m²"),
        ("area", "0.00", "0 m²"),
        ("fee", "1000.50", "1,000.5 元"),
        ("change", -20, "-20 户"),
        ("keeper", "street", "街道"),
        ("keeper", "gone", "gone"),
        ("keeper_name", "某某", "某某"),
        ("built", "2016-06-05", "2016年6月5日"),
    ],
)
def test_values_are_shown_as_officials_write_them(name: str, value: Any, text: str) -> None:
    assert display(fact(name), value) == text


@given(st.integers(0, 10**14), st.integers(0, 10**14))
def test_decimals_compare_as_their_numbers_do(one: int, other: int) -> None:
    area = fact("area")
    values = [canonical(area, f"{number // 100}.{number % 100:02}") for number in (one, other)]
    assert all(isinstance(value, str) for value in values)
    first, second = (comparable(area, value) for value in values if value is not None)
    assert (first, second) == (one, other)
    assert isinstance(first, int)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_canonical_value_is_its_own_canonical_value(number: Decimal) -> None:
    area = fact("area")
    value = canonical(area, str(number))
    assert canonical(area, value) == value
    assert Decimal(str(value)) == number


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())))
def test_any_json_at_all_is_canonical_or_refused_in_chinese(raw: Any) -> None:
    for one in FACTS.values():
        value, refusal = attempt(one, raw)
        if refusal is not None:
            assert one.title in refusal
        else:
            assert value is None or canonical(one, value) == value
            display(one, value)


def attempt(one: Fact, raw: Any) -> tuple[Canonical | None, str | None]:
    """The canonical value, or the words of the refusal."""
    try:
        return canonical(one, raw), None
    except ValueError as refusal:
        return None, str(refusal)
