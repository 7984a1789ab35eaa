"""What a reading brings: named figures of a place, of a division below it, of a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sanwu.indicators.rules import COMPLETE, COMPOUNDS, FILLED, OPEN
from sanwu.policy.outcomes import Outcome


@dataclass(frozen=True)
class Figures:
    """What is counted in one place. `behind` when much was written that is not in it yet."""

    counts: Mapping[str, int] = field(default_factory=dict)
    behind: bool = False

    @property
    def compounds(self) -> int:
        """Compounds in the campaign."""
        return self.counts.get(COMPOUNDS, 0)

    @property
    def complete(self) -> int:
        """Compounds of which all facts are known that the survey asks for."""
        return self.counts.get(COMPLETE, 0)

    @property
    def filled(self) -> int:
        """Known facts among those that the survey asks for, over all compounds."""
        return self.counts.get(FILLED, 0)

    @property
    def open(self) -> int:
        """Compounds with a verdict that waits for facts."""
        return self.counts.get(OPEN, 0)

    def outcome(self, rule: str, outcome: str) -> int:
        """Compounds whose current verdict of a rule is this."""
        return self.counts.get(f"{rule}={outcome}", 0)

    def outcomes(self, rule: str) -> dict[str, int]:
        """{outcome: compounds} of a rule; outcomes that none has are left out."""
        head = f"{rule}="
        return {word[len(head) :]: n for word, n in self.counts.items() if word.startswith(head)}

    def judged(self, rule: str) -> int:
        """Compounds of which a rule says yes or no, or that it is not for them; not those that wait for facts."""
        return sum(n for outcome, n in self.outcomes(rule).items() if outcome != Outcome.UNKNOWN)

    def missing(self) -> dict[str, int]:
        """{fact: compounds whose verdicts wait for it}, most first."""
        found = {word[1:]: n for word, n in self.counts.items() if word.startswith("?")}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True)
class Area:
    """The figures of one division; `code` is that of the parent for what is not in a finer one yet."""

    code: str
    figures: Figures


@dataclass(frozen=True)
class Day:
    """The figures at the end of a day; of today as they stand now."""

    day: date
    figures: Figures
