"""Reading a shipped scheme for its tests: the clauses its entries cite, those that its source shows."""

import re

from sanwu.policy.load import Loaded, load_scheme
from sanwu.policy.model import Entry, Photo, Scheme
from sanwu.policy.walk import walk
from tests.source import ROOT


def load(name: str) -> Loaded:
    return load_scheme(ROOT / "schemes" / name)


def of(loaded: Loaded) -> Scheme:
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    return loaded.scheme


def clauses(letter: str, count: int) -> list[str]:
    return [f"{letter}-{number:02}" for number in range(1, count + 1)]


def cited(scheme: Scheme) -> set[str]:
    return {clause for _, part in walk(scheme) for clause in getattr(part, "clause", ())}


def without_clause(scheme: Scheme) -> list[str]:
    """Entries that say they are the plan's own words and cite none; photos and form fields are words of theirs."""
    return [
        " › ".join(str(step) for step in path)
        for path, part in walk(scheme)
        if isinstance(part, Entry) and part.status == "plan" and not part.clause and not isinstance(part, Photo)
        if "fields" not in path
    ]


def headings(loaded: Loaded, letter: str) -> list[str]:
    return re.findall(rf"^### ({letter}-\d\d) \S", loaded.files["source.md"], re.MULTILINE)
