"""Every URL of the product: its name, what it takes, and what it demands."""

from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from sanwu.people.access import Gate, Rule

METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    parameters: tuple[str, ...]
    rule: Rule | None

    def __str__(self) -> str:
        return self.name or self.pattern

    @property
    def for_programs(self) -> bool:
        """Whether it asks for an access token instead of a session."""
        return self.rule is not None and self.rule.read is Gate.TOKEN

    @property
    def demands(self) -> str:
        if self.rule is None:
            return "nothing declared"
        same = self.rule.read == self.rule.write
        return str(self.rule.read) if same else f"{self.rule.read}, to write {self.rule.write}"


def routes() -> list[Route]:
    """In the order of their names."""
    return sorted(_below(get_resolver(), "", ()), key=str)


def _below(resolver: URLResolver, prefix: str, taken: tuple[str, ...], space: str = "") -> list[Route]:
    found: list[Route] = []
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        parameters = (*taken, *entry.pattern.converters)
        if isinstance(entry, URLPattern):
            callback: Any = entry.callback
            name = f"{space}{entry.name}" if entry.name else ""
            found.append(Route(name, f"/{pattern}", parameters, getattr(callback, "rule", None)))
        else:
            below = f"{space}{entry.namespace}:" if entry.namespace else space
            found += _below(entry, pattern, parameters, below)
    return found
