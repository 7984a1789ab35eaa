"""What is said of a table without any compound is true of every compound."""

import pytest
from hypothesis import given, settings

from sanwu.policy.explain import results_of
from sanwu.policy.load import load_files
from sanwu.policy.overlap import MOST_TOLD, countable, survey
from sanwu.policy.ruleset import rules_of
from tests.policy import rules
from tests.policy.small import FACTS, loaded, scheme

TABLE = """
decisions:
  size:
    title: 大小
    hit: {hit}
    outcomes: {{small: 小, middle: 中, large: 大}}
    table:
      - {{when: {{households: {{{first}}}}}, then: small}}
      - {{when: {{households: {{{second}}}}}, then: large}}
"""


def table(first: str, second: str, hit: str = "unique") -> str:
    return TABLE.format(first=first, second=second, hit=hit)


@pytest.mark.parametrize(
    ("first", "second", "overlaps"),
    [
        ("at_most: 50", "above: 50", False),
        ("at_most: 50", "at_least: 50", True),
        ("below: 50", "at_least: 50", False),
        ("at_most: 50", "above: 49.5", True),
        ("below: 49.5", "above: 48.5", True),
        ("below: 49.5", "above: 49", False),
        ("between: [10, 20]", "between: [21, 30]", False),
        ("between: [10, 20]", "between: [20, 30]", True),
        ("is: 7", "is_not: 7", False),
        ("one_of: [1, 2]", "none_of: [1, 2, 3]", False),
        ("known: yes", "known: no", False),
        ("known: yes", "is: 3", True),
    ],
)
def test_rows_of_a_unique_table_may_not_overlap(first: str, second: str, overlaps: bool) -> None:
    codes = [problem.code for problem in loaded(table(first, second)).problems]
    assert codes == (["overlap"] if overlaps else [])


def test_an_overlap_outside_what_the_rule_applies_to_does_not_count() -> None:
    body = """
conditions:
  small: {title: 小, polarity: deficit, members: {a: {title: 甲, when: {households: {below: 10}}}}}
decisions:
  what:
    title: 何种
    applies_to: small
    hit: unique
    outcomes: {p: 子, q: 丑}
    table:
      - {when: {households: {is_not: 5}}, then: p}
      - {when: {any: [{households: {is: 5}}, {households: {above: 20}}]}, then: q}
"""
    assert loaded(body).problems == ()
    assert [problem.code for problem in loaded(body.replace("    applies_to: small\n", "")).problems] == ["overlap"]


def test_an_overlap_is_shown_by_an_example() -> None:
    problem = loaded(table("at_most: 50", "at_least: 50")).problems[0]
    assert "例如：户数 50 户" in problem.message


def test_a_gap_is_shown_by_an_example() -> None:
    made = scheme(table("at_most: 50", "above: 60"))
    assert survey(rules_of(made), "size", made.dictionary).gap == "户数 51 户"
    whole = scheme(table("at_most: 50", "above: 50"))
    assert survey(rules_of(whole), "size", whole.dictionary).gap is None


def test_a_row_that_earlier_rows_take_is_never_reached() -> None:
    made = scheme(table("at_most: 50", "below: 20", hit="first"))
    assert survey(rules_of(made), "size", made.dictionary).unreached == (1,)


def test_nothing_is_claimed_where_texts_are_searched() -> None:
    facts = "\n  name: {title: 名称, type: text, group: main, collected_by: survey}\n"
    body = """
decisions:
  who: {title: 谁, outcomes: {p: 子}, table: [{when: {name: {contains: 甲}}, then: p}, {when: {name: {contains: 甲}}, then: p}]}
"""
    made = scheme(body, facts=FACTS.rstrip() + facts)
    assert not countable(rules_of(made), "who", made.dictionary)
    assert survey(rules_of(made), "who", made.dictionary).unreached == ()


@settings(max_examples=25)
@given(rules.rule_texts(hits=("first",)), rules.facts(unknown=False))
def test_no_compound_is_ever_decided_by_a_row_called_unreached_or_left_out_by_a_whole_table(
    text: str, facts: rules.Facts
) -> None:
    made = load_files({"scheme.yaml": text, "facts.yaml": rules.FACTS}).scheme
    assert made is not None
    results = results_of(made, facts)
    for name in made.decisions:
        assert results[name].row not in survey(rules_of(made), name, made.dictionary).unreached
        if results[name].outcome == "unknown" and countable(rules_of(made), name, made.dictionary):
            assert survey(rules_of(made), name, made.dictionary).gap is not None or made.decisions[name].applies_to


@settings(max_examples=25)
@given(rules.rule_texts(hits=("unique",)), rules.facts(unknown=False))
def test_a_unique_table_that_loads_and_can_be_counted_never_overlaps(text: str, facts: rules.Facts) -> None:
    made = load_files({"scheme.yaml": text, "facts.yaml": rules.FACTS}).scheme
    if made is None:
        return
    results = results_of(made, facts)
    for name in made.decisions:
        assert not results[name].overlap or not countable(rules_of(made), name, made.dictionary)


def crossing(first: str, second: str) -> list[tuple[int, int, str]]:
    made = scheme(table(first, second, "first"))
    return list(survey(rules_of(made), "size", made.dictionary).crossings)


def test_rows_that_hold_together_and_apart_cross_each_other() -> None:
    assert crossing("between: [10, 20]", "between: [15, 30]") == [(0, 1, "户数 15 户")]


@pytest.mark.parametrize(
    ("first", "second"),
    [("at_most: 50", "above: 50"), ("at_most: 10", "at_most: 50"), ("at_most: 50", "at_most: 10")],
    ids=["apart", "the later one is wider", "the later one lies inside"],
)
def test_rows_that_lie_apart_or_inside_each_other_do_not_cross(first: str, second: str) -> None:
    assert crossing(first, second) == []


def test_an_example_of_a_crossing_names_the_facts_of_the_two_rows_only() -> None:
    made = scheme("""
decisions:
  what:
    title: 何种
    outcomes: {p: 子, q: 丑, r: 寅}
    table:
      - {when: {area: {above: 3}}, then: p}
      - {when: {households: {below: 10}}, then: q}
      - {when: {guarded: {is: yes}}, then: r}
""")
    words = {
        (first, second): words for first, second, words in survey(rules_of(made), "what", made.dictionary).crossings
    }
    assert set(words) == {(0, 1), (0, 2), (1, 2)}
    assert "门卫" not in words[0, 1]
    assert "户数" not in words[0, 2]


def test_what_a_rule_may_not_even_apply_to_is_no_gap() -> None:
    made = scheme("""
conditions:
  asked: {title: 问过, polarity: deficit, members: {a: {title: 甲, when: {households: {known: yes}}}}}
  small: {title: 小, polarity: deficit, members: {a: {title: 甲, when: {households: {below: 10}}}}}
decisions:
  what:
    title: 何种
    applies_to: small
    outcomes: {p: 子, q: 丑}
    table:
      - {when: {all: [{condition: asked}, {guarded: {is: yes}}]}, then: p}
      - {when: {guarded: {is: no}}, then: q}
""")
    found = survey(rules_of(made), "what", made.dictionary)
    assert (found.gap, found.unreached) == (None, ())


def test_a_long_table_of_rows_that_all_cross_is_told_of_and_what_is_told_is_bounded() -> None:
    rows = "".join(f"      - {{when: {{households: {{between: [{n}, {n + 250}]}}}}, then: x}}\n" for n in range(200))
    head = "decisions:\n  what:\n    title: 何种\n    hit: {hit}\n    outcomes: {{x: 甲}}\n    table:\n"
    made = scheme(head.format(hit="first") + rows)

    assert len(survey(rules_of(made), "what", made.dictionary).crossings) == 200 * 199 // 2
    assert [problem.code for problem in loaded(head.format(hit="unique") + rows).problems] == ["overlap"] * MOST_TOLD


def test_tables_share_what_may_be_spent_on_trying_them() -> None:
    edges = range(10, 200, 10)
    rows = ", ".join(
        f"{{when: {{all: [{{households: {{at_least: {n}}}}}, {{area: {{above: {n}}}}}]}}, then: x}}" for n in edges
    )
    table = f"{{title: 何种, outcomes: {{x: 甲}}, table: [{rows}]}}"
    one, many = (scheme("decisions:\n" + "".join(f"  d{n}: {table}\n" for n in range(count))) for count in (1, 12))

    assert countable(rules_of(one), "d0", one.dictionary)
    assert not countable(rules_of(many), "d0", many.dictionary)
