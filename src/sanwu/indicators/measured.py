"""Measures of a plan as they stand: how many of how many have reached what a measure counts.

A measure whose events nothing here records yet is unknown, never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from sanwu.indicators.figures import Figures
from sanwu.policy.model_work import Measure
from sanwu.policy.outcomes import Outcome

PERCENT = "%"
# A survey is finished for a compound when its file is complete: the sums know that by themselves.
SURVEYED = ("survey_finished", "file_completed")


@dataclass(frozen=True)
class Tally:
    """How many of how many have reached something, and what says so: the sums, verdicts, duties, lists. `counted` names
    the duties that were counted."""

    done: int
    total: int
    basis: Literal["sums", "verdicts", "duties", "lists"] = "sums"
    counted: tuple[str, ...] = field(default=(), compare=False)


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
    """What the sums tell of events, and of the compounds of which a rule says yes; unknown counts as not yet."""
    rules = {word.partition("=")[0] for word in figures.counts if "=" in word}
    judged = {_said(rule): _judged(figures, rule) for rule in rules}
    return dict.fromkeys(SURVEYED, Tally(figures.complete, figures.compounds)) | judged


def _said(rule: str) -> str:
    """The word under which a tally of verdicts stands beside those of events."""
    return f"{rule}={Outcome.YES}"


def _judged(figures: Figures, rule: str) -> Tally:
    concerned = figures.compounds - figures.outcome(rule, Outcome.NOT_APPLICABLE)
    return Tally(figures.outcome(rule, Outcome.YES), concerned, "verdicts")


def measured(measure: Measure, tallies: Mapping[str, Tally]) -> Measured:
    """A measure from its events and its condition: what fewest have reached counts where it names several."""
    words = (*measure.done_when, *((_said(measure.condition),) if measure.condition else ()))
    if not words or any(word not in tallies for word in words):
        return Measured(measure, None)
    known = [tallies[word] for word in words]
    return Measured(measure, min(known, key=lambda tally: tally.done))
