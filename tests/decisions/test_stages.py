"""The map coloured by how far compounds have come: stages that exclude each other, each with the rows of the ledger."""

import pytest

from sanwu.base.scope import everywhere
from sanwu.decisions.filing_enums import RowDecision
from sanwu.decisions.mapping import view_of
from sanwu.decisions.narrowing import Filters
from sanwu.decisions.stages import STAGE, stages_of
from tests.decisions.filing_world import World, build
from tests.decisions.test_filing import decide, file, review, submit
from tests.decisions.test_narrowing import fill, names
from tests.policy.small import scheme

ROWS = {
    "filed": Filters(stage="filed"), "passed": Filters(stage="passed"), "pending": Filters(stage="pending"),
    "complete": Filters(stage="unlisted", complete="yes"), "incomplete": Filters(stage="unlisted", complete="no"),
}  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    return build()


def on_the_map(world: World) -> dict[str, set[str]]:
    """{stage: names} of what the map shows; what the ledger lists under the stage's filters is held to be the same."""
    view = view_of(world.campaign, everywhere(), STAGE)
    called = view.names(view.shown.tolist())
    found: dict[str, set[str]] = {stage: set() for stage in view.outcomes}
    for place in view.shown.tolist():
        found[view.outcome_at(place)].add(called[int(view.points.grid.ids[place])])
    assert {stage: names(world.campaign, ROWS[stage]) for stage in found} == found
    assert view.counts() == {stage: len(rows) for stage, rows in found.items()}
    return found


def test_every_compound_begins_with_a_file_to_be_filled_in(world: World) -> None:
    everyone = names(world.campaign, Filters())
    assert on_the_map(world) == {
        "filed": set(), "passed": set(), "pending": set(), "complete": set(), "incomplete": everyone,
    }  # fmt: skip


def test_the_map_follows_files_lists_reviews_and_filings(world: World) -> None:
    everyone = names(world.campaign, Filters())
    before = view_of(world.campaign, everywhere(), STAGE).stamp
    fill(world, "听雨里")
    found = on_the_map(world)
    assert (found["complete"], found["incomplete"]) == ({"听雨里"}, everyone - {"听雨里"})
    assert view_of(world.campaign, everywhere(), STAGE).stamp != before

    version = submit(world)
    rows = set(version.rows.values_list("name", flat=True))
    found = on_the_map(world)
    assert found["pending"] == rows
    assert found["complete"] | found["incomplete"] == everyone - rows

    review(world, version, RowDecision.ACCEPT)
    version = decide(world, version, RowDecision.ACCEPT)
    assert on_the_map(world)["passed"] == rows

    file(world, version, who="city2")
    found = on_the_map(world)
    assert (found["filed"], found["passed"], found["pending"]) == (rows, set(), set())


def test_who_is_filed_stays_so_while_a_supplement_is_under_review(world: World) -> None:
    version = submit(world)
    review(world, version, RowDecision.ACCEPT)
    version = decide(world, version, RowDecision.ACCEPT)
    file(world, version, who="city2")
    rows = set(version.rows.values_list("name", flat=True))
    world.learn("有人管的小区", has_property_provider=False)
    assert submit(world).supplement

    found = on_the_map(world)
    assert found["filed"] == rows
    assert found["pending"] == {"有人管的小区"}


def test_a_scheme_that_knows_no_stages_is_not_coloured_by_them() -> None:
    assert stages_of(scheme()) == []
