"""A scheme's own law pack replaces single figures of a shared one while it is in force, and cites its own source."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanwu.policy.bundle import read_bundle
from sanwu.policy.calendar import ChineseCalendar
from sanwu.policy.dates import Given, duty_due
from sanwu.policy.law import clock_of, version_on
from sanwu.policy.load import load_scheme
from sanwu.policy.votes import vote_rule
from tests.policy.small import COUNTING, FACTS, HEAD, loaded, scheme

CLOCKS = """\
family: clocks
title: 期限
events: {received: 收到之日}
versions:
  old:
    title: 旧条例
    from: 2005-05-01
    until: 2022-04-30
    source: 《旧条例》
    clocks:
      handling: {title: 办结, days: 60, from: received, source: 第三十三条, extension: {days: 30, approver: 负责人}}
      review: {title: 复查, days: 30, from: received, source: 第三十四条}
  new:
    title: 新条例
    from: 2022-05-01
    source: 《新条例》
    clocks:
      handling: {title: 办结, days: 60, from: received, source: 第三十四条}
"""
LOCAL = """\
overrides: clocks
title: 某省的规定
versions:
  province:
    title: 某省信访条例
    from: 2010-01-01
    until: 2022-12-31
    source: 《某省信访条例》
    clocks:
      handling: {days: 30, source: 第二十条}
      transfer: {title: 转送, days: 5, clock: working, from: received, source: 第十五条}
"""
BODY = "laws: [clocks]\n"


def test_the_local_figure_counts_while_the_local_rule_is_in_force() -> None:
    family = scheme(BODY, law__clocks=CLOCKS, **{"law__clocks.local": LOCAL}).law["clocks"]
    days = {
        day: clock.days
        for day in (date(2009, 12, 31), date(2010, 1, 1), date(2022, 4, 30), date(2022, 5, 1), date(2023, 1, 1))
        for _, clock in [clock_of(family, "handling", day) or (None, None)]
        if clock is not None
    }
    assert list(days.values()) == [60, 30, 30, 30, 60]


def test_each_piece_is_a_version_of_its_own_and_the_days_are_covered_without_overlap() -> None:
    family = scheme(BODY, law__clocks=CLOCKS, **{"law__clocks.local": LOCAL}).law["clocks"]
    spans = [
        (name, version.from_.isoformat(), version.until and version.until.isoformat())
        for name, version in family.versions.items()
    ]
    assert spans == [
        ("old", "2005-05-01", "2009-12-31"),
        ("old_province", "2010-01-01", "2022-04-30"),
        ("new_province", "2022-05-01", "2022-12-31"),
        ("new", "2023-01-01", None),
    ]  # fmt: skip
    assert all(name == version.id for name, version in family.versions.items())


def test_what_the_local_rule_does_not_say_stays_the_shared_packs() -> None:
    family = scheme(BODY, law__clocks=CLOCKS, **{"law__clocks.local": LOCAL}).law["clocks"]
    version = version_on(family, date(2015, 6, 1))
    assert version is not None
    handling, review = version.clocks["handling"], version.clocks["review"]
    assert (handling.title, handling.from_, handling.extension and handling.extension.days) == ("办结", "received", 30)
    assert (review.days, review.source) == (30, "第三十四条")
    assert version.title == "某省信访条例（其余按旧条例）"


def test_a_local_figure_cites_its_own_source() -> None:
    family = scheme(BODY, law__clocks=CLOCKS, **{"law__clocks.local": LOCAL}).law["clocks"]
    found = clock_of(family, "handling", date(2015, 6, 1))
    assert found is not None
    assert found[1].source == "《某省信访条例》第二十条"


def test_a_local_limit_of_its_own_is_there_only_under_the_local_rule() -> None:
    family = scheme(BODY, law__clocks=CLOCKS, **{"law__clocks.local": LOCAL}).law["clocks"]
    found = clock_of(family, "transfer", date(2022, 6, 1))
    assert found is not None
    assert (found[1].days, found[1].clock) == (5, "working")
    assert clock_of(family, "transfer", date(2023, 6, 1)) is None


def test_a_length_in_another_unit_takes_the_place_of_the_days() -> None:
    local = LOCAL.replace("handling: {days: 30,", "handling: {months: 2,")
    family = scheme(BODY, law__clocks=CLOCKS, **{"law__clocks.local": local}).law["clocks"]
    found = clock_of(family, "handling", date(2015, 6, 1))
    assert found is not None
    assert (found[1].days, found[1].months) == (None, 2)


def test_a_figure_of_one_version_is_not_put_into_another_that_lacks_it() -> None:
    local = LOCAL.replace("handling: {days: 30, source: 第二十条}", "review: {days: 15, source: 第二十一条}")
    family = scheme(BODY, law__clocks=CLOCKS, **{"law__clocks.local": local}).law["clocks"]
    before, after = (clock_of(family, "review", day) for day in (date(2022, 4, 30), date(2022, 5, 1)))
    assert before is not None
    assert (before[1].days, before[1].title, after) == (15, "复查", None)


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("{days: 3}", (3, None, "working")),
        ("{days: 3, clock: calendar}", (3, None, "calendar")),
        ("{months: 1}", (None, 1, "calendar")),
    ],
)
def test_working_days_stay_working_days_where_only_their_number_changes(
    written: str, length: tuple[int | None, int | None, str]
) -> None:
    shared = CLOCKS.replace(
        "      review: {title: 复查, days: 30, from: received, source: 第三十四条}\n",
        "      reply: {title: 答复, days: 5, clock: working, ends_on_holiday: stays, from: received}\n",
    )
    local = LOCAL.replace("handling: {days: 30, source: 第二十条}", f"reply: {written}")
    family = scheme(BODY, law__clocks=shared, **{"law__clocks.local": local}).law["clocks"]
    found = clock_of(family, "reply", date(2015, 6, 1))
    assert found is not None
    assert (found[1].days, found[1].months, found[1].clock) == length
    assert found[1].ends_on_holiday == "stays"


@pytest.mark.parametrize(
    ("article", "cited"),
    [
        ("第二十条", "《某省信访条例》第二十条"),
        ("《某省信访条例》第二十条", "《某省信访条例》第二十条"),
        ("《实施办法》第三条", "《实施办法》第三条"),
    ],
)
def test_a_source_names_its_rule_once(article: str, cited: str) -> None:
    local = LOCAL.replace("handling: {days: 30, source: 第二十条}", f"handling: {{days: 30, source: {article}}}")
    family = scheme(BODY, law__clocks=CLOCKS, **{"law__clocks.local": local}).law["clocks"]
    found = clock_of(family, "handling", date(2015, 6, 1))
    assert found is not None
    assert found[1].source == cited


@pytest.mark.parametrize(
    ("received", "due"), [(date(2009, 12, 1), date(2010, 2, 1)), (date(2015, 6, 1), date(2015, 7, 1))]
)
def test_a_duty_is_due_by_the_figure_in_force_on_the_day_of_the_event(received: date, due: date) -> None:
    body = BODY + "duties: {answer: {title: 办结, due: {law: clocks.handling, after: petition_registered}}}\n"
    own = scheme(body.replace("[clocks]", "[clocks, counting]"), law__clocks=CLOCKS, law__counting=COUNTING,
                 **{"law__clocks.local": LOCAL})  # fmt: skip
    given = Given(ChineseCalendar(), received, {"petition_registered": received})
    assert duty_due(own, "answer", given).limit == due


def test_a_local_share_of_votes_goes_before_the_shared_one() -> None:
    shared = """\
family: clocks
title: 表决
versions:
  code:
    title: 法典
    from: 2021-01-01
    rules: {plain: {title: 一般, approval: {of: all, heads: {more_than: 1/2}}}}
    matters: {mode: {title: 选模式, rule: plain}}
"""
    local = """\
overrides: clocks
title: 某市的规定
versions:
  city:
    title: 某市条例
    from: 2023-01-01
    source: 《某市条例》
    rules: {strict: {title: 从严, source: 第九条, approval: {of: all, heads: {at_least: 2/3}}}}
    matters: {mode: {title: 选模式, rule: strict}}
"""
    family = scheme(BODY, law__clocks=shared, **{"law__clocks.local": local}).law["clocks"]
    before, after = (vote_rule(family, "mode", day) for day in (date(2022, 12, 31), date(2023, 1, 1)))
    assert before
    assert after
    assert (before[1].id, after[1].id, after[1].source) == ("plain", "strict", "《某市条例》第九条")


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (("overrides: clocks", "overrides: clock"), "family_differs", "clock.local.yaml"),
        (("    source: 《某省信访条例》\n", ""), "missing_key", "source"),
        (("handling: {days: 30,", "handeling: {days: 30,"), "unknown_law_key", "是不是想写“handling”"),
        (("from: received", "from: recieved"), "unknown_reference", "received"),
        (("handling: {days: 30,", "handling: {"), "length_missing", "期限"),
        (("from: 2010-01-01\n    until: 2022-12-31", "from: 1990-01-01\n    until: 1999-12-31"), "local_law_unused", "没有一个版本有效"),
        (("until: 2022-12-31", "until: 2009-12-31"), "bad_range", "失效日期"),
        (("clocks:", "clock:"), "unknown_key", "clocks"),
        (("  province:", f"  province_{'x' * 55}:"), "bad_id", "太长"),
    ],
)  # fmt: skip
def test_it_refuses_a_local_pack_that_does_not_fit_and_says_why(change: tuple[str, str], code: str, words: str) -> None:
    problems = loaded(BODY, law__clocks=CLOCKS, **{"law__clocks.local": LOCAL.replace(*change)}).problems
    found = [str(problem) for problem in problems if problem.code == code and problem.file == "law/clocks.local.yaml"]
    assert found, [str(problem) for problem in problems]
    assert words in found[0]


def test_it_refuses_a_local_pack_for_a_law_the_scheme_does_not_name() -> None:
    problems = loaded("", **{"law__clocks.local": LOCAL}).problems
    assert [problem.code for problem in problems] == ["local_law_unused"]


def test_a_broken_shared_pack_is_said_once() -> None:
    problems = loaded(
        BODY, law__clocks=CLOCKS.replace("until: 2022-04-30", "until: 2023-04-30"), **{"law__clocks.local": LOCAL}
    ).problems
    assert {problem.file for problem in problems} <= {"law/clocks.yaml", "scheme.yaml"}


def test_the_local_pack_is_read_from_the_schemes_own_folder_and_frozen_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    (folder / "law").mkdir(parents=True)
    (tmp_path / "law").mkdir()
    for path, text in (
        (folder / "scheme.yaml", HEAD + BODY),
        (folder / "law" / "clocks.local.yaml", LOCAL),
        (tmp_path / "law" / "clocks.yaml", CLOCKS),
        (tmp_path / "law" / "other.local.yaml", LOCAL),
        (tmp_path / "facts.yaml", FACTS),
    ):
        path.write_text(text, encoding="utf-8")
    assert {name for name in read_bundle(folder) if name.startswith("law/")} == {
        "law/clocks.yaml",
        "law/clocks.local.yaml",
    }
    own = load_scheme(folder).scheme
    assert own is not None
    assert "old_province" in own.law["clocks"].versions


@given(
    st.integers(0, 200),
    st.sampled_from(["", "yes", "-1", "三", "[]", "{}", "to_be_set", "2020-13-01", "a: b: c", "x" * 200]),
)
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_a_local_pack_the_answer_is_a_scheme_or_problems(number: int, odd: str) -> None:
    lines = LOCAL.splitlines()
    at = number % len(lines)
    key, colon, _ = lines[at].partition(":")
    for text in (f"{key}{colon} {odd}", odd, f"{lines[at]}\n{lines[at]}"):
        broken = "\n".join([*lines[:at], text, *lines[at + 1 :]])
        result = loaded(BODY, law__clocks=CLOCKS, **{"law__clocks.local": broken})
        assert (result.scheme is None) == bool(result.problems)
        assert all(problem.message and problem.remedy for problem in result.problems)
