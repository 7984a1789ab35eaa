"""What one text says about other facts; a stated fact always wins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.policy.derive import Clash, derive
from sanwu.policy.model import Dictionary

FACTS = {
    "firm": {"title": "企业", "type": "text", "group": "g", "collected_by": "survey"},
    "manager": {
        "title": "谁管", "type": "choice", "group": "g", "collected_by": "survey",
        "choices": {"firm": {"title": "企业"}, "street": {"title": "街道"}, "none": {"title": "无"}},
    },
    "managed": {"title": "有人管", "type": "boolean", "group": "g", "collected_by": "survey"},
}  # fmt: skip
TABLE = [
    {"is": ["暂无信息", "／"], "set": {}},
    {"is": ["无物业"], "set": {"manager": "none", "managed": "no"}},
    {"ends_with": ["街道（镇）代管"], "set": {"manager": "street"}},
    {"starts_with": ["甲"], "set": {"manager": "firm"}},
    {"contains": ["物业"], "set": {"manager": "firm", "managed": "yes"}},
]


def dictionary(*tables: dict[str, object]) -> Dictionary:
    derivations = [{"title": "表", "from": "firm", **table} for table in tables]
    return Dictionary.model_validate(
        {"version": "1", "groups": {"g": "组"}, "facts": FACTS, "derivations": derivations}
    )


KNOWN = dictionary({"id": "t", "table": TABLE})


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("无物业", {"manager": "none", "managed": False}),
        ("某街道(镇)代管", {"manager": "street"}),
        ("某 街道（镇）代管 ", {"manager": "street"}),
        ("甲物业", {"manager": "firm"}),
        ("乙物业公司", {"manager": "firm", "managed": True}),
        ("暂无信息", {}),
        ("/", {}),
        ("丙", {}),
    ],
)
def test_the_first_row_that_recognises_the_text_decides(text: str, values: dict[str, object]) -> None:
    result = derive(KNOWN, {"firm": text})

    assert result.values == values
    assert result.by == dict.fromkeys(values, "t")
    assert result.clashes == ()


@pytest.mark.parametrize("facts", [{}, {"firm": None}, {"firm": "　"}])
def test_an_unknown_source_says_nothing(facts: dict[str, None]) -> None:
    assert derive(KNOWN, facts).values == {}


def test_a_stated_value_wins_and_the_difference_is_a_clash() -> None:
    result = derive(KNOWN, {"firm": "乙物业", "managed": False})

    assert result.values == {"manager": "firm"}
    assert result.clashes == (Clash("managed", False, True, "t"),)


def test_a_stated_value_that_agrees_is_neither_derived_nor_a_clash() -> None:
    result = derive(KNOWN, {"firm": "乙物业", "managed": True, "manager": "firm"})

    assert (result.values, result.by, result.clashes) == ({}, {}, ())


def test_where_two_tables_speak_the_earlier_one_does() -> None:
    both = dictionary(
        {"id": "a", "table": [{"otherwise": "yes", "set": {"managed": "no"}}]},
        {"id": "b", "table": [{"otherwise": "yes", "set": {"managed": "yes", "manager": "firm"}}]},
    )

    result = derive(both, {"firm": "甲"})

    assert result.values == {"managed": False, "manager": "firm"}
    assert result.by == {"managed": "a", "manager": "b"}


def test_two_dictionaries_do_not_share_what_they_recognised() -> None:
    other = dictionary({"id": "o", "table": [{"otherwise": "yes", "set": {"managed": "yes"}}]})

    assert derive(KNOWN, {"firm": "丙"}).values == {}
    assert derive(other, {"firm": "丙"}).values == {"managed": True}
    assert derive(KNOWN, {"firm": "丙"}).values == {}


@given(
    firm=st.none() | st.text(max_size=8) | st.sampled_from(["无物业", "甲", "乙物业", "街道（镇）代管"]),
    managed=st.sampled_from([None, True, False]),
    manager=st.sampled_from([None, "firm", "street", "none"]),
)
def test_no_stated_fact_is_ever_overridden(firm: str | None, managed: bool | None, manager: str | None) -> None:
    facts = {"firm": firm, "managed": managed, "manager": manager}

    result = derive(KNOWN, facts)

    assert all(facts[fact] is None for fact in result.values)
    assert all(facts[clash.fact] == clash.stated != clash.derived for clash in result.clashes)
    again = derive(KNOWN, {**facts, **result.values})
    assert (again.values, again.clashes) == ({}, result.clashes)
