"""Two schemes side by side: what one says otherwise, never how it was typed."""

import pytest

from sanwu.policy.compare import compare
from sanwu.policy.compare_told import Comparison, EntryChange
from sanwu.policy.load import load_files
from tests.policy.good_scheme import good_files, good_scheme
from tests.policy.small import scheme

RULES = """
conditions:
  few: {title: 少, polarity: deficit, members: {a: {title: 甲, when: {households: {at_most: %s}}}}}
decisions:
  way:
    title: 方式
    applies_to: few
    hit: first
    outcomes: {merge: 并入, keep: 保留}
    table:
      - {when: {any: [{area: {below: %s}}, {guarded: {is: no}}]}, then: merge}
      - {otherwise: keep}
"""


def changed(left: str, right: str) -> dict[str, EntryChange]:
    """Entries that differ between two small schemes, as section.id."""
    found = compare(scheme(left), scheme(right))
    return {f"{section.section}.{entry.id}": entry for section in found.sections for entry in section.entries}


def keys(entry: EntryChange) -> dict[str, tuple[str | None, str | None]]:
    return {key.key: (key.left, key.right) for key in entry.keys}


def test_a_moved_threshold_is_told_with_both_sentences() -> None:
    found = changed(RULES % (50, 10000), RULES % (49, "9999.5"))
    assert keys(found["conditions.few"]) == {"members › a › when": ("户数 不超过 50 户", "户数 不超过 49 户")}
    assert keys(found["decisions.way"]) == {
        "table › 1 › when": ("面积 低于 10,000 m² 或者 有门卫：否", "面积 低于 9,999.5 m² 或者 有门卫：否")
    }


def test_a_scheme_says_the_same_as_itself() -> None:
    found = compare(good_scheme(), good_scheme())
    assert found.same
    assert found.as_json()["sections"] == []


def test_another_way_of_typing_the_same_is_no_difference() -> None:
    mapping = "events: {met: 开会, filed: {title: 备案}}\n"
    listed = "events:\n  - {id: met, title: 开会}\n  - id: filed\n    title: 备案\n"
    assert changed(mapping, listed) == {}


def test_entries_that_only_one_side_has_carry_all_that_they_say() -> None:
    found = changed("events: {met: 开会}\n", "events: {filed: 备案}\n")
    assert found["events.met"].kind == "removed"
    assert found["events.filed"].kind == "added"
    assert keys(found["events.filed"]) == {"title": (None, "备案")}


def test_a_row_more_in_a_table_is_one_change() -> None:
    row = "      - {when: {area: {below: 500}}, then: keep}\n      - {otherwise"
    body = RULES % (50, 10000)
    found = changed(body, body.replace("      - {otherwise", row))
    assert keys(found["decisions.way"]) == {"table › 2": (None, "条件：面积 低于 500 m²；结果：保留")}


def test_dates_are_told_as_people_write_them() -> None:
    def duty(due: str) -> str:
        return f"bodies: {{office: {{title: 办公室, level: city}}}}\nevents: {{met: 开会}}\nduties: {{report: {{title: 上报, by: office, due: {due}}}}}\n"

    found = changed(duty("2016-06-30"), duty("{after: met, days: 5, clock: working}"))
    assert keys(found["duties.report"]) == {"due": ("2016年6月30日", "开会后 5 个工作日内")}
    found = changed(duty("{dekad: 2020-06/1}"), duty("{target: 2020-06-01, limit: 2020-06-15}"))
    assert keys(found["duties.report"]) == {"due": ("2020年6月上旬", "目标 2020年6月1日，最迟 2020年6月15日")}


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        ("{every: month, on: 5}", "每月，5 日"),
        ("{every: month, on: last}", "每月，最后一天"),
        ("{every: week, on: fri, times: 2}", "每周 2 次，周五"),
        ("{every: year, on: 06-30}", "每年，6月30日"),
        ("{every: quarter, on: 15}", "每季度，第 15 天"),
        ("{every: half_year, until: {year_end: 2020}}", "每半年，至2020年底"),
    ],
)
def test_a_rhythm_is_told_with_its_day(rhythm: str, words: str) -> None:
    duty = "duties: {tell: {title: 报送, recurs: %s}}\n"
    found = changed(duty % "day", duty % rhythm)
    assert keys(found["duties.tell"])["recurs"][1] == words


def test_entries_come_in_the_order_of_the_plan() -> None:
    found = compare(
        scheme("events: {a: 甲, b: 乙, c: 丙, d: 丁}\n"), scheme("events: {a: 甲一, new: 新, c: 丙, d: 丁一}\n")
    )
    events = next(section for section in found.sections if section.section == "events")
    assert [(entry.id, entry.kind) for entry in events.entries] == [
        ("a", "changed"), ("b", "removed"), ("new", "added"), ("d", "changed"),
    ]  # fmt: skip
    assert events.same == 1


def mirrored(found: Comparison) -> dict[str, tuple[str, dict[str, tuple[str | None, str | None]]]]:
    return {f"{s.section}.{e.id}": (e.kind, keys(e)) for s in found.sections for e in s.entries}


def test_turning_the_sides_turns_every_change() -> None:
    other = scheme(RULES % (50, 10000))
    there, back = mirrored(compare(good_scheme(), other)), mirrored(compare(other, good_scheme()))
    turn = {"added": "removed", "removed": "added", "changed": "changed"}
    assert there.keys() == back.keys()
    for name, (kind, said) in there.items():
        assert back[name][0] == turn[kind]
        if kind != "changed":
            assert back[name][1] == {key: (right, left) for key, (left, right) in said.items()}


@pytest.mark.parametrize(
    ("was", "now", "place"),
    [("title: 好方案", "title: 更好的方案", "head."), ("issuer: 某市人民政府", "issuer: 另一市人民政府", "head.")],
)
def test_what_a_plan_says_of_itself_is_compared_too(was: str, now: str, place: str) -> None:
    files = good_files()
    assert was in files["scheme.yaml"]
    files["scheme.yaml"] = files["scheme.yaml"].replace(was, now)
    other = load_files(files).scheme
    assert other is not None
    assert list(mirrored(compare(good_scheme(), other))) == [place]


def test_other_facts_and_laws_beside_a_plan_are_a_difference() -> None:
    files = good_files()
    files["facts.yaml"] = files["facts.yaml"].replace("title: 户数", "title: 总户数", 1)
    other = load_files(files).scheme
    assert other is not None
    found = compare(good_scheme(), other)
    assert [section.section for section in found.sections] == ["facts"]
