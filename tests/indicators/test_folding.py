"""The sums are what a count from scratch gives, whatever was written and wherever the folding stopped."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.codes import range_of
from sanwu.base.errors import Busy, Refused
from sanwu.base.scope import NOBODY, Ability, Grant, Scope, everywhere
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.campaigns.selectors import loaded
from sanwu.campaigns.services import enter_compounds, leave_campaign
from sanwu.compounds.identity import DIVISION
from sanwu.decisions.models import Verdict
from sanwu.decisions.services import refresh
from sanwu.exchange.tasks import FollowUp
from sanwu.indicators import reading, selectors, services
from sanwu.indicators.models import DivisionSum, FoldedCompound, FoldedThrough
from sanwu.indicators.rules import prefix_of_range, read, write
from sanwu.indicators.services import Overtaken, fold, fold_behind, rebuild
from sanwu.ledger.models import ChangeBatch, LedgerEntry
from sanwu.ledger.services import Origin, undo_batch
from sanwu.policy.completeness import completeness
from sanwu.records.services import act
from tests.indicators.conftest import NO_THREE, bring, change
from tests.worlds import (
    CITY,
    EAST,
    FAR_EAST,
    LAKE,
    OFFICER,
    PINE,
    RAIN,
    RIVER,
    WEST,
    open_campaign,
    scope_on,
    scope_over,
)

TODAY = clock.today()
PLACES = (CITY, EAST, RIVER, RAIN, LAKE, PINE, WEST)


def counted(campaign: Campaign, scope: Scope, under: str | None = None) -> Counter[str]:
    """Every figure by walking over everything, one compound at a time: nothing here knows of sums."""
    scheme = loaded(campaign.scheme_version)
    found: Counter[str] = Counter()
    low, high = range_of(under or campaign.division_id)
    ranges, single = scope.ranges(Ability.VIEW_LEDGER), scope.objects(Ability.VIEW_LEDGER, "compound")
    for entry in CampaignCompound.objects.filter(campaign=campaign, left_on=None):
        known = LedgerEntry.objects.get(compound=entry.compound_id)
        code = known.division_code
        if not (low <= code < high and (any(a <= code < b for a, b in ranges) or entry.compound_id in single)):
            continue
        file = completeness(scheme, known.facts)
        found.update({"compounds": 1, "filled": file.filled, "complete": int(file.complete)})
        verdicts = Verdict.objects.filter(campaign=campaign, compound=entry.compound_id, current=True)
        waiting = {fact for v in verdicts if v.outcome == "unknown" for fact in v.missing.split(",") if fact}
        found["open"] += any(v.outcome == "unknown" for v in verdicts)
        found.update(f"{v.rule}={v.outcome}" for v in verdicts)
        found.update(f"?{fact}" for fact in waiting)
    return +found


def check(campaign: Campaign) -> None:
    for scope in (everywhere(), scope_over(EAST), scope_over(RIVER, WEST), scope_over(RAIN), NOBODY):
        for under in (None, EAST, RIVER, RAIN):
            assert selectors.figures(campaign, scope, under).counts == counted(campaign, scope, under)


# --- Whatever happens ------------------------------------------------------------------------------------------------

FACTS = st.fixed_dictionaries(
    {},
    optional={
        "household_count": st.sampled_from([20, 80]), "has_property_provider": st.booleans(),
        "has_governing_unit": st.booleans(), "human_protection": st.booleans(), "physical_protection": st.booleans(),
    },
)  # fmt: skip
STEP = st.one_of(
    st.tuples(st.just("bring"), st.sampled_from(PLACES), FACTS),
    st.tuples(st.just("correct"), st.integers(0, 9), FACTS),
    st.tuples(st.just("move"), st.integers(0, 9), st.sampled_from(PLACES)),
    st.tuples(st.just("leave"), st.integers(0, 9), st.none()),
    st.tuples(st.just("come back"), st.integers(0, 9), st.none()),
    st.tuples(st.just("undo"), st.integers(0, 9), st.none()),
    st.tuples(st.just("judge"), st.none(), st.none()),
    st.tuples(st.just("fold"), st.none(), st.none()),
)
STEPS = st.lists(STEP, min_size=4, max_size=14)


class Hand:
    """Does one step after another to a campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.on = TODAY
        self.compounds: list[int] = []
        self.batches: list[ChangeBatch] = []

    def do(self, verb: str, what: Any, how: Any) -> None:
        if verb == "judge":
            refresh(campaign=self.campaign, on=self.on, actor=LOCAL_OPERATOR)
        elif verb == "fold":
            fold(campaign=self.campaign, on=self.on)
        elif verb == "bring":
            batch, made = bring(self.campaign, (f"小区{len(self.compounds)}", what, how))
            self.batches.append(batch)
            self.compounds += made
        elif verb == "undo":
            self._undo(what)
        elif self.compounds:
            self._to_one(verb, self.compounds[what % len(self.compounds)], how)

    def _to_one(self, verb: str, compound: int, how: Any) -> None:
        if verb == "correct" and how:
            self.batches.append(change(compound, how))
        elif verb == "move":
            self.batches.append(change(compound, {DIVISION: how}))
        elif verb == "leave":
            leave_campaign(campaign=self.campaign, compounds=[compound], actor=OFFICER, reason="划出")
        elif verb == "come back":
            place = LedgerEntry.objects.get(compound=compound).division_code
            enter_compounds(campaign=self.campaign, compounds=[(compound, place)], entered_by="hand", actor=OFFICER)

    def _undo(self, which: int) -> None:
        if not self.batches:
            return
        batch = self.batches.pop(which % len(self.batches))
        try:
            with act(verb="ledger.import_undo", actor=OFFICER, division=CITY) as entry:
                origin = Origin("undo", "撤销", None, OFFICER, CITY)
                gone = undo_batch(batch=batch, origin=origin, entry=entry).withdrawn
                leave_campaign(campaign=self.campaign, compounds=gone, actor=OFFICER, reason="撤销")
        except Refused:
            return  # something stands upon it


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_reading_is_a_count_from_scratch_after_anything(
    campaign: Campaign, steps: list[tuple[str, Any, Any]]
) -> None:
    with transaction.atomic():
        hand = Hand(campaign)
        for step in steps:
            hand.do(*step)
        check(campaign)  # sums and tail
        fold(campaign=campaign, on=TODAY)
        check(campaign)  # sums alone
        assert rebuild(campaign=campaign, on=TODAY).wrong == []
        transaction.set_rollback(True)


# --- Folding ---------------------------------------------------------------------------------------------------------


def test_folding_twice_changes_nothing(campaign: Campaign) -> None:
    bring(campaign, ("听雨里", RAIN, NO_THREE))
    refresh(campaign=campaign, on=TODAY, actor=LOCAL_OPERATOR)

    assert fold(campaign=campaign, on=TODAY) == 1
    sums = list(DivisionSum.objects.values_list("prefix", "counts"))
    assert fold(campaign=campaign, on=TODAY) == 0
    assert list(DivisionSum.objects.values_list("prefix", "counts")) == sums
    assert [prefix for prefix, _ in sums] == ["99", "9901", "990101", "990101001", RAIN]


def test_a_reading_takes_the_tail_along_before_anything_is_folded(campaign: Campaign) -> None:
    bring(campaign, ("听雨里", RAIN, NO_THREE), ("砚湖苑", WEST, {}))

    assert not FoldedThrough.objects.exists()
    assert selectors.figures(campaign, everywhere()).compounds == 2
    assert selectors.figures(campaign, scope_over(EAST)).compounds == 1


def test_a_long_tail_is_not_counted_on_a_page_and_the_reading_says_so(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=TODAY)
    monkeypatch.setattr(reading, "LONGEST_TAIL", 1)
    bring(campaign, ("砚湖苑", WEST, {}), ("松风院", PINE, {}))

    found = selectors.figures(campaign, everywhere())
    assert (found.compounds, found.behind) == (1, True)
    fold(campaign=campaign, on=TODAY)
    found = selectors.figures(campaign, everywhere())
    assert (found.compounds, found.behind) == (3, False)


def test_the_worker_folds_what_is_behind_and_then_rests(campaign: Campaign) -> None:
    bring(campaign, ("听雨里", RAIN, {}))

    assert fold_behind(on=TODAY) == 1
    assert fold_behind(on=TODAY) == 0
    leave_campaign(campaign=campaign, compounds=list(FoldedCompound.objects.values_list("compound", flat=True)),
                   actor=OFFICER, reason="划出")  # fmt: skip
    assert fold_behind(on=TODAY) == 1
    assert not FoldedCompound.objects.exists()
    assert not DivisionSum.objects.exists()


def test_what_the_worker_does_between_jobs_keeps_the_sums(campaign: Campaign) -> None:
    follow = FollowUp()
    bring(campaign, ("听雨里", RAIN, NO_THREE))
    follow()

    assert DivisionSum.objects.get(prefix=RAIN).counts["three_no=yes"] == 1
    leave_campaign(campaign=campaign, compounds=list(FoldedCompound.objects.values_list("compound", flat=True)),
                   actor=OFFICER, reason="划出")  # fmt: skip
    follow()  # nothing changed in the ledger, and still
    assert not DivisionSum.objects.exists()


def test_a_fold_that_was_overtaken_begins_again_and_counts_once(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(campaign, ("听雨里", RAIN, {}))
    read_first: Callable[..., Any] = services.standing
    raced = []

    def standing(*args: Any) -> Any:
        if not raced:
            raced.append(1)
            fold(campaign=campaign, on=TODAY)  # another process folds in between
        return read_first(*args)

    monkeypatch.setattr(services, "standing", standing)
    fold(campaign=campaign, on=TODAY)

    assert DivisionSum.objects.get(prefix=RAIN).counts["compounds"] == 1


def test_a_fold_that_is_overtaken_again_and_again_leaves_it_to_the_others(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*args: Any) -> int:
        raise Overtaken

    monkeypatch.setattr("sanwu.indicators.services._fold", overtaken)
    assert fold(campaign=campaign, on=TODAY) == 0


def test_a_sum_that_was_meddled_with_is_found_and_put_right(campaign: Campaign) -> None:
    bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=TODAY)
    row = DivisionSum.objects.get(prefix="990101")
    row.counts = {**row.counts, "compounds": 7}
    row.save()
    DivisionSum.objects.create(campaign=campaign, prefix="990102", counts={"compounds": 2})

    assert rebuild(campaign=campaign, on=TODAY).wrong == ["990101", "990102"]
    assert rebuild(campaign=campaign, on=TODAY).wrong == []
    assert selectors.figures(campaign, scope_over(EAST)).compounds == 1
    assert selectors.figures(campaign, scope_over(WEST)).compounds == 0


def test_a_compound_that_is_held_wrongly_is_put_right_before_it_spoils_a_sum(campaign: Campaign) -> None:
    _batch, (compound,) = bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=TODAY)
    FoldedCompound.objects.update(figures="compounds filled:9")

    assert rebuild(campaign=campaign, on=TODAY).wrong == ["99", "9901", "990101", "990101001", RAIN]
    change(compound, {"household_count": 30})
    fold(campaign=campaign, on=TODAY)
    assert selectors.figures(campaign, everywhere()).counts == counted(campaign, everywhere())


def test_a_comparison_that_is_overtaken_again_and_again_says_so(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*args: Any) -> Any:
        raise Overtaken

    monkeypatch.setattr("sanwu.indicators.services._rebuild", overtaken)
    with pytest.raises(Busy, match="正在汇总"):
        rebuild(campaign=campaign, on=TODAY)


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_the_divisions_right_below_and_what_is_in_none_of_them(campaign: Campaign) -> None:
    bring(campaign, ("听雨里", RAIN, {}), ("松风院", PINE, {}), ("不知街道", EAST, {}), ("西边", WEST, {}))
    fold(campaign=campaign, on=TODAY)

    found = selectors.by_division(campaign, everywhere(), EAST, [RIVER, PINE, FAR_EAST])
    assert [(area.code, area.figures.compounds) for area in found] == [(RIVER, 1), (PINE, 1), (EAST, 1)]
    found = selectors.by_division(campaign, scope_over(PINE), EAST, [RIVER, PINE])
    assert [(area.code, area.figures.compounds) for area in found] == [(PINE, 1)]


def test_a_post_on_single_compounds_sees_those(campaign: Campaign) -> None:
    _batch, (first, _second) = bring(campaign, ("听雨里", RAIN, {}), ("松风院", PINE, {}))
    fold(campaign=campaign, on=TODAY)
    scope = scope_on(first)

    assert selectors.figures(campaign, scope).counts == counted(campaign, scope)
    assert [(a.code, a.figures.compounds) for a in selectors.by_division(campaign, scope, EAST, [RIVER, PINE])] == [
        (RIVER, 1)
    ]
    assert selectors.trend(campaign, scope, TODAY) == []


def test_what_lies_outside_the_campaign_is_nothing(campaign: Campaign) -> None:
    bring(campaign, ("听雨里", RAIN, {}))

    assert selectors.figures(campaign, everywhere(), FAR_EAST).counts == {}


def test_the_trend_has_a_point_for_every_day_of_change_and_one_for_today(campaign: Campaign) -> None:
    bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=TODAY - timedelta(days=9))
    bring(campaign, ("松风院", PINE, {}))
    fold(campaign=campaign, on=TODAY - timedelta(days=4))
    bring(campaign, ("西边", WEST, {}))

    ago = [((TODAY - d.day).days, d.figures.compounds) for d in selectors.trend(campaign, everywhere(), TODAY)]
    assert ago == [(9, 1), (4, 2), (0, 3)]
    ago = [
        ((TODAY - d.day).days, d.figures.compounds) for d in selectors.trend(campaign, scope_over(RIVER, PINE), TODAY)
    ]
    assert ago == [(9, 1), (4, 2), (0, 2)]


@given(st.dictionaries(st.from_regex(r"[?a-z_=]{1,9}", fullmatch=True), st.integers(1, 99)))
def test_figures_written_down_are_read_again(figures: dict[str, int]) -> None:
    assert read(write(figures)) == figures


@pytest.mark.parametrize("code", [*PLACES, "990000000000", "010000000000"])
def test_the_range_of_a_division_is_one_prefix(code: str) -> None:
    assert range_of(code)[0].startswith(prefix_of_range(*range_of(code)) or "none")


def test_a_range_of_two_divisions_is_no_prefix_and_still_counted(campaign: Campaign) -> None:
    assert prefix_of_range(EAST, "990103000000") is None
    bring(campaign, ("听雨里", RAIN, {}), ("西边", WEST, {}), ("城里", CITY, {}))
    scope = Scope(7, (Grant("city_reviewer", frozenset({Ability.VIEW_LEDGER}), EAST, "990103000000"),))
    assert selectors.figures(campaign, scope).compounds == 2
    fold(campaign=campaign, on=TODAY)
    assert selectors.figures(campaign, scope).compounds == 2


def test_several_campaigns_are_read_at_once(campaign: Campaign) -> None:
    other = open_campaign(EAST, "东江区行动")
    bring(campaign, ("听雨里", RAIN, {}), ("西边", WEST, {}))
    bring(other, ("松风院", PINE, {}))
    fold(campaign=campaign, on=TODAY)
    assert {pk: f.compounds for pk, f in selectors.overview([campaign, other], everywhere()).items()} == {
        campaign.pk: 2, other.pk: 1,
    }  # fmt: skip

    fold_behind(on=TODAY)
    with CaptureQueriesContext(connection) as asked:
        found = selectors.overview([campaign, other], scope_over(EAST))
    assert len(asked) == 2
    assert {pk: f.compounds for pk, f in found.items()} == {campaign.pk: 1, other.pk: 1}
