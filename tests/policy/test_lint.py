"""The linter finds what is legal but wrong, names the place, and takes a reason for an answer."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from sanwu.policy import lint as linter
from sanwu.policy.findings import Finding
from sanwu.policy.lint import lint
from sanwu.policy.load import load_files
from tests.policy.good_scheme import good_files, good_scheme

ROOM = Path(__file__).parents[1] / "broken_schemes" / "findings"


@dataclass(frozen=True)
class Exhibit:
    """A scheme with one finding: its code, words of its message, and the line it stands on."""

    name: str
    text: str
    code: str
    words: tuple[str, ...]
    line: int


def exhibit(path: Path) -> Exhibit:
    text = path.read_text(encoding="utf-8")
    head = re.match(r"# code: (\w+)\n# says: (.+)\n", text)
    marks = [number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# here")]
    assert head, f"{path.name} does not say what is found"
    assert len(marks) == 1, f"{path.name} does not mark one line"
    return Exhibit(path.stem, text, head[1], tuple(head[2].split(" | ")), marks[0])


EXHIBITS = [exhibit(path) for path in sorted(ROOM.glob("*.yaml"))]


def findings_of(text: str) -> tuple[Finding, ...]:
    """What the linter finds in a scheme.yaml with good facts and law around it."""
    files = {name: content for name, content in good_files().items() if name != "work.yaml"}
    loaded = load_files({**files, "scheme.yaml": text})
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    return lint(loaded.scheme)


@pytest.mark.parametrize("shown", EXHIBITS, ids=lambda shown: shown.name)
def test_it_finds_one_thing_in_each_exhibit_and_says_where(shown: Exhibit) -> None:
    findings = findings_of(shown.text)
    assert [(finding.code, finding.line) for finding in findings] == [(shown.code, shown.line)]
    said = f"{findings[0].message}{findings[0].remedy}"
    assert [word for word in shown.words if word not in said] == [], said
    assert findings[0].message.endswith("。")
    assert findings[0].remedy.endswith("。")


def test_every_documented_code_is_in_the_room_and_none_else() -> None:
    documented = set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", (linter.__doc__ or "").split("Codes:")[1]))
    assert {shown.code for shown in EXHIBITS} == documented


@pytest.mark.parametrize("shown", EXHIBITS, ids=lambda shown: shown.name)
def test_a_reason_silences_a_finding_without_hiding_it(shown: Exhibit) -> None:
    if shown.code == "stale_acknowledgement":
        pytest.skip("a note that matches nothing cannot be accepted by another note")
    note = f"acknowledged:\n  - {{code: {shown.code}, reason: 看过了，照录。}}\n"
    findings = findings_of(shown.text + note)
    assert [(finding.code, finding.acknowledged) for finding in findings] == [(shown.code, "看过了，照录。")]


def test_the_good_scheme_has_only_what_it_has_accepted() -> None:
    findings = lint(good_scheme())
    assert [(finding.code, finding.acknowledged) for finding in findings] == [("conflicting_dates", "两处都照录。")]


def test_a_note_for_one_place_does_not_cover_another() -> None:
    two = "id: a\nversion: 1\ntitle: 甲\nphases:\n  - {id: one, title: 一}\n  - {id: two, title: 二}\n"
    findings = findings_of(two + "acknowledged:\n  - {code: undated_phase, at: one, reason: 方案没有写。}\n")
    assert {finding.path: finding.acknowledged for finding in findings} == {
        "phases › one": "方案没有写。",
        "phases › two": None,
    }


def test_a_finding_in_an_included_file_names_that_file() -> None:
    head = "id: a\nversion: 1\ntitle: 甲\ninclude: [more.yaml]\n"
    loaded = load_files({**good_files(), "scheme.yaml": head, "more.yaml": "\n\nphases:\n  - {id: one, title: 一}\n"})
    assert loaded.scheme is not None
    assert [(finding.file, finding.line) for finding in lint(loaded.scheme)] == [("more.yaml", 4)]


def test_a_date_that_follows_from_an_event_is_never_out_of_order_before_the_event() -> None:
    text = """id: a
version: 1
title: 甲
bodies: {street: {title: 街道, level: street}}
duties:
  - {id: report, title: 上报, by: street, due: 2020-06-10, clause: 1}
  - {id: accept, title: 验收, by: street, due: {after: works_finished, days: 15}, follows: [report], clause: 1}
"""
    assert findings_of(text) == ()


def test_what_derives_from_a_collected_text_counts_as_collected() -> None:
    rules = """id: a
version: 1
title: 甲
clause: 1
conditions:
  unmanaged:
    title: 无物业
    polarity: deficit
    members: {none: {title: 无物业, when: {managed: {is: no}}}}
"""
    form = "forms: {survey: {title: 表, sections: {main: {title: 甲, required: [keeper_name]}}}}\n"
    assert [finding.code for finding in findings_of(rules)] == ["fact_not_collected"]
    assert findings_of(rules + form) == ()


def test_what_identifies_a_compound_needs_no_form() -> None:
    files = good_files()
    files["facts.yaml"] = files["facts.yaml"].replace(
        "facts:\n", "facts:\n  kind: {title: 类别, type: text, group: main, collected_by: identity}\n"
    )
    files["scheme.yaml"] = """id: a
version: 1
title: 甲
conditions:
  yard: {title: 院落, polarity: deficit, members: {a: {title: 院落, when: {kind: {is: 院落}}}}}
"""
    loaded = load_files(files)
    assert loaded.scheme is not None
    assert lint(loaded.scheme) == ()
