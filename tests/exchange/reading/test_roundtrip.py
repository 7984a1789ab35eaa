"""What we export is understood when it is handed in again: every column, every value, nothing asked."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sanwu.exchange.reading.check import check_table
from sanwu.exchange.reading.flaws import text_problem
from sanwu.exchange.reading.layout import find_layout
from sanwu.exchange.reading.mapping import propose
from sanwu.exchange.reading.sandbox import read_table
from sanwu.policy.derive import Deriver
from sanwu.policy.values import canonical
from sanwu.render.factcolumns import IDENTITY, fact_cell, fact_column
from sanwu.render.textfiles import write_csv
from sanwu.render.workbook import Column, Ledger, write_ledger

# What the ledger can hold: no control characters, no unseen ones, no mark of destroyed text.
unkept = ["Cc", "Cs", "Cn", "Zs", "Zl", "Zp", "Cf", "Co"]
plain_text = st.text(st.characters(exclude_categories=unkept, exclude_characters="\ufffd"), min_size=1, max_size=20)


def values_of(fact):
    """Canonical values of a fact, unknown included."""
    if fact.type == "boolean":
        some = st.booleans()
    elif fact.numeric:
        low, high = fact.minimum or Decimal(0), fact.maximum or Decimal(10**8)
        some = st.decimals(min_value=low, max_value=high, places=fact.places).map(lambda n: canonical(fact, str(n)))
    elif fact.type == "choice":
        some = st.sampled_from(sorted(fact.choices))
    elif fact.type == "date":
        some = st.dates().map(str)
    else:
        some = plain_text
    return st.none() | some


def read_back(path, words, dictionary):
    table = read_table(path)
    layout = find_layout(table, words.targets)
    mapping = propose(table, layout, words)
    return layout, mapping, check_table(table, layout, mapping, dictionary)


@pytest.fixture(scope="module")
def facts(dictionary):
    return [fact for fact in dictionary.facts.values() if fact.collected_by != "identity"]


def test_every_column_of_a_full_export_is_known_again_without_a_question(tmp_path, words, dictionary, facts):
    columns = [*IDENTITY.values(), *(fact_column(fact, dictionary) for fact in facts)]
    row = [
        "0012",
        "A-1、007",
        "幸福院",
        "老院",
        "院落",
        "甲市",
        "乙区",
        "丙街道",
        "丁社区",
        "010106001001",
        "和平路1号",
        "110.3300000",
        "20.0300000",
    ]
    ledger = Ledger("台账", columns, ("填报单位：甲", "填报日期：2026年1月1日"), ("填表人：", "审核人：", "负责人："))
    write_ledger(tmp_path / "out.xlsx", ledger, [[*row, *[None] * len(facts)]] * 2)
    layout, mapping, checked = read_back(tmp_path / "out.xlsx", words, dictionary)
    assert [column.target for column in mapping.columns] == ["ignore", *IDENTITY, *(fact.id for fact in facts)]
    assert (mapping.problems, mapping.datum, list(checked.issues())) == ((), "cgcs2000", [])
    assert len(layout.data_lines) == 2
    assert [reason for _, reason in layout.ignored] == ["sum_row", "signature_line"]
    assert {target: values[0] for target, values in checked.identity.items()} == {
        "number": "0012", "old_number": ("A-1", "007"), "name": "幸福院", "alias": ("老院",), "kind": "yard", "city": "甲市", "county": "乙区",
        "street": "丙街道", "community": "丁社区", "division_code": "010106001001", "address": "和平路1号",
        "point": ("110.3300000", "20.0300000"),
    }  # fmt: skip


# Without shrinking: each example starts a child process, and some hundred facts would be shrunk for minutes.
@given(data=st.data())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None, phases=[Phase.generate]
)
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_every_value_comes_back_as_it_was(tmp_path, words, dictionary, marks, facts, suffix, data):
    rows = data.draw(st.lists(st.tuples(*map(values_of, facts)), min_size=1, max_size=3))
    names = Deriver(dictionary)

    def held(fact, value):
        """The ledger never holds a text that says "unknown", one of a failed formula, or a mark in place of a name."""
        if fact.type != "text" or value is None:
            return True
        no_name = fact.id in dict(names.names) and not names.is_name(fact.id, value)
        return not (marks.says_unknown(value) or text_problem(value) or no_name)

    rows = [[value if held(fact, value) else None for fact, value in zip(facts, row, strict=True)] for row in rows]
    columns = [Column("小区名称", "基本信息"), *(fact_column(fact, dictionary) for fact in facts)]
    cells = [[f"院{n}", *map(fact_cell, facts, row)] for n, row in enumerate(rows)]
    path = tmp_path / f"out.{suffix}"
    if suffix == "xlsx":
        write_ledger(path, Ledger("台账", columns), cells)
    else:
        write_csv(path, [column.title for column in columns], cells)
    _, mapping, checked = read_back(path, words, dictionary)
    assert mapping.problems == ()
    assert list(checked.issues()) == []
    for place, fact in enumerate(facts):
        assert checked.facts[fact.id] == [row[place] for row in rows], fact.id
