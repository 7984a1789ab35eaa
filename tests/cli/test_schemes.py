"""scheme check · cases · explain · schema: plans as files, without a database."""

import json
from pathlib import Path

import pytest

from tests.campaigns.conftest import SCHEME, write_scheme
from tests.cli.conftest import Run
from tests.source import ROOT

CASE = """
title: 规模小的认定
clause: X-1
cases:
  - title: 四十九户的小区规模小
    facts: {household_count: 49}
    expect: {small: yes}
"""


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    return write_scheme(tmp_path / "schemes" / "made-2020", SCHEME)


def facts(folder: Path, **values: object) -> Path:
    path = folder / "facts.json"
    path.write_text(json.dumps(values, ensure_ascii=False))
    return path


# --- check -----------------------------------------------------------------------------------------------------------


def test_a_scheme_is_checked_by_its_folder_its_file_and_the_folder_above(sanwu: Run, scheme: Path) -> None:
    (scheme.parent / "law").mkdir()
    for path in (scheme, scheme / "scheme.yaml", scheme.parent):
        data = sanwu("scheme", "check", path, "--json").data

        assert [(s["id"], s["version"], s["errors"]) for s in data["schemes"]] == [("made-2020", "1", [])]


def test_findings_are_named_and_without_a_reason_end_with_1(sanwu: Run, scheme: Path) -> None:
    text = SCHEME.replace("open: {title: 公布标准, by: office,", "open: {title: 公布标准,")

    answer = sanwu("scheme", "check", write_scheme(scheme, text), "--json")

    findings = answer.data["schemes"][0]["findings"]
    assert (answer.code, answer.data["ok"]) == (1, False)
    assert all(set(f) == {"code", "file", "line", "message", "remedy", "acknowledged"} for f in findings)
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "公布标准" in row)
    assert any(f["line"] == line and f["acknowledged"] in (None, False, "") for f in findings), findings


def test_a_broken_scheme_ends_with_1_beside_a_sound_one(sanwu: Run, scheme: Path) -> None:
    write_scheme(scheme.parent / "broken", SCHEME + "colour: red\n")

    answer = sanwu("scheme", "check", scheme.parent, "--json")

    assert answer.code == 1
    by_name = {s["id"]: s for s in answer.data["schemes"]}
    assert "colour" in by_name["broken"]["errors"][0]["message"] + by_name["broken"]["errors"][0].get("path", "")
    assert by_name["made-2020"]["errors"] == []
    assert "broken" in sanwu("scheme", "check", scheme.parent).out


def test_a_file_of_cases_that_cannot_be_read_is_an_error_with_its_line_and_a_remedy(sanwu: Run, scheme: Path) -> None:
    (scheme / "cases").mkdir()
    (scheme / "cases" / "a.yaml").write_text(CASE.replace("expect:", "expects:"))

    answer = sanwu("scheme", "check", scheme, "--json")

    errors = answer.data["schemes"][0]["errors"]
    assert answer.code == 1
    assert all((error["file"], error["line"] > 0) == ("cases/a.yaml", True) for error in errors)
    assert any("是不是想写“expect”" in error["remedy"] for error in errors)
    assert "cases/a.yaml:7" in sanwu("scheme", "check", scheme).out


def test_a_case_that_fails_is_a_finding_of_the_check(sanwu: Run, scheme: Path) -> None:
    (scheme / "cases").mkdir()
    (scheme / "cases" / "a.yaml").write_text(CASE.replace("small: yes", "small: no"))

    answer = sanwu("scheme", "check", scheme, "--json")

    findings = [one for one in answer.data["schemes"][0]["findings"] if one["code"] == "case_failing"]
    assert (answer.code, answer.data["ok"]) == (1, False)
    assert [(one["file"], one["line"], one["acknowledged"]) for one in findings] == [("cases/a.yaml", 5, None)]
    assert "四十九户的小区规模小" in findings[0]["message"]
    assert set(findings[0]) == {"code", "file", "line", "message", "remedy", "acknowledged"}


def test_a_path_without_any_scheme_ends_with_2(sanwu: Run, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        answer = sanwu("scheme", "check", path)
        assert (answer.code, answer.out) == (2, "")
        assert "scheme.yaml" in answer.err


def test_the_shipped_schemes_have_no_open_finding(sanwu: Run) -> None:
    answer = sanwu("scheme", "check", ROOT / "schemes", "--json")

    assert (answer.code, answer.data["ok"]) == (0, True), answer.data
    assert answer.data["schemes"]


# --- cases -----------------------------------------------------------------------------------------------------------


def test_the_shipped_cases_pass(sanwu: Run) -> None:
    for folder in sorted(path.parent for path in (ROOT / "schemes").glob("*/scheme.yaml")):
        answer = sanwu("scheme", "cases", folder, "--json")

        assert answer.code == 0, answer.data
        assert (answer.data["passed"], answer.data["failed"], answer.data["failures"]) == (answer.data["cases"], 0, [])
        assert answer.data["cases"] > 0


def test_a_case_that_fails_is_named_and_ends_with_1(sanwu: Run, scheme: Path) -> None:
    (scheme / "cases").mkdir()
    (scheme / "cases" / "small.yaml").write_text(CASE.replace("49}", "50}"))

    answer = sanwu("scheme", "cases", scheme, "--json")

    assert (answer.code, answer.data["failed"]) == (1, 1), answer
    assert "四十九户的小区规模小" in json.dumps(answer.data["failures"], ensure_ascii=False)
    assert "四十九户的小区规模小" in sanwu("scheme", "cases", scheme).out


# --- explain ---------------------------------------------------------------------------------------------------------


def test_one_compound_is_explained_leaf_by_leaf(sanwu: Run, scheme: Path, tmp_path: Path) -> None:
    answer = sanwu(
        "scheme", "explain", scheme, "--facts", facts(tmp_path, household_count=49), "--on", "2020-06-30", "--json"
    )

    assert answer.code == 0
    assert answer.data["conditions"] == {"small": "yes"}
    assert (answer.data["decisions"], answer.data["missing"]) == ({}, [])
    leaf = answer.data["leaves"][0]
    assert (leaf["fact"], leaf["operator"], leaf["outcome"]) == ("household_count", "below", "yes")
    assert "X-1" in json.dumps(leaf["clause"])


@pytest.mark.parametrize("values", [{}, {"household_count": None}])
def test_what_is_not_known_is_named(sanwu: Run, scheme: Path, tmp_path: Path, values: dict[str, object]) -> None:
    answer = sanwu("scheme", "explain", scheme, "--facts", facts(tmp_path, **values), "--json")

    assert answer.data["conditions"] == {"small": "unknown"}
    assert answer.data["missing"] == ["household_count"]
    assert "household_count" in sanwu("scheme", "explain", scheme, "--facts", tmp_path / "facts.json").out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"houshold_count": 1}', "是不是想写“household_count”"),
        ('{"household_count": 1, "household_count": 2}', "写了两次"),
        ('{"household_count": ' + "9" * 5000 + "}", "household_count"),
        ('{"household_count": 1e999999999}', "household_count"),
        ('{"household_count": NaN}', "household_count"),
        ('{"household_count": ' + "[" * 5000, "套得太深"),
        ('{"household_count": 1,}', "第 1 行第 "),
        ('{"household_count": "许多"}', "household_count"),
        ('{"household_count": 1.5}', "household_count"),
        ("[1]", "数据项"),
        ("{", "JSON"),
        ("\udcff", "JSON"),
    ],
)
def test_facts_that_cannot_be_read_end_with_2(sanwu: Run, scheme: Path, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    answer = sanwu("scheme", "explain", scheme, "--facts", path)

    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert "line 1" not in answer.err


@pytest.mark.parametrize(("written", "outcome"), [("49", "yes"), ("4.9e1", "yes"), ("5e1", "no"), ("50.0", "no")])
def test_a_number_may_be_written_as_json_writes_numbers(
    sanwu: Run, scheme: Path, tmp_path: Path, written: str, outcome: str
) -> None:
    path = tmp_path / "facts.json"
    path.write_text(f'{{"household_count": {written}}}')

    answer = sanwu("scheme", "explain", scheme, "--facts", path, "--json")

    assert answer.data["conditions"] == {"small": outcome}


def test_missing_files_and_broken_schemes_end_with_2(sanwu: Run, scheme: Path, tmp_path: Path) -> None:
    known = facts(tmp_path, household_count=1)

    assert sanwu("scheme", "explain", scheme, "--facts", tmp_path / "none.json").code == 2
    assert sanwu("scheme", "explain", scheme.parent / "none", "--facts", known).code == 2
    assert sanwu("scheme", "explain", write_scheme(scheme, SCHEME + "colour: red\n"), "--facts", known).code == 2


def test_a_folder_of_several_schemes_is_not_one_scheme(sanwu: Run, scheme: Path) -> None:
    write_scheme(scheme.parent / "second", SCHEME.replace("made-2020", "made-2021"))

    answer = sanwu("scheme", "cases", scheme.parent)

    assert answer.code == 2
    assert "2 个方案" in answer.err


# --- schema ----------------------------------------------------------------------------------------------------------


def test_the_schema_is_json_with_and_without_the_option(sanwu: Run) -> None:
    plain, asked = sanwu("scheme", "schema"), sanwu("scheme", "schema", "--json")

    assert plain.code == asked.code == 0
    assert plain.data == asked.data
    assert {"id", "conditions", "decisions", "duties"} <= set(plain.data["properties"])
