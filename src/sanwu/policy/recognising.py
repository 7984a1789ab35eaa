"""Read from the facts of a compound which events have happened in it, as the scheme says."""

from collections.abc import Iterator, Mapping
from datetime import date

from sanwu.policy.bind import Binder, Comparison, Node
from sanwu.policy.judge import valued
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.outcomes import Truth
from sanwu.policy.ruleset import leaf_nodes
from sanwu.policy.values import Canonical, Comparable, comparable

Facts = Mapping[str, Canonical | None]


class Recogniser:
    """The `recognised` part of a scheme, bound once for many compounds."""

    def __init__(self, scheme: Scheme, events: frozenset[str]) -> None:
        """`events`: those that somebody waits for; others are not looked at."""
        binder = Binder(scheme.dictionary, {"condition": {}, "decision": {}})
        self._known = scheme.dictionary.facts
        self._rules = [
            (name, binder.bind(rule.when), rule.on) for name, rule in scheme.recognised.items() if name in events
        ]

    @property
    def events(self) -> list[str]:
        """The events that facts can show, of those asked for."""
        return [name for name, _node, _on in self._rules]

    def happened(self, facts: Facts) -> Iterator[tuple[str, date | None]]:
        """Each event that the facts show, with its day where they say it; what is unknown shows nothing."""
        for name, node, on in self._rules:
            if self._truth(node, facts) is True:
                yield name, _day(facts.get(on)) if on else None

    def _truth(self, node: Node, facts: Facts) -> Truth:
        named = {leaf.fact for leaf in leaf_nodes(node) if isinstance(leaf, Comparison)}
        values: dict[str, Comparable | None] = {}
        for fact in named:
            value = facts.get(fact)
            values[fact] = None if value is None else comparable(self._known[fact], value)
        bits = {fact: 1 << number for number, fact in enumerate(sorted(named))}
        return valued(node, lambda comparison: comparison.holds(values[comparison.fact]), bits, {}).truth


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
