"""The facts of many compounds, column by column: each distinct value once, and a small number per compound.

So 200 000 compounds take some megabytes, and a comparison is made once per distinct value instead of once per compound.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sanwu.policy.model_facts import Dictionary, Fact
from sanwu.policy.values import Comparable, comparable

V = TypeVar("V")


class Column(Generic[V]):
    """Values in the order of the rows. `values` are the distinct ones, `codes` say which one each row has."""

    __slots__ = ("_known", "codes", "values")

    def __init__(self) -> None:
        self.codes: array[int] = array("I")
        self.values: list[V] = []
        self._known: dict[V, int] = {}

    def add(self, value: V) -> None:
        code = self._known.get(value)
        if code is None:
            code = self._known[value] = len(self.values)
            self.values.append(value)
        self.codes.append(code)

    def close(self) -> None:
        """No more rows will come: the way from a value to its number is forgotten."""
        self._known = {}

    def of(self, rows: Sequence[int] | None = None) -> list[V]:
        """The values of these rows, or of all."""
        values, codes = self.values, self.codes
        return [values[code] for code in (codes if rows is None else (codes[row] for row in rows))]

    def __len__(self) -> int:
        return len(self.codes)


@dataclass
class Columns:
    """Compounds with their divisions and facts. `kinds` are the facts as they were when the values were read."""

    kinds: Mapping[str, Fact]
    compounds: "array[int]" = field(default_factory=lambda: array("q"))
    divisions: Column[str] = field(default_factory=Column)
    facts: dict[str, Column[Comparable | None]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.compounds)

    def rows(self, facts: Sequence[str], chosen: Sequence[int] | None = None) -> list[tuple[Comparable | None, ...]]:
        """These facts of the chosen compounds (all without a choice), as the compiled rules want them."""
        if not facts:
            return [()] * (len(self) if chosen is None else len(chosen))
        return list(zip(*(self.facts[fact].of(chosen) for fact in facts), strict=True))

    def fits(self, dictionary: Dictionary, facts: Iterable[str]) -> bool:
        """Whether these facts are here, and mean under another dictionary what they meant when they were read."""
        return all(name in self.facts and _same_kind(self.kinds[name], dictionary.facts.get(name)) for name in facts)


def read_columns(
    dictionary: Dictionary, facts: Iterable[str], rows: Iterable[tuple[int, str, Mapping[str, Any]]]
) -> Columns:
    """Columns from (compound, division, canonical facts); what is absent or None is unknown."""
    kinds = {name: dictionary.facts[name] for name in facts}
    found = Columns(kinds, facts={name: Column() for name in kinds})
    readers = [(name, fact, found.facts[name].add) for name, fact in kinds.items()]
    for compound, division, known in rows:
        found.compounds.append(compound)
        found.divisions.add(division)
        for name, fact, add in readers:
            value = known.get(name)
            add(None if value is None else comparable(fact, value))
    found.divisions.close()
    for column in found.facts.values():
        column.close()
    return found


def _same_kind(one: Fact, other: Fact | None) -> bool:
    return other is not None and (one.type, one.places) == (other.type, other.places)
