"""What is counted of a compound, and into which divisions it counts (pure).

A figure is a word: `compounds` (is in the campaign), `complete` (all facts that the survey asks for are known), `filled`
(how many of them), `open` (some verdict waits for facts), `RULE=OUTCOME`, `?FACT` (a verdict waits for this fact).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sanwu.base.codes import LENGTHS
from sanwu.policy.outcomes import Outcome

COMPOUNDS, COMPLETE, FILLED, OPEN = "compounds", "complete", "filled", "open"
Counts = Counter[str]
PREFIXES = tuple(LENGTHS)


class Folded(NamedTuple):
    """One compound as it stands in sums."""

    division: str
    figures: Counts


class Said(NamedTuple):
    """What a current verdict comes to, as it is in force; `missing` are facts, comma-separated."""

    rule: str
    outcome: str
    missing: str


def figures_of(facts: Mapping[str, Any], required: Collection[str], verdicts: Iterable[Said]) -> Counts:
    """What one compound adds to the sums of its divisions."""
    filled = sum(facts.get(fact) is not None for fact in required)
    counts = Counter({COMPOUNDS: 1, FILLED: filled, COMPLETE: int(filled == len(required))})
    for rule, outcome, missing in verdicts:
        counts[f"{rule}={outcome}"] += 1
        if outcome == Outcome.UNKNOWN:
            counts[OPEN] = 1
            counts.update({f"?{fact}": 1 for fact in missing.split(",") if fact and not counts[f"?{fact}"]})
    return +counts


def write(figures: Mapping[str, int]) -> str:
    """Figures as one line, the same for the same figures; 1 is not written."""
    return " ".join(word if n == 1 else f"{word}:{n}" for word, n in sorted(figures.items()))


def read(line: str) -> Counts:
    """What `write` put down."""
    found: Counts = Counter()
    for part in line.split():
        word, _, number = part.partition(":")
        found[word] = int(number or 1)
    return found


def prefixes_of(division: str) -> tuple[str, ...]:
    """The prefixes whose sums a compound of this 12-digit division counts in, the province's first."""
    return tuple(division[:length] for length in PREFIXES)


def changes(before: Mapping[int, Folded], after: Mapping[int, Folded]) -> dict[str, Counts]:
    """{prefix: what its sum changes by} when these compounds change; one that is missing in `after` is taken out."""
    found: dict[str, Counts] = {}
    for compound in before.keys() | after.keys():
        old, new = before.get(compound), after.get(compound)
        if old == new:
            continue
        for prefix in prefixes_of(old.division) if old else ():
            found.setdefault(prefix, Counter()).subtract(old.figures if old else {})
        for prefix in prefixes_of(new.division) if new else ():
            found.setdefault(prefix, Counter()).update(new.figures if new else {})
    return {prefix: counts for prefix, counts in found.items() if any(counts.values())}


def added(sums: Mapping[str, int], change: Mapping[str, int]) -> dict[str, int]:
    """A sum after a change, without figures that are 0."""
    total = Counter(sums)
    total.update(change)
    return {word: n for word, n in sorted(total.items()) if n}


def prefix_of_range(low: str, high: str) -> str | None:
    """The prefix that holds exactly the codes `low <= code < high`; None where no single one does."""
    for length in PREFIXES:
        following = str(int(low[:length]) + 1).zfill(length)
        end = following.ljust(12, "0") if len(following) == length else ":"
        if low[length:].strip("0") == "" and end == high:
            return low[:length]
    return None
