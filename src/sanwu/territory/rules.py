"""How names of divisions are written, and how they are compared. Data first: a new word goes into a table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sanwu.base.codes import BEYOND, range_of
from sanwu.base.text import match_name

# Endings that mean the same kind of place, by level. An office list may leave the ending out or use another of the row.
ENDINGS: dict[str, tuple[tuple[str, ...], ...]] = {
    "province": (("省",), ("市",), ("自治区",), ("特别行政区",)),
    "city": (("市",), ("地区",), ("自治州", "州"), ("盟",)),
    "county": (("区",), ("县",), ("市",), ("自治县",), ("旗", "自治旗"), ("林区", "特区")),
    "street": (
        ("街道", "街道办事处", "街道办", "街办", "办事处"),
        ("镇", "镇人民政府", "镇政府"),
        ("乡", "乡人民政府", "乡政府"),
        ("苏木",),
        ("农场", "林场", "牧场"),
        ("开发区", "园区"),
    ),
    "community": (
        ("社区", "社区居委会", "社区居民委员会", "居委会", "居民委员会"),
        ("村", "村委会", "村民委员会"),
        ("嘎查", "嘎查委员会"),
    ),
}
# Rows of the published lists that stand for no place of their own: they hold the counties of a province.
STAND_INS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "直辖县")
# An autonomous place is called by its first word: its people's names and the ending stand behind.
AUTONOMOUS = re.compile(r"(?:\w+族)?自治[区州县旗]$|(?:\w+族)+[乡镇]$")

LEVELS = ("province", "city", "county", "street", "community")


class Place(NamedTuple):
    """One open division of a list: code, name, level, and the name of its parent (empty at the top)."""

    code: str
    name: str
    level: str
    parent_name: str


def own_name(name: str, parent_name: str) -> str:
    """A name without that of the parent before it, where the published list repeats it."""
    rest = name.removeprefix(parent_name)
    return rest if len(rest) > 1 else name


def joined(names: Sequence[str]) -> str:
    """A path as people write it: from the top, without stand-ins and repeated names."""
    shown: list[str] = []
    for place, name in enumerate(names):
        if name in STAND_INS and place < len(names) - 1:
            continue
        own = own_name(name, shown[-1]) if shown else name
        if not shown or own != shown[-1]:
            shown.append(own)
    return "".join(shown)


def stem_of(text: str, level: str) -> tuple[str, int | None]:
    """A name without its ending, and which kind of ending that was; at least two characters remain."""
    found: tuple[str, int | None] = (text, None)
    length = 0
    for kind, endings in enumerate(ENDINGS[level]):
        for ending in endings:
            if len(ending) > length and text.endswith(ending) and len(text) > len(ending) + 1:
                found, length = (text.removesuffix(ending), kind), len(ending)
    return found


class Gazetteer:
    """Finds what an office list means by a name, among the divisions given. Building it costs one pass over them.

    The ending may be left out or be another of its kind (街道办 for 街道), and the names of divisions above may stand
    before it. Names written exactly so win, then the highest level.
    """

    def __init__(self, places: Iterable[Place], above: Iterable[str] = ()) -> None:
        """`above` are the names over all places: the division that is searched, and those it belongs to."""
        self._written: dict[str, list[Place]] = {}
        self._stems: dict[tuple[str, str], list[tuple[int | None, Place]]] = {}
        self._autonomous: list[tuple[str, Place]] = []
        for place in places:
            name = match_name(place.name)
            own = own_name(name, match_name(place.parent_name))
            for form in {name, own}:
                self._written.setdefault(form, []).append(place)
            stem, kind = stem_of(own, place.level)
            self._stems.setdefault((place.level, stem), []).append((kind, place))
            if "自治" in own or "族" in own:
                self._autonomous.append((own, place))
        names = [match_name(name) for name in above]
        self._above = sorted(
            {*names, *(stem_of(n, level)[0] for n in names for level in LEVELS)}, key=len, reverse=True
        )

    def find(self, text: str, level: str | None = None, within: str | None = None) -> list[Place]:
        """What `text` means, on one level or on any, in all or below one 12-digit code: usually one place or none.

        Several remain only where the list itself has several of that name on that level.
        """
        text = match_name(text)
        low, high = range_of(within) if within else ("", BEYOND)
        return self._find(text, level, low, high) if text else []

    def _find(self, text: str, level: str | None, low: str, high: str) -> list[Place]:
        def fitting(places: Iterable[Place]) -> list[Place]:
            return [p for p in places if low <= p.code < high and level in (None, p.level)]

        found = (
            fitting(self._written.get(text, ()))
            or fitting(self._spelled(text))
            or fitting(place for own, place in self._autonomous if is_called(text, own))
        )
        if found:
            highest = min(LEVELS.index(place.level) for place in found)
            return sorted({place for place in found if LEVELS.index(place.level) == highest})
        return self._behind_another(text, level, low, high)

    def _spelled(self, text: str) -> Iterator[Place]:
        for level in LEVELS:
            stem, wanted = stem_of(text, level)
            for kind, place in self._stems.get((level, stem), ()):
                if wanted in (None, kind):
                    yield place

    def _behind_another(self, text: str, level: str | None, low: str, high: str) -> list[Place]:
        """`text` as a path: a name above or inside, and then the place itself."""
        for start in self._above:
            rest = text.removeprefix(start) if len(start) > 1 else text
            if rest not in ("", text) and (found := self._find(rest, level, low, high)):
                return found
        for length in range(len(text) - 2, 1, -1):
            for outer in self._written.get(text[:length], ()):
                inner_low, inner_high = range_of(outer.code)
                if low <= outer.code < high and (found := self._find(text[length:], level, inner_low, inner_high)):
                    return found
        return []


def is_called(text: str, name: str) -> bool:
    """Whether an autonomous place is meant by its first word alone."""
    return len(text) > 1 and name.startswith(text) and bool(AUTONOMOUS.fullmatch(name.removeprefix(text)))
