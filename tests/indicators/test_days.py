"""Of every day that is over it is known which compounds made up its figures, and what they were."""

from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import NOBODY, everywhere
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import enter_compounds, leave_campaign
from sanwu.compounds.identity import DIVISION
from sanwu.decisions.services import refresh
from sanwu.indicators.counting import standing
from sanwu.indicators.erasing import erase_sums
from sanwu.indicators.models import DaySum, DivisionSum, FoldedCompound, FoldedEarlier, FoldedThrough
from sanwu.indicators.rules import Folded
from sanwu.indicators.selectors import DayList, Reading
from sanwu.indicators.services import fold, rebuild
from sanwu.indicators.sql import everything
from sanwu.ledger.services import Origin, undo_batch
from sanwu.records.services import act
from tests.indicators.conftest import NO_THREE, bring, change
from tests.indicators.test_folding import STEP, Hand
from tests.worlds import CITY, EAST, OFFICER, PINE, RAIN, RIVER, WEST, scope_on, scope_over

FIRST = date(2026, 3, 2)
UNDER = (None, EAST, RIVER, WEST)
SCOPES = (everywhere(), scope_over(RIVER, WEST), NOBODY)
ONCE = "compounds", "complete", "open", "three_no=yes", "three_no=no", "three_no=unknown", "?household_count"


def nth(day: int) -> date:
    return FIRST + timedelta(days=day)


def listed(campaign: Campaign, day: date, figure: str = "compounds", under: str | None = None) -> list[int]:
    found = DayList(Reading(campaign, everywhere()), day, figure, under)
    page = [one.compound for one in found.page(0, 100)]
    assert found.count() == len(page)
    return page


# --- Whatever happens ------------------------------------------------------------------------------------------------

DAY = st.lists(st.one_of(STEP, st.just(("rebuild", None, None))), max_size=4)


def lists_and_figures(campaign: Campaign, first: date, last: date) -> Iterator[tuple[int, int]]:
    """(how many compounds are listed, what the trend says), for all days, figures and parts."""
    for scope in SCOPES:
        for under in UNDER:
            reading = Reading(campaign, scope)
            days = reading.days(last + timedelta(days=1), under)
            for n in range((last - first).days + 1):
                on = first + timedelta(days=n)
                kept = next((day.figures.counts for day in reversed(days) if day.day <= on), {})
                for figure in {*ONCE, *kept} - {"filled"}:
                    yield DayList(reading, on, figure, under).count(), kept.get(figure, 0)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(DAY, min_size=2, max_size=5))
def test_the_list_of_every_day_is_as_long_as_its_figure(
    campaign: Campaign, days: list[list[tuple[str, Any, Any]]]
) -> None:
    with transaction.atomic():
        hand = Hand(campaign)
        for place in (RAIN, WEST):
            hand.do("bring", place, NO_THREE)
        ends: list[dict[int, Folded]] = []
        for number, steps in enumerate(days):
            hand.on = nth(number)
            for step in steps:
                if step[0] == "rebuild":
                    assert rebuild(campaign=campaign, on=hand.on).wrong == []
                else:
                    hand.do(*step)
            fold(campaign=campaign, on=hand.on)
            ends.append(standing(campaign, everything(campaign.pk)))

        assert all(found == figure for found, figure in lists_and_figures(campaign, FIRST, hand.on))
        for number, stood in enumerate(ends):
            for figure in ONCE:
                named = sorted(pk for pk, state in stood.items() if state.figures[figure])
                assert sorted(listed(campaign, nth(number), figure)) == named
        transaction.set_rollback(True)


# --- What is kept ----------------------------------------------------------------------------------------------------


def test_first_figures_and_changes_within_the_day_leave_nothing_behind(campaign: Campaign) -> None:
    _batch, (compound,) = bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=FIRST)
    change(compound, {"household_count": 30})
    fold(campaign=campaign, on=FIRST)
    assert not FoldedEarlier.objects.exists()

    change(compound, {"has_property_provider": True})
    fold(campaign=campaign, on=nth(2))
    change(compound, {"has_property_provider": None})
    fold(campaign=campaign, on=nth(2))
    (kept,) = FoldedEarlier.objects.all()
    assert (kept.since, kept.until, kept.figures) == (FIRST, nth(2), "compounds filled")
    assert FoldedCompound.objects.get().since == nth(2)


def test_several_changes_in_one_day_leave_what_stood_at_its_end(campaign: Campaign) -> None:
    _batch, (compound,) = bring(campaign, ("听雨里", RAIN, NO_THREE))
    refresh(campaign=campaign, on=FIRST, actor=LOCAL_OPERATOR)
    fold(campaign=campaign, on=FIRST)
    for value in (True, None):
        change(compound, {"has_property_provider": value})
        refresh(campaign=campaign, on=nth(1), actor=LOCAL_OPERATOR)
        fold(campaign=campaign, on=nth(1))
    change(compound, {"has_property_provider": True})
    refresh(campaign=campaign, on=nth(3), actor=LOCAL_OPERATOR)
    fold(campaign=campaign, on=nth(3))

    said = {
        n: [word for word in ("yes", "no", "unknown") if listed(campaign, nth(n), f"three_no={word}")] for n in range(5)
    }
    assert said == {0: ["yes"], 1: ["unknown"], 2: ["unknown"], 3: ["no"], 4: ["no"]}


def test_what_left_and_what_came_back_stands_on_its_days(campaign: Campaign) -> None:
    _batch, (compound,) = bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=nth(1))
    leave_campaign(campaign=campaign, compounds=[compound], actor=OFFICER, reason="划出")
    fold(campaign=campaign, on=nth(3))
    enter_compounds(campaign=campaign, compounds=[(compound, RAIN)], entered_by="hand", actor=OFFICER)
    fold(campaign=campaign, on=nth(5))

    assert [n for n in range(7) if listed(campaign, nth(n))] == [1, 2, 5, 6]


def test_what_moved_is_listed_where_it_lay(campaign: Campaign) -> None:
    _batch, (compound,) = bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=FIRST)
    change(compound, {DIVISION: WEST})
    fold(campaign=campaign, on=nth(1))

    assert [listed(campaign, FIRST, under=place) for place in (EAST, WEST)] == [[compound], []]
    assert [listed(campaign, nth(1), under=place) for place in (EAST, WEST)] == [[], [compound]]


def test_a_clock_that_went_back_breaks_nothing_off(campaign: Campaign) -> None:
    _batch, (compound,) = bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=FIRST)
    for day, value in ((5, 30), (2, 31), (5, 32), (6, 33)):
        change(compound, {"household_count": value, "has_property_provider": day == 2 or None})
        fold(campaign=campaign, on=nth(day))

    assert listed(campaign, nth(7)) == [compound]


def test_putting_sums_right_keeps_the_days_that_are_over(campaign: Campaign) -> None:
    _batch, (compound,) = bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=FIRST)
    FoldedCompound.objects.update(figures="compounds three_no=yes")

    assert rebuild(campaign=campaign, on=nth(2)).wrong
    assert listed(campaign, nth(1), "three_no=yes") == [compound]
    assert listed(campaign, nth(2), "three_no=yes") == []
    assert listed(campaign, nth(2)) == [compound]


def test_a_sum_that_was_not_there_is_taken_out_of_todays_trend(campaign: Campaign) -> None:
    bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=FIRST)
    row = DaySum.objects.get(prefix=RAIN)
    row.pk, row.prefix = None, "990102"
    row.save()
    DivisionSum.objects.create(campaign=campaign, prefix="990102", counts=row.counts)

    assert rebuild(campaign=campaign, on=nth(1)).wrong == ["990102"]
    assert [day.figures.compounds for day in Reading(campaign, everywhere()).days(nth(2), WEST)] == [1, 0]


# --- Who sees what ---------------------------------------------------------------------------------------------------


def test_what_moved_out_of_the_scope_is_counted_and_not_named(campaign: Campaign) -> None:
    _batch, (first, second) = bring(campaign, ("听雨里", RAIN, {}), ("松风院", PINE, {}))
    fold(campaign=campaign, on=FIRST)
    change(first, {DIVISION: WEST})
    fold(campaign=campaign, on=nth(1))

    page = DayList(Reading(campaign, scope_over(EAST)), FIRST, "compounds").page(0, 9)
    assert [(one.compound, one.name, one.opens, one.division) for one in page] == [
        (first, "", False, RAIN), (second, "松风院", True, PINE),
    ]  # fmt: skip
    page = DayList(Reading(campaign, everywhere()), FIRST, "compounds").page(0, 1)
    assert [(one.name, one.division_now) for one in page] == [("听雨里", WEST)]


def test_what_was_withdrawn_is_named_and_does_not_open(campaign: Campaign) -> None:
    batch, made = bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=FIRST)
    with act(verb="ledger.import_undo", actor=OFFICER, division=CITY) as entry:
        undo_batch(batch=batch, origin=Origin("undo", "撤销", None, OFFICER, CITY), entry=entry)
        leave_campaign(campaign=campaign, compounds=made, actor=OFFICER, reason="撤销")
    fold(campaign=campaign, on=nth(1))

    (one,) = DayList(Reading(campaign, everywhere()), FIRST, "compounds").page(0, 9)
    assert (one.name, one.opens, one.now, one.division_now) == ("听雨里", False, None, None)


def test_a_post_on_single_compounds_has_no_days(campaign: Campaign) -> None:
    _batch, (compound,) = bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=FIRST)
    reading = Reading(campaign, scope_on(compound))

    assert reading.days(nth(1)) == []
    assert DayList(reading, FIRST, "compounds").count() == 0
    assert DayList(reading, FIRST, "compounds").page(0, 9) == []


# --- From an earlier version, and away -------------------------------------------------------------------------------


def test_of_days_before_the_upgrade_only_numbers_are_known(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    _batch, (compound,) = bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=FIRST)
    FoldedCompound.objects.update(since=date(2000, 1, 1))  # as the migration leaves it
    migration = import_module("sanwu.indicators.migrations.0003_names_of_days")
    monkeypatch.setattr("sanwu.base.clock.today", lambda: nth(4))
    migration.remember_from(apps, None)
    change(compound, {"household_count": 30})
    fold(campaign=campaign, on=nth(6))

    reading = Reading(campaign, everywhere())
    assert [DayList(reading, nth(n), "compounds").has_names() for n in (0, 3, 4, 6)] == [False, False, True, True]
    assert listed(campaign, nth(4)) == listed(campaign, nth(6)) == [compound]


def test_a_campaign_that_is_new_has_names_from_its_first_day(campaign: Campaign) -> None:
    bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=FIRST)

    assert FoldedThrough.objects.get().names_from is None
    assert DayList(Reading(campaign, everywhere()), FIRST - timedelta(days=1), "compounds").has_names()


def test_what_was_kept_goes_with_the_campaigns_sums(campaign: Campaign) -> None:
    _batch, (compound,) = bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=FIRST)
    change(compound, {"household_count": 30})
    fold(campaign=campaign, on=nth(1))
    assert FoldedEarlier.objects.exists()

    erase_sums([campaign.pk])
    assert not FoldedEarlier.objects.exists()
