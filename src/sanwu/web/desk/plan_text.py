"""The plan's own sentences, clause by clause, from the `source.md` that is frozen with every scheme version.

A clause is a heading `### A-46 title`; the quoted lines (`> …`) below it are the plan's text, everything else is a note.
"""

import re
from dataclasses import dataclass

from sanwu.campaigns.models import SchemeVersion
from sanwu.policy.bundle import SOURCE

_HEADING = re.compile(r"^#{1,6}\s+(?P<clause>[A-Z][A-Z0-9]*-\d+)\s*(?P<title>.*)$")
_ANY_HEADING = re.compile(r"^#{1,6}\s")


@dataclass(frozen=True)
class Quote:
    """A clause with its heading and its sentences."""

    clause: str
    title: str
    text: str


def quotes(source: str) -> dict[str, Quote]:
    """All clauses of a source text that have quoted sentences."""
    found: dict[str, Quote] = {}
    clause = title = ""
    lines: list[str] = []
    for line in [*source.splitlines(), "# "]:
        heading = _HEADING.match(line)
        if heading or _ANY_HEADING.match(line):
            if clause and lines:
                found[clause] = Quote(clause, title, "\n".join(lines))
            clause, title = (heading["clause"], heading["title"].strip()) if heading else ("", "")
            lines = []
        elif clause and line.startswith(">") and line.lstrip("> "):
            lines.append(line.lstrip("> ").strip())
    return found


_KEPT: dict[str, dict[str, Quote]] = {}


def quotes_of(version: SchemeVersion) -> dict[str, Quote]:
    """The clauses of a scheme version; empty where it ships no source text. Kept by digest: its files are large."""
    if version.digest not in _KEPT:
        _KEPT[version.digest] = quotes(version.files.get(SOURCE, ""))
    return _KEPT[version.digest]
