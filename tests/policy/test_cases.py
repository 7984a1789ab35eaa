"""Worked cases: sentences of the scheme that must come out as written, and clear words where they do not."""

from pathlib import Path

import pytest

from sanwu.policy.cases import MAX_CASES, CasesResult, run_cases
from sanwu.policy.load import load_scheme
from tests.policy.small import CLOCKS, loaded

HAIKOU = Path(__file__).parents[2] / "schemes" / "haikou-2016"

VOTES = """\
family: votes
title: 表决
versions:
  now:
    title: 现行
    from: 2021-01-01
    rules: {plain: {title: 一般, participation: {heads: {at_least: 2/3}}, approval: {of: participating, heads: {more_than: 1/2}}}}
    matters: {choose: {title: 选择, rule: plain}}
"""
BODY = """\
laws: [clocks, votes]
events: {done: 完工}
phases: {first: {title: 第一步, ends: 2017-06-30}}
duties:
  accept: {title: 验收, due: {after: done, days: 15}}
  count: {title: 统计, recurs: {every: quarter}}
conditions:
  tiny: {title: 很小, polarity: deficit, members: {few: {title: 户少, when: {households: {at_most: 50}}}}}
"""


def run(cases: str, head: str = "title: 例\n") -> CasesResult:
    return run_cases(loaded(BODY, law__clocks=CLOCKS, law__votes=VOTES, cases__one=f"{head}cases:\n{cases}"))


def test_the_cases_that_ship_come_out() -> None:
    result = run_cases(load_scheme(HAIKOU))

    assert str(result).startswith(f"用例 {result.cases} 个")
    assert (result.failures, result.problems) == ((), ())
    assert result.passed == result.cases > 0


GOOD = [
    "  - {title: 五十户, facts: {households: 50}, expect: {tiny: yes}, missing: {tiny: []}}",
    "  - {title: 不详, facts: {households: null}, expect: {tiny: unknown}, missing: {tiny: [households]}}",
    "  - {title: 十五天, due: {duty: accept, events: {done: 2017-05-16}}, expect: {due: 2017-05-31, estimated: no}}",
    "  - {title: 待定, due: {duty: accept}, expect: {due: to_be_set}}",
    "  - {title: 阶段, due: {phase: first, redated: {first: 2025-01-01}}, expect: {limit: 2025-01-01}}",
    "  - {title: 逾期, on: 2017-06-01, due: {duty: accept, events: {done: 2017-05-16}}, expect: {standing: overdue}}",
    "  - {title: 待定不逾期, on: 2030-01-01, due: {duty: accept}, expect: {standing: unset}}",
    "  - {title: 每季, due: {duty: count, between: [2017-01-01, 2017-07-01]}, expect: {due: [2017-03-31, 2017-06-30]}}",
    "  - {title: 过半, vote: {matter: choose, held_on: 2021-01-01, all: {heads: 9}, participating: {heads: 6}, agreeing: {heads: 4}}, expect: {vote: passed}}",
]


@pytest.mark.parametrize("case", GOOD)
def test_a_case_of_each_kind_passes(case: str) -> None:
    result = run(case)

    assert [str(failure) for failure in result.failures] == []
    assert result.passed == 1


WRONG = [
    ("  - {title: 错, facts: {households: 51}, expect: {tiny: yes}}", "很小：是", "很小：否"),
    ("  - {title: 错, expect: {tiny: unknown}, missing: {tiny: []}}", "很小，缺：（无）", "户"),
    ("  - {title: 错, facts: {households: 3}, expect: {tinny: yes}}", "tinny", "是不是想写“tiny”"),
    ("  - {title: 错, facts: {household: 3}, expect: {tiny: yes}}", "可以计算", "字典里没有“household”"),
    ("  - {title: 错, facts: {households: 三}, expect: {tiny: yes}}", "可以计算", "应当是数字"),
    ("  - {title: 错, due: {phase: first}, expect: {due: 2017-07-01}}", "期限：2017年7月1日", "期限：2017年6月30日"),
    ("  - {title: 错, due: {duty: acept}, expect: {due: 2017-07-01}}", "可以计算", "是不是想写“accept”"),
    ("  - {title: 错, due: {duty: accept, between: [2017-01-01, 2017-02-01]}, expect: {due: 2017-01-01}}", "可以计算", "不是周期性"),
    ("  - {title: 错, vote: {matter: choose, held_on: 2020-12-31, all: {heads: 9}}, expect: {vote: passed}}", "可以计算", "没有 2020-12-31 适用"),
    ("  - {title: 错, vote: {matter: chose, held_on: 2021-12-31, all: {heads: 9}}, expect: {vote: passed}}", "可以计算", "是不是想写“choose”"),
    ("  - {title: 错, vote: {matter: choose, held_on: 2021-12-31, all: {heads: 9}, agreeing: {heads: 10}}, expect: {vote: passed}}", "可以计算", "超过了全体业主"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "expected", "actual"), WRONG)
def test_a_case_that_does_not_come_out_says_what_did(case: str, expected: str, actual: str) -> None:
    result = run(f"{GOOD[0]}\n{case}")

    assert (result.cases, result.passed, result.failed) == (2, 1, 1)
    (failure,) = result.failures
    assert expected in failure.expected
    assert actual in failure.actual
    assert (failure.file, failure.line, failure.title) == ("cases/one.yaml", 4, "错")
    assert result.as_json()["failures"] == [
        {"file": "cases/one.yaml", "line": 4, "title": "错", "expected": failure.expected, "actual": failure.actual}
    ]


UNREADABLE = [
    ("  - {title: 错, expct: {tiny: yes}}", "expct"),
    ("  - {title: 错, facts: {households: [1, 2]}, expect: {tiny: yes}}", "应当是一个词"),
    ("  - {title: 错, facts: [1], expect: {tiny: yes}}", "facts 应当写成"),
    ("  - {title: 错, expect: {}}", "expect"),
    ("  - {title: 错, due: {}, expect: {due: to_be_set}}", "duty 或 phase"),
    ("  - {title: 错, due: {duty: accept, events: {done: 2017-02-30}}, expect: {due: to_be_set}}", "没有 2017-02-30"),
    ("  - {title: 错, due: {duty: accept}, holidays: [国庆], expect: {due: to_be_set}}", "不是可以识别的日期"),
    ("  - {title: 错, expect: {tiny: yes}, missing: [households]}", "missing 应当写成"),
    ("  - 一句话", "一组"),
    ("  - {title: 错, expect: {tiny: yes}", "没有配对"),
]


@pytest.mark.parametrize(("case", "words"), UNREADABLE)
def test_a_file_that_cannot_be_read_is_one_failed_case_with_its_problems(case: str, words: str) -> None:
    result = run(case)

    assert (result.cases, result.failed) == (1, 1)
    assert any(words in str(problem) for problem in result.problems), result.problems
    assert words in result.failures[0].actual
    assert all(problem.file == "cases/one.yaml" for problem in result.problems)


def test_facts_of_the_file_are_shared_and_a_case_may_say_otherwise() -> None:
    head = "title: 例\nfacts: {households: 20}\n"

    assert run("  - {title: 共用, expect: {tiny: yes}}", head).passed == 1
    assert run("  - {title: 另写, facts: {households: 60}, expect: {tiny: no}}", head).passed == 1


def test_a_scheme_with_problems_runs_no_case() -> None:
    broken = loaded("duties: {x: {tittle: 事}}\n", cases__one="title: 例\ncases: []\n")

    assert broken.scheme is None
    assert run_cases(broken).cases == 0


def test_outcomes_that_are_called_the_same_are_told_apart_by_what_the_files_say() -> None:
    rows = "table: [{when: {households: {below: 50}}, then: small}, {otherwise: large}]}\n"
    rules = "decisions:\n  size: {title: 规模, outcomes: {small: {title: 并入}, large: {title: 并入}}, " + rows
    cases = "title: 例\ncases:\n  - {title: 错, facts: {households: 20}, expect: {size: large}}\n"

    (failure,) = run_cases(loaded(rules, cases__one=cases)).failures
    assert (failure.expected, failure.actual) == ("规模：并入 large", "规模：并入 small")


def test_cases_without_end_are_refused_and_not_run() -> None:
    cases = "".join(f"  - {{title: 例 {n}, expect: {{tiny: yes}}}}\n" for n in range(MAX_CASES + 1))
    result = run(cases, "title: 例\nfacts: {households: 20}\n")

    assert (result.cases, result.passed) == (1, 0)
    assert [problem.code for problem in result.problems] == ["too_many_cases"]


def test_the_more_a_scheme_compares_the_fewer_cases_it_may_bring() -> None:
    values = ", ".join(str(number) for number in range(400))
    rules = (
        "conditions:\n  tiny: {title: 小, polarity: deficit, members: "
        f"{{a: {{title: 甲, when: {{households: {{one_of: [{values}]}}}}}}}}}}\n"
    )
    cases = "".join(f"  - {{title: 例 {n}, expect: {{tiny: yes}}}}\n" for n in range(101))
    result = run_cases(loaded(rules, cases__one=f"title: 例\nfacts: {{households: 20}}\ncases:\n{cases}"))

    assert [problem.code for problem in result.problems] == ["too_many_cases"]


def test_the_turns_of_a_duty_are_listed_for_a_few_years_at_most() -> None:
    result = run("  - {title: 久, due: {duty: x, between: [1900-01-01, 2100-01-01]}, expect: {due: [2017-03-20]}}\n")

    assert "span_too_long" in {problem.code for problem in result.problems}
