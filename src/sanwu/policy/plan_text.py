"""The plan's text as a scheme keeps it in `source.md`: its clauses, and what each of them says in one line.

A clause is a heading, `### A-46 title` or named after itself; the quoted lines (`> …`) below it are the plan's text.
"""

import re
from collections.abc import Iterable, Iterator

NUMBERED = re.compile(r"^(?P<clause>[A-Z][A-Z0-9]*-\d+|第[一二三四五六七八九十百零〇\d]+条)\s*(?P<title>.*)$")
_HEADING = re.compile(r"^(?P<depth>#{1,6})\s+(?P<words>.*)$")
_ENDS = ("。", "；", "！", "，", "：", "…")
_NUMBER = re.compile(r"^(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|[0-9]+[.．、])")


def parts(source: str) -> Iterator[tuple[int, str, list[str]]]:
    """Each heading with its depth and the lines below it; depth 0 is what stands before the first."""
    depth, words, lines = 0, "", list[str]()
    for line in source.splitlines():
        heading = _HEADING.match(line)
        if heading:
            yield depth, words, lines
            depth, words, lines = len(heading["depth"]), heading["words"].strip(), []
        elif line.strip():
            lines.append(line)
    yield depth, words, lines


def quoted(lines: Iterable[str]) -> list[str]:
    """The plan's own lines among those below a heading."""
    return [line.lstrip("> ").strip() for line in lines if line.startswith(">") and line.lstrip("> ")]


def sentences(source: str) -> dict[str, str]:
    """{clause: what the plan says in it}, without the headings and numbers that stand above it in the plan; clauses of
    which nobody has the text are left out."""
    found = {}
    for depth, words, lines in parts(source):
        numbered, own = NUMBERED.match(words), quoted(lines)
        if depth > 1 and own:
            said = [line for line in own if line.rstrip("”’）").endswith(_ENDS)]
            found[numbered["clause"] if numbered else words] = "".join(_NUMBER.sub("", line) for line in said or own)
    return found
