"""The collector of cycles rests while it is told to, and works again afterwards, whatever happened."""

import gc

import pytest

from sanwu.base.memory import uncollected


def test_the_collector_rests_inside_and_works_again_afterwards() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_works_again_after_a_failure() -> None:
    with pytest.raises(LookupError), uncollected():
        raise LookupError
    assert gc.isenabled()


def test_an_inner_one_leaves_the_outer_one_in_charge() -> None:
    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
