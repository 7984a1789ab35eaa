"""The plan's own sentences, clause by clause, from the `source.md` that is frozen with every scheme version.

A clause is a heading, `### A-46 title` or named after itself; the quoted lines (`> …`) below it are the plan's text,
everything else is a note. Where nobody has the plan's text, what the editor wrote below the heading stands in for it and
says so. What stands before the first clause is said of the whole text.
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from sanwu.campaigns.models import SchemeVersion
from sanwu.policy.bundle import SOURCE
from sanwu.policy.plan_text import NUMBERED, parts, quoted


@dataclass(frozen=True)
class Quote:
    """A clause with its heading ("" where its name is all of it) and its sentences; `own` are the plan's own."""

    clause: str
    title: str
    text: str
    own: bool = True

    @property
    def named(self) -> str:
        """The heading, or what the clause is called."""
        return self.title or self.clause

    @property
    def cited(self) -> str:
        """Where the sentences stand, and whose they are."""
        named = f"{self.title} · {self.clause}" if self.title else self.clause
        return named if self.own else _("%(clause)s（编者要点）") % {"clause": named}


@dataclass(frozen=True)
class PlanText:
    """A source text: what the editor says of the whole, and the clauses."""

    preface: str = ""
    quotes: dict[str, Quote] = field(default_factory=dict)

    @property
    def own(self) -> bool:
        """Whether anything of it is the plan's own words."""
        return any(quote.own for quote in self.quotes.values())


def plan_text(source: str) -> PlanText:
    """The parts of a source text."""
    preface, found = "", {}
    for depth, words, lines in parts(source):
        said = "\n".join(quoted(lines))
        noted = "\n".join(_plain(line) for line in lines if not line.startswith(">"))
        if depth <= 1:
            preface = preface or noted
        elif said or noted:
            numbered = NUMBERED.match(words)
            clause, title = (numbered["clause"], numbered["title"]) if numbered else (words, "")
            found[clause] = Quote(clause, title.strip(), said or noted, bool(said))
    return PlanText(preface, found)


def _plain(line: str) -> str:
    """A line of a note without the marks of its layout."""
    return re.sub(r"^\s*[-*]\s+", "· ", line).replace("`", "").replace("**", "").strip()


def quotes(source: str) -> dict[str, Quote]:
    """All clauses of a source text that say anything."""
    return plan_text(source).quotes


_KEPT: dict[str, PlanText] = {}


def plan_text_of(version: SchemeVersion) -> PlanText:
    """The source text of a scheme version; empty where it ships none. Kept by digest: its files are large."""
    if version.digest not in _KEPT:
        _KEPT[version.digest] = plan_text(version.files.get(SOURCE, ""))
    return _KEPT[version.digest]


def quotes_of(version: SchemeVersion) -> dict[str, Quote]:
    """The clauses of a scheme version."""
    return plan_text_of(version).quotes
