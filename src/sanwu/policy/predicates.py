"""All predicates of a scheme with the paths at which they stand."""

from collections.abc import Iterator

from sanwu.policy.model_predicate import Predicate
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.problems import Path

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
    """The scheme's extent, and the items that suggest themselves."""
    for name, scenario in scheme.extent.items():
        if scenario.when is not None:
            yield ("extent", name, "when"), scenario.when
    for name, item in scheme.items.items():
        if item.suggested_when is not None:
            yield ("items", name, "suggested_when"), item.suggested_when
