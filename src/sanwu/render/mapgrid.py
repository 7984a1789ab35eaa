"""Many points on the map's grid: web mercator squares, halved again and again, and what lies in each.

Every point has a key that interleaves the bits of its column and row. Sorted by it, all points of a tile of any zoom are
one slice, and all points of a square inside the tile are one run of that slice: no tile has to look at the others.
"""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanwu.render.mvt import EXTENT

DEPTH = 24  # a square of the finest grid is some 2 metres wide
SPAN = 1 << DEPTH
NOWHERE = np.uint64(1) << np.uint64(63)  # the key of a point that is not known; sorts behind all others
MOST_LATITUDE = 85.0
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Box(NamedTuple):
    """West, south, east, north in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Grid:
    """Points sorted by key; the columns belong together. Points that are not known stand last, `placed` says how many are."""

    keys: NDArray[np.uint64]
    ids: Whole
    x: Whole
    y: Whole
    placed: int

    def slice_of(self, zoom: int, column: int, row: int) -> slice:
        """Where the points of a tile stand."""
        shift = DEPTH - zoom
        first = _key(column, row) << (2 * shift)
        low, high = np.searchsorted(self.keys[: self.placed], np.array([first, first + (1 << 2 * shift)], np.uint64))
        return slice(int(low), int(high))


class Group(NamedTuple):
    """Points of one square: how many, of which kind, their centre on the grid, and the first of them in the grid."""

    size: int
    kinds: tuple[int, ...]
    x: float
    y: float
    first: int


def grid_of(ids: Whole, longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> tuple[Grid, Whole]:
    """The grid of points in degrees (NaN where not known), and the order in which they stand there."""
    known = np.isfinite(longitude) & np.isfinite(latitude) & (np.abs(latitude) < MOST_LATITUDE)
    x, y = project(np.where(known, longitude, 0.0), np.where(known, latitude, 0.0))
    keys = np.where(known, _interleaved(x.astype(np.uint64), y.astype(np.uint64)), NOWHERE)
    order = np.lexsort((ids, keys))
    return Grid(keys[order], ids[order], x[order], y[order], int(known.sum())), order


def project(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> tuple[Whole, Whole]:
    """Column and row of the finest grid."""
    x = (longitude + 180.0) / 360.0 * SPAN
    y = (0.5 - np.arcsinh(np.tan(np.radians(latitude))) / (2 * math.pi)) * SPAN
    return np.clip(x, 0, SPAN - 1).astype(np.int64), np.clip(y, 0, SPAN - 1).astype(np.int64)


def degrees(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a place on the finest grid."""
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / SPAN))))
    return x / SPAN * 360.0 - 180.0, latitude


def in_box(grid: Grid, box: Box) -> Mask:
    """Which points lie in a box."""
    (west, east), (north, south) = project(np.array([box.west, box.east]), np.array([box.north, box.south]))
    found: Mask = (grid.x >= west) & (grid.x <= east) & (grid.y >= north) & (grid.y <= south)
    found[grid.placed :] = False
    return found


def groups(grid: Grid, chosen: Whole, kinds: NDArray[np.uint8], how_many: int, zoom: int) -> list[Group]:
    """The points at `chosen` (places in the grid, ascending) by squares of the grid of a zoom; `kinds` names the kind of
    each point of the grid, one of `how_many`."""
    if not len(chosen):
        return []
    squares = grid.keys[chosen] >> np.uint64(2 * (DEPTH - zoom))
    starts = np.flatnonzero(np.concatenate(([True], squares[1:] != squares[:-1])))
    counts = np.diff(np.append(starts, len(chosen)))
    of_kind = np.bincount(
        np.repeat(np.arange(len(starts)), counts) * how_many + kinds[chosen], minlength=len(starts) * how_many
    ).reshape(-1, how_many)
    x = np.add.reduceat(grid.x[chosen], starts) / counts
    y = np.add.reduceat(grid.y[chosen], starts) / counts
    rows = zip(counts.tolist(), of_kind.tolist(), x.tolist(), y.tolist(), chosen[starts].tolist(), strict=True)
    return [Group(size, tuple(each), at_x, at_y, first) for size, each, at_x, at_y, first in rows]


def inside_tile(x: Any, y: Any, zoom: int, column: int, row: int) -> tuple[Any, Any]:
    """Places on the finest grid as places inside a tile."""
    shift = DEPTH - zoom
    scale = EXTENT / (1 << shift)
    return (x - (column << shift)) * scale, (y - (row << shift)) * scale


def _key(column: int, row: int) -> int:
    return int(_interleaved(np.array([column], np.uint64), np.array([row], np.uint64))[0])


def _interleaved(x: NDArray[np.uint64], y: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return _spread(x) | (_spread(y) << np.uint64(1))


def _spread(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every bit followed by a zero."""
    for shift, keep in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        numbers = (numbers | (numbers << np.uint64(shift))) & np.uint64(keep)
    return numbers
