"""Facts of a scheme's own: they add to the shared dictionary, travel with the scheme, and never change what is shared."""

from pathlib import Path

import pytest

from sanwu.policy.cases import run_cases
from sanwu.policy.complete import complete
from sanwu.policy.load import Loaded, load_files, load_scheme

FACTS = """\
version: 1
groups: {basics: 基本情况}
facts:
  households: {title: 户数, type: integer, unit: 户, group: basics, collected_by: survey}
  area: {title: 面积, type: decimal, scale: 2, unit: m², group: basics, collected_by: survey}
"""
RULE = """\
id: small
version: 1
title: 小方案
conditions:
  drained:
    title: 能排水
    polarity: achievement
    holds_when: all
    members: {pumps: {title: 两台泵, when: {pumps: {at_least: 2}}}}
"""
OWN = "facts:\n  pumps: {title: 泵, type: integer, unit: 台, group: basics, collected_by: survey}\n"
CASES = "title: 泵\ncases:\n  - {title: 正好两台，能排水。, facts: {pumps: 2}, expect: {drained: yes}}\n"


def loaded(own: str | None = OWN, **more: str) -> Loaded:
    files = {"scheme.yaml": RULE, "facts.yaml": FACTS, "cases/a.yaml": CASES, **more}
    return load_files(files if own is None else {**files, "facts.local.yaml": own})


def test_a_scheme_brings_a_fact_of_its_own_and_rules_and_cases_use_it() -> None:
    found = loaded()

    assert found.problems == ()
    assert found.scheme is not None
    assert list(found.scheme.dictionary.facts) == ["households", "area", "pumps"]
    assert run_cases(found).passed == 1


def test_without_it_the_message_says_what_to_write_and_where() -> None:
    (problem,) = loaded(None).problems

    assert problem.code == "unknown_fact"
    assert "facts.local.yaml" in problem.remedy
    assert "facts: {pumps: {title: 名称, type: boolean, group: management, collected_by: survey}}" in problem.remedy


def test_what_the_message_says_can_be_pasted() -> None:
    (problem,) = loaded(None).problems
    entry = problem.remedy.partition("里：")[2].partition("。")[0]

    found = loaded(entry.replace("boolean", "integer, unit: 台").replace("management", "basics"))

    assert found.problems == ()


def test_a_case_that_uses_an_unknown_fact_says_so_too() -> None:
    result = run_cases(loaded(**{"cases/a.yaml": CASES.replace("{pumps: 2}", "{ponds: 2}")}))
    assert "facts.local.yaml" in result.failures[0].actual


@pytest.mark.parametrize("entry", ["type: decimal, scale: 2, unit: 户", "type: integer, unit: 人", "type: text"])
def test_a_shared_fact_is_not_counted_otherwise(entry: str) -> None:
    found = loaded(OWN + f"  households: {{title: 总户数, {entry}, group: basics, collected_by: survey}}\n")

    (problem,) = found.problems
    assert (problem.code, problem.file, problem.line) == ("fact_retyped", "facts.local.yaml", 3)
    assert "另起一个标识" in problem.remedy


def test_a_fact_that_is_shared_meanwhile_counts_as_it_is_shared() -> None:
    own = OWN + "  households: {title: 我们的户数, type: integer, unit: 户, group: basics, collected_by: survey}\n"
    found = loaded(own)

    assert found.scheme is not None
    assert found.scheme.dictionary.facts["households"].title == "户数"


@pytest.mark.parametrize(
    ("own", "line", "told"),
    [
        (OWN.replace("group: basics", "group: flood"), 2, "没有名为“flood”的分组"),
        (OWN.replace("type: integer, unit: 台", "type: decimal, unit: 台"), 2, "scale"),
        (OWN.replace("泵,", "户数,"), 2, "既指“households”又指“pumps”"),
        (OWN.replace("collected_by: survey", ""), 2, "collected_by"),
        (OWN + "colour: red\n", 3, "colour"),
        ("facts: {pumps: {title: 业主姓名, type: text, group: basics, collected_by: survey}}", 1, "姓名"),
    ],
)
def test_a_fault_in_it_is_told_at_its_line_and_alone(own: str, line: int, told: str) -> None:
    found = loaded(own)

    assert {problem.file for problem in found.problems} == {"facts.local.yaml"}
    assert found.problems[0].line == line
    assert told in str(found.problems[0])


def test_a_group_of_its_own_may_stand_beside() -> None:
    assert loaded("groups: {flood: 防汛}\n" + OWN.replace("group: basics", "group: flood")).problems == ()


@pytest.mark.parametrize("own", ["", "# 还没有写\n"])
def test_an_empty_file_adds_nothing(own: str) -> None:
    assert [problem.code for problem in loaded(own).problems] == ["unknown_fact"]


def test_who_extends_a_scheme_takes_its_facts_over() -> None:
    child = load_files({
        "scheme.yaml": "id: child\nversion: 1\ntitle: 下级\nextends: small\n", "facts.yaml": FACTS,
        "extends/small/scheme.yaml": RULE, "extends/small/facts.local.yaml": OWN,
    })  # fmt: skip
    assert child.problems == ()
    assert child.scheme is not None
    assert "pumps" in child.scheme.dictionary.facts


PARENT = {"facts.yaml": FACTS, "extends/small/scheme.yaml": RULE, "extends/small/facts.local.yaml": OWN}
CHILD = "id: child\nversion: 1\ntitle: 下级\nextends: small\n"


def test_a_fact_counted_otherwise_than_in_the_extended_scheme_names_that_scheme() -> None:
    (problem,) = load_files(
        {**PARENT, "scheme.yaml": CHILD, "facts.local.yaml": OWN.replace("unit: 台", "unit: 个")}
    ).problems

    assert (problem.code, problem.file) == ("fact_retyped", "facts.local.yaml")
    assert problem.message.startswith("被沿用的方案里已有“pumps”（泵），单位不同")
    assert "共用" not in str(problem)


def test_a_fact_counted_otherwise_than_shared_still_names_the_shared_dictionary() -> None:
    own = OWN + "  households: {title: 总户数, type: text, group: basics, collected_by: survey}\n"
    (problem,) = load_files({**PARENT, "scheme.yaml": CHILD, "facts.local.yaml": own}).problems

    assert problem.message.startswith("共用的数据项字典里已有“households”")
    assert "直接用共用的" in problem.remedy


def test_the_editor_knows_the_facts_and_groups_of_the_extended_scheme() -> None:
    above = "groups: {flood: 防汛}\n" + OWN.replace("group: basics", "group: flood")
    files = {**PARENT, "extends/small/facts.local.yaml": above, "scheme.yaml": CHILD}
    rule = CHILD + "conditions:\n  dry:\n    members: {a: {when: {"

    asked = complete({**files, "scheme.yaml": rule}, "scheme.yaml", 6, len(rule.splitlines()[6]))
    own = "facts:\n  ponds:\n    group: "
    groups = complete({**files, "facts.local.yaml": own}, "facts.local.yaml", 2, len("    group: "))

    assert "pumps" in [one.text for one in asked]
    assert [one.text for one in groups] == ["flood", "basics"]


def test_it_is_no_part_that_may_be_included() -> None:
    found = loaded(**{"scheme.yaml": RULE + "include: [facts.local.yaml]\n"})
    assert "include_refused" in [problem.code for problem in found.problems]


def test_a_folder_away_from_the_shared_dictionary_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "scheme.yaml").write_text(RULE)
    (tmp_path / "facts.local.yaml").write_text(OWN)

    found = load_scheme(tmp_path)

    assert "facts.local.yaml" in found.files
    told = "；".join(str(problem) for problem in found.problems)
    assert "schemes 文件夹" in told
    assert "facts.yaml" in told


def test_the_editor_offers_keys_types_and_groups_of_a_fact() -> None:
    files = {"scheme.yaml": RULE, "facts.yaml": FACTS, "facts.local.yaml": OWN}

    def offered(text: str) -> list[str]:
        line = text.rstrip("\n").count("\n")
        column = len(text.splitlines()[-1])
        return [one.text for one in complete({**files, "facts.local.yaml": text}, "facts.local.yaml", line, column)]

    assert {"title", "type", "group", "collected_by"} <= set(offered("facts:\n  pumps:\n    "))
    assert {"integer", "boolean"} <= set(offered("facts:\n  pumps:\n    type: "))
    assert offered("facts:\n  pumps:\n    group: ") == ["basics"]
    assert "survey" in offered("facts:\n  pumps:\n    collected_by: ")
    rule = RULE.replace("pumps: {at_least: 2}", "")
    row = next(number for number, text in enumerate(rule.splitlines()) if "when: {" in text)
    column = rule.splitlines()[row].index("when: {") + len("when: {")
    asked = complete({**files, "scheme.yaml": rule}, "scheme.yaml", row, column)
    assert "pumps" in [one.text for one in asked], "a fact of its own is offered in a condition"
