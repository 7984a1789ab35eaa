"""Measures of a plan as they stand: how many of how many have reached what a measure counts.

A measure whose events nothing here records yet is unknown, never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sanwu.indicators.figures import Figures
from sanwu.policy.model_work import Measure

PERCENT = "%"
# A survey is finished for a compound when its file is complete: the sums know that by themselves.
SURVEYED = ("survey_finished", "file_completed")


@dataclass(frozen=True)
class Tally:
    """How many of how many have reached something, and what says so: the sums, duties, lists."""

    done: int
    total: int
    basis: Literal["sums", "duties", "lists"] = "sums"


@dataclass(frozen=True)
class Measured:
    """A measure as it stands. `tally` None: nothing on the platform tells; total 0: nobody is expected to yet."""

    measure: Measure
    tally: Tally | None

    @property
    def value(self) -> Decimal | None:
        """In the measure's own unit: per cent, or a count."""
        if self.tally is None:
            return None
        if self.measure.unit != PERCENT:
            return Decimal(self.tally.done)
        return Decimal(self.tally.done * 100) / self.tally.total if self.tally.total else None


def tally_of(figures: Figures) -> dict[str, Tally]:
    """What the sums tell of events."""
    return dict.fromkeys(SURVEYED, Tally(figures.complete, figures.compounds))


def measured(measure: Measure, tallies: Mapping[str, Tally]) -> Measured:
    """A measure from its events: the one that fewest have reached counts where it names several."""
    if not measure.done_when or any(event not in tallies for event in measure.done_when):
        return Measured(measure, None)
    known = [tallies[event] for event in measure.done_when]
    return Measured(measure, min(known, key=lambda tally: tally.done))
