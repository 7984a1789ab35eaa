"""Assessments of what is no compound: three-valued, by figures and answers; and figures that are only shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.policy.assessing import assess
from sanwu.policy.cases import run_cases
from sanwu.policy.model import Assessment, Scheme
from sanwu.policy.outcomes import Outcome
from tests.policy.small import loaded, scheme

BODY = """\
bodies: {group: {title: 领导小组, level: street, charge: 领导}}
measures:
  open_cases: {title: 在办事项, unit: 件, better: neither}
  on_time: {title: 按期办结率, unit: "%"}
assessments:
  ready:
    title: 齐备
    object: street
    members:
      sign: {title: 有牌子, question: 有没有牌子？, judged_by: group}
      prompt: {title: 按期, measure: on_time, at_least: 95}
      none_open: {title: 无在办, measure: open_cases, is: 0}
"""


def ready(holds_when: str = "all") -> Assessment:
    return scheme(BODY.replace("object: street", f"object: street\n    holds_when: {holds_when}")).assessments["ready"]


def test_it_holds_when_all_members_hold() -> None:
    found = assess(ready(), {"sign": True, "on_time": Decimal(95), "open_cases": Decimal(0)})
    assert (found.outcome, found.missing) == (Outcome.YES, ())


def test_just_below_the_bound_is_no() -> None:
    found = assess(ready(), {"sign": True, "on_time": Decimal("94.9"), "open_cases": Decimal(0)})
    assert found.outcome is Outcome.NO
    assert found.members == {"sign": True, "prompt": False, "none_open": True}


def test_what_nobody_answered_is_unknown_and_named_never_zero() -> None:
    found = assess(ready(), {"on_time": Decimal(100), "open_cases": None})
    assert (found.outcome, found.missing) == (Outcome.UNKNOWN, ("sign", "open_cases"))


def test_one_no_decides_whatever_is_missing() -> None:
    found = assess(ready(), {"sign": False})
    assert (found.outcome, found.missing) == (Outcome.NO, ())


@given(st.lists(st.sampled_from([True, False, None]), min_size=3, max_size=3))
def test_two_of_three_are_counted_as_they_become_known(values: list[bool | None]) -> None:
    figures = {
        "sign": values[0],
        "on_time": None if values[1] is None else Decimal(100 if values[1] else 0),
        "open_cases": None if values[2] is None else Decimal(0 if values[2] else 1),
    }
    outcome = assess(ready("{at_least: 2}"), figures).outcome
    if values.count(True) >= 2:
        assert outcome is Outcome.YES
    elif values.count(False) >= 2:
        assert outcome is Outcome.NO
    else:
        assert outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("{title: 空}", "一个指标和一个界限"),
        ("{title: 双, measure: on_time, at_least: 1, at_most: 2}", "一个指标和一个界限"),
        ("{title: 混, measure: on_time, is: 1, question: 几？, judged_by: group}", "一个指标和一个界限"),
        ("{title: 问, question: 有没有？}", "没有写由谁来答"),
        ("{title: 错, measure: on_tim, is: 1}", "on_time"),
    ],
)
def test_a_member_of_the_wrong_shape_is_refused(member: str, words: str) -> None:
    result = loaded(BODY.replace("{title: 按期, measure: on_time, at_least: 95}", member))
    assert result.scheme is None
    assert words in " ".join(str(problem) for problem in result.problems)


def test_a_compound_is_not_assessed_here() -> None:
    result = loaded(BODY.replace("object: street", "object: compound"))
    assert "conditions" in " ".join(str(problem) for problem in result.problems)


@pytest.mark.parametrize(
    "asks",
    [
        "targets: {fewer: {title: 减少, measure: open_cases, trend: down}}",
        "phases: {one: {title: 一, exit: {measure: open_cases, at_most: 0}}}",
        "evaluation: {yearly: {title: 年度, scores: {few: {title: 少, points: 10, measure: open_cases}}}}",
        "ladder: {first: {title: 通报, triggers: {many: {title: 多, kind: measure, measure: open_cases, at_least: 5}}}}",
    ],
)
def test_a_figure_that_is_only_shown_measures_nobody(asks: str) -> None:
    result = loaded(f"{BODY}{asks}\n")
    assert [problem.code for problem in result.problems] == ["shown_only"]
    assert "只能显示" in result.problems[0].message


CASES = """\
title: 例
cases:
  - title: 三项都有，齐备。
    figures: {sign: yes, on_time: 95, open_cases: 0}
    expect: {ready: yes}
  - title: 没有人答有没有牌子，待核实。
    figures: {sign: null, on_time: 95, open_cases: 0}
    expect: {ready: unknown}
    missing: {ready: [sign]}
"""


def test_worked_cases_assess_by_figures() -> None:
    result = run_cases(loaded(BODY, cases__one=CASES))
    assert (result.passed, result.failed) == (2, 0)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("figures: {signs: yes}", "sign"),
        ("figures: {sign: 3}", "yes 或 no"),
        ("figures: {on_time: yes}", "数字"),
        ("figures: {sign: no}", "齐备：否"),
    ],
)
def test_a_case_with_a_wrong_figure_says_so(wrong: str, words: str) -> None:
    text = f"title: 例\ncases:\n  - title: 错。\n    {wrong}\n    expect: {{ready: yes}}\n"
    result = run_cases(loaded(BODY, cases__one=text))
    assert result.failed == 1
    assert words in str(result)


def test_the_scheme_of_the_test_itself_is_sound() -> None:
    assert isinstance(scheme(BODY), Scheme)
