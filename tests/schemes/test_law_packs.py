"""The law packs as they ship: each says since when, from where and how sure; the day of the event picks the version."""

from datetime import date

import pytest

from sanwu.policy.calendar import ChineseCalendar
from sanwu.policy.dates import Given, duty_due
from sanwu.policy.law import clock_of, version_on
from tests.schemes.law_page import NAMES, SCHEMES, law_tables, packs, through
from tests.schemes.write_pages import LAW_HEAD, PAGES

EXPECTED = {
    "accountability", "disclosure", "hotline", "mediation", "owners_bodies", "petitions", "residents_assembly",
    "video", "votes", "warranty", "working_days",
}  # fmt: skip


PACKS = packs()
LIMITS = [
    (f"{name}.{version.id}.{clock.id}", clock)
    for name, family in PACKS.items()
    for version in family.versions.values()
    for clock in version.clocks.values()
]


def test_all_families_are_there() -> None:
    assert set(NAMES) == EXPECTED


@pytest.mark.parametrize(("name", "clock"), LIMITS, ids=[name for name, _ in LIMITS])
def test_every_limit_cites_its_article_and_has_an_english_title(name: str, clock: object) -> None:
    assert getattr(clock, "source", None), name
    assert getattr(clock, "title_en", None), name


@pytest.mark.parametrize("name", NAMES)
def test_every_version_says_where_it_is_from(name: str) -> None:
    missing = [version.id for version in PACKS[name].versions.values() if not (version.source or version.counting.note)]
    assert missing == []


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2005, 4, 30), None),
        (date(2005, 5, 1), "regulation_2005"),
        (date(2022, 4, 30), "regulation_2005"),
        (date(2022, 5, 1), "regulation_2022"),
        (date(2026, 1, 1), "regulation_2022"),
    ],
)
def test_the_day_of_the_event_picks_the_regulation(day: date, version: str | None) -> None:
    found = version_on(PACKS["petitions"], day)
    assert (found.id if found else None) == version


@pytest.mark.parametrize(
    ("limit", "length"),
    [
        ("registration", (15, "calendar")),
        ("acceptance_notice", (15, "calendar")),
        ("forwarded_notice", (15, "calendar")),
        ("handling", (60, "calendar")),
        ("review_request", (30, "calendar")),
        ("review_decision", (30, "calendar")),
        ("second_review_request", (30, "calendar")),
        ("second_review_decision", (30, "calendar")),
    ],
)
def test_both_petition_regulations_know_the_same_lengths(limit: str, length: tuple[int, str]) -> None:
    for day in (date(2015, 6, 1), date(2023, 6, 1)):
        found = clock_of(PACKS["petitions"], limit, day)
        assert found is not None
        assert (found[1].days, found[1].clock) == length


@pytest.mark.parametrize("day", [date(2015, 6, 1), date(2023, 6, 1)])
def test_handling_may_be_extended_once_by_thirty_days_with_approval(day: date) -> None:
    found = clock_of(PACKS["petitions"], "handling", day)
    assert found is not None
    extension = found[1].extension
    assert extension is not None
    assert (extension.days, extension.once, bool(extension.approver)) == (30, True, True)


def test_the_wrong_addressee_objects_in_five_working_days() -> None:
    found = clock_of(PACKS["petitions"], "objection", date(2023, 6, 1))
    assert found is not None
    assert (found[1].days, found[1].clock) == (5, "working")


@pytest.mark.parametrize(("day", "days"), [(date(2008, 4, 30), None), (date(2019, 5, 14), 15), (date(2019, 5, 15), 20)])
def test_an_answer_on_disclosure_goes_by_the_regulation_in_force(day: date, days: int | None) -> None:
    found = clock_of(PACKS["disclosure"], "on_request", day)
    assert (found[1].days if found else None) == days


@pytest.mark.parametrize("day", [date(2018, 6, 1), date(2023, 6, 1)])
def test_what_is_counted_back_from_an_event_is_no_limit_that_runs_forward(day: date) -> None:
    version = version_on(PACKS["owners_bodies"], day)
    assert version is not None
    assert "meeting_notice" not in version.clocks
    notice = version.provisions["meeting_notice"]
    assert (notice.at_least, notice.unit) == (15, "日")


@pytest.mark.parametrize(
    "words",
    [
        "接通率：电话接通率，不少于 95%（公开的呼叫中心指标，各地做法）。",
        "居民委员会：5 至 9 人，任期 5 年（第六条至第八条）。",
        "多人走访推选代表：不超过 5 人（第二十条）。",
    ],
)
def test_the_page_tells_rules_with_their_figure_and_where_they_are_from(words: str) -> None:
    assert f"- {words}\n" in law_tables(PACKS)


def test_the_page_tells_what_stops_a_clock() -> None:
    assert "| 提出复核意见 | 30 日，听证的时间不计 |" in law_tables(PACKS)


def test_what_is_law_in_some_places_only_is_not_passed_off_as_national_law() -> None:
    hotline = PACKS["hotline"].versions["local_practice"]
    assert {entry.status for entry in (*hotline.clocks.values(), *hotline.provisions.values())} <= {
        "practice",
        "example",
    }
    listed = clock_of(PACKS["accountability"], "listed", date(2023, 1, 1))
    assert listed is not None
    assert listed[1].status == "practice"


@pytest.mark.parametrize("matter", ["choose_mode", "use_fund"])
def test_using_the_fund_was_heavy_and_is_ordinary(matter: str) -> None:
    rules = [version.matters[matter].rule for version in PACKS["votes"].versions.values()]
    assert rules == (["heavy", "ordinary"] if matter == "use_fund" else ["ordinary", "ordinary"])


def test_no_pack_says_anything_about_persons_to_be_watched() -> None:
    text = "".join((SCHEMES / "law" / f"{name}.yaml").read_text(encoding="utf-8") for name in NAMES)
    assert [word for word in ("重点人员", "稳控", "非正常上访人员", "老上访户") if word in text] == []


def test_the_page_for_writers_is_made_from_the_packs() -> None:
    page = (PAGES / "law.zh.md").read_text(encoding="utf-8")
    assert page == LAW_HEAD + law_tables(PACKS), "run: .venv/bin/python -m tests.schemes.write_pages"


@pytest.mark.parametrize(
    ("limit", "event", "day", "due"),
    [
        # 29 September to 6 October are off, 7 and 8 October (a weekend) are worked.
        ("petitions.objection", "petition_forwarded", date(2023, 9, 28), date(2023, 10, 11)),
        # Sixty days end on the National Day; the period ends on the first working day after the holidays.
        ("petitions.handling", "petition_accepted", date(2023, 8, 2), date(2023, 10, 7)),
        # The same under the rules of 2005, on an ordinary day.
        ("petitions.handling", "petition_accepted", date(2021, 3, 1), date(2021, 4, 30)),
        ("hotline.answer", "complaint_dispatched", date(2023, 9, 28), date(2023, 10, 11)),
        ("disclosure.on_request", "disclosure_requested", date(2023, 9, 4), date(2023, 10, 8)),
        ("warranty.waterproofing", "works_accepted", date(2017, 6, 30), date(2022, 6, 30)),
    ],
)
def test_a_limit_falls_on_the_day_a_clerk_would_count(limit: str, event: str, day: date, due: date) -> None:
    scheme = through(f"duties: {{reply: {{title: 答复, due: {{law: {limit}, after: {event}}}}}}}\n")
    assert duty_due(scheme, "reply", Given(ChineseCalendar(), day, {event: day})).limit == due
