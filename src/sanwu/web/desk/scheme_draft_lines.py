"""Two texts beside each other, line by line: only where they differ, and a little around it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 2
MOST = 400  # lines shown of one file
READ = 4000  # lines compared of one file: comparing takes more than twice as long for twice as many


@dataclass(frozen=True)
class Line:
    """One line of the comparison. `kind` is same, changed, less (left only), more (right only) or gap."""

    kind: str
    left: str = ""
    right: str = ""


@dataclass(frozen=True)
class Change:
    """One file that differs; `added` and `removed` where only one side has it."""

    name: str
    lines: tuple[Line, ...]
    added: bool = False
    removed: bool = False
    cut: bool = False


def changes(left: Mapping[str, str], right: Mapping[str, str]) -> list[Change]:
    """The files that differ, by name."""
    found = []
    for name in sorted({*left, *right}):
        if left.get(name) != right.get(name):
            lines = tuple(_lines(left.get(name, ""), right.get(name, "")))
            longest = max(left.get(name, "").count("\n"), right.get(name, "").count("\n"))
            cut = len(lines) > MOST or longest > READ
            found.append(Change(name, lines[:MOST], name not in left, name not in right, cut))
    return found


def _lines(left: str, right: str) -> Iterator[Line]:
    one, other = left.splitlines()[:READ], right.splitlines()[:READ]
    end = 0
    for group in SequenceMatcher(None, one, other, autojunk=len(other) > MOST).get_grouped_opcodes(AROUND):
        if group[0][1] > end:
            yield Line("gap")
        for kind, start, stop, begin, until in group:
            yield from _block(kind, one[start:stop], other[begin:until])
            end = stop
    if end < len(one):
        yield Line("gap")


def _block(kind: str, one: list[str], other: list[str]) -> Iterator[Line]:
    if kind == "equal":
        yield from (Line("same", text, text) for text in one)
        return
    for number in range(max(len(one), len(other))):
        if number >= len(other):
            yield Line("less", one[number])
        elif number >= len(one):
            yield Line("more", "", other[number])
        else:
            yield Line("changed", one[number], other[number])
