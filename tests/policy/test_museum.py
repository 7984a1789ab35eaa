"""Each kind of mistake has a file in tests/broken_schemes; the loader must name its line and say what to do, in Chinese."""

import re
from pathlib import Path

import pytest

from sanwu.policy.cases import run_cases
from sanwu.policy.load import Problem, load_files

MUSEUM = Path(__file__).parents[1] / "broken_schemes"
PIECES = sorted(MUSEUM.glob("*.yaml"))
NAMES = {"scheme": "scheme.yaml", "facts": "facts.yaml", "law": "law/votes.yaml", "cases": "cases/one.yaml"}
GOOD = {
    file.relative_to(MUSEUM / "good").as_posix(): file.read_text(encoding="utf-8")
    for file in (MUSEUM / "good").rglob("*.yaml")
}


def problems_of(piece: Path) -> tuple[str, tuple[Problem, ...]]:
    """The name in the bundle of the broken file, and what is said of the bundle."""
    name = NAMES[piece.name.partition("-")[0]]
    loaded = load_files({**GOOD, name: piece.read_text(encoding="utf-8")})
    if name.startswith("cases/"):
        assert not loaded.problems
        return name, run_cases(loaded).problems
    return name, loaded.problems


def test_without_a_mistake_it_loads() -> None:
    assert load_files(GOOD).problems == ()


def test_the_museum_is_rich() -> None:
    assert len(PIECES) >= 120


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.stem)
def test_a_mistake_is_named_with_its_line_and_a_remedy(piece: Path) -> None:
    text = piece.read_text(encoding="utf-8")
    head = dict(re.findall(r"^# (code|says): (.+)$", text, re.MULTILINE))
    marked = [number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# ←")]

    name, problems = problems_of(piece)

    found = [problem for problem in problems if problem.code == head["code"] and problem.file == name]
    assert found, [str(problem) for problem in problems]
    said = str(found[0])
    assert all(words in said for words in head["says"].split("｜")), said
    assert not marked or found[0].line in marked, said
    assert found[0].message.endswith("。")
    assert found[0].remedy.endswith("。")


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.stem)
def test_one_mistake_is_not_buried_under_others(piece: Path) -> None:
    _, problems = problems_of(piece)

    assert len(problems) <= 2, [str(problem) for problem in problems]
