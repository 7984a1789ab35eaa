"""The linter finds what is legal but wrong, names the place, and takes a reason for an answer."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from sanwu.policy.findings import Finding
from sanwu.policy.lint import lint
from sanwu.policy.lint_codes import CODES
from sanwu.policy.load import load_files
from tests.policy.good_scheme import good_files, good_scheme
from tests.schemes.write_pages import codes_table

# Found in source.md, of which the exhibits have a sound one.
IN_THE_PLANS_WORDS = {"heading_without_content"}
ROOM = Path(__file__).parents[1] / "broken_schemes" / "findings"


@dataclass(frozen=True)
class Exhibit:
    """A scheme with one finding: its code, words of its message, the line it stands on, and a file that it lacks."""

    name: str
    text: str
    code: str
    words: tuple[str, ...]
    line: int
    without: str = ""


def exhibit(path: Path) -> Exhibit:
    text = path.read_text(encoding="utf-8")
    head = re.match(r"# code: (\w+)\n# says: (.+)\n(?:# without: (.+)\n)?", text)
    marks = [number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# here")]
    assert head, f"{path.name} does not say what is found"
    assert len(marks) == 1, f"{path.name} does not mark one line"
    return Exhibit(path.stem, text, head[1], tuple(head[2].split(" | ")), marks[0], head[3] or "")


EXHIBITS = [exhibit(path) for path in sorted(ROOM.glob("*.yaml"))]


def findings_of(text: str, without: str = "") -> tuple[Finding, ...]:
    """What the linter finds in a scheme.yaml with good facts and law and a plan's text around it, but for one file."""
    files = {name: content for name, content in good_files().items() if name not in ("work.yaml", without)}
    loaded = load_files({**files, "scheme.yaml": text})
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    return lint(loaded.scheme)


@pytest.mark.parametrize("shown", EXHIBITS, ids=lambda shown: shown.name)
def test_it_finds_one_thing_in_each_exhibit_and_says_where(shown: Exhibit) -> None:
    findings = findings_of(shown.text, shown.without)
    assert [(finding.code, finding.line) for finding in findings] == [(shown.code, shown.line)]
    said = f"{findings[0].message}{findings[0].remedy}"
    assert [word for word in shown.words if word not in said] == [], said
    assert findings[0].message.endswith("。")
    assert findings[0].remedy.endswith("。")


def test_every_code_is_in_the_room_and_none_else() -> None:
    assert {shown.code for shown in EXHIBITS} | IN_THE_PLANS_WORDS == set(CODES)


def test_the_page_for_writers_lists_every_code_as_it_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "schemes" / "findings.zh.md").read_text(encoding="utf-8")
    assert page.endswith(f"\n\n{codes_table()}"), "run: .venv/bin/python -m tests.schemes.write_pages"


def test_every_code_says_what_is_wrong_and_what_to_do() -> None:
    assert [code.name for code in CODES.values() if not (code.subject and code.meaning and code.remedy)] == []
    assert len({code.meaning for code in CODES.values()}) == len(CODES)


@pytest.mark.parametrize("shown", EXHIBITS, ids=lambda shown: shown.name)
def test_a_reason_silences_a_finding_without_hiding_it(shown: Exhibit) -> None:
    if shown.code == "stale_acknowledgement":
        pytest.skip("a note that matches nothing cannot be accepted by another note")
    note = f"acknowledged:\n  - {{code: {shown.code}, reason: 看过了，照录。}}\n"
    findings = findings_of(shown.text + note, shown.without)
    assert [(finding.code, finding.acknowledged) for finding in findings] == [(shown.code, "看过了，照录。")]


def test_the_good_scheme_has_only_what_it_has_accepted() -> None:
    findings = lint(good_scheme())
    assert {finding.code: finding.acknowledged for finding in findings} == {
        "conflicting_dates": "两处都照录。",
        "vague_date": "照方案的说法。",
        "class_without_threshold": "由街道判断。",
        "nobody_responsible": "小方案不写责任单位。",
    }


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


PLAN = """\
# 方案

### A-01 资金保障

> （二）资金保障
>
> 1.财政支持
>
> 2.财政补贴

### A-02 宣传

> 3.加大宣传引导，做到家喻户晓。

### A-03 编者说明

没有引用原文。
"""


def test_a_clause_of_headings_only_is_found_in_the_plans_own_words() -> None:
    head = "id: a\nversion: 1\ntitle: 甲\n"
    loaded = load_files({**good_files(), "scheme.yaml": head, "source.md": PLAN})
    assert loaded.scheme is not None
    found = [(finding.code, finding.file, finding.line, finding.message) for finding in lint(loaded.scheme)]
    assert found == [("heading_without_content", "source.md", 3, "方案原文有 1 条只有标题、没有内容：A-01。")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", True),
        ("\n \n", True),
        ("# 方案\n\n### 第一条\n", True),
        ("# 方案\n\n> 原话。\n", False),
        ("见附件。\n", False),
    ],
    ids=["nothing", "blank", "headings only", "quoted", "plain"],
)
def test_a_source_that_says_nothing_is_no_source(text: str, found: bool) -> None:
    loaded = load_files({**good_files(), "scheme.yaml": "id: a\nversion: 1\ntitle: 甲\n", "source.md": text})
    assert loaded.scheme is not None
    assert [finding.code for finding in lint(loaded.scheme)] == (["source_missing"] if found else [])


def test_a_child_needs_the_words_of_its_own_document() -> None:
    files = {name: text for name, text in good_files().items() if name not in ("work.yaml", "source.md")}
    parent = {
        "extends/parent/scheme.yaml": "id: parent\nversion: 1\ntitle: 上级\n",
        "extends/parent/source.md": "> 上级的话。\n",
    }
    loaded = load_files({**files, **parent, "scheme.yaml": "id: child\nversion: 1\ntitle: 下级\nextends: parent\n"})
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    assert [(finding.code, finding.file) for finding in lint(loaded.scheme)] == [("source_missing", "scheme.yaml")]


@pytest.mark.parametrize(
    ("title", "compared", "found"),
    [
        ("面积不到1公顷", "below: 1", True),
        ("面积不到一公顷", "below: 1", True),
        ("面积不到1公顷", "below: 10000", False),
        ("面积不到 1 万平方米", "below: 1", False),
        ("面积不到10,000 m²", "below: 10000", False),
        ("面积不到1公顷、不低于500 m²", "between: [500, 10000]", False),
        ("1公顷以下", "at_least: 2", False),
        ("面积不到9999 m²", "below: 0.9999", True),
        ("面积不到1.5公顷", "below: 1.5", True),
        ("面积不到1.5公顷", "below: 15000", False),
        ("面积500 m² 以上、1公顷以下", "between: [0.05, 1]", True),
        ("不到50户", "below: 50", True),
        ("不到50户，或面积不到50 m²", "below: 50", False),
        ("不到60户", "below: 50", False),
    ],
    ids=[
        "digit",
        "numeral",
        "converted",
        "unknown unit",
        "same unit",
        "both units",
        "another number",
        "written in the other unit",
        "with a fraction",
        "a fraction converted",
        "both written in the other unit",
        "the unit of another fact",
        "both facts",
        "another number of another fact",
    ],  # fmt: skip
)
def test_a_number_in_words_is_held_against_the_unit_of_the_fact(title: str, compared: str, found: bool) -> None:
    text = f"""id: a
version: 1
title: 甲
forms: {{survey: {{title: 表, sections: {{main: {{title: 甲, required: [area]}}}}}}}}
conditions:
  small:
    title: 小
    polarity: deficit
    clause: 1
    members: {{area: {{title: "{title}", when: {{area: {{{compared}}}}}}}}}
"""
    assert [finding.code for finding in findings_of(text)] == (["unit_mismatch"] if found else [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("逾期未报的，视为零报告。", "missing_read_as_zero"),
        ("没有报的显示未报，不当作零。", None),
        ("不设上访老户名单，另建重点人员花名册。", "person_list"),
        ("不设重点人员名单。", None),
        ("对重点人员名单实行盯人。", "person_list"),
        ("健全信访台账，一案一档。", None),
        ("20xx年底前完成。", "placeholder_left"),
        ("方案没有写年份。", None),
        ("怎么办??", "garbled_text"),
    ],
)
def test_words_are_read_with_care(text: str, code: str | None) -> None:
    scheme = f"id: a\nversion: 1\ntitle: 甲\nreferences: {{one: {{title: 一, text: {text}}}}}\n"
    assert [finding.code for finding in findings_of(scheme)] == ([code] if code else [])


def test_how_petitions_are_handled_may_be_a_target() -> None:
    text = """id: a
version: 1
title: 甲
measures: {on_time: {title: 按期办结率, unit: "%"}, visits: {title: 越级上访件数, unit: 件, better: neither}}
targets: {all: {title: 按期办结, measure: on_time, at_least: 100, clause: 1}}
"""
    assert findings_of(text) == ()


def test_a_result_is_made_public_by_a_level_or_by_its_workflow() -> None:
    head = "id: a\nversion: 1\ntitle: 甲\nbodies: {street: {title: 街道, level: street}}\n"
    level = "acceptance: {levels: {check: {title: 初验, by: street}}}\n"
    assert [finding.code for finding in findings_of(head + level)] == ["acceptance_without_publicity"]
    assert findings_of(head + level.replace("by: street", "by: street, public: yes")) == ()
    flow = "workflows: {close: {title: 销号, object: problem, steps: {a: {title: 申请, by: street}}, publicity: {places: [公告栏]}}}\n"
    assert findings_of(head + level + flow) == ()


def test_a_mode_is_voted_on_only_where_the_vote_says_which_decision_it_is_about() -> None:
    head = """id: a
version: 1
title: 甲
laws: [votes]
bodies: {street: {title: 街道, level: street}}
duties: {decide: {title: 确定管理模式, by: street, due: to_be_set, done_when: mode_decided}}
"""
    vote = "votes: {fund: {title: 用资金, law: votes, matter: use_fund}}\n"
    assert [finding.code for finding in findings_of(head + vote)] == ["mode_without_vote"]


def test_a_vote_of_a_plan_without_dates_is_judged_by_no_law() -> None:
    head = "id: a\nversion: 1\ntitle: 甲\nlaws: [votes]\n"
    vote = "votes: {mode: {title: 选方式, law: votes, matter: choose_mode, source: 新法第二百七十八条}}\n"
    assert findings_of(head + vote) == ()


def test_a_large_table_is_tried_once_and_told_apart() -> None:
    rows = "".join(
        f"      - {{when: {{households: {{at_most: {number * 5}}}}}, then: c{number}}}\n" for number in range(1, 120)
    )
    outcomes = ", ".join(f"c{number}: 第{number}类" for number in range(1, 121))
    text = f"""id: a
version: 1
title: 甲
forms: {{survey: {{title: 表, sections: {{main: {{title: 甲, required: [households]}}}}}}}}
decisions:
  size:
    title: 大小
    clause: 1
    outcomes: {{{outcomes}}}
    table:
{rows}      - {{otherwise: c120}}
"""
    assert findings_of(text) == ()


@pytest.mark.parametrize(
    ("compared", "found"), [("at_least: 0.95", True), ("at_least: 95", False), ("above: 0", False)]
)
def test_a_share_is_compared_in_per_cent(compared: str, found: bool) -> None:
    files = good_files()
    files["facts.yaml"] = files["facts.yaml"].replace(
        "facts:\n",
        'facts:\n  rate: {title: 覆盖率, type: decimal, scale: 1, unit: "%", group: main, collected_by: survey}\n',
    )
    files["scheme.yaml"] = f"""id: a
version: 1
title: 甲
forms: {{survey: {{title: 表, sections: {{main: {{title: 甲, required: [rate]}}}}}}}}
conditions:
  covered: {{title: 覆盖, polarity: achievement, clause: 1, members: {{a: {{title: 甲, when: {{rate: {{{compared}}}}}}}}}}}
"""
    loaded = load_files(files)
    assert loaded.scheme is not None
    assert [finding.code for finding in lint(loaded.scheme)] == (["unit_mismatch"] if found else [])


def test_a_reason_that_a_parent_gave_in_vain_is_the_parents_business() -> None:
    parent = """id: parent
version: 1
title: 上级
phases: {one: {title: 一}}
acknowledged: [{code: undated_phase, at: one, reason: 上级没有写日期。}]
"""
    child = (
        "id: child\nversion: 1\ntitle: 下级\nextends: parent\nphases: {one: {title: 一, ends: 2020-06-30, clause: 1}}\n"
    )
    files = {name: text for name, text in good_files().items() if name != "work.yaml"}
    loaded = load_files({**files, "scheme.yaml": child, "extends/parent/scheme.yaml": parent})
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    assert lint(loaded.scheme) == ()


def test_a_partnership_puts_somebody_in_charge_of_each_compound() -> None:
    text = (ROOM / "nobody_responsible.yaml").read_text(encoding="utf-8")
    assert findings_of(text + "partnerships: {link: {title: 包联, unit: street}}\n") == ()
