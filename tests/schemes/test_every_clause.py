"""Every clause of the four plans stands in a scheme file, or in the list of what the platform does or will do."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanwu.policy.load import load_scheme
from sanwu.policy.walk import walk

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "tests" / "data" / "requirements.yaml"
PLATFORM = ROOT / "schemes" / "clauses.yaml"
SCHEMES = {"A": "haikou-2016", "B": "district-safety-2020", "C": "street-petitions", "D": "luohe-2020"}
SIZES = {"A": 57, "B": 33, "C": 29, "D": 33}
IN_A_FILE = {
    "definition", "phase", "deadline", "duty", "threshold", "item", "standard", "rule", "indicator", "evaluation",
    "roster", "report", "ladder_rung",
}  # fmt: skip
ELSEWHERE = {"words", "behaviour"}
STAGES = {
    "survey", "plans", "works", "acceptance", "stewardship", "oversight", "funds", "partners", "petitions", "open",
}  # fmt: skip


def read(path: Path) -> dict[str, Any]:
    """A mapping as text only; the same clause twice is refused."""
    text = path.read_text(encoding="utf-8")
    keys = re.findall(r"^([A-D]-\d\d):", text, re.MULTILINE)
    assert len(keys) == len(set(keys)), f"{path.name} has a clause twice"
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


KINDS = {clause: set(words.split()) for clause, words in read(REQUIREMENTS).items()}
ACTS: dict[str, list[dict[str, str]]] = read(PLATFORM)


@cache
def cited(scheme_id: str) -> frozenset[str]:
    """All clauses that a scheme's files cite with `clause:`; anything in it counts, dates and rows as well."""
    loaded = load_scheme(ROOT / "schemes" / scheme_id)
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    return frozenset(clause for _, part in walk(loaded.scheme) for clause in getattr(part, "clause", ()))


@cache
def functions_of(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def test_the_list_of_requirements_is_whole() -> None:
    assert list(KINDS) == [f"{letter}-{number:02}" for letter, size in SIZES.items() for number in range(1, size + 1)]
    assert len(KINDS) == 152
    assert {kind for kinds in KINDS.values() for kind in kinds} == IN_A_FILE | ELSEWHERE


@pytest.mark.parametrize("letter", SIZES)
def test_no_clause_is_missing(letter: str) -> None:
    missing = [clause for clause in KINDS if clause[0] == letter and clause not in cited(SCHEMES[letter]) | set(ACTS)]
    assert missing == []


@pytest.mark.parametrize("letter", SIZES)
def test_what_is_a_rule_a_date_or_a_duty_stands_in_a_scheme_file(letter: str) -> None:
    wanted = [clause for clause, kinds in KINDS.items() if clause[0] == letter and kinds & IN_A_FILE]
    assert [f"{clause} ({', '.join(sorted(KINDS[clause] & IN_A_FILE))})" for clause in wanted
            if clause not in cited(SCHEMES[letter])] == []  # fmt: skip


@pytest.mark.parametrize("letter", SIZES)
def test_a_scheme_cites_no_clause_that_its_plan_does_not_have(letter: str) -> None:
    numbered = {clause for clause in cited(SCHEMES[letter]) if re.fullmatch(r"[A-D]-\d\d", clause)}
    assert numbered <= set(KINDS)


def test_what_the_platform_has_to_do_is_listed_and_nothing_else() -> None:
    assert set(ACTS) == {clause for clause, kinds in KINDS.items() if "behaviour" in kinds}


@pytest.mark.parametrize("clause", ACTS)
def test_the_platform_shows_what_it_does_or_says_at_which_stage_it_will(clause: str) -> None:
    for act in ACTS[clause]:
        assert act["does"]
        assert set(act) in ({"does", "test"}, {"does", "to_be_built"}), act
        if "to_be_built" in act:
            assert act["to_be_built"] in STAGES
        else:
            file, _, name = act["test"].partition("::")
            assert name in functions_of(file), f"{act['test']} does not exist"
