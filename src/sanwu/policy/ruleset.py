"""All rules of a scheme, bound and put in the order in which they can be decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from pydantic_core import PydanticCustomError

from sanwu.policy.bind import Binder, Comparison, Joined, Negated, Node, Reference
from sanwu.policy.model_predicate import Predicate
from sanwu.policy.model_rules import Condition, Decision
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.problems import Path, refused


@dataclass(frozen=True, slots=True)
class BoundCondition:
    """A condition with bound members, in the order written."""

    rule: Condition
    applies_to: Node | None
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class BoundDecision:
    """A decision with bound rows; None stands for `otherwise`."""

    rule: Decision
    applies_to: Node | None
    parts: tuple[Node | None, ...]


Bound = BoundCondition | BoundDecision


@dataclass(frozen=True)
class RuleSet:
    """Rules by id in the order of deciding, the facts they need (dictionary order), and all distinct comparisons."""

    rules: dict[str, Bound]
    facts: tuple[str, ...]
    comparisons: tuple[Comparison, ...]

    def missing_names(self, mask: int) -> tuple[str, ...]:
        """The facts of a bit mask, in the order of `facts`."""
        return tuple(fact for number, fact in enumerate(self.facts) if mask >> number & 1)


def rules_of(scheme: Scheme) -> RuleSet:
    """The bound rules of a loaded scheme; made once and kept with it."""
    if scheme._rules is None:
        rules, faults = bind_rules(scheme)
        if faults:
            raise ValueError("; ".join(str(fault) for _, fault in faults))
        scheme._rules = rules
    return cast(RuleSet, scheme._rules)


def outcomes_of(scheme: Scheme) -> dict[str, dict[str, tuple[str, ...]]]:
    """The outcomes that each rule can be asked for, by kind."""
    return {
        "condition": dict.fromkeys(scheme.conditions, ("yes", "no")),
        "decision": {name: tuple(decision.outcomes) for name, decision in scheme.decisions.items()},
    }


def bind_rules(scheme: Scheme) -> tuple[RuleSet, list[tuple[Path, PydanticCustomError]]]:
    """Bind every rule; faults carry the path of the entry, and inside them the path to the place."""
    binder = Binder(scheme.dictionary, outcomes_of(scheme))
    faults: list[tuple[Path, PydanticCustomError]] = []

    def bind(predicate: Predicate | None, path: Path) -> Node | None:
        if predicate is None:
            return None
        try:
            return binder.bind(predicate)
        except PydanticCustomError as fault:
            faults.append((path, fault))
            return None

    bound: dict[str, Bound] = {}
    for name, condition in scheme.conditions.items():
        at: Path = ("conditions", name)
        parts = [bind(member.when, (*at, "members", key, "when")) for key, member in condition.members.items()]
        sound = tuple(part for part in parts if part is not None)
        bound[name] = BoundCondition(condition, bind(condition.applies_to, (*at, "applies_to")), sound)
    for name, decision in scheme.decisions.items():
        at = ("decisions", name)
        if name in bound:
            faults.append((at, refused("rule_id_twice", f"条件和决策都叫“{name}”。", "请给其中一个改名。")))
            continue
        rows = tuple(bind(row.when, (*at, "table", number, "when")) for number, row in enumerate(decision.table))
        bound[name] = BoundDecision(decision, bind(decision.applies_to, (*at, "applies_to")), rows)
    ordered = {} if faults else _in_order(bound, faults)
    needed = {comparison.fact for comparison in binder.comparisons.values()}
    facts = tuple(fact for fact in scheme.dictionary.facts if fact in needed)
    return RuleSet(ordered, facts, tuple(binder.comparisons.values())), faults


def nodes(bound: Bound) -> Iterator[Node]:
    """The top nodes of a rule: what it applies to, then its members or rows."""
    for node in (bound.applies_to, *bound.parts):
        if node is not None:
            yield node


def leaf_nodes(node: Node) -> Iterator[Comparison | Reference]:
    """All comparisons and references below a node."""
    if isinstance(node, Joined):
        for part in node.parts:
            yield from leaf_nodes(part)
    elif isinstance(node, Negated):
        yield from leaf_nodes(node.part)
    else:
        yield node


def _in_order(bound: dict[str, Bound], faults: list[tuple[Path, PydanticCustomError]]) -> dict[str, Bound]:
    """Rules after those they refer to; otherwise in the order written. A circle is a fault that names it."""
    needs = {
        name: [leaf.rule for node in nodes(rule) for leaf in leaf_nodes(node) if isinstance(leaf, Reference)]
        for name, rule in bound.items()
    }
    done: dict[str, Bound] = {}
    reported = False

    def visit(name: str, trail: tuple[str, ...]) -> None:
        nonlocal reported
        if name in done:
            return
        if name in trail:
            if not reported:
                circle = (*trail[trail.index(name) :], name)
                section = "conditions" if isinstance(bound[name], BoundCondition) else "decisions"
                faults.append(
                    (
                        (section, name),
                        refused(
                            "rule_cycle", f"规则互相引用，绕成了一圈：{' → '.join(circle)}。", "请去掉其中一处引用。"
                        ),
                    )
                )
                reported = True
            return
        for other in needs[name]:
            visit(other, (*trail, name))
        done.setdefault(name, bound[name])

    for name in bound:
        visit(name, ())
    return done
