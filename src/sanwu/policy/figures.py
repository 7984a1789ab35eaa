"""The figures of measures by their formulas, and whether a target is reached: exact, and unknown where a count is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Measure, Target
from sanwu.policy.outcomes import Outcome, Truth, all_of, as_outcome
from sanwu.policy.values import Canonical

# Formulas that compare with an earlier period, and those that count more than facts.
_CHANGES = ("year_on_year", "period_on_period")
_NOT_COUNTED = ("weighted_score", "rank")
Facts = Mapping[str, Canonical | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, or None with the facts that are missing; `sample` is what it was divided by."""

    value: Fraction | None
    missing: tuple[str, ...] = ()
    sample: Fraction | None = None


def figure_of(measure: Measure, facts: Facts) -> Figure | None:
    """A measure's figure from counts; None where the measure names no formula over facts.

    `share` and its kin are numerator ÷ denominator in per cent, `mean` their quotient, `count` the numerator alone; a
    change is (numerator − denominator) ÷ denominator in per cent. Nothing is divided by nothing: that is unknown.
    """
    if measure.formula is None or measure.formula in _NOT_COUNTED or not measure.numerator:
        return None
    if measure.formula != "count" and not measure.denominator:
        return None
    needed = (*measure.numerator, *measure.denominator)
    missing = tuple(dict.fromkeys(fact for fact in needed if facts.get(fact) is None))
    if missing:
        return Figure(None, missing)
    above, below = _sum(measure.numerator, facts), _sum(measure.denominator, facts)
    if measure.formula == "count":
        return Figure(above, (), above)
    if below == 0:
        return Figure(None, (), below)
    value = above / below if measure.formula == "mean" else above / below * 100
    return Figure(value - 100 if measure.formula in _CHANGES else value, (), below)


def reached(target: Target, measure: Measure, facts: Facts) -> tuple[Outcome, tuple[str, ...]] | None:
    """Whether a target is reached, with the facts that are missing; None where its measure has no formula over facts.

    Below the smallest sample there is no result. A trend is read from a change, or against a stated baseline.
    """
    figure = figure_of(measure, facts)
    if figure is None:
        return None
    small = target.minimum_sample is not None and figure.sample is not None and figure.sample < target.minimum_sample
    if figure.value is None or small:
        return Outcome.UNKNOWN, figure.missing
    value = figure.value
    bounds: list[Truth] = [
        holds
        for bound, holds in (
            (target.at_least, target.at_least is not None and value >= Fraction(target.at_least)),
            (target.at_most, target.at_most is not None and value <= Fraction(target.at_most)),
            (target.is_, target.is_ is not None and value == Fraction(target.is_)),
        )
        if bound is not None
    ]
    if target.trend is not None:
        bounds.append(_moves(target, measure, value))
    return as_outcome(all_of(bounds) if bounds else None), ()


def figures_of(scheme: Scheme, facts: Facts) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every measure and target that can be told from these facts: its figure or outcome, and what is missing."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for name, measure in scheme.measures.items():
        figure = figure_of(measure, facts)
        if figure is not None:
            words = Outcome.UNKNOWN.value if figure.value is None else _words(figure.value)
            found[name] = (words, figure.missing)
    for name, target in scheme.targets.items():
        answer = reached(target, scheme.measures[target.measure], facts)
        if answer is not None:
            found[name] = (answer[0].value, answer[1])
    return found


def _sum(names: tuple[str, ...], facts: Facts) -> Fraction:
    return sum((Fraction(str(facts[name])) for name in names), Fraction(0))


def _moves(target: Target, measure: Measure, value: Fraction) -> Truth:
    """Up or down: the sign of a change, or the figure against a stated baseline; without either it is open."""
    if measure.formula in _CHANGES:
        base = Fraction(0)
    elif target.baseline is not None and target.baseline.value is not None:
        base = Fraction(target.baseline.value)
    else:
        return None
    return value > base if target.trend == "up" else value < base


def _words(value: Fraction) -> str:
    """A figure as people write it: exact where it ends within two places, cut off after them (towards 0) otherwise."""
    number = Decimal(int(value * 100)).scaleb(-2)
    return f"{number.normalize():f}"
