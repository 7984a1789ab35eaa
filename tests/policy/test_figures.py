"""Figures of measures by their formulas, and whether targets are reached, at and around their bounds."""

from fractions import Fraction

import pytest

from sanwu.policy.cases import run_cases
from sanwu.policy.figures import figure_of, figures_of, reached
from sanwu.policy.model import Measure, Scheme
from tests.policy.small import loaded as small
from tests.policy.small import scheme

FACTS = """\
version: 1
groups: {main: 基本}
facts:
  lamps: {title: 灯, type: integer, group: main, collected_by: survey}
  lit: {title: 亮灯, type: integer, group: main, collected_by: survey}
  more_lit: {title: 另亮, type: integer, group: main, collected_by: survey}
"""
BODY = """\
measures:
  share: {title: 亮灯率, unit: "%", formula: share, numerator: lit, denominator: lamps}
  both: {title: 两类, unit: "%", formula: coverage, numerator: [lit, more_lit], denominator: lamps}
  mean: {title: 平均, unit: 盏, formula: mean, numerator: lit, denominator: lamps}
  number: {title: 个数, unit: 盏, formula: count, numerator: lit}
  change: {title: 同比, unit: "%", formula: year_on_year, numerator: lit, denominator: lamps, better: lower}
  words: {title: 只有文字, unit: 盏, of: 灯}
targets:
  all: {title: 全亮, measure: share, is: 100}
  most: {title: 95%, measure: share, at_least: 95, at_most: 100}
  sampled: {title: 够十盏才算, measure: share, at_least: 50, minimum_sample: 10}
  falling: {title: 下降, measure: change, trend: down}
  below_last: {title: 比基数少, measure: number, trend: down, baseline: {period: stated, value: 12}}
  compared: {title: 与上年比, measure: number, trend: down, baseline: previous_year}
"""


def built() -> Scheme:
    loaded = small(BODY, facts=FACTS)
    assert loaded.scheme is not None, loaded.problems
    return loaded.scheme


def outcome(name: str, **facts: int) -> str:
    return figures_of(built(), facts)[name][0]


@pytest.mark.parametrize(
    ("name", "facts", "figure"),
    [
        ("share", {"lamps": 100, "lit": 99}, "99"),
        ("share", {"lamps": 3, "lit": 2}, "66.66"),
        ("both", {"lamps": 100, "lit": 40, "more_lit": 9}, "49"),
        ("mean", {"lamps": 4, "lit": 6}, "1.5"),
        ("number", {"lit": 7}, "7"),
        ("change", {"lamps": 10, "lit": 9}, "-10"),
        ("change", {"lamps": 21, "lit": 20}, "-4.76"),
        ("change", {"lamps": 30_000, "lit": 29_999}, "0"),
        ("share", {"lamps": 0, "lit": 0}, "unknown"),
        ("share", {"lamps": 5}, "unknown"),
    ],
)
def test_a_figure_is_what_its_formula_says(name: str, facts: dict[str, int], figure: str) -> None:
    assert outcome(name, **facts) == figure


@pytest.mark.parametrize(
    ("name", "facts", "said"),
    [
        ("all", {"lamps": 100, "lit": 99}, "no"),
        ("all", {"lamps": 100, "lit": 100}, "yes"),
        ("most", {"lamps": 1000, "lit": 949}, "no"),
        ("most", {"lamps": 1000, "lit": 950}, "yes"),
        ("sampled", {"lamps": 9, "lit": 9}, "unknown"),
        ("sampled", {"lamps": 10, "lit": 5}, "yes"),
        ("falling", {"lamps": 10, "lit": 10}, "no"),
        ("falling", {"lamps": 10, "lit": 9}, "yes"),
        ("falling", {"lamps": 10}, "unknown"),
        ("below_last", {"lit": 11}, "yes"),
        ("below_last", {"lit": 12}, "no"),
        ("compared", {"lit": 1}, "unknown"),
    ],
)
def test_a_target_is_reached_at_its_bound_and_not_before(name: str, facts: dict[str, int], said: str) -> None:
    assert outcome(name, **facts) == said


def test_what_is_missing_is_named() -> None:
    assert figures_of(built(), {})["all"] == ("unknown", ("lit", "lamps"))


def test_a_measure_in_words_has_no_figure_and_a_target_of_it_no_outcome() -> None:
    assert "words" not in figures_of(built(), {"lit": 1})
    words = Measure.model_validate({"id": "w", "title": "文字", "unit": "盏"})
    assert figure_of(words, {}) is None
    assert reached(scheme("measures: {w: {title: 甲, unit: 起}}\ntargets: {t: {title: 乙, measure: w, is: 0}}\n").targets["t"], words, {}) is None  # fmt: skip


def test_a_figure_is_exact() -> None:
    figure = figure_of(built().measures["share"], {"lamps": 3, "lit": 2})
    assert figure is not None
    assert figure.value == Fraction(200, 3)


def test_a_worked_case_may_ask_for_figures_and_targets() -> None:
    cases = """\
title: 亮灯
cases:
  - {title: 亮 99 盏。, facts: {lamps: 100, lit: 99}, expect: {share: 99, all: no, most: yes}}
  - {title: 没有登记灯数。, facts: {lit: 99}, expect: {all: unknown}, missing: {all: lamps}}
  - {title: 写错的。, facts: {lamps: 100, lit: 99}, expect: {all: yes}}
"""
    told = run_cases(small(BODY, facts=FACTS, cases__one=cases))
    assert (told.passed, told.failed) == (2, 1)
    assert told.failures[0].title == "写错的。"
