"""One transition table per kind of case; everything else about cases follows from these tables (pure, no Django).

The drawing in docs/developers/approvals.md is made from them, so that a picture never differs from what is enforced.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sanwu.approvals.enums import Kind, Side, State, Verb


@dataclass(frozen=True)
class Move:
    """One step out of a state. `by` takes it; `reason` must be given; `apart`: not by a person who submitted the case;
    `names`: somebody must be named."""

    to: State
    by: Side
    reason: bool = False
    apart: bool = False
    names: bool = False


@dataclass(frozen=True)
class Table:
    """`opening` is the verb by which a case begins, `first` the state it is in then. `holders` says whose turn a state
    is; a state without a holder is final."""

    opening: Verb
    first: State
    holders: Mapping[State, Side]
    moves: Mapping[State, Mapping[Verb, Move]]

    @property
    def states(self) -> frozenset[State]:
        """Every state that stands in the table."""
        found = {self.first, *self.moves}
        return frozenset(found | {move.to for row in self.moves.values() for move in row.values()})

    @property
    def final(self) -> frozenset[State]:
        """States out of which nothing leads."""
        return frozenset(state for state in self.states if not self.moves.get(state))


# Submitting, in whatever words: who did it does not answer the same case.
SUBMITTING = frozenset({Verb.SUBMIT, Verb.RESUBMIT, Verb.EXTEND_ASK})


def _handing_on(state: State, side: Side, apart: bool) -> dict[Verb, Move]:
    """Handing a case on leaves it where it stands; who takes it over is bound by the same separation."""
    return {
        Verb.TRANSFER: Move(state, side, reason=True, apart=apart, names=True),
        Verb.DELEGATE: Move(state, side, reason=True, apart=apart, names=True),
    }


_REVIEWED = _handing_on(State.SUBMITTED, Side.ANSWERING, apart=True) | {
    Verb.COUNTERSIGN_ASK: Move(State.COUNTERSIGNING, Side.ANSWERING, apart=True, names=True),
}
_COUNTERSIGNED = {
    Verb.COUNTERSIGN_GIVE: Move(State.SUBMITTED, Side.NAMED, reason=True, apart=True),
    # The answering side may ask somebody else when the one who was named does not answer.
    Verb.COUNTERSIGN_ASK: Move(State.COUNTERSIGNING, Side.ANSWERING, apart=True, names=True),
}

TABLES: Mapping[Kind, Table] = {
    Kind.LIST: Table(
        opening=Verb.SUBMIT,
        first=State.SUBMITTED,
        holders={
            State.SUBMITTED: Side.ANSWERING, State.COUNTERSIGNING: Side.NAMED, State.RETURNED: Side.ASKING,
            State.WITHDRAWN: Side.ASKING, State.ACCEPTED: Side.ANSWERING,
        },
        moves={
            State.SUBMITTED: _REVIEWED | {
                Verb.ACCEPT: Move(State.ACCEPTED, Side.ANSWERING, apart=True),
                Verb.RETURN: Move(State.RETURNED, Side.ANSWERING, reason=True, apart=True),
                Verb.REJECT: Move(State.REJECTED, Side.ANSWERING, reason=True, apart=True),
                Verb.WITHDRAW: Move(State.WITHDRAWN, Side.ASKING, reason=True),
            },
            State.COUNTERSIGNING: _COUNTERSIGNED | {Verb.WITHDRAW: Move(State.WITHDRAWN, Side.ASKING, reason=True)},
            State.RETURNED: _handing_on(State.RETURNED, Side.ASKING, apart=False) | {
                Verb.RESUBMIT: Move(State.SUBMITTED, Side.ASKING),
            },
            State.WITHDRAWN: {Verb.RESUBMIT: Move(State.SUBMITTED, Side.ASKING)},
            State.ACCEPTED: {
                Verb.FILE: Move(State.FILED, Side.ANSWERING, apart=True),
                # Before it is filed, the decision on the whole may still be taken back.
                Verb.RETURN: Move(State.RETURNED, Side.ANSWERING, reason=True, apart=True),
            },
        },
    ),
    Kind.CORRECTION: Table(
        opening=Verb.RETURN,
        first=State.RETURNED,
        holders={State.RETURNED: Side.ASKING, State.SUBMITTED: Side.ANSWERING},
        moves={
            State.RETURNED: _handing_on(State.RETURNED, Side.ASKING, apart=False) | {
                Verb.RESUBMIT: Move(State.SUBMITTED, Side.ASKING, reason=True),
                # Who sent rows back for correction may call them back.
                Verb.WITHDRAW: Move(State.WITHDRAWN, Side.ANSWERING, reason=True),
            },
            State.SUBMITTED: {
                Verb.ACCEPT: Move(State.ACCEPTED, Side.ANSWERING, apart=True),
                Verb.RETURN: Move(State.RETURNED, Side.ANSWERING, reason=True, apart=True),
                Verb.WITHDRAW: Move(State.WITHDRAWN, Side.ANSWERING, reason=True),
            },
        },
    ),
    Kind.EXTENSION: Table(
        opening=Verb.EXTEND_ASK,
        first=State.SUBMITTED,
        holders={
            State.SUBMITTED: Side.ANSWERING, State.COUNTERSIGNING: Side.NAMED, State.RETURNED: Side.ASKING,
        },
        moves={
            State.SUBMITTED: _REVIEWED | {
                Verb.EXTEND_GRANT: Move(State.GRANTED, Side.ANSWERING, apart=True),
                Verb.EXTEND_REFUSE: Move(State.REFUSED, Side.ANSWERING, reason=True, apart=True),
                Verb.RETURN: Move(State.RETURNED, Side.ANSWERING, reason=True, apart=True),
                Verb.WITHDRAW: Move(State.WITHDRAWN, Side.ASKING, reason=True),
            },
            State.COUNTERSIGNING: _COUNTERSIGNED | {Verb.WITHDRAW: Move(State.WITHDRAWN, Side.ASKING, reason=True)},
            State.RETURNED: {
                Verb.RESUBMIT: Move(State.SUBMITTED, Side.ASKING, reason=True),
                Verb.WITHDRAW: Move(State.WITHDRAWN, Side.ASKING, reason=True),
            },
        },
    ),
}  # fmt: skip


def move_of(kind: Kind, state: State, verb: Verb) -> Move | None:
    """What a verb does in a state; None where it is not allowed."""
    return TABLES[kind].moves.get(state, {}).get(verb)


def allowed(kind: Kind, state: State) -> tuple[Verb, ...]:
    """The verbs that lead on from a state, in the order of the table; none for a final state."""
    return tuple(TABLES[kind].moves.get(state, {}))


def holder_of(kind: Kind, state: State) -> Side | None:
    """Whose turn it is; None when the case is closed."""
    return TABLES[kind].holders.get(state)


def is_final(kind: Kind, state: State) -> bool:
    """Whether nothing leads on."""
    return not TABLES[kind].moves.get(state)


def replay(kind: Kind, verbs: Iterable[Verb]) -> State | None:
    """The state after these verbs, the opening one first; None where one of them was not allowed."""
    table, state = TABLES[kind], None
    for verb in verbs:
        if state is None:
            if verb != table.opening:
                return None
            state = table.first
        elif move := move_of(kind, state, verb):
            state = move.to
        else:
            return None
    return state
