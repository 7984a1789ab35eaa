"""The transition tables as such: what no table may get wrong, and that the drawing is made from them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.approvals import words
from sanwu.approvals.drawing import draw
from sanwu.approvals.enums import Kind, Side, State, Verb
from sanwu.approvals.rules import SUBMITTING, TABLES, allowed, holder_of, is_final, move_of, replay
from tests.source import ROOT

PAGE = ROOT / "docs" / "developers" / "approvals.md"
every_kind = pytest.mark.parametrize("kind", list(Kind))


@every_kind
def test_every_state_can_be_reached(kind: Kind) -> None:
    table = TABLES[kind]
    reached, ahead = {table.first}, [table.first]
    while ahead:
        for move in table.moves.get(ahead.pop(), {}).values():
            if move.to not in reached:
                reached.add(move.to)
                ahead.append(move.to)

    assert reached == table.states


@every_kind
def test_every_open_state_can_still_come_to_an_end(kind: Kind) -> None:
    table = TABLES[kind]
    ends = set(table.final)
    for _ in table.states:
        ends |= {state for state, row in table.moves.items() if any(move.to in ends for move in row.values())}

    assert table.final
    assert ends == table.states


@every_kind
def test_exactly_the_open_states_are_somebodys_turn(kind: Kind) -> None:
    table = TABLES[kind]

    assert set(table.holders) == table.states - table.final
    assert all(not allowed(kind, state) and holder_of(kind, state) is None for state in table.final)


@every_kind
def test_who_answers_is_never_who_submitted(kind: Kind) -> None:
    """Every step of the answering side out of a state that it holds is kept apart, but for calling back its own."""
    table = TABLES[kind]
    answers = [
        (state, verb)
        for state, row in table.moves.items()
        for verb, move in row.items()
        if move.by is not Side.ASKING and verb is not Verb.WITHDRAW and not move.apart
    ]

    assert not answers
    assert any(verb in SUBMITTING for row in table.moves.values() for verb in row) or table.opening in SUBMITTING


@every_kind
def test_saying_no_demands_a_reason(kind: Kind) -> None:
    no = {Verb.RETURN, Verb.REJECT, Verb.EXTEND_REFUSE, Verb.WITHDRAW}

    assert all(move.reason for row in TABLES[kind].moves.values() for verb, move in row.items() if verb in no)


@given(st.sampled_from(list(Kind)), st.lists(st.sampled_from(list(Verb)), max_size=12))
def test_whatever_is_tried_a_case_only_walks_along_its_table(kind: Kind, tried: list[Verb]) -> None:
    table = TABLES[kind]
    walked, states = [table.opening], [table.first]
    for verb in tried:
        move = move_of(kind, states[-1], verb)
        assert (move is None) == (verb not in allowed(kind, states[-1]))
        if move is not None:
            walked.append(verb)
            states.append(move.to)

    assert replay(kind, walked) == states[-1]
    assert all(not is_final(kind, before) for before, _ in pairwise(states))


@given(st.sampled_from(list(Kind)), st.lists(st.sampled_from(list(Verb)), min_size=1, max_size=6))
def test_a_history_with_a_step_that_was_not_allowed_replays_to_nothing(kind: Kind, verbs: list[Verb]) -> None:
    state: State | None = None
    for number, verb in enumerate(verbs):
        move = move_of(kind, state, verb) if state else None
        fits = verb is TABLES[kind].opening if number == 0 else move is not None
        if not fits:
            assert replay(kind, verbs) is None
            return
        state = TABLES[kind].first if number == 0 else move.to if move else None

    assert replay(kind, verbs) == state


def test_every_word_has_a_name() -> None:
    assert set(words.KINDS) == set(Kind)
    assert set(words.STATES) == set(State)
    assert set(words.VERBS) == set(Verb)
    assert set(words.SIDES) == set(Side)


def test_every_state_and_verb_is_used_by_some_table() -> None:
    used = {verb for table in TABLES.values() for row in table.moves.values() for verb in row}
    used |= {table.opening for table in TABLES.values()}

    assert used == set(Verb)
    assert {state for table in TABLES.values() for state in table.states} == set(State)


def test_the_page_for_developers_is_drawn_from_the_tables() -> None:
    """Written again by: python -m tests.approvals.write"""
    assert PAGE.read_text(encoding="utf-8").endswith(draw())
