"""The map shows what the ledger lists, no more and no less, and follows it."""

# ruff: noqa: F811 - fixtures are taken over from the pages' tests
from typing import Any

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import NOBODY, Ability, Grant, Scope, everywhere
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.campaigns.services import enter_compounds
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.decisions.listing import Filters, candidates
from sanwu.decisions.mapping import View, mix_of, tile, view_of
from sanwu.decisions.services import refresh
from sanwu.ledger.services import Created, NewFacts, Origin, correct_fact, record_changes
from sanwu.records.services import act
from sanwu.render.mapgrid import Box
from tests.render.test_maptiles import read_tile
from tests.web.conftest import DISTRICT, STREET_A, STREET_B, campaign, known, places  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
RULE = "three_no"
EAST = ("114.5000000", "29.0000000")
WEST = ("114.1000000", "29.0000000")


def enter(campaign: Campaign, *rows: tuple[str, str, Any, dict[str, Any]]) -> list[int]:
    """Compounds with a point, brought in as an import does, and judged."""
    new = [
        NewFacts(Identity(name, street, number=name, point=point, datum="wgs84" if point else ""), facts, None)
        for name, street, point, facts in rows
    ]
    with act(verb="ledger.import", actor=LOCAL_OPERATOR, object_type="campaign", object_id=str(campaign.pk)) as entry:
        origin = Origin("import", "x", None, LOCAL_OPERATOR, campaign.division_id)
        ids = list(record_changes(entry=entry, origin=origin, created=Created(new)).created)
        pairs = [(pk, row.identity.division_code) for pk, row in zip(ids, new, strict=True)]
        enter_compounds(campaign=campaign, compounds=pairs, entered_by="import", actor=LOCAL_OPERATOR)
    refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    return ids


@pytest.fixture
def ids(campaign: Campaign) -> list[int]:
    return enter(
        campaign,
        ("甲院", STREET_A, EAST, known(household_count=40)),
        ("乙院", STREET_A, WEST, known(has_property_provider=True)),
        ("丙院", STREET_B, EAST, known(has_governing_unit=None)),
        ("丁院", STREET_B, None, known()),
    )


def shown(view: View) -> set[int]:
    return set(view.points.grid.ids[view.shown].tolist())


def scope_of(low: str, high: str) -> Scope:
    return Scope(1, (Grant("x", frozenset(Ability), low, high),))


SCOPES = {
    "everywhere": everywhere(),
    "nobody": NOBODY,
    "one street": scope_of(STREET_A, "990101002000"),
    "single objects": NOBODY,  # made in the test, of compounds that exist
    "another city": scope_of("990200000000", "990300000000"),
}
FILTERS = [
    Filters(), Filters(division=STREET_B), Filters(outcomes={RULE: "yes"}), Filters(text="甲"), Filters(text="没有的"),
    Filters(division=STREET_A, outcomes={RULE: "no"}), Filters(missing="has_governing_unit"), Filters(arrangement="unknown"),
]  # fmt: skip


@pytest.mark.parametrize("reach", SCOPES)
@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_the_map_shows_what_the_ledger_lists(campaign: Campaign, ids: list[int], reach: str, filters: Filters) -> None:
    scope = SCOPES[reach]
    if reach == "single objects":
        held = frozenset({("compound", ids[1]), ("compound", ids[3])})
        scope = Scope(2, (Grant("partner_unit", frozenset({Ability.VIEW_LEDGER}), objects=held),))

    listed = set(candidates(scope, campaign, filters).values_list("compound_id", flat=True))

    assert shown(view_of(campaign, scope, RULE, filters)) == listed


def test_outcomes_are_those_of_the_verdicts(campaign: Campaign, ids: list[int]) -> None:
    view = view_of(campaign, everywhere(), RULE)

    said = {int(view.points.grid.ids[place]): view.outcome_at(place) for place in view.shown.tolist()}
    assert said == {ids[0]: "yes", ids[1]: "no", ids[2]: "unknown", ids[3]: "yes"}
    assert view.counts()["yes"] == 2
    assert view.counts(view.placed)["yes"] == 1


def test_a_correction_a_newcomer_and_a_move_are_followed(campaign: Campaign, ids: list[int]) -> None:
    view_of(campaign, everywhere(), RULE)

    correct_fact(
        compound=Compound.objects.get(pk=ids[0]),
        fact="has_property_provider",
        value=True,
        source="核查",
        actor=LOCAL_OPERATOR,
    )
    refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    view = view_of(campaign, everywhere(), RULE)
    assert view.counts()["yes"] == 1
    assert view.counts()["no"] == 2

    (new,) = enter(campaign, ("戊院", STREET_A, WEST, known()))
    view = view_of(campaign, everywhere(), RULE)
    assert new in shown(view)
    assert view.counts()["yes"] == 2


def test_who_left_the_campaign_is_on_the_map_no_more(campaign: Campaign, ids: list[int]) -> None:
    view_of(campaign, everywhere(), RULE)

    with act(verb="campaign.leave", actor=LOCAL_OPERATOR):
        CampaignCompound.objects.filter(compound=ids[0]).update(left_on=clock.today())

    assert shown(view_of(campaign, everywhere(), RULE)) == set(ids[1:])


def test_single_compounds_stand_in_the_tile_of_their_place_with_name_and_outcome(
    campaign: Campaign, ids: list[int]
) -> None:
    view = view_of(campaign, everywhere(), RULE)
    x = int((114.1 + 180) / 360 * (1 << 14))

    found = [read_tile(tile(view, 14, x, row)) for row in range(6790, 6830)]

    points = [point for layers in found for point in layers.get("points", [])]
    assert [(pk, said) for pk, _x, _y, said in points] == [(ids[1], {"outcome": "no", "name": "乙院"})]


def test_far_out_compounds_of_one_square_become_a_cluster(campaign: Campaign, ids: list[int]) -> None:
    layers = read_tile(tile(view_of(campaign, everywhere(), RULE), 0, 0, 0))

    ((_id, _x, _y, said),) = layers["clusters"]
    assert said["count"] == 3
    assert sum(map(int, str(said["mix"]).split("-"))) == 12


def test_a_tile_is_empty_for_who_may_see_nothing(campaign: Campaign, ids: list[int]) -> None:
    assert tile(view_of(campaign, NOBODY, RULE), 0, 0, 0) == b""


def test_a_polygon_and_a_box_hold_what_lies_inside(campaign: Campaign, ids: list[int]) -> None:
    view = view_of(campaign, everywhere(), RULE)

    def ids_of(found: Any) -> list[int]:
        return [int(view.points.grid.ids[place]) for place in found]

    assert ids_of(view.within(polygon=[(114.0, 28.9), (114.2, 28.9), (114.1, 29.2)])) == [ids[1]]
    assert ids_of(view.within(Box(114.4, 28.0, 114.6, 30.0))) == [ids[0], ids[2]], "by division"
    assert ids_of(view.without_point()) == [ids[3]]
    assert ids_of(view.within(polygon=[(110, 20), (111, 20), (111, 21)])) == []


@pytest.mark.parametrize("kinds", [(1, 0, 0), (1, 1, 1), (5, 7, 100), (1, 999, 0)])
def test_shares_of_a_cluster_add_up_to_twelve(kinds: tuple[int, ...]) -> None:
    shares = [int(share) for share in mix_of(kinds).split("-")]

    assert sum(shares) == 12
    assert all(share == 0 for share, kind in zip(shares, kinds, strict=True) if kind == 0)
