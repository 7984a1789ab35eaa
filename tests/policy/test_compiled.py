"""The compiled rules decide exactly what `explain` says: outcomes, rows and missing facts, unknowns included."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanwu.policy.compiled import Rules, compile_rules
from sanwu.policy.explain import explain
from sanwu.policy.load import load_files
from sanwu.policy.model import Scheme
from sanwu.policy.values import comparable
from tests.policy import rules
from tests.policy.good_scheme import good_scheme

DAY = date(2020, 1, 1)
Answer = dict[str, tuple[str, int, tuple[str, ...]]]


def by_explaining(scheme: Scheme, facts: rules.Facts) -> Answer:
    explanation = explain(scheme, facts, DAY)
    verdicts = {**explanation.conditions, **explanation.decisions}
    return {
        name: (verdict.outcome, -1 if verdict.row is None else verdict.row, verdict.missing)
        for name, verdict in verdicts.items()
    }


def by_deciding(scheme: Scheme, compiled: Rules, many: list[rules.Facts]) -> list[Answer]:
    known = scheme.dictionary.facts
    rows = [
        tuple(None if facts.get(fact) is None else comparable(known[fact], facts[fact]) for fact in compiled.facts)
        for facts in many
    ]
    columns = compiled.decide(rows)
    return [
        {name: (column.outcomes[at], column.rows[at], column.missing[at]) for name, column in columns.items()}
        for at in range(len(rows))
    ]


@settings(max_examples=100)
@given(rules.schemes(), st.lists(rules.facts(), min_size=1, max_size=12))
def test_many_are_decided_as_each_is_explained(scheme: Scheme, many: list[rules.Facts]) -> None:
    compiled = compile_rules(scheme)
    assert by_deciding(scheme, compiled, many) == [by_explaining(scheme, facts) for facts in many]


@given(st.data())
def test_the_good_scheme_is_decided_as_it_is_explained(data: st.DataObject) -> None:
    scheme = good_scheme()
    values = {
        "households": st.sampled_from([0, 50, 51, 100, 101, 300, 301]), "managed": st.booleans(),
        "area": st.sampled_from(["9999.99", "10000.00"]), "guarded": st.booleans(), "gated": st.booleans(),
        "worth_it": st.booleans(), "built": st.sampled_from(["1959-12-31", "1960-01-01"]), "change": st.just(-5),
        "keeper": st.sampled_from(["none", "street", "firm"]), "keeper_name": st.sampled_from(["待拆楼", "某企业"]),
        "fee": st.sampled_from(["1000.49", "1000.50"]),
    }  # fmt: skip
    facts = data.draw(st.fixed_dictionaries({fact: st.one_of(st.none(), one) for fact, one in values.items()}))
    assert by_deciding(scheme, compile_rules(scheme), [facts]) == [by_explaining(scheme, facts)]


def test_it_names_the_columns_it_needs_in_the_order_of_the_dictionary() -> None:
    scheme = good_scheme()
    needed = compile_rules(scheme).facts
    assert list(needed) == [fact for fact in scheme.dictionary.facts if fact in needed]


def test_it_tells_conditions_from_decisions() -> None:
    assert compile_rules(good_scheme()).kinds == {
        "three_no": "condition",
        "two_of_three": "condition",
        "merge": "decision",
        "size": "decision",
        "route": "decision",
    }


def test_no_rows_give_empty_columns() -> None:
    columns = compile_rules(good_scheme()).decide([])
    assert {(*column.outcomes, *column.rows, *column.missing) for column in columns.values()} == {()}


def test_a_scheme_without_rules_decides_nothing() -> None:
    loaded = load_files({"scheme.yaml": "id: empty\nversion: 1\ntitle: 空\n", "facts.yaml": rules.FACTS})
    assert loaded.scheme is not None
    compiled = compile_rules(loaded.scheme)
    assert (compiled.facts, compiled.decide([(), ()])) == ((), {})


def test_rows_with_the_same_gap_share_one_tuple() -> None:
    compiled = compile_rules(good_scheme())
    row = (None,) * len(compiled.facts)
    column = compiled.decide([row, row])["three_no"]
    assert column.missing[0] == ("guarded", "gated", "managed")
    assert column.missing[0] is column.missing[1]


@pytest.mark.parametrize("text", ["'); import os; ('", '"""', "\\", "{f0}", "None"])
def test_text_of_a_scheme_never_becomes_code(text: str) -> None:
    """A threshold that looks like Python stays a text to compare with."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    body = f"""id: sly
version: 1
title: 狡猾
conditions:
  named: {{title: 名, polarity: deficit, members: {{m: {{title: 名, when: {{t: {{is: "{quoted}"}}}}}}}}}}
"""
    loaded = load_files({"scheme.yaml": body, "facts.yaml": rules.FACTS})
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    column = compile_rules(loaded.scheme).decide([(text,), ("x",), (None,)])["named"]
    assert column.outcomes == ["yes", "no", "unknown"]
