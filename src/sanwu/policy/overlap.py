"""What can be said of a decision table without any compound: rows that overlap, rows never reached, gaps.

Between two neighbouring thresholds nothing changes, so it is enough to try one value per interval and every threshold
itself. Where that makes too many combinations, or a text is searched with `contains`, nothing is claimed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from sanwu.policy.bind import Comparison, Node, Reference
from sanwu.policy.judge import NO_ROW, Result, TruthOf, Valued, judge, judge_table, valued
from sanwu.policy.model_facts import Dictionary, Fact
from sanwu.policy.outcomes import Outcome
from sanwu.policy.ruleset import BoundDecision, RuleSet, leaf_nodes, nodes
from sanwu.policy.values import Comparable, display

MAX_COMBINATIONS = 20_000
Sample = dict[str, Comparable | None]


@dataclass(frozen=True, slots=True)
class Survey:
    """What trying every case of a table showed; `tried` is False where there are too many, and then only rows are told.

    `crossings`: pairs of rows that can hold together while either can hold without the other, with an example in words.
    """

    tried: bool
    unreached: tuple[int, ...] = ()
    gap: str | None = None
    crossings: tuple[tuple[int, int, str], ...] = ()


def survey(rules: RuleSet, name: str, dictionary: Dictionary) -> Survey:
    """Rows never reached, a case that no row covers, and rows that cross each other, in one pass over all cases.

    Where the whole cannot be tried, the table is tried alone: a row never reached even then is never reached at all.
    """
    bound = rules.rules[name]
    if not isinstance(bound, BoundDecision):
        return Survey(False)
    rows = range(len(bound.parts))
    if not countable(rules, name, dictionary):
        alone = _rows_alone(rules, bound, dictionary)
        return Survey(False, () if alone is None else tuple(number for number in rows if number not in alone))
    reached: set[int] = set()
    gap: str | None = None
    patterns: dict[tuple[int, ...], Sample] = {}
    for sample, held, result in _tried(rules, name, dictionary):
        reached.add(result.row)
        patterns.setdefault(tuple(held), sample)
        if gap is None and not held and result.row == NO_ROW and result.outcome == Outcome.UNKNOWN.value:
            gap = _in_words(sample, dictionary)
    return Survey(
        True,
        tuple(number for number in rows if number not in reached),
        gap,
        tuple(_crossings(patterns, bound, dictionary)),
    )


def _crossings(
    patterns: Mapping[tuple[int, ...], Sample], bound: BoundDecision, dictionary: Dictionary
) -> Iterator[tuple[int, int, str]]:
    for first, second in combinations(range(len(bound.parts)), 2):
        both = next((sample for held, sample in patterns.items() if first in held and second in held), None)
        alone = {(first in held) - (second in held) for held in patterns}
        if both is not None and {1, -1} <= alone:
            yield first, second, _in_words(_spoken_of(both, bound, (first, second)), dictionary)


def _spoken_of(sample: Sample, bound: BoundDecision, rows: tuple[int, int]) -> Sample:
    """The part of a case that two rows speak of themselves; the whole where they only refer to other rules."""
    tested = [node for number in rows if (node := bound.parts[number]) is not None]
    facts = {leaf.fact for node in tested for leaf in leaf_nodes(node) if isinstance(leaf, Comparison)}
    return {fact: value for fact, value in sample.items() if fact in facts} or sample


def overlaps(rules: RuleSet, name: str, dictionary: Dictionary) -> list[tuple[int, int, str]]:
    """Pairs of rows that can hold together, with an example in words."""
    found: dict[tuple[int, int], str] = {}
    for sample, held, _ in _tried(rules, name, dictionary):
        for pair in combinations(held, 2):
            found.setdefault(pair, _in_words(sample, dictionary))
    return [(first, second, words) for (first, second), words in sorted(found.items())]


def countable(rules: RuleSet, name: str, dictionary: Dictionary) -> bool:
    """Whether every case of a rule, and of the rules it refers to, can be tried."""
    return samples(rules, _closure(rules, name), dictionary) is not None


def _rows_alone(rules: RuleSet, bound: BoundDecision, dictionary: Dictionary) -> set[int] | None:
    """The rows reached when the table is asked for every compound; None where it refers to other rules."""
    tested = [node for node in bound.parts if node is not None]
    if any(isinstance(leaf, Reference) for node in tested for leaf in leaf_nodes(node)):
        return None
    tries = _combinations(tested, dictionary)
    if tries is None:
        return None
    bits = {fact: 1 << number for number, fact in enumerate(rules.facts)}
    reached = set()
    for sample in tries:
        truth_of = _reading(sample)
        rows = [Valued(True, 0) if node is None else valued(node, truth_of, bits, {}) for node in bound.parts]
        reached.add(judge_table(bound, rows).row)
    return reached


def _reading(sample: Sample) -> TruthOf:
    return lambda comparison: comparison.holds(sample[comparison.fact])


def _tried(rules: RuleSet, name: str, dictionary: Dictionary) -> Iterator[tuple[Sample, list[int], Result]]:
    """Each sample to which the rule applies, with the rows (but `otherwise`) that hold, and the result."""
    bound = rules.rules[name]
    if not isinstance(bound, BoundDecision):
        return
    bits = {fact: 1 << number for number, fact in enumerate(rules.facts)}
    closed = _closure(rules, name)
    part = RuleSet({key: rules.rules[key] for key in rules.rules if key in closed}, rules.facts, rules.comparisons)
    for sample in samples(rules, closed, dictionary) or ():
        truth_of = _reading(sample)
        results = judge(part, truth_of)
        if results[name].outcome == Outcome.NOT_APPLICABLE.value:
            continue
        if bound.applies_to is not None and valued(bound.applies_to, truth_of, bits, results).truth is not True:
            continue
        held = [
            number
            for number, row in enumerate(bound.parts)
            if row is not None and valued(row, truth_of, bits, results).truth is True
        ]
        yield sample, held, results[name]


def _closure(rules: RuleSet, name: str) -> set[str]:
    """The rule and all rules it refers to, directly or not."""
    wanted, todo = {name}, [name]
    while todo:
        for node in nodes(rules.rules[todo.pop()]):
            for leaf in leaf_nodes(node):
                if isinstance(leaf, Reference) and leaf.rule not in wanted:
                    wanted.add(leaf.rule)
                    todo.append(leaf.rule)
    return wanted


def samples(rules: RuleSet, names: set[str], dictionary: Dictionary) -> list[Sample] | None:
    """Values that tell every case of some rules apart; None where there are too many or they cannot be listed."""
    return _combinations(
        [node for name in rules.rules if name in names for node in nodes(rules.rules[name])], dictionary
    )


def _combinations(tested: list[Node], dictionary: Dictionary) -> list[Sample] | None:
    tests: dict[str, list[Comparison]] = {}
    for node in tested:
        for leaf in leaf_nodes(node):
            if isinstance(leaf, Comparison):
                tests.setdefault(leaf.fact, []).append(leaf)
    choices: dict[str, list[Comparable | None]] = {}
    total = 1
    for fact, comparisons in tests.items():
        values = representatives(dictionary.facts[fact], comparisons)
        if values is None:
            return None
        total *= len(values)
        if total > MAX_COMBINATIONS:
            return None
        choices[fact] = values
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]


def representatives(fact: Fact, comparisons: list[Comparison]) -> list[Comparable | None] | None:
    """One value for every case that the comparisons of a fact tell apart; None where they cannot be listed."""
    values: list[Comparable | None]
    if any(item.operator == "contains" for item in comparisons):
        return None
    if fact.type == "boolean":
        values = [True, False]
    elif fact.type == "choice":
        values = list(fact.choices)
    elif fact.numeric:
        values = list(_numbers(fact, comparisons))
    else:
        mentioned = sorted({str(value) for item in comparisons if item.operator != "known" for value in item.operands})
        gaps = ["0001-01-01", "9999-12-31"] if fact.type == "date" else ["\0"]
        between = [f"{value}~" for value in mentioned] if fact.type == "date" else []
        values = [*mentioned, *between, *gaps]
    if any(item.operator == "known" for item in comparisons):
        values.append(None)
    return values


def _numbers(fact: Fact, comparisons: list[Comparison]) -> list[int]:
    """Each threshold and its neighbours, within what the fact may hold."""
    found: set[int] = set()
    for item in comparisons:
        if item.operator == "known":
            continue
        for operand in item.operands:
            edge = int(operand) // item.factor
            found.update((edge - 1, edge, edge + 1))
    unit = 10**fact.places
    low = int((fact.minimum if fact.minimum is not None else 0) * unit)
    high = int(fact.maximum * unit) if fact.maximum is not None else None
    kept = sorted(value for value in found if value >= low and (high is None or value <= high))
    return kept or [low]


def _in_words(sample: Mapping[str, Comparable | None], dictionary: Dictionary) -> str:
    parts = []
    for fact_id, value in sample.items():
        fact = dictionary.facts[fact_id]
        if value == "\0" or (isinstance(value, str) and value.endswith("~")):
            continue
        shown = f"{value:0{fact.places + 1}d}" if fact.places and isinstance(value, int) else None
        text = f"{shown[: -fact.places]}.{shown[-fact.places :]}" if shown else value
        parts.append(f"{fact.title} {display(fact, text)}")
    return "、".join(parts)
