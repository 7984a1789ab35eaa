"""Ways into a scheme for one compound: decided where the facts allow it, open and naming what is missing elsewhere."""

from decimal import Decimal
from typing import Any

import pytest

from sanwu.policy.cases import run_cases
from sanwu.policy.eligible import WayIn, ways_in
from sanwu.policy.outcomes import Outcome
from tests.policy.small import loaded, scheme

FACTS = """\
version: 1
groups: {main: 基本}
facts:
  households: {title: 户数, type: integer, group: main, collected_by: survey}
  built_year: {title: 建成年份, type: integer, group: main, collected_by: survey}
  guarded: {title: 有门卫, type: boolean, group: main, collected_by: survey}
  signed: {title: 签名达到, type: boolean, group: main, collected_by: document}
"""
BODY = """\
bodies: {street: {title: 街道, level: street}}
conditions:
  open: {title: 无门卫, polarity: deficit, members: {m: {title: 无门卫, when: {guarded: {is: no}}}}}
eligibility:
  rule: {title: 条件, kind: expression, when: {all: [{condition: open}, {households: {at_most: 50}}]}}
  score:
    title: 评分
    kind: score
    at_least: 60
    scores:
      small: {title: 户数少, points: 40, when: {households: {at_most: 50}}}
      old: {title: 老旧, points: 30, when: {built_year: {at_most: 2000}}}
      guarded: {title: 有门卫, points: -20, when: {guarded: {is: yes}}}
  age: {title: 年份, kind: built_window, windows: [{from: 2001, until: 2004, priority: 2}, {until: 2000, priority: 1}]}
  asked: {title: 申请, kind: application, by: street, fact: signed}
  handed: {title: 移交, kind: transfer, from: street}
  worst: {title: 后十名, kind: bottom_n, fact: households, count: 10}
  both: {title: 又老又无门卫, kind: built_window, windows: [{until: 2000}], condition: open}
"""


def way(name: str, **facts: Any) -> WayIn:
    return ways_in(scheme(BODY, facts=FACTS), facts)[name]


@pytest.mark.parametrize(
    ("facts", "outcome", "missing"),
    [
        ({"guarded": False, "households": 50}, "yes", ()),
        ({"guarded": False, "households": 51}, "no", ()),
        ({"guarded": True}, "no", ()),
        ({"guarded": False}, "unknown", ("households",)),
        ({}, "unknown", ("households", "guarded")),
    ],
)
def test_an_expression_is_a_rule_like_any_other(facts: Any, outcome: str, missing: tuple[str, ...]) -> None:
    found = way("rule", **facts)
    assert (found.outcome, found.missing) == (outcome, missing)


@pytest.mark.parametrize(
    ("facts", "outcome", "points"),
    [
        ({"households": 50, "built_year": 2000, "guarded": False}, "yes", (70, 70)),
        ({"households": 50, "built_year": 2000, "guarded": True}, "no", (50, 50)),
        ({"households": 50, "built_year": 2000}, "unknown", (50, 70)),
        ({"households": 51}, "no", (-20, 30)),
        ({"households": 50, "guarded": False}, "unknown", (40, 70)),
    ],
)
def test_a_score_is_settled_when_what_is_open_cannot_matter(facts: Any, outcome: str, points: tuple[int, int]) -> None:
    found = way("score", **facts)
    assert (found.outcome, found.points) == (outcome, (Decimal(points[0]), Decimal(points[1])))


def test_an_open_score_names_what_would_settle_it() -> None:
    assert way("score", households=50, guarded=False).missing == ("built_year",)
    assert way("score", households=51).missing == ()


@pytest.mark.parametrize(
    ("year", "outcome", "priority"),
    [(2000, "yes", 1), (2001, "yes", 2), (2004, "yes", 2), (2005, "no", None), (None, "unknown", None)],
)
def test_the_year_of_building_gives_the_turn(year: int | None, outcome: str, priority: int | None) -> None:
    found = way("age", built_year=year)
    assert (found.outcome, found.priority) == (outcome, priority)


def test_what_a_person_must_answer_is_open_until_the_answer_is_kept() -> None:
    assert way("asked") == WayIn(Outcome.UNKNOWN, ("signed",))
    assert way("asked", signed=True).outcome == Outcome.YES
    assert way("asked", signed=False).outcome == Outcome.NO
    assert way("handed") == WayIn(Outcome.UNKNOWN)
    assert way("worst", households=3) == WayIn(Outcome.UNKNOWN)


def test_a_condition_beside_the_way_must_hold_too() -> None:
    assert way("both", built_year=1990, guarded=False).outcome == Outcome.YES
    assert way("both", built_year=1990, guarded=True).outcome == Outcome.NO
    assert way("both", built_year=1990) == WayIn(Outcome.UNKNOWN, ("guarded",), priority=1)
    assert way("both", built_year=2005).outcome == Outcome.NO


def test_a_worked_case_may_ask_for_ways_in() -> None:
    cases = """\
title: 纳入
cases:
  - {title: 50 户、2000 年建、无门卫，得 70 分。, facts: {households: 50, built_year: 2000, guarded: no}, expect: {score: yes, age: yes}}
  - {title: 不知道哪年建的。, facts: {households: 50, guarded: no}, expect: {age: unknown}, missing: {age: built_year}}
"""
    told = run_cases(loaded(BODY, facts=FACTS, cases__one=cases))
    assert (told.passed, told.failed) == (2, 0), [str(one) for one in told.failures]
