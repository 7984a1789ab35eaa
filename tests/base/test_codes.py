import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.base.codes import CodeProblem, level_of, pad, parent_of, range_of, read_code, significant


@pytest.mark.parametrize(
    ("short", "full", "level"),
    [
        ("46", "460000000000", "province"),
        ("4601", "460100000000", "city"),
        ("460106", "460106000000", "county"),
        ("460106001", "460106001000", "street"),
        ("460106001002", "460106001002", "community"),
        ("010106001001", "010106001001", "community"),
    ],
)
def test_published_codes_are_padded_and_tell_their_level(short, full, level):
    assert pad(short) == full
    assert level_of(full) == level
    assert significant(full) == short


@pytest.mark.parametrize(
    "text", ["", "4", "460", "46010", "4601060010", "46010600100", "4601060010021", "46010a", "４６"]
)
def test_other_lengths_and_other_characters_are_no_code(text):
    with pytest.raises(ValueError, match="digits"):
        pad(text)


def test_a_province_has_no_parent_and_a_street_right_below_a_city_has_the_city():
    assert parent_of("460000000000") is None
    assert parent_of("460100000000") == "460000000000"
    assert parent_of("460106001002") == "460106001000"
    assert parent_of("441900003000") == "441900000000"


def test_a_range_holds_the_division_and_all_below_it_and_nothing_else():
    low, high = range_of("460106")
    assert (low, high) == ("460106000000", "460107000000")
    assert low <= "460106000000" < high
    assert low <= "460106999999" < high
    assert not low <= "460107000000" < high
    assert not low <= "460105999999" < high


def test_the_range_of_the_last_division_of_a_level_carries_over():
    assert range_of("460199") == ("460199000000", "460200000000")
    low, high = range_of("99")
    assert low <= "999999999999" < high


@given(st.from_regex(r"[1-8][0-9]{11}", fullmatch=True), st.from_regex(r"[1-8][0-9]{11}", fullmatch=True))
def test_a_code_is_in_a_range_exactly_when_it_begins_with_the_prefix(division, other):
    low, high = range_of(division)
    assert (low <= other < high) == other.startswith(significant(division))


@pytest.mark.parametrize("cell", ["460106", " 460106 ", 460106, 460106.0, "460106.0", 460106000000.0, "460106000000"])
def test_codes_are_read_from_text_and_from_whole_numbers(cell):
    assert read_code(cell) == "460106000000"


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (10106001001.0, CodeProblem("code_lost_zero", "10106001001", "010106001001")),
        ("10106", CodeProblem("code_lost_zero", "10106", "010106")),
        ("4.60106E+11", CodeProblem("code_scientific", "4.60106E+11")),
        (4.60106001002e17, CodeProblem("code_scientific", "4.60106001002e+17")),
        ("4601060010", CodeProblem("code_length", "4601060010")),
        (460106.5, CodeProblem("not_a_code", "460106.5")),
        ("龙华区", CodeProblem("not_a_code", "龙华区")),
        ("", CodeProblem("not_a_code", "")),
        (True, CodeProblem("not_a_code", "True")),
        (float("inf"), CodeProblem("not_a_code", "inf")),
    ],
)
def test_a_damaged_code_is_named_for_what_happened_to_it(cell, problem):
    assert read_code(cell) == problem


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none(), st.dates()))
def test_no_cell_is_too_odd_to_be_read_as_a_code(cell):
    code = read_code(cell)
    assert isinstance(code, CodeProblem) or len(code) == 12
