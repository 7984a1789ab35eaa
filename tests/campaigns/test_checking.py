"""Checking what is being written: bounded, and never a traceback."""

import subprocess
from typing import Any

import pytest

from sanwu.base.errors import BadInput
from sanwu.campaigns import checking
from sanwu.campaigns.drafts_reading import with_shared
from sanwu.campaigns.skeleton import new_file, new_scheme
from sanwu.policy.checker import check

WITH_CASE = new_scheme("river", "河边")["scheme.yaml"].replace("# conditions", "conditions").replace("\n#  ", "\n  ")
CASE = """
title: 构成条件
cases:
  - title: 没有物业的小区算。
    facts: {has_property_provider: no}
    expect: {three_no: yes}
  - title: 不知道有没有物业的小区不算。
    expect: {three_no: no}
"""


def test_a_new_scheme_can_be_used_and_says_what_is_still_open() -> None:
    said = check(with_shared(new_scheme("river", "河边")))

    assert said["usable"]
    assert {finding["code"] for finding in said["findings"]} >= {"undated_phase"}
    assert said["cases"] is None


def test_worked_cases_are_told_one_by_one() -> None:
    text = WITH_CASE.partition("# 四")[0]
    said = check(with_shared({"scheme.yaml": text, "cases/one.yaml": CASE}), cases=True)["cases"]

    assert (said["count"], said["passed"], said["failed"]) == (2, 1, 1)
    assert said["passes"] == [{"file": "cases/one.yaml", "line": 4, "title": "没有物业的小区算。"}]
    assert said["failures"][0]["line"] == 7
    assert "待核实" in said["failures"][0]["actual"]


def test_a_file_of_cases_as_it_is_added_is_no_more_than_a_mistake() -> None:
    files = {**new_scheme("river", "河边"), "cases/one.yaml": new_file("cases/one.yaml")}

    said = check(with_shared(files), cases=True)["cases"]

    assert said["failed"] == 1
    assert said["passes"] == []


def test_a_process_of_its_own_says_the_same(tmp_path: Any) -> None:
    files = new_scheme("river", "河边")

    assert checking.check_files(files) == check(with_shared(files))


def test_what_takes_too_long_is_stopped_with_a_sentence(monkeypatch: Any) -> None:
    def slow(*args: Any, **options: Any) -> Any:
        raise subprocess.TimeoutExpired("check", options["timeout"])

    monkeypatch.setattr(subprocess, "run", slow)

    with pytest.raises(BadInput, match="检查没有做完"):
        checking.check_files(new_scheme("river", "河边"))


def test_a_process_that_dies_is_told_in_a_sentence(monkeypatch: Any) -> None:
    monkeypatch.setattr(
        subprocess, "run", lambda *args, **options: subprocess.CompletedProcess(args, -9, b"", b"Traceback")
    )

    with pytest.raises(BadInput) as refused:
        checking.check_files(new_scheme("river", "河边"))

    assert "Traceback" not in refused.value.message
