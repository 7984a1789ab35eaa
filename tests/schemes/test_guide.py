"""The guide for scheme writers is followed to the letter: its files load, its cases come out, its mistakes are helped."""

import re
from functools import cache
from typing import get_args

import pytest

from sanwu.policy.cases import run_cases
from sanwu.policy.lint import lint
from sanwu.policy.load import load_dictionary, load_files
from sanwu.policy.model_facts import Collected, Fact, FactType
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


# --- facts of a scheme's own -------------------------------------------------------------------------------------------

CHAPTER = GUIDE.partition("### 字典里没有的数据项")[2].partition("\n## ")[0]
KEYS = re.findall(r"^\| (`[^|]+`) \| (.+?) \|$", CHAPTER, re.MULTILINE)
ENTRY = "  new_fact: {{title: 新的一项, group: facilities, collected_by: survey, {}}}\n"


def test_the_table_of_a_facts_keys_says_what_the_format_says() -> None:
    told = {key: text for keys, text in KEYS for key in re.findall(r"`(\w+)`", keys)}

    assert told.keys() <= {info.alias or name for name, info in Fact.model_fields.items()}
    compulsory = {name for name, info in Fact.model_fields.items() if info.is_required()} - {"id"}
    assert {key for key, text in told.items() if "必填" in text} == compulsory
    for key, words in (("type", FactType), ("collected_by", Collected)):
        assert set(re.findall(r"`(\w+)`", told[key])) - {"scale", "choices"} == set(get_args(words)) - {"identity"}
    groups = set(re.findall(r"`(\w+)`", told["group"])) - {"groups"}
    known = load_dictionary(ROOT / "schemes").dictionary
    assert known is not None
    assert groups == known.groups.keys() - {"identity"}


@pytest.mark.parametrize(
    "written",
    [
        "type: boolean", "type: integer, unit: 台", "type: decimal, unit: m², {scale: 2}, unit_factors: {unit_factors}",
        "type: choice, choices: {choices}", "type: money", "type: text", "type: date, synonyms: [甲, 乙], help: 看一看",
        "type: integer, unit: 台, minimum: 0, maximum: 9",
    ],
)  # fmt: skip
def test_each_key_of_a_fact_can_be_written_as_the_guide_says(written: str) -> None:
    told = {key: text for keys, text in KEYS for key in re.findall(r"`(\w+)`", keys)}
    for key in ("unit_factors", "choices"):
        (example,) = re.findall(r"`(\{.+\})`", told[key])
        written = written.replace(f"{{{key}}}", example)
    written = written.replace("{scale: 2}", "scale: 2")

    found = load_files({**FILES, **shared(), "facts.local.yaml": FILES["facts.local.yaml"] + ENTRY.format(written)})

    assert found.problems == ()
    assert found.scheme is not None
    assert found.scheme.dictionary.facts["new_fact"].title == "新的一项"
