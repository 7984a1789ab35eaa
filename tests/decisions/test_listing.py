"""The ledger list: what it shows, in which order, page by page both ways, and never more than the scope."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanwu.base.scope import NOBODY, Ability, Grant, Scope, everywhere
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, leave_campaign
from sanwu.compounds.identity import DIVISION, Identity
from sanwu.compounds.models import Compound
from sanwu.decisions import listing, listing_question
from sanwu.decisions.cursors import Cursor
from sanwu.decisions.listing import SORTS, Filters, Page, candidates, compounds_of, ledger_list
from sanwu.decisions.services import refresh
from sanwu.ledger.services import NewFacts
from tests.decisions.conftest import CITY, COUNTY, OFFICER, OTHER_COUNTY, STREET, UNMANAGED, Change, Enter, bring_in
from tests.decisions.test_counts import DAY, viewer

NAMES = "甲乙丙丁戊己庚辛壬癸"


@pytest.fixture
def listed(campaign: Campaign) -> Campaign:
    """Thirty compounds over three places, with ties and gaps in every column that is sorted by."""
    places = (COUNTY, STREET, OTHER_COUNTY)
    rows = []
    for n in range(30):
        facts: dict[str, Any] = {"household_count": n % 7 * 10} if n % 5 else {}
        facts |= {"floor_area_m2": f"{n % 3}000.50"} if n % 2 else {}
        facts |= {"built_year": 1980 + n % 4} if n % 3 else {}
        facts |= UNMANAGED if n % 4 else {"has_property_provider": False}
        facts |= {"property_arrangement": "none" if n % 2 else "unit"} if n % 6 else {}
        name = f"{NAMES[n % 10]}院{n}号"
        rows.append(NewFacts(Identity(name, places[n % 3], number=f"N-{n:02d}"), facts, n + 1))
    bring_in(campaign, rows)
    refresh(campaign=campaign, on=DAY, actor=OFFICER)
    return campaign


def page(campaign: Campaign, scope: Scope | None = None, **more: Any) -> Page:
    return ledger_list(scope=scope or everywhere(), campaign=campaign, **more)


def names(found: Page) -> list[str]:
    return [row["name"] for row in found.rows]


def walked(campaign: Campaign, **more: Any) -> list[int]:
    """All pages forwards; on the way every page is reached again from the one behind it."""
    seen: list[int] = []
    after, pages = None, []
    while True:
        found = page(campaign, after=after, limit=7, **more)
        ids = [row["compound_id"] for row in found.rows]
        pages.append((ids, found.previous))
        seen += ids
        if found.next is None:
            break
        after = found.next
    assert pages[0][1] is None
    for (earlier, _), (_, previous) in zip(pages, pages[1:], strict=False):
        back = page(campaign, before=previous, limit=7, **more)
        assert [row["compound_id"] for row in back.rows] == earlier
        assert back.next is not None
    return seen


@pytest.mark.parametrize("few", [0, 5000], ids=["walking the sort index", "fetching few and sorting"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_pages_follow_each_other_without_gap_or_repetition(
    listed: Campaign, monkeypatch: pytest.MonkeyPatch, sort: str, descending: bool, few: int
) -> None:
    monkeypatch.setattr(listing_question, "FEW", few)
    column = SORTS[sort]
    rows = page(listed, limit=100).rows

    def key(row: dict[str, Any]) -> tuple[Any, ...]:
        return row[column], row["compound_id"]

    name_keys = {row["compound_id"]: row for row in page(listed, limit=100, sort="name").rows}
    assert len(name_keys) == 30
    found = walked(listed, sort=sort, descending=descending)
    by_id = {row["compound_id"]: row for row in page(listed, limit=100, sort=sort).rows}

    assert sorted(found) == sorted(row["compound_id"] for row in rows)
    values = [by_id[pk][column] for pk in found]
    known = [value for value in values if value is not None]
    assert values[len(known) :] == [None] * (30 - len(known)), "what is unknown stands last in both directions"
    pairs = [key(by_id[pk]) for pk in found[: len(known)]]
    assert pairs == sorted(pairs, reverse=descending)


def test_a_row_has_what_the_page_shows(listed: Campaign) -> None:
    row = page(listed, filters=Filters(text="N-07")).rows[0]

    assert (row["name"], row["number"], row["kind"], row["division_code"]) == ("辛院7号", "N-07", "compound", STREET)
    assert (row["household_count"], row["floor_area_m2"], row["built_year"]) == (0, 100050, 1983)
    assert row["outcomes"] == {"unmanaged": "yes", "merge": "merge"}


@pytest.mark.parametrize("few", [0, 5000])
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), 30),
        (Filters(division=COUNTY), 20),
        (Filters(division=STREET), 10),
        (Filters(outcomes={"unmanaged": "yes"}), 22),
        (Filters(outcomes={"unmanaged": "yes", "merge": "unknown"}), 2),
        (Filters(outcomes={"unmanaged": "no"}), 0),
        (Filters(missing="has_governing_unit"), 8),
        (Filters(missing="lamp_count"), 0),
        (Filters(arrangement="none"), 15),
        (Filters(arrangement="unknown"), 5),
        (Filters(text="甲院"), 3),
        (Filters(text="jiayuan"), 3),
        (Filters(text="n-2"), 10),
        (Filters(text="没有"), 0),
        (Filters(text="甲院", division=OTHER_COUNTY), 1),
        (Filters(arrangement="none", outcomes={"unmanaged": "yes"}, division=STREET), 5),
    ],
)
def test_filters_narrow_the_list_and_its_count_alike(
    listed: Campaign, monkeypatch: pytest.MonkeyPatch, filters: Filters, expected: int, few: int
) -> None:
    monkeypatch.setattr(listing_question, "FEW", few)
    found = page(listed, filters=filters, limit=100)

    assert (len(found.rows), found.count, found.count_capped) == (expected, expected, False)
    assert len(walked(listed, filters=filters)) == expected


def test_the_count_stops_at_its_cap(listed: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "COUNT_CAP", 12)
    monkeypatch.setattr(listing_question, "COUNT_CAP", 12)

    found = page(listed)

    assert (found.count, found.count_capped) == (12, True)
    assert (page(listed, filters=Filters(division=STREET)).count_capped) is False


@pytest.mark.parametrize("few", [0, 5000])
def test_the_scope_is_never_left_whatever_is_asked_for(
    listed: Campaign, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(listing_question, "FEW", few)
    street = viewer(STREET, "990101002000")

    assert page(listed, street).count == 10
    assert page(listed, street, filters=Filters(division=OTHER_COUNTY)).rows == []
    assert page(listed, street, filters=Filters(division=COUNTY)).count == 10
    assert page(listed, NOBODY).rows == []
    for filters in (
        Filters(text="甲院"),
        Filters(outcomes={"unmanaged": "yes"}),
        Filters(missing="has_governing_unit"),
    ):
        assert {row["division_code"] for row in page(listed, street, filters=filters).rows} <= {STREET}


@pytest.mark.parametrize("few", [0, 5000])
def test_a_list_that_is_asked_again_tells_the_present(
    listed: Campaign, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(listing_question, "FEW", few)
    before, rows = page(listed, limit=100), candidates(everywhere(), listed, Filters())
    gone = before.rows[0]["compound_id"]
    assert gone in {row.pk for row in rows}

    leave_campaign(campaign=listed, compounds=[gone], actor=OFFICER, reason="划出")

    after = page(listed, limit=100)
    assert (before.count, after.count) == (30, 29)
    assert gone not in {row["compound_id"] for row in after.rows}
    assert gone not in {row.pk for row in candidates(everywhere(), listed, Filters())}


def test_a_long_list_is_asked_less_the_second_time_and_is_whole_when_it_became_short(
    listed: Campaign, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(listing_question, "FEW", 8)
    monkeypatch.setattr(listing, "COUNT_CAP", 5)
    monkeypatch.setattr(listing_question, "COUNT_CAP", 5)
    with django_assert_num_queries(4):
        before = page(listed, limit=30)
    with django_assert_num_queries(3):
        assert page(listed, limit=30) == before

    gone = [row["compound_id"] for row in before.rows[3:]]
    leave_campaign(campaign=listed, compounds=gone, actor=OFFICER, reason="划出")

    after = page(listed, limit=30)
    assert (after.count, after.count_capped) == (3, False)
    assert after.rows == before.rows[:3]


@pytest.mark.parametrize("few", [0, 5000])
def test_a_compound_that_moved_is_listed_and_counted_where_it_lies_now(
    listed: Campaign, monkeypatch: pytest.MonkeyPatch, change: Change, few: int
) -> None:
    monkeypatch.setattr(listing_question, "FEW", few)
    moved = Compound.objects.get(pk=page(listed, filters=Filters(division=OTHER_COUNTY)).rows[0]["compound_id"])

    change(moved, {DIVISION: STREET}, {DIVISION: OTHER_COUNTY})

    for place, held in ((OTHER_COUNTY, 9), (STREET, 11), (COUNTY, 21)):
        found = page(listed, filters=Filters(division=place), limit=100)
        assert (found.count, len(found.rows)) == (held, held)
        assert (moved.pk in {row["compound_id"] for row in found.rows}) is (place != OTHER_COUNTY)
        assert compounds_of(everywhere(), listed, Filters(division=place)).count() == held


def test_two_posts_see_the_union_of_their_places(listed: Campaign) -> None:
    view = frozenset({Ability.VIEW_LEDGER})
    both = Scope(1, (Grant("a", view, STREET, "990101002000"), Grant("b", view, OTHER_COUNTY, "990103000000")))

    assert page(listed, both).count == 20
    assert len(walked(listed, scope=both, sort="households")) == 20


def test_a_partner_unit_lists_the_compounds_it_is_bound_to(listed: Campaign) -> None:
    ids = [row["compound_id"] for row in page(listed).rows][:3]
    bound = Scope(
        1, (Grant("partner_unit", frozenset({Ability.VIEW_LEDGER}), objects=frozenset(("compound", pk) for pk in ids)),)
    )

    assert sorted(row["compound_id"] for row in page(listed, bound).rows) == sorted(ids)
    assert page(listed, bound, filters=Filters(division=OTHER_COUNTY)).count <= 3


def test_a_compound_of_another_campaign_or_one_that_left_is_not_listed(listed: Campaign, enter: Enter) -> None:
    other = campaign_open(scheme_version=listed.scheme_version, division=CITY, name="第二轮", actor=OFFICER)
    enter("别院", into=other)
    left = page(listed, filters=Filters(text="N-07")).rows[0]["compound_id"]
    leave_campaign(campaign=listed, compounds=[left], actor=OFFICER, reason="划出")

    assert page(listed).count == 29
    assert names(page(other)) == ["别院"]


def test_verdicts_of_another_campaign_do_not_count_here(listed: Campaign, enter: Enter) -> None:
    other = campaign_open(scheme_version=listed.scheme_version, division=CITY, name="第二轮", actor=OFFICER)
    enter("别院", into=other, **UNMANAGED)

    assert page(other, filters=Filters(outcomes={"unmanaged": "yes"})).rows == []


@pytest.mark.parametrize(
    "position", ["", "x", "~", "1~x", "-1", "1~", "99999999999999999999~1", "1~\0", "²", "1~99999999999999999999"]
)
@pytest.mark.parametrize("sort", ["name", "households"])
def test_a_position_that_makes_no_sense_is_no_error(listed: Campaign, sort: str, position: str) -> None:
    assert page(listed, sort=sort, after=position).count == 30
    assert page(listed, sort=sort, before=position).count == 30


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_a_position_is_read_or_refused_and_never_fails(text: str) -> None:
    for column in SORTS.values():
        found = Cursor.read(text, column)
        assert found is None or found.compound >= 0


def test_an_unknown_sort_is_the_order_of_names(listed: Campaign) -> None:
    assert names(page(listed, sort="no such")) == names(page(listed, sort="name"))
