"""The guide for scheme writers is followed to the letter: its files load, its cases come out, its mistakes are helped."""

import re
from functools import cache

import pytest

from sanwu.policy.cases import run_cases
from sanwu.policy.lint import lint
from sanwu.policy.load import load_files
from tests.source import ROOT

GUIDE = (ROOT / "docs" / "schemes" / "guide.zh.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```yaml\n# (\S+\.yaml)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL))
# The plan on paper, which the guide asks the reader to put into source.md.
PLAN = "\n".join(re.findall(r"^> .*$", GUIDE, re.MULTILINE))
MISTAKES = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| (.+?) \|$", GUIDE, re.MULTILINE)


@cache
def shared() -> dict[str, str]:
    return {"facts.yaml": (ROOT / "schemes" / "facts.yaml").read_text(encoding="utf-8"), "source.md": PLAN}


def test_the_files_of_the_guide_load_and_their_cases_come_out() -> None:
    loaded = load_files({**FILES, **shared()})
    assert loaded.problems == ()

    told = run_cases(loaded)

    assert told.problems == ()
    assert told.failures == ()
    assert told.passed >= 6


def test_the_guide_leaves_no_finding_without_a_reason() -> None:
    scheme = load_files({**FILES, **shared()}).scheme
    assert scheme is not None

    assert [str(finding) for finding in lint(scheme) if finding.acknowledged is None] == []


def test_the_guide_names_the_commonest_mistakes() -> None:
    assert len(MISTAKES) >= 5


@pytest.mark.parametrize(("right", "wrong", "told"), MISTAKES)
def test_a_mistake_is_answered_with_the_words_of_the_guide(right: str, wrong: str, told: str) -> None:
    name = next(name for name, text in FILES.items() if right in text)

    problems = load_files({**FILES, **shared(), name: FILES[name].replace(right, wrong, 1)}).problems

    assert told in str(problems[0])
