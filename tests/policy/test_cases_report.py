"""Worked cases as a report: headings, sentences, what came out in words, clauses; a failed one is marked."""

from sanwu.policy.cases import run_cases
from sanwu.policy.cases_report import report
from tests.policy.small import loaded
from tests.policy.test_cases import BODY, CLOCKS, VOTES

CASES = """
title: 户数
clause: X-1
cases:
  - {title: 五十户算很小。, facts: {households: 50}, expect: {tiny: yes}}
  - {title: 户数不详，待核实。, expect: {tiny: unknown}, missing: {tiny: [households]}, clause: X-2}
  - {title: 六月底。, on: 2017-07-01, due: {phase: first}, expect: {due: 2017-06-30, standing: overdue}}
  - {title: 没有日期。, due: {duty: accept}, expect: {due: to_be_set, estimated: no}}
  - {title: 过半通过。, vote: {matter: choose, held_on: 2021-01-01, all: {heads: 9}, participating: {heads: 6}, agreeing: {heads: 4}}, expect: {vote: passed}}
  - {title: 写错了的。, facts: {households: 51}, expect: {tiny: yes}}
  - {title: 什么都认不得的。, facts: {households: 51}, expect: {tinny: yes}}
"""


def test_each_case_is_a_sentence_with_its_outcome_and_clause() -> None:
    scheme = loaded(BODY, law__clocks=CLOCKS, law__votes=VOTES, cases__one=CASES)
    households = scheme.scheme.dictionary.facts["households"].title if scheme.scheme else ""

    assert list(report(run_cases(scheme).ran)) == [
        "户数（cases/one.yaml）",
        "  √ 五十户算很小。",
        "      很小：是〔X-1〕",
        "  √ 户数不详，待核实。",
        f"      很小：待核实，缺“{households}”〔X-2〕",
        "  √ 六月底。",
        "      期限：2017年6月30日；状态：逾期〔X-1〕",
        "  √ 没有日期。",
        "      期限：待定；估算：否〔X-1〕",
        "  √ 过半通过。",
        "      表决：通过〔X-1〕",
        "  × 写错了的。",
        "      很小：是〔X-1〕",
        "  × 什么都认不得的。",
        "      tinny：是〔X-1〕",
    ]
