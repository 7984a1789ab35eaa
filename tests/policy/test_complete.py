"""What an editor is offered where the cursor stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.policy.complete import Suggestion, complete
from sanwu.policy.yamlscan import scan, spot
from tests.source import ROOT

FACTS = (ROOT / "schemes" / "facts.yaml").read_text(encoding="utf-8")
BODY = """
bodies:
  office: {title: 领导小组办公室, level: city}
  town:
    title: 镇政府  # 由它上报
    level: street
conditions: {three_no: {title: “三无”小区}}
decisions:
  merge:
    outcomes: {merge: {title: 并入}, keep: 单独管理}
phases: [{id: survey, title: 摸底}]
acceptance: {checklists: {green: {title: 绿化}}}
"""


def offered(text: str, name: str = "more.yaml") -> list[Suggestion]:
    """What is offered at the bar."""
    before, _, after = text.partition("|")
    files = {"scheme.yaml": BODY, "facts.yaml": FACTS, "law/votes.yaml": "", name: before + after}
    return complete(files, name, before.count("\n"), len(before) - before.rfind("\n") - 1)


def words(text: str, name: str = "more.yaml") -> list[str]:
    return [suggestion.text for suggestion in offered(text, name)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("du|", {"duties", "conditions", "include"}),
        ("duties:\n  a:\n    |", {"by", "due", "done_when"}),
        ("duties:\n  a: {title: 上报, |", {"by", "due"}),
        ("duties:\n- id: a\n  |", {"title", "by"}),
        ("conditions:\n  a:\n    polarity: |", {"deficit", "achievement"}),
        ("duties:\n  a:\n    by: |", {"office", "town"}),
        ("duties:\n  a:\n    with: [office, t|", {"office", "town"}),
        ("duties:\n  a:\n    with:\n      - t|", {"office", "town"}),
        ("duties:\n  a:\n    phase: |", {"survey"}),
        ("duties:\n  a:\n    due: |", {"to_be_set"}),
        ("duties:\n  a:\n    done_when: |", {"list_submitted", "declared"}),
        ("acceptance:\n  levels:\n  - checklists: [|", {"green"}),
        ("laws: [|", {"votes"}),
        ("decisions:\n  x:\n    applies_to: |", {"three_no"}),
        ("decisions:\n  merge:\n    table:\n      - {otherwise: |", {"merge", "keep"}),
        ("decisions:\n  merge:\n    table:\n      - when: {built_year: {below: 1}}\n        then: k|", {"keep"}),
        ("forms:\n  s:\n    sections:\n    - id: x\n      required: [built_year,\n        h|", {"household_count"}),
    ],
)
def test_keys_choices_and_ids_of_the_place_are_offered(text: str, expected: set[str]) -> None:
    assert expected <= set(words(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("conditions: {a: {members: {b: {when: {|", {"all", "any", "not", "condition", "household_count"}),
        ("conditions: {a: {members: {b: {when: {all: [{h|", {"any", "household_count"}),
        ("conditions: {a: {members: {b: {when: {household_count: {|", {"below", "at_most"}),
        ("conditions: {a: {members: {b: {when: {owners_body: {is: |", {"owners_committee", "none"}),
        ("conditions: {a: {members: {b: {when: {owners_body: {one_of: [none, |", {"owners_committee"}),
        ("conditions: {a: {members: {b: {when: {has_governing_unit: {is: |", {"yes", "no"}),
        ("decisions:\n  d:\n    table:\n    - when: {condition: |", {"three_no"}),
    ],
)
def test_inside_a_predicate_facts_operators_and_values_are_offered(text: str, expected: set[str]) -> None:
    assert expected <= set(words(text))


def test_a_yes_or_no_is_not_offered_what_only_numbers_know() -> None:
    assert "below" not in words("conditions: {a: {members: {b: {when: {has_governing_unit: {|")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cases:\n  - |", {"title", "facts", "expect"}),
        ("cases:\n  - facts: {h|", {"household_count"}),
        ("cases:\n  - facts: {owners_body: |", {"owners_committee"}),
        ("cases:\n  - expect: {|", {"three_no", "merge"}),
        ("cases:\n  - expect: {merge: |", {"keep", "unknown", "not_applicable"}),
        ("cases:\n  - expect: {three_no: |", {"yes", "no", "unknown"}),
        ("cases:\n  - missing: {merge: [|", {"floor_area_m2"}),
        ("cases:\n  - due: {phase: |", {"survey"}),
    ],
)
def test_a_worked_case_is_offered_rules_facts_and_outcomes(text: str, expected: set[str]) -> None:
    assert expected <= set(words(text, "cases/a.yaml"))


def test_what_stands_there_already_is_not_offered_again() -> None:
    assert "title" not in words("duties:\n  a:\n    title: 上报\n    |\n    by: office")
    assert "by" not in words("duties:\n  a:\n    title: 上报\n    |\n    by: office")
    assert "id" not in words("duties:\n  a:\n    |")


def test_what_must_be_written_comes_first_and_facts_have_their_chinese_names() -> None:
    first = offered("duties:\n  a:\n    |")[0]
    assert (first.text, first.kind, first.required) == ("title", "key", True)
    assert next(key for key in offered("d|") if key.text == "duties").title == "应办事项"
    facts = {fact.text: fact.title for fact in offered("conditions: {a: {members: {b: {when: {|")}
    assert facts["household_count"] == "户数（整数，户）"
    bodies = {body.text: body.title for body in offered("duties: {a: {by: |")}
    assert bodies == {"office": "领导小组办公室", "town": "镇政府"}


def test_a_law_is_offered_by_its_family_and_a_local_pack_is_none() -> None:
    files = {"scheme.yaml": "laws: [", "law/votes.yaml": "", "law/votes.local.yaml": ""}
    assert [one.text for one in complete(files, "scheme.yaml", 0, 7)] == ["votes"]


def test_shared_files_are_not_completed() -> None:
    assert complete({"facts.yaml": FACTS}, "facts.yaml", 3, 0) == []
    assert complete({"source.md": "## "}, "source.md", 0, 3) == []


def test_every_key_that_the_shipped_schemes_use_is_offered_at_its_place() -> None:
    """The reader of half-written text finds in whole files what the loader finds."""
    folder = ROOT / "schemes" / "haikou-2016"
    files = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.yaml")}
    files["facts.yaml"] = FACTS
    checked = 0
    for name, text in files.items():
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if line.startswith("    ") and line.strip().split(":")[0].isidentifier() and ":" in line:
                key = line.strip().split(":")[0]
                found = complete(files, name, number, line.index(key) + len(key))
                if found and found[0].kind == "key":
                    checked += 1
                    assert key in {one.text for one in found}, f"{name}:{number + 1} {line}"
    assert checked > 100


def test_a_text_in_blocks_quotes_and_comments_does_not_lead_astray() -> None:
    text = 'a: "x: {"  # {\nb: |-\n  c: {\n  d\ne:\n  - f: [1, "]"]\n'

    found = scan(text)

    assert found.keys[()] == ["a", "b", "e"]
    assert found.keys["e", 0] == ["f"]
    assert spot(text + "g", 6, 1).path == ()


@given(st.text(alphabet="ab:-{}[],\"'#| \n\t是", max_size=80), st.integers(0, 20), st.integers(0, 80))
def test_nothing_that_can_be_typed_breaks_it(text: str, line: int, column: int) -> None:
    complete({"scheme.yaml": text, "cases/a.yaml": text, "facts.yaml": FACTS[:2000]}, "scheme.yaml", line, column)
    complete({"scheme.yaml": text, "cases/a.yaml": text}, "cases/a.yaml", line, column)


@pytest.mark.parametrize(
    "text",
    ["[" * 400_000, "- " * 200_000, "a" + " " * 400_000 + "b", "{a: " * 100_000, "[" + "x" * 400_000, "a:\n" * 9],
)
def test_what_nobody_would_write_is_read_without_following_it_down(text: str) -> None:
    complete({"scheme.yaml": text}, "scheme.yaml", 0, len(text))


def test_of_several_ways_to_write_a_date_none_is_compulsory_until_one_is_begun() -> None:
    begun = "duties:\n  a:\n    due:\n      "

    before = {one.text: one for one in offered(begun + "|")}
    after = [one.text for one in offered(begun + "after: b\n      |")]

    assert {"after", "dekad", "target"} <= before.keys()
    assert not any(one.required for one in before.values())
    assert "days" in after
    assert "dekad" not in after


def test_a_key_that_every_way_asks_for_is_compulsory() -> None:
    found = {one.text: one for one in offered("duties:\n  a:\n    |")}

    assert found["title"].required
