"""A verdict explains itself: every leaf, what is missing, and why; a missing fact never becomes "no"."""

import json
from datetime import date

import pytest
from hypothesis import assume, given, settings

from sanwu.policy.explain import Explanation, Facts, Leaf, Trace, explain
from sanwu.policy.model import Scheme, Test
from sanwu.policy.model_predicate import leaves
from sanwu.policy.predicates import rule_predicates
from tests.policy import rules
from tests.policy.good_scheme import good_scheme
from tests.policy.small import FACTS
from tests.policy.small import scheme as small_scheme

DAY = date(2020, 1, 1)
THREE_NO: Facts = {"managed": False, "guarded": False, "gated": False}


def judged(facts: Facts, scheme: Scheme | None = None) -> Explanation:
    return explain(scheme or good_scheme(), facts, DAY)


def leaf_of(explanation: Explanation, rule: str, fact: str) -> Leaf:
    return next(leaf for leaf in explanation.leaves if (leaf.rule, leaf.fact) == (rule, fact))


def test_one_known_member_can_decide_while_the_others_are_unknown() -> None:
    verdict = judged({"guarded": True}).conditions["three_no"]
    assert (verdict.outcome, verdict.missing) == ("no", ())


def test_an_unknown_member_leaves_the_condition_unknown_and_is_named() -> None:
    verdict = judged({"managed": False, "gated": False}).conditions["three_no"]
    assert (verdict.outcome, verdict.missing) == ("unknown", ("guarded",))


def test_nothing_known_names_everything_needed() -> None:
    assert judged({}).conditions["three_no"].missing == ("guarded", "gated", "managed")


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"managed": True, "guarded": True}, "yes"),
        ({"managed": True, "guarded": False}, "unknown"),
        ({"managed": False, "guarded": False}, "no"),
        ({"managed": True}, "unknown"),
    ],
)
def test_at_least_so_many_is_decided_as_soon_as_the_rest_cannot_change_it(facts: Facts, outcome: str) -> None:
    assert judged(facts).conditions["two_of_three"].outcome == outcome


@pytest.mark.parametrize(
    ("households", "area", "outcome"),
    [
        (49, "20000.00", "merge"),
        (50, "20000.00", "merge"),
        (51, "20000.00", "keep"),
        (300, "9999.99", "merge"),
        (300, "10000.00", "keep"),
        (50, None, "merge"),
        (51, None, "unknown"),
        (None, "9999.99", "merge"),
        (None, "10000.00", "unknown"),
    ],
)
def test_the_threshold_itself_falls_on_the_right_side(households: int | None, area: str | None, outcome: str) -> None:
    assert judged({**THREE_NO, "households": households, "area": area}).decisions["merge"].outcome == outcome


def test_a_rule_does_not_apply_where_its_condition_is_no() -> None:
    verdict = judged({"managed": True, "households": 10}).decisions["merge"]
    assert (verdict.outcome, verdict.outcome_title, verdict.row, verdict.missing) == (
        "not_applicable",
        "不适用",
        None,
        (),
    )


def test_where_the_condition_is_unknown_the_decision_names_what_is_missing_there() -> None:
    verdict = judged({"managed": False, "gated": False, "households": 10}).decisions["merge"]
    assert (verdict.outcome, verdict.missing) == ("unknown", ("guarded",))


def test_the_row_that_decided_is_named_with_its_clause() -> None:
    verdict = judged({**THREE_NO, "households": 50}).decisions["merge"]
    assert (verdict.row, verdict.outcome_title, verdict.clause) == (0, "并入", ("3",))
    assert judged({**THREE_NO, "households": 51, "area": "10000.00"}).decisions["merge"].row == 1


def test_rows_that_agree_decide_without_knowing_which() -> None:
    """Two rows give the same outcome: whichever holds, the answer is the same, and nothing is missing."""
    table = """
decisions:
  size:
    title: 大小
    outcomes: {small: 小, large: 大}
    table:
      - {when: {households: {at_most: 10}}, then: small}
      - {when: {guarded: {is: no}}, then: small}
      - {otherwise: %s}
"""
    agreeing = judged({}, small_scheme(table % "small")).decisions["size"]
    assert (agreeing.outcome, agreeing.row, agreeing.missing) == ("small", None, ())
    differing = judged({"guarded": False}, small_scheme(table % "large")).decisions["size"]
    assert (differing.outcome, differing.missing) == ("small", ())
    open_end = judged({}, small_scheme(table % "large")).decisions["size"]
    assert (open_end.outcome, open_end.missing) == ("unknown", ("households", "guarded"))


def test_only_what_stands_open_before_a_certain_row_is_missing() -> None:
    """A later row holds; an earlier one is open and would say otherwise: the fact behind it is what is missing."""
    table = """
decisions:
  size:
    title: 大小
    outcomes: {small: 小, large: 大}
    table:
      - {when: {households: {at_most: 10}}, then: small}
      - {when: {guarded: {is: no}}, then: large}
      - {when: {area: {below: 5}}, then: small}
      - {otherwise: small}
"""
    verdict = judged({"guarded": False}, small_scheme(table)).decisions["size"]
    assert (verdict.outcome, verdict.missing) == ("unknown", ("households",))


def test_a_table_without_a_fitting_row_is_unknown_and_misses_nothing() -> None:
    table = """
decisions:
  size: {title: 大小, outcomes: {small: 小}, table: [{when: {households: {at_most: 10}}, then: small}]}
"""
    verdict = judged({"households": 11}, small_scheme(table)).decisions["size"]
    assert (verdict.outcome, verdict.row, verdict.missing) == ("unknown", None, ())


def test_an_overlap_that_nobody_could_foresee_is_named() -> None:
    facts = "\n  name: {title: 名称, type: text, group: main, collected_by: survey}\n"
    table = """
decisions:
  who:
    title: 谁管
    hit: unique
    outcomes: {street: 街道, community: 社区}
    table:
      - {when: {name: {contains: 街道}}, then: street}
      - {when: {name: {contains: 社区}}, then: community}
"""
    made = small_scheme(table, facts=FACTS.rstrip() + facts)
    assert judged({"name": "某街道"}, made).decisions["who"].outcome == "street"
    both = judged({"name": "某街道某社区"}, made).decisions["who"]
    assert (both.outcome, both.overlap, both.missing) == ("unknown", (0, 1), ())


def test_known_is_itself_never_unknown() -> None:
    known = "conditions:\n  told: {title: 已填, polarity: achievement, members: {a: {title: 甲, when: {area: {known: yes}}}}}\n"
    made = small_scheme(known)
    assert judged({}, made).conditions["told"].outcome == "no"
    assert judged({"area": "0.00"}, made).conditions["told"].outcome == "yes"


def test_a_threshold_finer_than_the_fact_is_compared_exactly() -> None:
    made = small_scheme(
        "conditions:\n  big: {title: 大, polarity: deficit, members: {a: {title: 甲, when: {area: {above: 9999.994}}}}}\n"
    )
    outcomes = [judged({"area": area}, made).conditions["big"].outcome for area in ("9999.99", "10000.00")]
    assert outcomes == ["no", "yes"]
    assert leaf_of(judged({}, made), "big", "area").expected == "9999.994"


def test_a_leaf_says_what_was_asked_and_what_was_found() -> None:
    leaf = leaf_of(judged({**THREE_NO, "area": "9999.50"}), "merge", "area")
    assert (leaf.part, leaf.operator, leaf.expected, leaf.actual, leaf.outcome) == (
        "table[0]", "below", "10000.00", "9999.50", "yes",
    )  # fmt: skip
    assert (leaf.fact_title, leaf.expected_text, leaf.actual_text) == ("建筑面积", "低于 10,000 m²", "9,999.5 m²")
    assert (leaf.clause, leaf.outcome_text) == ("3", "是")


def test_an_unknown_fact_is_shown_as_not_filled_in() -> None:
    leaf = leaf_of(judged({}), "merge", "households")
    assert (leaf.expected, leaf.actual, leaf.outcome, leaf.outcome_text) == (50, None, "unknown", "待核实")
    assert leaf.actual_text == "未填写"


def test_a_question_for_a_person_is_shown_with_who_answers_it() -> None:
    leaf = leaf_of(judged(THREE_NO), "route", "worth_it")
    assert (leaf.question, leaf.judged_by, leaf.expected_text) == ("是否值得整治？", "街道", "否")


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("households", "101 户 至 300 户"),
        ("built", "早于 1960年1月1日"),
        ("keeper", "无、街道 之一"),
        ("keeper_name", "含“待拆”"),
        ("fee", "不低于 1,000.5 元"),
        ("change", "未填写"),
    ],
)
def test_every_comparison_reads_as_a_sentence(fact: str, text: str) -> None:
    assert text in {leaf.expected_text for leaf in judged({}).leaves if leaf.fact == fact}


def test_the_working_stands_as_a_tree_under_each_member_and_row() -> None:
    explanation = judged({**THREE_NO, "households": 50})
    row = explanation.decisions["merge"].parts[1]
    assert (row.part, row.title, row.outcome, row.then) == ("table[0]", "第 1 行", "yes", "merge")
    assert row.trace is not None
    assert (row.trace.kind, [part.kind for part in row.trace.parts]) == ("any", ["test", "test"])
    applies = explanation.decisions["merge"].parts[0].trace
    assert applies == Trace("rule", "yes", rule="three_no")
    last = explanation.decisions["merge"].parts[2]
    assert (last.title, last.trace, last.then) == ("其余情况", None, "keep")


def test_json_holds_outcomes_leaves_and_what_is_missing() -> None:
    answer = json.loads(json.dumps(judged({"managed": False}).as_json(), ensure_ascii=False))
    assert set(answer) == {"conditions", "decisions", "leaves", "missing"}
    assert answer["conditions"] == {"three_no": "unknown", "two_of_three": "unknown"}
    assert answer["decisions"]["merge"] == "unknown"
    assert answer["missing"] == ["households", "guarded", "gated"]
    assert {"rule", "part", "fact", "operator", "expected", "actual", "outcome", "clause"} <= set(answer["leaves"][0])


def test_a_fact_that_no_rule_uses_changes_nothing() -> None:
    assert judged({**THREE_NO, "nonsense": "x"}).as_json() == judged(THREE_NO).as_json()


def asked_whether_known(scheme: Scheme) -> set[str]:
    """Facts whose mere presence is a condition: telling them may turn an answer round."""
    tests = [leaf for _, predicate in rule_predicates(scheme) for leaf in leaves(predicate) if isinstance(leaf, Test)]
    return {test.fact for test in tests if test.operator == "known"}


@settings(max_examples=80)
@given(rules.schemes(), rules.facts(), rules.facts(unknown=False))
def test_what_is_decided_stays_decided_whatever_the_unknown_facts_turn_out_to_be(
    scheme: Scheme, partly: rules.Facts, wholly: rules.Facts
) -> None:
    fixed = asked_whether_known(scheme)
    later = {fact: wholly[fact] if value is None and fact not in fixed else value for fact, value in partly.items()}
    before, after = judged(partly, scheme).as_json(), judged(later, scheme).as_json()
    for kind in ("conditions", "decisions"):
        for rule, outcome in before[kind].items():
            assert outcome in ("unknown", after[kind][rule]), rule


@settings(max_examples=50)
@given(rules.schemes(), rules.facts())
def test_only_unknown_facts_are_missing_and_only_from_unknown_verdicts(scheme: Scheme, facts: rules.Facts) -> None:
    explanation = judged(facts, scheme)
    for verdict in (*explanation.conditions.values(), *explanation.decisions.values()):
        assert all(facts[fact] is None for fact in verdict.missing)
        assert verdict.outcome == "unknown" or not verdict.missing
        assert verdict.row is None or verdict.outcome == scheme.decisions[verdict.rule].table[verdict.row].outcome


@settings(max_examples=50)
@given(rules.schemes(hits=("first",)), rules.facts(unknown=False))
def test_with_every_fact_known_only_a_gap_can_stay_unknown(scheme: Scheme, facts: rules.Facts) -> None:
    assume(all(decision.table[-1].otherwise for decision in scheme.decisions.values()))
    answer = judged(facts, scheme).as_json()
    assert "unknown" not in {*answer["conditions"].values(), *answer["decisions"].values()}
    assert answer["missing"] == []
