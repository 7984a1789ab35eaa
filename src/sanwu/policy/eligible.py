"""Whether one compound comes into a scheme by each of its ways in, three-valued like all rules.

What needs a person (an application, a transfer, a place) is read from the fact that keeps the answer; without one it is
open. The last n of a list can only be told from the whole list, so for one compound that is open too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sanwu.policy.explain import explain
from sanwu.policy.model_eligibility import Eligibility
from sanwu.policy.model_predicate import Predicate
from sanwu.policy.model_rules import Condition, Member
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.outcomes import Outcome, Truth, as_outcome
from sanwu.policy.values import Canonical
from sanwu.policy.verdicts import Verdict

BUILT_YEAR = "built_year"
_ANSWERED = ("application", "transfer", "spatial")
Facts = Mapping[str, Canonical | None]


@dataclass(frozen=True, slots=True)
class WayIn:
    """How one way comes out: `missing` are the facts that would settle it, `points` the least and most of a score,
    `priority` the turn that the year of building gives."""

    outcome: Outcome
    missing: tuple[str, ...] = ()
    points: tuple[Decimal, Decimal] | None = None
    priority: int | None = None


def ways_in(scheme: Scheme, facts: Facts) -> dict[str, WayIn]:
    """Each way into the scheme for one compound, by canonical facts (absent or None = unknown)."""
    beside = _with_ways(scheme)
    verdicts = explain(beside, facts, date.min).conditions
    found = {}
    for name, entry in scheme.eligibility.items():
        way = _way(scheme, entry, facts, verdicts)
        found[name] = _also(way, verdicts[entry.condition]) if entry.condition else way
    return found


def _way(scheme: Scheme, entry: Eligibility, facts: Facts, verdicts: Mapping[str, Verdict]) -> WayIn:
    if entry.kind == "expression":
        verdict = verdicts[_rule(entry.id)]
        return WayIn(Outcome(verdict.outcome), verdict.missing)
    if entry.kind == "score":
        return _score(entry, [verdicts[_rule(entry.id, line)] for line in entry.scores])
    if entry.kind == "built_window":
        return _built(entry, facts, entry.fact or BUILT_YEAR)
    if entry.kind in _ANSWERED and entry.fact is not None:
        answer = facts.get(entry.fact)
        fact = scheme.dictionary.facts[entry.fact]
        truth: Truth = None if answer is None else answer is True if fact.type == "boolean" else True
        return WayIn(as_outcome(truth), () if truth is not None else (entry.fact,))
    return WayIn(Outcome.UNKNOWN)


def _score(entry: Eligibility, verdicts: list[Verdict]) -> WayIn:
    """Lines that are open may still give their points or not; the score is settled when neither can matter."""
    lines = list(zip(entry.scores.values(), verdicts, strict=True))
    sure = sum((line.points for line, verdict in lines if verdict.outcome == Outcome.YES), Decimal(0))
    open_ = [line.points for line, verdict in lines if verdict.outcome == Outcome.UNKNOWN]
    least = sure + sum((points for points in open_ if points < 0), Decimal(0))
    most = sure + sum((points for points in open_ if points > 0), Decimal(0))
    bound = entry.at_least or Decimal(0)
    truth: Truth = True if least >= bound else False if most < bound else None
    asked = (fact for _, verdict in lines if verdict.outcome == Outcome.UNKNOWN for fact in verdict.missing)
    return WayIn(as_outcome(truth), () if truth is not None else tuple(dict.fromkeys(asked)), (least, most))


def _built(entry: Eligibility, facts: Facts, fact: str) -> WayIn:
    year = facts.get(fact)
    if year is None:
        return WayIn(Outcome.UNKNOWN, (fact,))
    for window in sorted(entry.windows, key=lambda window: window.priority):
        since, until = window.from_, window.until
        if (since is None or Decimal(str(year)) >= since) and (until is None or Decimal(str(year)) <= until):
            return WayIn(Outcome.YES, priority=window.priority)
    return WayIn(Outcome.NO)


def _also(way: WayIn, verdict: Verdict) -> WayIn:
    """Both the way itself and the condition that it names."""
    if verdict.outcome in (Outcome.NO, Outcome.NOT_APPLICABLE) or way.outcome == Outcome.NO:
        return WayIn(Outcome.NO, points=way.points)
    if verdict.outcome == Outcome.UNKNOWN:
        missing = tuple(dict.fromkeys((*way.missing, *verdict.missing)))
        return WayIn(Outcome.UNKNOWN, missing, way.points, way.priority)
    return way


def _rule(name: str, line: str = "") -> str:
    """A name with a colon in it, which no rule of a scheme can have."""
    return f"way:{name}:{line}" if line else f"way:{name}"


def _with_ways(scheme: Scheme) -> Scheme:
    """The scheme with the predicates of its ways in as further conditions; the scheme itself stays as it is."""
    asked: dict[str, Predicate] = {}
    for name, entry in scheme.eligibility.items():
        if entry.kind == "expression" and entry.when is not None:
            asked[_rule(name)] = entry.when
        asked |= {_rule(name, key): line.when for key, line in entry.scores.items()}
    more = {
        name: Condition.model_construct(
            id=name, title=name, polarity="achievement", holds_when="all",
            members={"when": Member.model_construct(id="when", title=name, when=when)},
        )
        for name, when in asked.items()
    }  # fmt: skip
    beside = scheme.model_copy(update={"conditions": {**scheme.conditions, **more}})
    beside._rules = None
    return beside
