"""Decide all compounds at once, exactly as `explain` decides one: one generated Python function per scheme.

Inside that function a truth value is one int: 0 holds, -1 does not, and a positive odd number is unknown – bit 0 set,
the bits above it naming the missing facts. So "all" is the bitwise or of its parts (-1 swallows everything, masks join),
and "any" is the same on opposites. The generated source holds only our own operators and literals written by `repr`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sanwu.policy.bind import Comparison, Negated, Node, Reference
from sanwu.policy.judge import NO_ROW, Valued, judge_table
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.outcomes import Outcome
from sanwu.policy.ruleset import Bound, BoundCondition, BoundDecision, RuleSet, rules_of
from sanwu.policy.values import Comparable

Row = tuple[Comparable | None, ...]
# outcome, deciding row, missing facts, and the int that references to this rule read: 0 where it is decided.
Record = tuple[str, int, tuple[str, ...], int]
# Far more combinations than real ledgers show; beyond it the memory is emptied, never an answer changed.
MAX_REMEMBERED = 200_000

_PYTHON = {"below": "<", "at_most": "<=", "above": ">", "at_least": ">="}


@dataclass(frozen=True, slots=True)
class Column:
    """One rule over all rows: outcomes, deciding rows (-1 = none), missing facts (tuples shared between rows)."""

    outcomes: list[str]
    rows: list[int]
    missing: list[tuple[str, ...]]


@dataclass(frozen=True)
class Rules:
    """The compiled rules of a scheme. `facts` are the columns that rows must have, in this order."""

    facts: tuple[str, ...]
    kinds: dict[str, Literal["condition", "decision"]]
    source: str = field(repr=False)
    _decide: Callable[[Sequence[Row]], dict[str, list[Record]]] = field(repr=False)

    def decide(self, rows: Sequence[Row]) -> dict[str, Column]:
        """Judge rows of comparable values (see `values.comparable`; None = unknown), one column per rule."""
        records = self._decide(rows)
        return {
            rule: Column([one[0] for one in found], [one[1] for one in found], [one[2] for one in found])
            for rule, found in ((rule, records[rule]) for rule in self.kinds)
        }


def compile_rules(scheme: Scheme) -> Rules:
    """Compile all conditions and decisions of a loaded scheme."""
    return compile_bound(rules_of(scheme), (*scheme.conditions, *scheme.decisions), scheme.id)


def compile_bound(ruleset: RuleSet, names: Iterable[str], title: str) -> Rules:
    """Compile bound rules; `names` are those that `decide` answers for."""
    writer = _Writer(ruleset)
    source = writer.function()
    space: dict[str, Any] = {"__builtins__": {}, **writer.helpers}
    exec(compile(source, f"<rules of {title}>", "exec"), space)  # noqa: S102 - our own source, literals by repr
    kinds: dict[str, Literal["condition", "decision"]] = {
        rule: "condition" if isinstance(ruleset.rules[rule], BoundCondition) else "decision" for rule in names
    }
    return Rules(ruleset.facts, kinds, source, space["decide"])


class _Remembered(dict[Any, Record]):
    """Records by key, made on first use. A dict with `__missing__` costs nothing while the key is known."""

    def __init__(self, make: Callable[[Any], Record]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, key: Any) -> Record:
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        record = self[key] = self.make(key)
        return record


class _Writer:
    """Writes the function of one rule set."""

    def __init__(self, ruleset: RuleSet) -> None:
        self.ruleset = ruleset
        self.columns = {fact: f"f{number}" for number, fact in enumerate(ruleset.facts)}
        self.unknown_of = {fact: 1 << (number + 1) | 1 for number, fact in enumerate(ruleset.facts)}
        self.records = {rule: f"r{number}" for number, rule in enumerate(ruleset.rules)}
        self.used_variables = 0
        self.helpers: dict[str, Any] = {
            "unknown": _Remembered(self._unknown),
            "at_least": _at_least,
            "not_applicable": (Outcome.NOT_APPLICABLE.value, NO_ROW, (), 0),
            "yes": (Outcome.YES.value, NO_ROW, (), 0),
            "no": (Outcome.NO.value, NO_ROW, (), 0),
        }

    def function(self) -> str:
        """The source: one loop over the rows, one block per rule."""
        names = "".join(f"{name}, " for name in self.columns.values())
        lists = [f"    {name}s = []" for name in self.records.values()]
        blocks = [line for rule, bound in self.ruleset.rules.items() for line in self._block(rule, bound)]
        answer = ", ".join(f"{rule!r}: {name}s" for rule, name in self.records.items())
        head = f"    for {f'({names})' if names else '_'} in rows:"
        body = [f"        {line}" for line in blocks] or ["        pass"]
        return "\n".join(["def decide(rows):", *lists, head, *body, f"    return {{{answer}}}", ""])

    def _block(self, rule: str, bound: Bound) -> list[str]:
        name = self.records[rule]
        lines = self._condition(name, bound) if isinstance(bound, BoundCondition) else self._decision(name, bound)
        if bound.applies_to is not None:
            applies = [f"a = {self._truth(bound.applies_to)}", "if a:"]
            skipped = f"    {name} = not_applicable if a < 0 else unknown[a]"
            lines = [*applies, skipped, "else:", *(f"    {line}" for line in lines)]
        return [*lines, f"{name}s.append({name})"]

    def _condition(self, name: str, bound: BoundCondition) -> list[str]:
        values = [self._truth(part) for part in bound.parts]
        if bound.rule.needed == len(values):
            value = " | ".join(values)
        else:
            value = f"at_least({bound.rule.needed}, ({', '.join(values)},))"
        return [f"v = {value}", f"{name} = unknown[v] if v > 0 else no if v else yes"]

    def _decision(self, name: str, bound: BoundDecision) -> list[str]:
        tested = [number for number, part in enumerate(bound.parts) if part is not None]
        values = [self._truth(part) for part in bound.parts if part is not None]
        self.helpers[f"{name}_of"] = _Remembered(lambda key: self._table(bound, dict(zip(tested, key, strict=True))))
        return [f"{name} = {name}_of[({''.join(f'{value}, ' for value in values)})]"]

    def _table(self, bound: BoundDecision, values: dict[int, int]) -> Record:
        """The record of a table whose tested rows came out like this."""
        rows = [_valued(values.get(number, 0)) for number in range(len(bound.parts))]
        result = judge_table(bound, rows)
        if result.outcome == Outcome.UNKNOWN.value:
            return self._unknown(result.mask << 1 | 1)
        return result.outcome, result.row, (), 0

    def _unknown(self, value: int) -> Record:
        return Outcome.UNKNOWN.value, NO_ROW, self.ruleset.missing_names(value >> 1), value

    def _truth(self, node: Node, opposite: bool = False) -> str:
        """The expression of a node's truth, or of its opposite (0 where it does not hold, -1 where it does)."""
        if isinstance(node, Comparison):
            return self._comparison(node, opposite)
        if isinstance(node, Reference):
            record = self.records[node.rule]
            return f"({record}[3] or -({record}[0] {'' if opposite else 'not '}in {node.outcomes!r}))"
        if isinstance(node, Negated):
            return self._truth(node.part, not opposite)
        joined = " | ".join(self._truth(part, not node.every) for part in node.parts)
        if opposite != node.every:
            return f"({joined})"
        self.used_variables += 1
        turned = f"x{self.used_variables}"
        return f"(~{turned} if ({turned} := {joined}) <= 0 else {turned})"

    def _comparison(self, item: Comparison, opposite: bool) -> str:
        name = self.columns[item.fact]
        if item.operator == "known":
            return f"-({name} is {'not ' if item.operands[0] == opposite else ''}None)"
        test = _expression(item, name)
        return f"({self.unknown_of[item.fact]} if {name} is None else -({'' if opposite else 'not '}{test}))"


def _valued(value: int) -> Valued:
    """One int back as a truth with the mask of its missing facts."""
    return Valued(None, value >> 1) if value > 0 else Valued(value == 0, 0)


def _at_least(needed: int, values: tuple[int, ...]) -> int:
    """Whether so many hold, as one int."""
    sure = sum(value == 0 for value in values)
    if sure >= needed:
        return 0
    unknown = [value for value in values if value > 0]
    if sure + len(unknown) < needed:
        return -1
    mask = 0
    for value in unknown:
        mask |= value
    return mask


def _expression(item: Comparison, name: str) -> str:
    value = f"{name} * {item.factor}" if item.factor != 1 else name
    operands = [repr(operand) for operand in item.operands]
    if item.operator in _PYTHON:
        return f"({value} {_PYTHON[item.operator]} {operands[0]})"
    if item.operator == "between":
        return f"({operands[0]} <= {value} <= {operands[1]})"
    if item.operator == "contains":
        return f"({operands[0]} in {value})"
    negated = "not " if item.operator in ("is_not", "none_of") else ""
    return f"({value} {negated}in ({', '.join(operands)},))"
