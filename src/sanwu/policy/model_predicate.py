"""Predicates: a tree of all / any / not over `fact: {operator: value}`. The operators are a closed list; no language.

Values stay the text that was written until `bind` types them by the fact they are compared with.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sanwu.policy.problems import Path

# Operator → how many values it takes ("flag" is yes/no, "two" a pair, "many" one or more).
OPERATORS: dict[str, str] = {
    "is": "one",
    "is_not": "one",
    "below": "one",
    "at_most": "one",
    "above": "one",
    "at_least": "one",
    "between": "two",
    "one_of": "many",
    "none_of": "many",
    "contains": "one",
    "known": "flag",
}
OPERATOR_TITLES: dict[str, str] = {
    "is": "是",
    "is_not": "不是",
    "below": "低于（不含）",
    "at_most": "不超过（含）",
    "above": "高于（不含）",
    "at_least": "不低于（含）",
    "between": "从多少到多少（两头都算）",
    "one_of": "是其中之一",
    "none_of": "不是其中任何一个",
    "contains": "文字里含有",
    "known": "已经填写（yes）或没有填写（no）",
}
JOINTS = ("all", "any", "not")
REFERENCES = ("condition", "decision")
RESERVED = (*JOINTS, *REFERENCES, "judged_by", "question")


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison. `at` leads from the predicate to it, for messages; `judged_by` names who answers a question."""

    __test__ = False

    fact: str
    operator: str
    operands: tuple[str, ...]
    at: Path = field(default=(), compare=False)
    judged_by: str | None = None
    question: str | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Predicate"


@dataclass(frozen=True, slots=True)
class RuleIs:
    """Another rule of the scheme came out as one of these; `not_applicable` counts as "no"."""

    kind: str
    rule: str
    outcomes: tuple[str, ...]
    at: Path = field(default=(), compare=False)


Predicate = Test | AllOf | AnyOf | Not | RuleIs


def leaves(predicate: Predicate) -> Iterator[Test | RuleIs]:
    """All comparisons and references of a predicate, in the order written."""
    if isinstance(predicate, (Test, RuleIs)):
        yield predicate
    elif isinstance(predicate, Not):
        yield from leaves(predicate.part)
    else:
        for part in predicate.parts:
            yield from leaves(part)
