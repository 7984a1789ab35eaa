"""Three-valued logic: unknown is neither yes nor no, and only what it can change stays open."""

from itertools import product

import pytest

from sanwu.policy.outcomes import Truth, all_of, any_of, as_outcome, at_least, negate

VALUES: tuple[Truth, ...] = (True, False, None)


def completions(values: tuple[Truth, ...]) -> list[tuple[bool, ...]]:
    """Every way in which the unknowns may turn out."""
    return list(product(*[(True, False) if value is None else (value,) for value in values]))


@pytest.mark.parametrize("values", list(product(VALUES, repeat=3)))
def test_all_any_and_at_least_agree_with_every_way_the_unknowns_may_turn_out(values: tuple[Truth, ...]) -> None:
    worlds = completions(values)
    for joined, meant in (
        (all_of(values), {all(world) for world in worlds}),
        (any_of(values), {any(world) for world in worlds}),
        (at_least(2, values), {sum(world) >= 2 for world in worlds}),
    ):
        assert joined == (meant.pop() if len(meant) == 1 else None)


def test_not_keeps_the_unknown_unknown() -> None:
    assert [negate(value) for value in VALUES] == [False, True, None]


def test_nothing_at_all_holds_for_all_and_for_none() -> None:
    assert (all_of([]), any_of([])) == (True, False)


def test_truth_is_stored_under_the_names_of_outcomes() -> None:
    assert [as_outcome(value).value for value in VALUES] == ["yes", "no", "unknown"]
