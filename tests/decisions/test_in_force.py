"""What somebody decided against a rule is what lists, counts, sums and the map go by; the rule's own stands beside it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanwu.base import clock
from sanwu.base.scope import everywhere
from sanwu.decisions import digests, overridden
from sanwu.decisions.feed import After, verdict_rows
from sanwu.decisions.filing_composing import compose
from sanwu.decisions.listing import JUDGED, Filters, ledger_list
from sanwu.decisions.mapping import view_of
from sanwu.decisions.models import Verdict
from sanwu.decisions.overriding_rules import in_force
from sanwu.decisions.selectors import compute, counts, missing_most, verify_verdicts
from sanwu.decisions.services import refresh
from sanwu.indicators.selectors import Reading
from sanwu.indicators.services import fold, rebuild
from tests.decisions.filing_world import World, build
from tests.decisions.test_overriding import decide
from tests.worlds import EAST, OFFICER

RULE = "merge"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def decided(world: World) -> World:
    """听雨里 would be merged by the rule; its street decided that it stays."""
    decide(world)
    return world


def listed(world: World, outcome: str) -> set[str]:
    filters = Filters(outcomes={RULE: outcome})
    found = ledger_list(scope=everywhere(), campaign=world.campaign, filters=filters)
    assert found.count == len(found.rows)
    return {row["name"] for row in found.rows}


def figure(world: World, outcome: str) -> int:
    return Reading(world.campaign, everywhere()).figures().outcome(RULE, outcome)


def on_the_map(world: World, outcome: str) -> int:
    return view_of(world.campaign, everywhere(), RULE).counts().get(outcome, 0)


def test_a_rule_that_is_not_for_the_compound_cannot_be_decided_otherwise() -> None:
    assert in_force("merge", "keep") == "keep"
    assert in_force("merge", "") == in_force("merge", None) == "merge"
    assert in_force("not_applicable", "keep") == "not_applicable"


def test_the_ledger_is_narrowed_by_what_was_decided(decided: World) -> None:
    assert "听雨里" in listed(decided, "keep")
    assert "听雨里" not in listed(decided, "merge")


def test_a_row_says_both(decided: World) -> None:
    rows = ledger_list(scope=everywhere(), campaign=decided.campaign, filters=Filters(text="听雨里")).rows
    assert [(row["outcomes"][RULE], row["ruled"][RULE], row["overridden"]) for row in rows] == [("keep", "merge", True)]


def test_programs_read_both(decided: World) -> None:
    rows = verdict_rows(everywhere(), decided.campaign, rule=RULE, outcome="keep", limit=10)
    found = {row["compound_id"]: (row["in_force"], row["outcome"]) for row in rows}
    assert found[decided.compound("听雨里").pk] == ("keep", "merge")


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_programs_read_every_verdict_once_also_past_compounds_that_are_not_judged_yet(world: World, limit: int) -> None:
    judged = Verdict.objects.filter(campaign=world.campaign, rule=RULE, current=True)
    expected = list(judged.order_by("division_code", "compound_id").values_list("compound_id", flat=True))
    for unjudged in expected[:1] + expected[3:5]:
        judged.filter(compound_id=unjudged).update(current=False)
        expected.remove(unjudged)
    found: list[int] = []
    after = None
    while rows := verdict_rows(everywhere(), world.campaign, rule=RULE, after=after, limit=limit):
        assert len(rows) <= limit
        found += [row["compound_id"] for row in rows]
        after = After(rows[-1]["division_code"], rows[-1]["compound_id"])

    assert len(expected) == 3
    assert found == expected


def test_sums_maps_and_counts_follow_at_once_and_back(world: World) -> None:
    fold(campaign=world.campaign, on=clock.today())
    before = figure(world, "merge"), figure(world, "keep")
    assert before == (on_the_map(world, "merge"), on_the_map(world, "keep"))

    decide(world)

    after = (before[0] - 1, before[1] + 1)
    for _ in range(2):  # first by what was written since the last fold, then folded
        assert (figure(world, "merge"), figure(world, "keep")) == after
        assert (on_the_map(world, "merge"), on_the_map(world, "keep")) == after
        assert rebuild(campaign=world.campaign, on=clock.today()).wrong == []
    counted = counts(world.campaign)
    assert (counted["decisions"][RULE]["merge"], counted["decisions"][RULE]["keep"]) == after
    assert compute(world.campaign, clock.today()) == counted

    decide(world, outcome="")

    assert (figure(world, "merge"), figure(world, "keep")) == before
    assert (on_the_map(world, "merge"), on_the_map(world, "keep")) == before
    assert "听雨里" in listed(world, "merge")


def test_a_decision_outlasts_judging_anew(decided: World) -> None:
    decided.learn("听雨里", household_count=45, floor_area_m2="3200.00")
    assert "听雨里" in listed(decided, "keep")

    decided.learn("听雨里", household_count=500, floor_area_m2="90000.00")  # now the rule says so itself
    decide(decided, outcome="merge")
    decided.learn("听雨里", household_count=501)
    assert "听雨里" in listed(decided, "merge")

    decided.learn("听雨里", has_property_provider=True)  # no longer an object at all
    assert "听雨里" in listed(decided, "not_applicable")


def test_whoever_was_decided_waits_for_no_fact(world: World) -> None:
    world.learn("听雨里", floor_area_m2=None, household_count=None)
    waiting = {item.fact.id: item.count for item in missing_most(world.campaign)}
    assert "听雨里" not in listed(world, JUDGED)

    decide(world)

    fewer = {item.fact.id: item.count for item in missing_most(world.campaign)}
    assert fewer.get("floor_area_m2", 0) == waiting["floor_area_m2"] - 1
    assert "听雨里" in listed(world, JUDGED)
    found = ledger_list(scope=everywhere(), campaign=world.campaign, filters=Filters(missing="floor_area_m2"))
    assert "听雨里" not in {row["name"] for row in found.rows}


def test_the_list_to_hand_in_says_what_was_decided(decided: World) -> None:
    row = next(row for row in compose(decided.campaign, EAST).rows if row.name == "听雨里")
    assert row.decisions[RULE] == "keep"


def test_a_scheme_without_the_outcome_that_was_decided_leaves_the_rules_own(
    decided: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = {"merge": ["merge", "other", "unknown", "not_applicable"]}
    for module in (overridden, digests):
        monkeypatch.setattr(module, "outcomes_of", lambda campaign, rule: without.get(rule, ["yes", "no"]))

    decided.learn("砚湖一村", household_count=201)
    assert "听雨里" in listed(decided, "keep"), "nothing was said of it anew"
    refresh(campaign=decided.campaign, on=clock.today(), actor=OFFICER, anew=True)

    assert "听雨里" in listed(decided, "merge")
    assert verify_verdicts() is None


def test_judging_anew_asks_no_more_for_many_decisions_than_for_one(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            refresh(campaign=world.campaign, on=clock.today(), actor=OFFICER, anew=True)
        return len(found)

    decide(world)
    one = asked()
    decide(world, "砚湖一村", outcome="merge")

    assert asked() == one
    assert {"砚湖一村"} <= listed(world, "merge")


def test_the_journal_notices_what_nobody_decided(decided: World) -> None:
    assert verify_verdicts() is None

    Verdict.objects.filter(current=True, rule=RULE, compound=decided.compound("砚湖一村")).update(in_force="merge")
    doubt = verify_verdicts()
    assert doubt is not None
    assert str(decided.compound("砚湖一村").pk) in doubt.reason
