"""What a scheme switches off is seen by nothing, and nothing that stays may need it."""

import pytest

from sanwu.policy.cases import run_cases
from tests.policy.small import loaded, scheme

BODY = """\
bodies: {street: {title: 街道, level: street}}
party: {levels: {street: 街道}}
measures: {rate: {title: 比例, unit: "%"}}
targets: {all: {title: 全部, measure: rate, is: 100}}
money: {grant: {title: 补助, kind: subsidy, per: household, fact: households, amount: 100}}
estimates: {works: {title: 费用, amount: 5}}
reports: {monthly: {title: 月报, kind: periodic, every: month}}
rosters: {desk: {title: 接访, body: street, every: working_day}}
evaluation: {yearly: {title: 评价, rank: shown}}
workflows:
  letters: {title: 来信, object: case, channel: letter, steps: {read: 阅}}
  close_out: {title: 销号, object: problem, steps: {close: 销号}}
"""


def test_without_a_word_everything_is_there() -> None:
    whole = scheme(BODY)
    assert whole.party is not None
    assert list(whole.workflows) == ["letters", "close_out"]
    assert scheme(f"{BODY}modules: {{party: yes}}\n").party is not None


@pytest.mark.parametrize(
    ("module", "gone"),
    [
        ("money", ("money", "estimates")),
        ("indicators", ("targets",)),
        ("reports", ("reports",)),
        ("rosters", ("rosters",)),
    ],
)
def test_a_module_that_is_off_takes_its_sections_with_it(module: str, gone: tuple[str, ...]) -> None:
    rest = scheme(f"{BODY}modules: {{{module}: no}}\n")
    assert [getattr(rest, section) for section in gone] == [{} for _ in gone]
    assert rest.party is not None


def test_the_party_may_be_off() -> None:
    assert scheme(f"{BODY}modules: {{party: no}}\n").party is None


def test_without_petitions_only_their_cases_go() -> None:
    assert list(scheme(f"{BODY}modules: {{petitions: no}}\n").workflows) == ["close_out"]


def test_without_ranks_no_evaluation_shows_places() -> None:
    assert scheme(BODY).evaluation["yearly"].rank == "shown"
    assert scheme(f"{BODY}modules: {{ranks: no}}\n").evaluation["yearly"].rank == "hidden"


def test_what_stays_may_not_need_what_is_off() -> None:
    result = loaded(f"{BODY}goals: {{end: {{title: 年底, targets: all}}}}\nmodules: {{indicators: no}}\n")
    assert [(problem.code, problem.line) for problem in result.problems] == [("module_off", 16)]
    assert "indicators" in str(result.problems[0])


def test_a_child_may_switch_off_what_its_parent_has() -> None:
    parent = f"id: city\nversion: 1\ntitle: 市\n{BODY}"
    child = "id: small\nversion: 1\ntitle: 小\nextends: city\nmodules: {money: no}\n"
    result = loaded(scheme=child, extends__city__scheme=parent)
    assert result.scheme is not None, result.problems
    assert result.scheme.money == {}
    assert list(result.scheme.reports) == ["monthly"]


def test_a_sum_of_money_that_is_off_cannot_be_asked() -> None:
    cases = "title: 例\ncases: [{title: 补助, facts: {households: 2}, expect: {grant: 200}}]\n"
    assert run_cases(loaded(BODY, cases__one=cases)).failed == 0
    assert run_cases(loaded(f"{BODY}modules: {{money: no}}\n", cases__one=cases)).failed == 1
