"""Where in a YAML text one is writing: a reader that never gives up, for text that is half written.

It follows indentation, list dashes and brackets, which is all that scheme files use; it decides nothing about a
scheme. What is right or wrong is `load`'s to say.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from sanwu.policy.problems import Path, Step

_KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s#"'{}\[\],:][^#{}\[\],:]*):(?=\s|$)""")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
DEPTH = 60  # deeper than the loader reads; what is written further inside is not followed
_BLOCK_TEXT = re.compile(r"[|>][+-]?\d?\s*$")


@dataclass(frozen=True)
class Spot:
    """Where the cursor stands: inside the mapping or list at `path`, at a key of it, or at the value of `path` itself.

    `word` is what has been written of the word so far.
    """

    path: Path
    at_key: bool
    word: str


@dataclass
class Scan:
    """What a text holds as far as it can be told: the keys of each mapping, the plain value of each key."""

    keys: dict[Path, list[str]] = field(default_factory=dict)
    scalars: dict[Path, str] = field(default_factory=dict)


@dataclass
class _Frame:
    """A mapping or list that is open: by indentation (`indent` ≥ 0) or by a bracket (-1)."""

    indent: int
    step: Step | None = None
    bracket: str = ""


class _Reader:
    def __init__(self) -> None:
        self.scan = Scan()
        self.stack: list[_Frame] = []
        self.counts: dict[Path, int] = {}
        self.skip_deeper_than = -1
        self.word = ""
        self.after_colon = False
        self.lost = False

    @property
    def path(self) -> Path:
        return tuple(frame.step for frame in self.stack if frame.step is not None)

    @property
    def in_brackets(self) -> bool:
        return bool(self.stack) and bool(self.stack[-1].bracket)

    def line(self, text: str) -> None:
        """Read one line; `word` and `after_colon` say afterwards how it ended."""
        if self.lost:
            return
        plain = text if self.in_brackets else _without_comment(text)
        indent = len(plain) - len(plain.lstrip(" "))
        if self.in_brackets:
            self.flow(_without_comment(text))
            return
        if self.skip_deeper_than >= 0:
            if not plain.strip() or indent > self.skip_deeper_than:
                return
            self.skip_deeper_than = -1
        self.word, self.after_colon = "", False
        rest = plain.lstrip(" ")
        while (rest.startswith("- ") or rest == "-") and not self.lost:
            self.dash(indent)
            inner = rest[1:].lstrip(" ")
            indent, rest = indent + len(rest) - len(inner), inner
        if not rest:
            self.close_to(indent, blank=True)
            return
        self.entry(indent, rest)

    def close_to(self, indent: int, *, blank: bool = False) -> None:
        """Leave what is not around this column any more; a blank line still belongs to a list that it may continue."""
        while self.stack and (self.stack[-1].bracket or self.stack[-1].indent >= indent):
            if blank and isinstance(self.stack[-1].step, int) and self.stack[-1].indent < indent:
                break
            self.stack.pop()

    def dash(self, indent: int) -> None:
        while self.stack and (
            self.stack[-1].indent > indent
            or (self.stack[-1].indent == indent and isinstance(self.stack[-1].step, int))
            or self.stack[-1].bracket
        ):
            self.stack.pop()
        self.item(indent)

    def item(self, indent: int, bracket: str = "") -> None:
        above = self.path
        number = self.counts.get(above, -1) + 1
        self.counts[above] = number
        self.enter(_Frame(indent, number, bracket))

    def enter(self, frame: _Frame) -> None:
        self.stack.append(frame)
        self.lost = len(self.stack) > DEPTH

    def entry(self, indent: int, rest: str) -> None:
        self.close_to(indent)
        found = _KEY.match(rest)
        if found is None:
            if rest[0] in "{[":
                self.flow(rest)
            else:
                self.word = rest
            return
        self.key(found.group(1).strip().strip("\"'"), indent)
        value = rest[found.end() :].strip()
        self.after_colon, self.word = True, value
        if _BLOCK_TEXT.fullmatch(value):
            self.skip_deeper_than = indent
        elif value[:1] in ("{", "["):
            self.flow(value)
        elif value:
            self.scan.scalars[self.path] = value.strip("\"'")

    def key(self, name: str, indent: int, bracket: str = "") -> None:
        self.scan.keys.setdefault(self.path, []).append(name)
        self.enter(_Frame(indent, name, bracket))

    def flow(self, text: str) -> None:
        """Brackets, commas and colons, over as many lines as it takes."""
        start, quote = 0, ""
        for place, char in enumerate(text):
            if self.lost:
                return
            if quote:
                quote = "" if char == quote else quote
            elif char in "\"'":
                quote = char if not text[start:place].strip() else ""
            elif char in "{[":
                self.enter(_Frame(-1, None, char))
                if char == "[":
                    self.item(-1, "·")
                self.after_colon = False
                start = place + 1
            elif char in "}],":
                self.word, start = text[start:place], place + 1
                self.finish()
                if char != ",":
                    self.close(char)
                elif self.stack and self.stack[-1].bracket == "·":
                    self.stack.pop()
                    self.item(-1, "·")
            elif char == ":" and text[place + 1 : place + 2] in ("", " "):
                name, start = text[start:place].strip().strip("\"'"), place + 1
                if self.stack and self.stack[-1].bracket == "{":
                    self.key(name, -1, ":")
                    self.after_colon = True
        self.word = text[start:].lstrip()

    def finish(self) -> None:
        """A value in brackets ends: leave its key."""
        word, self.word = self.word.strip().strip("\"'"), ""
        if self.stack and self.stack[-1].bracket in (":", "·") and word:
            self.scan.scalars[self.path] = word
        if self.stack and self.stack[-1].bracket == ":":
            self.stack.pop()
        self.after_colon = False

    def close(self, char: str) -> None:
        opened = "{" if char == "}" else "["
        while self.stack and self.stack[-1].bracket:
            if self.stack.pop().bracket == opened:
                break


def _without_comment(text: str) -> str:
    return _COMMENT.sub("", text) if "#" in text and text.count('"') % 2 == 0 else text


@lru_cache(maxsize=100)
def scan(text: str) -> Scan:
    """Everything that the text holds, kept for the next question. Never raises."""
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line)
    return reader.scan


def spot(text: str, line: int, column: int) -> Spot:
    """Where the cursor stands; `line` and `column` count from 0. Never raises."""
    lines = text.split("\n")
    reader = _Reader()
    for before in lines[: max(line, 0)]:
        reader.line(before)
    here = lines[line][: max(column, 0)] if 0 <= line < len(lines) else ""
    if not reader.in_brackets and not here.strip():
        reader.close_to(len(here), blank=True)
        return Spot(reader.path, True, "")
    reader.line(here)
    top = reader.stack[-1] if reader.stack else None
    at_key = not reader.after_colon if top is None or top.bracket != "·" else False
    if top is not None and top.bracket == "{":
        at_key = True
    return Spot(reader.path, at_key, reader.word.strip())
