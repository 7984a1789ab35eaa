"""Samples for site checks: fair by street, and the same for everybody who draws again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.base.errors import BadInput, Refused
from sanwu.decisions.filing import list_submit
from sanwu.decisions.models import SiteSample
from sanwu.decisions.sampling import is_reproducible, sample_draw
from sanwu.decisions.sampling_rules import allot, draw, size_of_share
from sanwu.records.models import Act
from tests.decisions.filing_world import World, build
from tests.worlds import EAST

strata = st.dictionaries(st.sampled_from([f"street{n}" for n in range(8)]), st.integers(1, 60), min_size=1)


@given(strata, st.integers(0, 300))
def test_a_sample_is_exactly_as_large_as_asked_and_never_larger_than_its_streets(
    rows: dict[str, int], size: int
) -> None:
    found = allot(rows, size)

    assert sum(found.values()) == min(size, sum(rows.values()))
    assert all(0 <= found[key] <= rows[key] for key in rows)
    if size >= len(rows):
        assert min(found.values()) >= 1


@given(strata, st.integers(1, 300))
def test_no_street_gives_much_more_or_less_than_its_part(rows: dict[str, int], size: int) -> None:
    """Within one row of the exact part, but for what the one row of every small street takes from the large ones."""
    total, found = sum(rows.values()), allot(rows, size)
    size = min(size, total)

    assert all(found[key] <= size * rows[key] / total + 1 for key in rows)
    assert all(found[key] >= size * rows[key] / total - len(rows) for key in rows)


@given(strata, st.integers(1, 80), st.text(min_size=1, max_size=8), st.randoms())
def test_the_same_seed_draws_the_same_rows_whatever_order_they_come_in(
    rows: dict[str, int], size: int, seed: str, chance: object
) -> None:
    members = [(n, f"row{n}", key) for n, key in enumerate(k for k, count in rows.items() for _ in range(count))]
    shuffled = list(members)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert draw(members, size, seed) == draw(shuffled, size, seed)


def test_another_seed_draws_other_rows() -> None:
    members = [(n, f"row{n}", "street") for n in range(1000)]

    assert draw(members, 20, "one") != draw(members, 20, "two")


def test_every_row_is_drawn_about_equally_often() -> None:
    members = [(n, f"row{n}", "street") for n in range(20)]
    times = [0] * 20
    for seed in range(400):
        for position in draw(members, 5, str(seed))[0].drawn:
            times[position] += 1

    assert min(times) > 60  # 100 are expected of each
    assert max(times) < 140


@pytest.mark.parametrize(
    ("total", "per_mille", "size"), [(200, 50, 10), (201, 50, 11), (3, 50, 1), (0, 50, 0), (7, 1000, 7)]
)
def test_a_share_is_rounded_up(total: int, per_mille: int, size: int) -> None:
    assert size_of_share(total, per_mille) == size


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_a_draw_keeps_who_drew_when_and_from_which_seed(world: World) -> None:
    version = list_submit(campaign=world.campaign, division=EAST, **world["district"].does)
    sample = sample_draw(version=version, size=2, seed="2026-1", **world["city"].does)

    assert [(s["name"], s["rows"], s["drawn"]) for s in sample.strata] == [
        ("滨河街道", 2, 1), ("松风街道", 2, 1),
    ]  # fmt: skip
    assert (len(sample.drawn), sample.seed, sample.actor_name) == (2, "2026-1", "city")
    assert is_reproducible(sample)


def test_a_sample_that_was_edited_is_not_what_its_seed_draws(world: World) -> None:
    version = list_submit(campaign=world.campaign, division=EAST, **world["district"].does)
    sample = sample_draw(version=version, share=500, **world["city"].does)
    sample.drawn = [position for position in (1, 2, 3, 4) if position not in sample.drawn]

    assert not is_reproducible(sample)


@pytest.mark.parametrize("asked", [{}, {"size": 1, "share": 10}, {"size": 0}, {"share": 1001}])
def test_a_draw_says_either_how_many_or_which_share(world: World, asked: dict[str, int]) -> None:
    version = list_submit(campaign=world.campaign, division=EAST, **world["district"].does)

    with pytest.raises(BadInput, match="抽多少个"):
        sample_draw(version=version, **asked, **world["city"].does)


def test_who_reports_does_not_draw_the_sample(world: World) -> None:
    version = list_submit(campaign=world.campaign, division=EAST, **world["district"].does)

    with pytest.raises(Refused, match="没有复核这份名单的权限"):
        sample_draw(version=version, size=1, **world["district"].does)
    assert not SiteSample.objects.exists()


def test_the_same_draw_again_is_the_sample_that_is_there(world: World) -> None:
    version = list_submit(campaign=world.campaign, division=EAST, **world["district"].does)
    first = sample_draw(version=version, size=2, seed="7", **world["city"].does)
    acts = Act.objects.count()

    assert sample_draw(version=version, size=2, seed="7", client_key="another form", **world["city"].does) == first
    assert sample_draw(version=version, size=2, seed="7", again=True, **world["city"].does) == first
    assert (SiteSample.objects.count(), Act.objects.count()) == (1, acts)


@pytest.mark.parametrize(
    "asked", [{"size": 2}, {"size": 1, "seed": "7"}, {"size": 2, "seed": "8"}, {"share": 500, "seed": "7"}]
)
def test_a_second_sample_is_drawn_only_when_it_is_meant(world: World, asked: dict[str, Any]) -> None:
    version = list_submit(campaign=world.campaign, division=EAST, **world["district"].does)
    sample_draw(version=version, size=2, seed="7", **world["city"].does)

    with pytest.raises(BadInput, match="已经抽过 1 份样本"):
        sample_draw(version=version, **asked, **world["city"].does)
    sample_draw(version=version, **asked, again=True, **world["city"].does)

    assert SiteSample.objects.count() == 2
    assert Act.objects.latest("number").after["earlier_samples"] == 1
