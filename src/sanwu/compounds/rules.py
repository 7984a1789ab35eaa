"""When two compounds look like one: the same name, alias or reading in one county, or close to each other (no Django).

Nothing is decided here. A suggestion only says why a person should look.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from sanwu.base.text import full_pinyin, match_name
from sanwu.compounds.identity import COUNTY_DIGITS
from sanwu.compounds.numerals import in_digits

# The platform's own suggestion, of no plan: two compounds nearer than this are worth a look.
NEAR_METRES = 100
# More pairs than a person looks through; beyond it the list says that there are more.
MOST_PAIRS = 2000

NAME, ALIAS, PINYIN, NEAR = "name", "alias", "pinyin", "near"
_EARTH = 6_371_008.8  # mean radius in metres
_STEP = 1.02 * NEAR_METRES / (math.pi * _EARTH / 180)  # degrees of latitude that no near pair is further apart
_NORTHERNMOST = 54.0  # of this country: a degree of longitude is shortest there


@dataclass(frozen=True)
class Known:
    """What is compared. `name` and `aliases` are as compared (base.text.match_name), `point` is (longitude, latitude)."""

    id: int
    name: str
    county: str
    pinyin: str = ""
    aliases: frozenset[str] = frozenset()
    point: tuple[float, float] | None = None


class Pair(NamedTuple):
    """`first` has the smaller id. `reasons` are NAME, ALIAS, PINYIN, NEAR, the strongest first; `metres` where known."""

    first: int
    second: int
    reasons: tuple[str, ...]
    metres: int | None


def known(
    compound_id: int, name: str, division: str, aliases: Iterable[str], point: tuple[float, float] | None
) -> Known:
    """A compound as it is compared, from names as written; numbers count the same in digits and in characters."""
    compared = frozenset(in_digits(match_name(alias))[:100] for alias in aliases) - {""}
    return Known(
        compound_id, in_digits(match_name(name))[:100], division[:COUNTY_DIGITS], full_pinyin(name), compared, point
    )


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two (longitude, latitude)."""
    (lon1, lat1), (lon2, lat2) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))


def likeness(one: Known, other: Known) -> Pair | None:
    """Why these two may be one; None where nothing speaks for it. It does not matter which is named first."""
    reasons: list[str] = []
    if one.county == other.county:
        if one.name and one.name == other.name:
            reasons.append(NAME)
        elif one.name in other.aliases or other.name in one.aliases or one.aliases & other.aliases:
            reasons.append(ALIAS)
        elif one.pinyin and one.pinyin == other.pinyin:
            reasons.append(PINYIN)
    metres = None if one.point is None or other.point is None else metres_between(one.point, other.point)
    if metres is not None and metres <= NEAR_METRES:
        reasons.append(NEAR)
    if not reasons:
        return None
    first, second = sorted((one.id, other.id))
    return Pair(first, second, tuple(reasons), None if metres is None else round(metres))


def pairs(compounds: Sequence[Known], most: int = MOST_PAIRS) -> tuple[list[Pair], bool]:
    """Every pair that looks alike, the likeliest first, and whether more than `most` were left out.

    Only compounds that share a name, a reading or a piece of the ground are compared with each other.
    """
    found: dict[tuple[int, int], Pair] = {}
    for one, other in _meetings(compounds):
        key = (min(one.id, other.id), max(one.id, other.id))
        if key not in found and (pair := likeness(one, other)):
            found[key] = pair
            if len(found) > most:
                return _ordered(found.values())[:most], True
    return _ordered(found.values()), False


def _ordered(found: Iterable[Pair]) -> list[Pair]:
    weight = {NAME: 4, ALIAS: 3, PINYIN: 2, NEAR: 1}
    return sorted(found, key=lambda pair: (-sum(weight[reason] for reason in pair.reasons), pair.first, pair.second))


def _meetings(compounds: Sequence[Known]) -> Iterator[tuple[Known, Known]]:
    for group in _groups(compounds):
        yield from combinations(group, 2)
    squares: dict[tuple[int, int], list[Known]] = {}
    for compound in compounds:
        if compound.point is not None:
            squares.setdefault(_square(compound.point), []).append(compound)
    for (x, y), here in squares.items():
        yield from combinations(here, 2)
        for east, north in ((1, 0), (-1, 1), (0, 1), (1, 1)):  # the other four neighbours look at this one
            for there in squares.get((x + east, y + north), ()):
                yield from ((one, there) for one in here)


def _groups(compounds: Sequence[Known]) -> Iterable[list[Known]]:
    """Compounds of a county that share a name, an alias or a reading."""
    groups: dict[tuple[str, str, str], list[Known]] = {}
    for compound in compounds:
        words = {("name", word) for word in {compound.name, *compound.aliases}} | {("pinyin", compound.pinyin)}
        for kind, word in words:
            if word:
                groups.setdefault((compound.county, kind, word), []).append(compound)
    return (group for group in groups.values() if len(group) > 1)


def _square(point: tuple[float, float]) -> tuple[int, int]:
    width = _STEP / math.cos(math.radians(_NORTHERNMOST))
    return math.floor(point[0] / width), math.floor(point[1] / _STEP)


class Box(NamedTuple):
    """Bounds in degrees outside of which nothing is near a point."""

    west: float
    east: float
    south: float
    north: float


def box_around(point: tuple[float, float]) -> Box:
    longitude, latitude = point
    width = _STEP / math.cos(math.radians(_NORTHERNMOST))
    return Box(longitude - width, longitude + width, latitude - _STEP, latitude + _STEP)
