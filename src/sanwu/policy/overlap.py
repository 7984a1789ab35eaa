"""What can be said of a decision table without any compound: rows that overlap, rows never reached, gaps.

Between two neighbouring thresholds nothing changes, so it is enough to try one value per interval and every threshold
itself. Where that makes too many combinations, or a text is searched with `contains`, nothing is claimed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from sanwu.policy.bind import Comparison, Node, Reference
from sanwu.policy.compiled import compile_bound
from sanwu.policy.judge import NO_ROW
from sanwu.policy.model_facts import Dictionary, Fact
from sanwu.policy.model_rules import Condition
from sanwu.policy.outcomes import Outcome
from sanwu.policy.ruleset import Bound, BoundCondition, BoundDecision, RuleSet, leaf_nodes, nodes
from sanwu.policy.values import Comparable, display

MAX_COMBINATIONS = 20_000
# Cases times comparisons that are tried for all tables of a scheme together: about half a second.
MAX_EFFORT = 1_000_000
MOST_TOLD = 20
Sample = dict[str, Comparable | None]
# A case, the rows (but `otherwise`) that hold in it, the outcome, and the row that decides it (-1 = none).
Tried = tuple[Sample, list[int], str, int]
# A condition of one part, to have a row, or what a table applies to, decided by itself.
_ONE_PART = Condition.model_construct(id="part", title="", polarity="deficit", holds_when="any", members={})


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
        tested = [node for node in bound.parts if node is not None]
        if any(isinstance(leaf, Reference) for node in tested for leaf in leaf_nodes(node)):
            return Survey(False)
        alone = {row for _, _, _, row in _tried(rules, name, dictionary, alone=True)}
        return Survey(False, tuple(number for number in rows if alone and number not in alone))
    reached: set[int] = set()
    gap: str | None = None
    patterns: dict[tuple[int, ...], Sample] = {}
    for sample, held, outcome, row in _tried(rules, name, dictionary):
        reached.add(row)
        patterns.setdefault(tuple(held), sample)
        if gap is None and not held and row == NO_ROW and outcome == Outcome.UNKNOWN.value:
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
    """Pairs of rows of which, over all cases, both, only the first and only the second hold; cases as bits of a row."""
    samples, holds = list(patterns.values()), _cases_of_rows(patterns, len(bound.parts))
    spoken = [_facts_of(node) for node in bound.parts]
    told: dict[tuple[int, frozenset[str]], str] = {}
    for first, second in combinations(range(len(bound.parts)), 2):
        both = holds[first] & holds[second]
        if both and both != holds[first] and both != holds[second]:
            key = _lowest(both), spoken[first] | spoken[second]
            if key not in told:
                told[key] = _in_words(_part_of(samples[key[0]], key[1]), dictionary)
            yield first, second, told[key]


def _cases_of_rows(patterns: Iterable[Iterable[int]], rows: int) -> list[int]:
    """For each row the cases in which it holds, as bits."""
    holds = [0] * rows
    for case, held in enumerate(patterns):
        for row in held:
            holds[row] |= 1 << case
    return holds


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _facts_of(node: Node | None) -> frozenset[str]:
    """The facts that a row asks for itself."""
    leaves = leaf_nodes(node) if node is not None else ()
    return frozenset(leaf.fact for leaf in leaves if isinstance(leaf, Comparison))


def _part_of(sample: Sample, facts: frozenset[str]) -> Sample:
    """The part of a case that two rows speak of themselves; the whole where they only refer to other rules."""
    return {fact: value for fact, value in sample.items() if fact in facts} or sample


def overlaps(rules: RuleSet, name: str, dictionary: Dictionary) -> list[tuple[int, int, str]]:
    """Pairs of rows that can hold together, with an example in words; the first MOST_TOLD of them."""
    bound = rules.rules[name]
    patterns: dict[tuple[int, ...], Sample] = {}
    for sample, held, _, _ in _tried(rules, name, dictionary):
        patterns.setdefault(tuple(held), sample)
    samples = list(patterns.values())
    holds = _cases_of_rows(patterns, len(bound.parts) if isinstance(bound, BoundDecision) else 0)
    found = []
    for first, second in combinations(range(len(holds)), 2):
        if both := holds[first] & holds[second]:
            found.append((first, second, _in_words(samples[_lowest(both)], dictionary)))
            if len(found) == MOST_TOLD:
                break
    return found


def countable(rules: RuleSet, name: str, dictionary: Dictionary) -> bool:
    """Whether every case of a rule, and of the rules it refers to, can be tried."""
    return samples(rules, _closure(rules, name), dictionary) is not None


def _tried(rules: RuleSet, name: str, dictionary: Dictionary, alone: bool = False) -> Iterator[Tried]:
    """Each case to which the rule applies. `alone`: as if it were asked for every compound, by its own rows only.

    Each row is decided as a condition of its own, all cases at once.
    """
    bound = rules.rules[name]
    if not isinstance(bound, BoundDecision):
        return
    if alone:
        bound = BoundDecision(bound.rule, None, bound.parts)
        tries = _combinations([node for node in bound.parts if node is not None], dictionary, _tables(rules)) or []
        part: dict[str, Bound] = {}
    else:
        closed = _closure(rules, name)
        tries = samples(rules, closed, dictionary) or []
        part = {key: rule for key, rule in rules.rules.items() if key in closed}
    part[name] = bound
    tested = {number: f"{name} {number}" for number, row in enumerate(bound.parts) if row is not None}
    for number, row in enumerate(bound.parts):
        if row is not None:
            part[tested[number]] = BoundCondition(_ONE_PART, None, (row,))
    asked = f"{name} applies"
    if bound.applies_to is not None:
        part[asked] = BoundCondition(_ONE_PART, None, (bound.applies_to,))
    answers = [key for key in (name, asked, *tested.values()) if key in part]
    decide = compile_bound(RuleSet(part, rules.facts, rules.comparisons), answers, name).decide
    columns = decide([tuple(sample.get(fact) for fact in rules.facts) for sample in tries])
    for case, sample in enumerate(tries):
        if asked in columns and columns[asked].outcomes[case] != Outcome.YES.value:
            continue
        held = [number for number, key in tested.items() if columns[key].outcomes[case] == Outcome.YES.value]
        yield sample, held, columns[name].outcomes[case], columns[name].rows[case]


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
    tested = [node for name in rules.rules if name in names for node in nodes(rules.rules[name])]
    return _combinations(tested, dictionary, _tables(rules))


def _tables(rules: RuleSet) -> int:
    """How many tables share what may be spent on trying."""
    return max(1, sum(isinstance(rule, BoundDecision) for rule in rules.rules.values()))


def _combinations(tested: list[Node], dictionary: Dictionary, tables: int) -> list[Sample] | None:
    tests: dict[str, list[Comparison]] = {}
    effort = len(tested)
    for node in tested:
        for leaf in leaf_nodes(node):
            effort += 1
            if isinstance(leaf, Comparison):
                tests.setdefault(leaf.fact, []).append(leaf)
    choices: dict[str, list[Comparable | None]] = {}
    total, most = 1, min(MAX_COMBINATIONS, MAX_EFFORT // tables // max(1, effort))
    for fact, comparisons in tests.items():
        values = representatives(dictionary.facts[fact], comparisons)
        if values is None:
            return None
        total *= len(values)
        if total > most:
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
