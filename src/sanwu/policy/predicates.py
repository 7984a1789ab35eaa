"""All predicates of a scheme with the paths at which they stand."""

from collections.abc import Iterator

from sanwu.policy.model_predicate import Predicate, Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.problems import Path
from sanwu.policy.walk import walk

Placed = tuple[Path, Predicate]


def predicates(scheme: Scheme) -> Iterator[Placed]:
    """Those of rules, then all others."""
    yield from rule_predicates(scheme)
    yield from other_predicates(scheme)


def rule_predicates(scheme: Scheme) -> Iterator[Placed]:
    """What rules apply to, members of conditions, rows of decisions."""
    for name, condition in scheme.conditions.items():
        if condition.applies_to is not None:
            yield ("conditions", name, "applies_to"), condition.applies_to
        for key, member in condition.members.items():
            yield ("conditions", name, "members", key, "when"), member.when
    for name, decision in scheme.decisions.items():
        if decision.applies_to is not None:
            yield ("decisions", name, "applies_to"), decision.applies_to
        for number, row in enumerate(decision.table):
            if row.when is not None:
                yield ("decisions", name, "table", number, "when"), row.when


def other_predicates(scheme: Scheme) -> Iterator[Placed]:
    """All that stand elsewhere: the extent, ways in, items, money, estimates …"""
    for path, part in walk(scheme):
        if path[:1] in (("conditions",), ("decisions",)):
            continue
        for name, field in type(part).model_fields.items():
            value = getattr(part, name)
            if isinstance(value, Predicate):
                yield (*path, field.alias or name), value


def values_compared(scheme: Scheme) -> int:
    """How many values all predicates of a scheme compare with, a reference to a rule being one."""
    return sum(
        max(1, len(leaf.operands)) if isinstance(leaf, Test) else 1
        for _, predicate in predicates(scheme)
        for leaf in leaves(predicate)
    )
