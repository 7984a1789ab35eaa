"""Gates of phases: each measure from what the platform has seen, against its bound, in three values.

A measure whose events nothing here records yet is unknown, never 0: the gate then says what it waits for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sanwu.indicators.figures import Figures
from sanwu.indicators.measured import Measured, Tally, measured, tally_of
from sanwu.policy.model_gates import Gate, GateTest
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Phase
from sanwu.policy.outcomes import Truth, all_of, any_of


@dataclass(frozen=True)
class Tested:
    """One test of a gate, and whether it holds."""

    test: GateTest
    measured: Measured
    holds: Truth


@dataclass(frozen=True)
class GateResult:
    """A gate of a phase. All (or any, as the scheme says) of the tests decide."""

    phase: Phase
    side: Literal["entry", "exit"]
    holds: Truth
    tests: tuple[Tested, ...]


def gate_results(scheme: Scheme, figures: Figures, happened: Mapping[str, Tally] | None = None) -> list[GateResult]:
    """All gates in the order of the phases. `happened` brings what other stages tell: {event: how many of how many}."""
    tallies = tally_of(figures) | dict(happened or {})
    found = []
    for phase in scheme.phases.values():
        gates: tuple[tuple[Literal["entry", "exit"], Gate | None], ...] = (("entry", phase.entry), ("exit", phase.exit))
        for side, gate in gates:
            if gate is not None:
                tests: list[Tested] = []
                holds = _evaluate(gate, scheme, tallies, tests)
                found.append(GateResult(phase, side, holds, tuple(tests)))
    return found


def _evaluate(gate: Gate, scheme: Scheme, tallies: Mapping[str, Tally], tests: list[Tested]) -> Truth:
    values = [
        _evaluate(part, scheme, tallies, tests) if isinstance(part, Gate) else _test(part, scheme, tallies, tests)
        for part in gate.tests
    ]
    return all_of(values) if gate.joint == "all" else any_of(values)


def _test(test: GateTest, scheme: Scheme, tallies: Mapping[str, Tally], tests: list[Tested]) -> Truth:
    found = measured(scheme.measures[test.measure], tallies)
    tested = Tested(test, found, None if found.value is None else _holds(test, found.value))
    tests.append(tested)
    return tested.holds


def _holds(test: GateTest, value: Decimal) -> bool:
    if test.at_least is not None:
        return value >= test.at_least
    if test.at_most is not None:
        return value <= test.at_most
    if test.above is not None:
        return value > test.above
    if test.below is not None:
        return value < test.below
    return value == test.is_
