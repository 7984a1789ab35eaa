"""Deciding otherwise than a rule: only whom the scheme names, with a reason, beside the rule's own outcome."""

from typing import Any

import pytest

from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.decisions.filing import list_submit
from sanwu.decisions.filing_composing import compose
from sanwu.decisions.models import VerdictOverride
from sanwu.decisions.overridden import overrides_of
from sanwu.decisions.overriding import may_override, override
from sanwu.decisions.selectors import behind
from sanwu.exchange.journal import digesters, state_checks
from sanwu.ledger.models import LedgerEntry
from sanwu.records.selectors import verify
from tests.decisions.filing_world import World, build
from tests.worlds import EAST, RIVER


@pytest.fixture
def world(db: None) -> World:
    return build()


def decide(world: World, name: str = "听雨里", who: str = "street", **more: Any) -> VerdictOverride:
    compound = world.compound(name)
    said = {"rule": "merge", "outcome": "keep", "reason": "两边居民都不同意并入"} | more
    said.setdefault("expected_revision", LedgerEntry.objects.get(compound=compound).revision)
    return override(campaign=world.campaign, compound=compound, **said, **world[who].does)


def test_the_body_that_the_scheme_names_decides_otherwise(world: World) -> None:
    made = decide(world)

    assert (made.rule_outcome, made.outcome, made.clause) == ("merge", "keep", "A-46")
    assert made.body == "街道办事处（镇人民政府）"
    stands = overrides_of(world.campaign, [made.compound_id])[made.compound_id]["merge"]
    assert (stands.outcome, stands.rule_outcome, stands.reason) == ("keep", "merge", "两边居民都不同意并入")


def test_the_working_that_was_decided_against_is_frozen(world: World) -> None:
    made = decide(world)
    world.learn("听雨里", household_count=500, floor_area_m2="90000.00")

    leaves = {leaf["fact"]: leaf["actual"] for leaf in VerdictOverride.objects.get(pk=made.pk).trace["leaves"]}
    assert (leaves["household_count"], leaves["floor_area_m2"]) == (40, "3000.00")


@pytest.mark.parametrize("who", ["district", "city", "pine", "auditor"])
def test_nobody_else_does(world: World, who: str) -> None:
    """松风街道 is a street office too, but of another street; the district leads, but the scheme names the street."""
    with pytest.raises(Refused, match="只能由街道办事处"):
        decide(world, who=who)


def test_the_district_decides_where_the_scheme_names_the_district(world: World) -> None:
    assert may_override(world.campaign, "route", world["district"].scope, RIVER) is not None
    assert may_override(world.campaign, "route", world["street"].scope, RIVER) is None


def test_a_rule_without_override_stands(world: World) -> None:
    with pytest.raises(Refused, match="没有规定谁可以改判"):
        decide(world, rule="three_no", outcome="no")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"outcome": "unknown"}, "请选择一个改判结果"),
        ({"outcome": "merge"}, "和现在的结论一样"),
        ({"reason": " "}, "写明改判的理由"),
    ],
)
def test_what_does_not_make_sense_is_refused_with_what_to_do(world: World, more: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        decide(world, **more)


def test_where_a_rule_does_not_apply_nothing_is_decided_otherwise(world: World) -> None:
    with pytest.raises(Refused, match="不适用"):
        decide(world, "有人管的小区")


def test_a_decision_on_older_data_is_stale(world: World) -> None:
    before = LedgerEntry.objects.get(compound=world.compound("听雨里")).revision
    world.learn("听雨里", household_count=41)

    with pytest.raises(Stale, match="数据刚有变化"):
        decide(world, expected_revision=before)


def test_a_decision_is_taken_back_by_a_later_one(world: World) -> None:
    made = decide(world)
    decide(world, outcome="", reason="居民重新表决同意")

    assert overrides_of(world.campaign, [made.compound_id]).get(made.compound_id, {}) == {}
    assert VerdictOverride.objects.count() == 2
    with pytest.raises(Refused, match="没有改判过"):
        decide(world, outcome="", reason="再撤一次")


def test_a_list_says_the_outcome_that_stands(world: World) -> None:
    decide(world)
    version = list_submit(campaign=world.campaign, division=EAST, **world["district"].does)

    assert world.row(version, "听雨里").decisions["merge"] == "keep"
    assert {row.name: row.decisions["merge"] for row in compose(world.campaign, EAST).rows}["松风园"] == "merge"


def test_the_journal_finds_an_edited_reason(world: World) -> None:
    decide(world)
    assert verify(digesters(), state_checks()).ok

    VerdictOverride.objects.update(reason="另写一个")
    assert not verify(digesters()).ok


def test_what_others_changed_elsewhere_does_not_stand_in_the_way(world: World) -> None:
    """A colleague corrects another compound, and the verdicts do not follow yet."""
    world.learn_only("松风园", household_count=81)
    assert behind(world.campaign)

    assert decide(world).outcome == "keep"


def test_a_verdict_that_does_not_follow_its_own_data_yet_is_not_decided_on(world: World) -> None:
    world.learn_only("听雨里", household_count=500, floor_area_m2="90000.00")

    with pytest.raises(Stale, match="数据刚有变化"):
        decide(world)
