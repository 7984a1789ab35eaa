"""What one compound costs by the estimates and kinds of money of a scheme, and worked cases that say so."""

from decimal import Decimal

from sanwu.policy.cases import run_cases
from sanwu.policy.costing import costs_of
from tests.policy.small import loaded, scheme

BODY = """\
estimates:
  works: {title: 整治, rate: 300, fact: area}
money:
  grant:
    title: 补助
    kind: subsidy
    per: household
    fact: households
    groups:
      guarded: {title: 有门卫, when: {guarded: {is: yes}}, amount: 5000}
      others: {title: 其他, amount: 2000}
  reward: {title: 奖励, kind: reward, per: lump, amount: 50000, precondition: {guarded: {is: yes}}}
  yearly: {title: 逐年, kind: subsidy, per: household, fact: households, rates: [{year: 2020, rate: 3}]}
"""


def test_rates_are_multiplied_and_the_first_group_that_holds_counts() -> None:
    costs = costs_of(scheme(BODY), {"area": "12.50", "households": 100, "guarded": True})
    assert costs == {"works": Decimal(3750), "grant": Decimal(500000), "reward": Decimal(50000)}


def test_a_missing_fact_leaves_the_sum_unknown_never_nothing() -> None:
    costs = costs_of(scheme(BODY), {"households": 100})
    assert costs == {"works": None, "grant": None, "reward": None}


def test_worked_cases_name_sums() -> None:
    cases = """\
title: 例
cases:
  - title: 没有门卫的 100 户，补助 20 万元，没有奖励。
    facts: {households: 100, guarded: no}
    expect: {grant: 200000, reward: 0, works: unknown}
"""
    result = run_cases(loaded(BODY, cases__one=cases))
    assert [str(failure) for failure in result.failures] == []
    assert result.passed == 1
    assert result.ran[0].says == "补助：200000 元；奖励：0 元；整治：不详"


def test_a_wrong_sum_says_what_came_out() -> None:
    cases = "title: 例\ncases:\n  - title: 错。\n    facts: {households: 1, guarded: no}\n    expect: {grant: 1}\n"
    result = run_cases(loaded(BODY, cases__one=cases))
    assert result.failed == 1
    assert "补助：2000 元" in str(result)
