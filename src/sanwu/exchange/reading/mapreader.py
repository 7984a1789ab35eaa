"""The words of a MAP file, one by one: what a column may be said to mean, and how a mistake is told."""

from typing import Any, NamedTuple

from sanwu.exchange.reading.issues import ERROR, Issue
from sanwu.exchange.reading.targets import IDENTITY, OF_DICTIONARY
from sanwu.policy.model import Dictionary
from sanwu.policy.problems import near


class ColumnChoice(NamedTuple):
    """What is said of one column; `where` is its header, position or letter."""

    where: str
    target: str
    inverse: bool = False
    unit: str = ""
    line: int = 0


class MapRefused(Exception):
    """The MAP file cannot be used; `issues` name line and place."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("; ".join(issue.message for issue in issues))
        self.issues = issues


class Reader:
    """Reads parts of a MAP file and collects what is wrong with them; `lines` say where each part was written."""

    def __init__(self, dictionary: Dictionary, lines: dict[Any, int]) -> None:
        self.dictionary = dictionary
        self.lines = lines
        self.issues: list[Issue] = []

    def refuse(self, path: tuple[Any, ...], code: str, **params: Any) -> None:
        line = next((self.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.lines), 0)
        self.issues.append(Issue(line, " › ".join(map(str, path)), "", code, params, ERROR))

    def text(self, data: dict[str, Any], key: str) -> str:
        value = data.get(key, "")
        if not isinstance(value, str):
            self.refuse((key,), "map_wants_text", key=key)
            return ""
        return value.strip()

    def target(self, path: tuple[Any, ...], word: str) -> str:
        """An identity column or a fact; the dictionary's names of identity facts are understood too."""
        word = OF_DICTIONARY.get(word, word)
        if word in IDENTITY or (
            word in self.dictionary.facts and self.dictionary.facts[word].collected_by != "identity"
        ):
            return word
        titles = {fact.title: fact.id for fact in self.dictionary.facts.values()}
        if word in titles:
            return self.target(path, titles[word])
        guess = near(word, [*IDENTITY, *self.dictionary.facts])
        self.refuse(path, "map_unknown_target", word=word, guess=guess or "")
        return ""

    def choice(self, where: str, said: Any) -> ColumnChoice:
        path = ("columns", where)
        inverse, unit = False, ""
        if isinstance(said, dict):
            extra = sorted(set(said) - {"fact", "unit", "inverse"})
            if extra or not all(isinstance(value, str) for value in said.values()) or "fact" not in said:
                self.refuse(path, "map_column_form", where=where)
                return ColumnChoice(where, "")
            inverse, unit = said.get("inverse", "no").lower() in ("yes", "true"), said.get("unit", "")
            said = said["fact"]
        if not isinstance(said, str) or not said.strip():
            self.refuse(path, "map_column_form", where=where)
            return ColumnChoice(where, "")
        word = said.strip()
        if word.startswith("not "):
            inverse, word = True, word[4:].strip()
        return ColumnChoice(where, self.target(path, word), inverse, unit, self.lines.get(path, 0))
