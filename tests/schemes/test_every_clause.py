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
# Where a clause of a kind may stand; `scheme` is the head of the scheme itself.
SECTIONS = {
    "definition": "conditions assessments problems objects extent eligibility",
    "phase": "phases",
    "deadline": "duties phases goals targets filings money",
    "duty": "duties bodies rosters reports partnerships workflows",
    "threshold": "conditions decisions targets assessments acceptance eligibility",
    "item": "items item_groups staffing",
    "standard": "acceptance conditions assessments forms workflows staffing items",
    "rule": "decisions votes money extent partnerships party workflows eligibility estimates conditions ladder filings "
    "acceptance scheme",
    "indicator": "measures targets goals assessments",
    "evaluation": "evaluation reports",
    "roster": "rosters",
    "report": "reports filings",
    "ladder_rung": "ladder",
}
IN_A_FILE = set(SECTIONS)
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
def places(scheme_id: str) -> dict[str, set[str]]:
    """Clause → sections in which a scheme's files cite it with `clause:`; dates and rows inside entries count too."""
    loaded = load_scheme(ROOT / "schemes" / scheme_id)
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    found: dict[str, set[str]] = {}
    for path, part in walk(loaded.scheme):
        for clause in getattr(part, "clause", ()):
            found.setdefault(clause, set()).add(str(path[0]) if path else "scheme")
    return found


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
    known = set(places(SCHEMES[letter])) | set(ACTS)
    assert [clause for clause in KINDS if clause[0] == letter and clause not in known] == []


@pytest.mark.parametrize("letter", SIZES)
def test_what_is_a_rule_a_date_or_a_duty_stands_in_its_section_of_the_file(letter: str) -> None:
    found = places(SCHEMES[letter])
    missing = [
        f"{clause} as {kind}, only in {sorted(found.get(clause, ()))}"
        for clause, kinds in KINDS.items()
        for kind in sorted(kinds & IN_A_FILE)
        if clause[0] == letter and not found.get(clause, set()) & set(SECTIONS[kind].split())
    ]
    assert missing == []


@pytest.mark.parametrize("letter", SIZES)
def test_a_scheme_cites_no_clause_that_its_plan_does_not_have(letter: str) -> None:
    numbered = {clause for clause in places(SCHEMES[letter]) if re.fullmatch(r"[A-D]-\d\d", clause)}
    assert sorted(clause for clause in numbered if clause not in KINDS) == []


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
