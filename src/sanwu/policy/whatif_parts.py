"""What a scheme decides besides its rules – its extent, and for whom an estimate or a kind of money counts – as rules too.

So one judgement answers everything that a changed scheme may change. Such a rule has a name with a colon in it, which no
rule of a scheme can have.
"""

from collections.abc import Iterator

from sanwu.policy.model_estimates import Estimate, EstimateLine
from sanwu.policy.model_money import MoneyLine
from sanwu.policy.model_predicate import Predicate
from sanwu.policy.model_rules import Condition, Member
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.ruleset import rules_of

EXTENT = "extent:"
# Which fact counts the units of a kind of money, where the line itself does not say it.
COUNTED = {"m2": "floor_area_m2", "m2_month": "floor_area_m2", "household": "household_count"}


def with_parts(scheme: Scheme) -> Scheme:
    """The scheme with its other predicates as further conditions; the scheme itself stays as it is."""
    more = {
        name: Condition.model_construct(
            id=name, title=name, polarity="achievement", holds_when="all",
            members={"when": Member.model_construct(id="when", title=name, when=when)},
        )
        for name, when in _parts(scheme)
    }  # fmt: skip
    beside = scheme.model_copy(update={"conditions": {**scheme.conditions, **more}})
    beside._rules = None
    return beside


def own_rules(scheme: Scheme) -> list[str]:
    """The rules that a change is told by: conditions, decisions, and to whom the scheme applies."""
    extents = [f"{EXTENT}{name}" for name, extent in scheme.extent.items() if extent.when is not None]
    return [*scheme.conditions, *scheme.decisions, *extents]


def needed_facts(scheme: Scheme) -> tuple[str, ...]:
    """Every fact that rules, extent, estimates and money ask for, in the order of the dictionary."""
    asked = set(rules_of(with_parts(scheme)).facts)
    for estimate in scheme.estimates.values():
        asked.update(fact for fact in (estimate.fact, *(line.fact for line in estimate.items.values())) if fact)
    asked.update(fact for line in scheme.money.values() if (fact := counted_by(line)))
    return tuple(fact for fact in scheme.dictionary.facts if fact in asked)


def counted_by(line: MoneyLine) -> str | None:
    """The fact that counts the units of a kind of money."""
    return line.fact or COUNTED.get(line.per or "")


def estimate_rule(name: str, line: str = "") -> str:
    return f"estimate:{name}:{line}" if line else f"estimate:{name}"


def money_rule(name: str, group: str = "") -> str:
    return f"money:{name}:{group}" if group else f"money:{name}"


def _parts(scheme: Scheme) -> Iterator[tuple[str, Predicate]]:
    for name, extent in scheme.extent.items():
        if extent.when is not None:
            yield f"{EXTENT}{name}", extent.when
    for name, estimate in scheme.estimates.items():
        yield from _named(estimate_rule(name), estimate)
        for key, line in estimate.items.items():
            yield from _named(estimate_rule(name, key), line)
    for name, money in scheme.money.items():
        if money.precondition is not None:
            yield money_rule(name), money.precondition
        for key, group in money.groups.items():
            if group.when is not None:
                yield money_rule(name, key), group.when


def _named(rule: str, part: Estimate | EstimateLine) -> Iterator[tuple[str, Predicate]]:
    if part.when is not None:
        yield rule, part.when
