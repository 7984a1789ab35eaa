"""What if: the short way says what judging everything with a changed scheme file says."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanwu.policy.compiled import compile_rules
from sanwu.policy.explain import results_of
from sanwu.policy.load import load_files
from sanwu.policy.model import Scheme
from sanwu.policy.whatif import candidates, effect
from sanwu.policy.whatif_answer import Prepared, ask, prepare
from sanwu.policy.whatif_columns import Columns, read_columns
from sanwu.policy.whatif_costs import yuan
from sanwu.policy.whatif_edit import edited, written
from sanwu.policy.whatif_levers import levers, moved
from sanwu.policy.whatif_parts import needed_facts, with_parts
from tests.policy import rules
from tests.policy.small import FACTS, HEAD
from tests.policy.small import scheme as small

PRICED = """
conditions:
  lacking: {title: 三无, polarity: deficit, members: {guard: {title: 无门卫, when: {guarded: {is: no}}}}}
decisions:
  merge:
    title: 并入
    applies_to: lacking
    outcomes: {join: 并入, keep: 保留}
    table:
      - {when: {any: [{area: {below: 10000}}, {households: {at_most: 50}}]}, then: join}
      - {otherwise: keep}
estimates:
  works: {title: 整治, when: {decision: merge, is: [keep]}, rate: 300.5, fact: area}
  gate: {title: 大门, when: {condition: lacking}, amount: 2, unit: ten_thousand_yuan}
  small_items:
    title: 小件
    when: {condition: lacking}
    cap: 500
    items:
      lamp: {title: 灯, rate: 30, fact: households}
      sign: {title: 牌, amount: 10, when: {households: {above: 10}}}
money:
  subsidy:
    title: 补贴
    kind: subsidy
    per: household
    fact: households
    precondition: {condition: lacking}
    rates: [{year: 2016, rate: 100}, {year: 2017, rate: 60}]
"""


def columns_of(scheme: Scheme, many: list[rules.Facts], extra: tuple[str, ...] = ()) -> Columns:
    facts = tuple(dict.fromkeys((*needed_facts(scheme), *extra)))
    return read_columns(scheme.dictionary, facts, [(n, "990101001001", one) for n, one in enumerate(many)])


def judged(scheme: Scheme, many: list[rules.Facts]) -> list[dict[str, str]]:
    """Every rule of each compound, one by one, from the facts."""
    return [{rule: result.outcome for rule, result in results_of(scheme, facts).items()} for facts in many]


@st.composite
def changes(draw: st.DrawFn) -> tuple[Scheme, Scheme, list[rules.Facts]]:
    """A generated scheme, the same with some of its values changed in its file, and compounds."""
    text = draw(rules.rule_texts(("first",)))
    files = {"scheme.yaml": text, "facts.yaml": rules.FACTS}
    before = load_files(files).scheme
    assert before is not None
    offered = levers(before)
    chosen = draw(st.lists(st.sampled_from(sorted(offered)), unique=True, max_size=3)) if offered else []
    asked = {key: draw(rules.OPERANDS[offered[key].fact]) for key in chosen if offered[key].fact}
    found = load_files(edited(before, files, moved(before, asked)))
    after = found.scheme or before  # a range turned round is refused, and then nothing is changed
    return before, after, draw(st.lists(rules.facts(), min_size=1, max_size=12))


@settings(max_examples=80)
@given(changes())
def test_a_changed_value_says_what_judging_with_the_changed_file_says(
    made: tuple[Scheme, Scheme, list[rules.Facts]],
) -> None:
    before, after, many = made
    found = effect(prepare(before, columns_of(before, many)).base, after)
    old, new = judged(before, many), judged(after, many)
    assert list(found.rows) == [row for row in range(len(many)) if old[row] != new[row]]
    for rule in (*before.conditions, *before.decisions):
        assert found.before[rule] == [old[row][rule] for row in found.rows]
        assert found.after[rule] == [new[row][rule] for row in found.rows]
        expected = Counter((a[rule], b[rule]) for a, b in zip(old, new, strict=True) if a[rule] != b[rule])
        assert found.moves(rule) == expected


@settings(max_examples=30)
@given(rules.schemes(("first",)), rules.schemes(("first",)), st.lists(rules.facts(), min_size=1, max_size=8))
def test_any_other_scheme_is_compared_by_the_rules_that_both_have(
    before: Scheme, after: Scheme, many: list[rules.Facts]
) -> None:
    both = tuple(dict.fromkeys((*needed_facts(before), *needed_facts(after))))
    found = effect(prepare(before, columns_of(before, many, both)).base, after)
    old, new = judged(before, many), judged(after, many)
    shared = [rule for rule in old[0] if rule in new[0]]
    assert list(found.rows) == [
        row for row in range(len(many)) if any(old[row][rule] != new[row][rule] for rule in shared)
    ]


def compound(area: int | None, households: int | None, guarded: bool | None = False) -> rules.Facts:
    return {"area": None if area is None else f"{area}.00", "households": households, "guarded": guarded}


MANY = [
    compound(9000, 60), compound(11000, 60), compound(13000, 40), compound(None, 70), compound(20000, 90, True),
    compound(20000, 90, None),
]  # fmt: skip
PRICED_LINE = next(n for n, line in enumerate((HEAD + PRICED).splitlines(), 1) if "below" in line)
BELOW = "decisions.merge.table.0.when.any.0.area.below"


@pytest.fixture
def prepared() -> Prepared:
    scheme = small(PRICED)
    return prepare(scheme, columns_of(scheme, MANY))


def with_value(scheme: Scheme, key: str, value: str) -> Scheme:
    """The priced scheme with one value changed in its file."""
    files = {"scheme.yaml": HEAD + PRICED, "facts.yaml": FACTS}
    found = load_files(edited(scheme, files, moved(scheme, {key: value})))
    assert found.scheme is not None, [str(problem) for problem in found.problems]
    return found.scheme


def test_a_higher_threshold_moves_the_compounds_in_between_and_only_looks_at_them(prepared: Prepared) -> None:
    after = with_value(prepared.scheme, BELOW, "12000")
    assert list(candidates(prepared.base, with_parts(after)) or ()) == [1]
    answer = ask(prepared, after)
    assert list(answer.rows) == [1]
    assert answer.moves == {"merge": Counter({("keep", "join"): 1})}


def test_costs_follow_the_class_and_a_missing_fact_leaves_them_unknown(prepared: Prepared) -> None:
    answer = ask(prepared, with_value(prepared.scheme, BELOW, "12000"))
    works = answer.costs["works"]
    assert (works.before.yuan, works.before.unknown) == (Decimal("3305500"), 2)  # one has no area, one no known guard
    assert (works.after.yuan, works.after.unknown) == (Decimal(0), 2)
    before, after = answer.priced[1]
    assert before is not None
    assert after is not None
    assert yuan(before - after) == Decimal("300.5") * 11000
    assert yuan(after) == 20000 + 500  # a gate in ten thousand yuan; small items are capped


def test_a_changed_rate_prices_every_compound_again(prepared: Prepared) -> None:
    answer = ask(prepared, with_value(prepared.scheme, "estimates.works.rate", "400"))
    assert not answer.rows
    assert not answer.moves
    assert answer.costs["works"].after.yuan == 400 * 11000
    assert set(answer.priced) == {1}


def test_a_flatter_curve_costs_more_in_the_years_it_touches(prepared: Prepared) -> None:
    answer = ask(prepared, with_value(prepared.scheme, "money.subsidy.rates.1.rate", "90"))
    years = answer.money["subsidy"]
    assert years[2016].before == years[2016].after
    assert years[2017].after.yuan - years[2017].before.yuan == 30 * (60 + 60 + 40 + 70)
    assert years[2017].after.unknown == 1


def test_who_gets_the_money_follows_the_rules(prepared: Prepared) -> None:
    after = with_value(prepared.scheme, "decisions.merge.table.0.when.any.1.households.at_most", "30")
    assert ask(prepared, after).money == {}  # the subsidy hangs on the condition, which did not change


def test_the_same_values_change_nothing(prepared: Prepared) -> None:
    scheme = prepared.scheme
    assert moved(scheme, {BELOW: "10000.0", "no.such.lever": "3"}) == {}
    answer = ask(prepared, scheme)
    assert (list(answer.rows), answer.moves, answer.priced, answer.money) == ([], {}, {}, {})
    assert answer.changed.judged == 0


def test_a_scheme_that_needs_facts_nobody_read_is_refused(prepared: Prepared) -> None:
    scheme = small(
        "conditions:\n  k: {title: 条件, polarity: deficit, members: {m: {title: 甲, when: {guarded: {is: no}}}}}"
    )
    base = prepare(scheme, columns_of(scheme, MANY)).base
    with pytest.raises(ValueError, match="facts"):
        effect(base, prepared.scheme)


def test_columns_hold_each_value_once_and_give_rows_back() -> None:
    scheme = small(PRICED)
    columns = columns_of(scheme, MANY * 3)
    assert len(columns.facts["area"].values) == 5
    assert columns.rows(("households", "guarded"), [0, 5, 6]) == [(60, False), (90, None), (60, False)]
    assert columns.rows(compile_rules(scheme).facts) == [
        tuple(columns.facts[fact].of()[row] for fact in compile_rules(scheme).facts) for row in range(len(columns))
    ]


@given(st.integers(0, 10**9), st.integers(0, 3))
def test_costs_are_exact_to_the_last_place(cents: int, household: int) -> None:
    scheme = small("estimates:\n  e: {title: 费用, rate: 0.00000001, fact: area}")
    facts = {"area": f"{cents // 100}.{cents % 100:02}", "households": household}
    (amount,) = prepare(scheme, columns_of(scheme, [facts])).costs["e"].of()
    assert amount is not None
    assert Fraction(yuan(amount)) == Fraction(cents, 100) / 10**8


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30))
def test_whatever_is_tried_stays_one_value_of_the_file(value: str) -> None:
    scheme = small(PRICED)
    path = levers(scheme)[BELOW].path
    files = edited(scheme, {"scheme.yaml": HEAD + PRICED, "facts.yaml": FACTS}, {path: value})
    found = load_files(files)
    if found.scheme is None:
        assert {problem.line for problem in found.problems} <= {PRICED_LINE}
    else:
        assert written(found.scheme, path) == value
    other = files["scheme.yaml"].splitlines()
    assert len(other) == len((HEAD + PRICED).splitlines())


@pytest.mark.parametrize("value", ["1}, {guarded: {is: no}", "1]}, then: keep}", "'", '"', "\\", "#", "- 1", "1 # 2"])
def test_nothing_but_the_value_can_be_changed(value: str) -> None:
    scheme = small(PRICED)
    files = edited(scheme, {"scheme.yaml": HEAD + PRICED, "facts.yaml": FACTS}, {levers(scheme)[BELOW].path: value})
    problems = load_files(files).problems
    assert [problem.code for problem in problems] == ["bad_number"]


@pytest.mark.parametrize("value", ["9" * 20, "-" + "9" * 16, "9" * 16 + ".5"])
def test_a_number_that_is_too_large_is_said_to_be_so(value: str) -> None:
    scheme = small(PRICED)
    files = edited(scheme, {"scheme.yaml": HEAD + PRICED, "facts.yaml": FACTS}, {levers(scheme)[BELOW].path: value})
    (problem,) = load_files(files).problems
    assert (problem.code, f"“{value}” 太大了" in problem.message) == ("bad_number", True)
