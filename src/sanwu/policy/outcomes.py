"""The outcomes of a rule, and the three-valued logic that joins them."""

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """What a condition can come out as. A decision adds its own outcomes to `unknown` and `not_applicable`."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


OUTCOME_TITLES = {
    Outcome.YES: "是",
    Outcome.NO: "否",
    Outcome.UNKNOWN: "待核实",
    Outcome.NOT_APPLICABLE: "不适用",
}

# Inside a predicate only three values exist; None stands for "unknown" so that Python's own `is None` reads well.
Truth = bool | None


def all_of(values: Iterable[Truth]) -> Truth:
    """Kleene "and": one no decides; else one unknown leaves it open."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def any_of(values: Iterable[Truth]) -> Truth:
    """Kleene "or": one yes decides; else one unknown leaves it open."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def negate(value: Truth) -> Truth:
    """Kleene "not": what is unknown stays unknown."""
    return None if value is None else not value


def at_least(needed: int, values: Iterable[Truth]) -> Truth:
    """Whether at least `needed` of the values hold: decided as soon as the open ones can no longer change it."""
    held = list(values)
    sure = sum(value is True for value in held)
    possible = sure + sum(value is None for value in held)
    if sure >= needed:
        return True
    return None if possible >= needed else False


def as_outcome(value: Truth) -> Outcome:
    """The outcome that a truth value is shown and stored as."""
    if value is None:
        return Outcome.UNKNOWN
    return Outcome.YES if value else Outcome.NO
