"""A child scheme takes everything of its parent and says only what is its own."""

from pathlib import Path

import pytest

from sanwu.policy.load import Loaded, load_files, load_scheme
from sanwu.policy.model import OnDate, Scheme
from tests.policy.small import FACTS, HEAD

CITY = """\
id: city
version: 3
title: 市方案
issuer: 市政府
note: 市里的话
laws: counting
bodies: {city_group: {title: 市领导小组, level: city}, street: {title: 街道, level: street}}
duties:
  - {id: report, title: 上报, by: street, due: 2020-06-30}
  - {id: file, title: 备案, by: city_group, due: 2020-07-10}
conditions:
  open: {title: 无门卫, polarity: deficit, members: {no_guard: {title: 无门卫, when: {guarded: {is: no}}}}}
acceptance:
  checklists: {road: {title: 道路, criteria: {flat: 平整}}}
  levels: {first: {title: 初验, by: street}}
acknowledged: [{code: undated_duty, reason: 市里定}]
"""
COUNTING = """\
family: counting
title: 期间的计算
versions: {now: {title: 现行, from: 2000-01-01}}
"""


def child(body: str = "", **more: str) -> Loaded:
    """A street's scheme over the city's."""
    files = {"scheme.yaml": f"{HEAD}extends: city\n{body}", "extends/city/scheme.yaml": CITY, "facts.yaml": FACTS}
    return load_files({**files, "law/counting.yaml": COUNTING, **more})


def scheme(body: str = "", **more: str) -> Scheme:
    """The same, which must load."""
    loaded = child(body, **more)
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    return loaded.scheme


def test_everything_of_the_parent_is_taken_over_but_who_speaks() -> None:
    result = scheme()
    assert list(result.duties) == ["report", "file"]
    assert list(result.conditions) == ["open"]
    assert result.laws == ("counting",)
    assert (result.id, result.version, result.title, result.issuer, result.note) == ("small", 1, "小方案", None, None)


def test_an_entry_with_the_same_id_is_replaced_whole_and_in_its_place() -> None:
    result = scheme(
        "duties: {report: {title: 提前上报, by: street, due: 2020-06-20}, tell: {title: 通报, by: street}}\n"
    )
    assert list(result.duties) == ["report", "file", "tell"]
    assert result.duties["report"].due == OnDate(date="2020-06-20")
    assert result.duties["report"].title == "提前上报"


def test_sections_inside_acceptance_are_joined_by_id_too() -> None:
    result = scheme("acceptance: {levels: {second: {title: 复验, by: city_group}}}\n")
    assert list(result.acceptance.levels) == ["first", "second"]
    assert list(result.acceptance.checklists) == ["road"]


def test_what_the_parent_accepted_stays_accepted() -> None:
    result = scheme("acknowledged: [{code: undated_phase, reason: 街道定}]\n")
    assert [note.code for note in result.acknowledged] == ["undated_duty", "undated_phase"]
    assert result.place(("acknowledged", 0))[0] == "extends/city/scheme.yaml"
    assert result.place(("acknowledged", 1)) == ("scheme.yaml", 5)


def test_places_lead_to_the_file_in_which_an_entry_was_written() -> None:
    result = scheme("duties:\n  - {id: tell, title: 通报, by: street}\n")
    assert result.place(("duties", "file")) == ("extends/city/scheme.yaml", 10)
    assert result.place(("duties", "tell")) == ("scheme.yaml", 6)


def test_a_mistake_in_the_parent_is_named_in_the_parent() -> None:
    broken = CITY.replace("by: city_group, due", "by: cty_group, due")
    problems = child(**{"extends/city/scheme.yaml": broken}).problems
    assert [(problem.file, problem.line) for problem in problems] == [("extends/city/scheme.yaml", 10)]


def test_three_levels_are_laid_over_one_another_the_nearest_wins() -> None:
    district = "id: district\nversion: 1\ntitle: 区方案\nextends: city\nduties: {file: {title: 区备案, by: street}}\n"
    result = scheme(
        **{
            "scheme.yaml": f"{HEAD}extends: district\nduties: {{tell: {{title: 通报, by: street}}}}\n",
            "extends/district/scheme.yaml": district,
        },
    )
    assert {name: duty.title for name, duty in result.duties.items()} == {
        "report": "上报",
        "file": "区备案",
        "tell": "通报",
    }


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"scheme.yaml": f"{HEAD}extends: county\n"}, "extends_missing"),
        ({"extends/city/scheme.yaml": f"{CITY}extends: small\n"}, "circle"),
        ({"extends/city/scheme.yaml": f"{CITY}extends: city\n"}, "circle"),
        (
            {f"extends/s{n}/scheme.yaml": f"id: s{n}\nversion: 1\ntitle: 甲\nextends: s{n + 1}\n" for n in range(9)}
            | {"scheme.yaml": f"{HEAD}extends: s0\n"},
            "too_deep",
        ),
        ({"scheme.yaml": f"{HEAD}extends: [city]\n"}, "wrong_kind"),
        ({"scheme.yaml": f"{HEAD}extends: ../city\n"}, "bad_id"),
    ],
)
def test_a_line_that_cannot_be_followed_is_refused(files: dict[str, str], code: str) -> None:
    assert code in [problem.code for problem in child(**files).problems]


def test_the_parent_is_read_from_the_folder_beside_the_child(tmp_path: Path) -> None:
    for name, text in {
        "facts.yaml": FACTS,
        "law/counting.yaml": COUNTING,
        "city/scheme.yaml": f"{CITY}include: more.yaml\n",
        "city/more.yaml": "events: {meeting: 会议}\n",
        "city/source.md": "# 市方案\n",
        "city/cases/a.yaml": "title: 不带走\ncases: []\n",
        "small/scheme.yaml": f"{HEAD}extends: city\n",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    loaded = load_scheme(tmp_path / "small")
    assert loaded.problems == ()
    assert loaded.scheme is not None
    assert list(loaded.scheme.events) == ["meeting"]
    assert sorted(loaded.files) == [
        "extends/city/more.yaml",
        "extends/city/scheme.yaml",
        "extends/city/source.md",
        "facts.yaml",
        "law/counting.yaml",
        "scheme.yaml",
    ]
    assert load_files(loaded.files).digest == loaded.digest


def test_what_is_left_out_is_gone_and_the_rest_keeps_its_lines() -> None:
    result = scheme("without: {duties: [report], conditions: open, acceptance: levels}\n")
    assert list(result.duties) == ["file"]
    assert not result.conditions
    assert list(result.acceptance.checklists) == ["road"]
    assert not result.acceptance.levels
    assert result.place(("duties", "file"))[0] == "extends/city/scheme.yaml"


def test_what_was_left_out_may_be_written_anew() -> None:
    result = scheme("without: {duties: report}\nduties: {report: {title: 自己报, by: street, due: to_be_set}}\n")
    assert list(result.duties) == ["file", "report"]


@pytest.mark.parametrize("without", ["{duties: [reprot]}", "{dutys: [report]}"])
def test_what_the_parent_does_not_have_cannot_be_left_out(without: str) -> None:
    loaded = child(f"without: {without}\n")
    assert [problem.code for problem in loaded.problems] == ["unknown_reference"]
    assert "without" in loaded.problems[0].message


def test_leaving_out_what_others_name_is_told_where_it_is_named() -> None:
    loaded = child("without: {bodies: [street]}\n")
    assert {problem.code for problem in loaded.problems} == {"unknown_reference"}
    assert all("street" in problem.message for problem in loaded.problems)


def test_a_wrong_list_of_what_to_leave_out_is_refused() -> None:
    assert child("without: [duties]\n").scheme is None


def test_a_scheme_that_extends_none_has_nothing_to_leave_out() -> None:
    loaded = load_files({"scheme.yaml": f"{HEAD}without: {{duties: [report]}}\n", "facts.yaml": FACTS})
    assert [problem.code for problem in loaded.problems] == ["unknown_reference"]
