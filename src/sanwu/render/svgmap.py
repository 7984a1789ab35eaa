"""A map as plain shapes for the page's SVG: areas, circles with shares, a scale. It needs no script and prints."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sanwu.render.mapgrid import SPAN, Box, Group, degrees, project

WIDTH = 640
MARGIN = 16
SMALLEST, LARGEST = 14.0, 28.0
EARTH = 40_075_016.686  # metres around the equator

# Signs for the kinds of a map, in a square of 24 by 24, so that colour never stands alone.
SIGNS = {
    "circle": "M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18Z",
    "square": "M4 4h16v16H4Z",
    "diamond": "M12 1.5L22.5 12L12 22.5L1.5 12Z",
    "triangle": "M12 2.5L22.5 20.5H1.5Z",
    "pentagon": "M12 2L22.5 9.6L18.5 21.5H5.5L1.5 9.6Z",
    "hexagon": "M6.5 2.5h11L23 12L17.5 21.5H6.5L1 12Z",
    "ring": "M12 4a8 8 0 1 1 0 16a8 8 0 1 1 0-16Zm0 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8Z",
    "cross": "M5 2L12 9L19 2L22 5L15 12L22 19L19 22L12 15L5 22L2 19L9 12L2 5Z",
}


@dataclass(frozen=True)
class Frame:
    """The part of the world that a drawing shows, on the finest grid, and the size of the drawing."""

    left: float
    top: float
    scale: float  # units of the drawing for one square of the grid
    width: int
    height: int

    def place(self, x: float, y: float) -> tuple[float, float]:
        return round((x - self.left) * self.scale, 1), round((y - self.top) * self.scale, 1)


@dataclass(frozen=True)
class Area:
    """An area as a path; its name stands at `x`, `y` where there is room for it."""

    code: str
    name: str
    path: str
    x: float
    y: float
    labelled: bool


@dataclass(frozen=True)
class Slice:
    path: str
    kind: int


@dataclass(frozen=True)
class Circle:
    """A group of compounds with its count; `slices` are the shares of the kinds, all round."""

    group: Group
    x: float
    y: float
    radius: float
    heart: float  # the radius of the middle, where the count stands
    slices: list[Slice]
    label_y: float


@dataclass(frozen=True)
class ScaleBar:
    """A length on the ground; it stands at the lower left, `y` down."""

    width: float
    metres: int
    y: int

    @property
    def half(self) -> float:
        return round(self.width / 2, 1)

    @property
    def label(self) -> str:
        return f"{self.metres // 1000} km" if self.metres >= 1000 else f"{self.metres} m"


def frame_of(box: Box, width: int = WIDTH, ratio: float = 0.62) -> Frame:
    """The frame around a box: as wide as asked, at least `ratio` of that high, the box in its middle."""
    (left, right), (top, bottom) = project(np.array([box.west, box.east]), np.array([box.north, box.south]))
    height = int(width * ratio)
    wide, high = max(float(right - left), 64.0), max(float(bottom - top), 64.0)
    scale = min((width - 2 * MARGIN) / wide, (height - 2 * MARGIN) / high)
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    return Frame(middle_x - width / scale / 2, middle_y - height / scale / 2, scale, width, height)


def box_of(frame: Frame) -> Box:
    """The degrees that a frame shows."""
    west, north = degrees(max(frame.left, 0.0), max(frame.top, 0.0))
    right = min(frame.left + frame.width / frame.scale, SPAN)
    east, south = degrees(right, min(frame.top + frame.height / frame.scale, SPAN))
    return Box(west, south, east, north)


def zoom_of(frame: Frame, apart: float = 80.0) -> int:
    """The zoom whose squares are about `apart` units of the drawing wide."""
    return max(0, min(24, round(math.log2(SPAN * frame.scale / apart))))


def moved(box: Box, east: float = 0.0, north: float = 0.0, times: float = 1.0) -> Box:
    """The box shifted by shares of its size, and made so many times as large."""
    width, height = box.east - box.west, box.north - box.south
    middle_x, middle_y = (box.west + box.east) / 2 + east * width, (box.south + box.north) / 2 + north * height
    half_x, half_y = width * times / 2, height * times / 2
    return Box(
        max(middle_x - half_x, -179.9),
        max(middle_y - half_y, -84.0),
        min(middle_x + half_x, 179.9),
        min(middle_y + half_y, 84.0),
    )


def areas(frame: Frame, divisions: Iterable[tuple[str, str, Mapping[str, Any]]]) -> list[Area]:
    """(code, name, GeoJSON geometry) as paths; what lies outside the frame is left out."""
    drawn = []
    for code, name, geometry in divisions:
        rings = _rings(geometry)
        placed = [_placed(frame, ring) for ring in rings]
        if not any(_touches(frame, ring) for ring in placed):
            continue
        largest = max(placed, key=lambda ring: float(np.ptp(ring[:, 0]) * np.ptp(ring[:, 1])))
        x, y = _middle(largest)
        room = float(np.ptp(largest[:, 0])) > 16 * len(name) and float(np.ptp(largest[:, 1])) > 28
        inside = 0 < x < frame.width and 0 < y < frame.height
        path = "".join("M" + "L".join(f"{px:g} {py:g}" for px, py in ring.tolist()) + "Z" for ring in placed)
        drawn.append(Area(code, name, path, x, y, room and inside))
    return drawn


def circles(frame: Frame, groups: Iterable[Group]) -> list[Circle]:
    """Groups as circles, the largest first so that none is covered."""
    found = sorted(groups, key=lambda group: -group.size)
    most = found[0].size if found else 1
    drawn = []
    for group in found:
        x, y = frame.place(group.x, group.y)
        radius = round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(group.size / most) if most > 1 else SMALLEST, 1)
        drawn.append(
            Circle(group, x, y, radius, round(radius * 0.68, 1), _slices(x, y, radius, group.kinds), round(y + 4, 1))
        )
    return drawn


def scale_bar(frame: Frame, longest: float = 120.0) -> ScaleBar:
    """A round length on the ground that fits into `longest` units."""
    _longitude, latitude = degrees(frame.left, frame.top + frame.height / frame.scale / 2)
    metre = frame.scale * SPAN / (EARTH * math.cos(math.radians(latitude)))  # units for one metre
    most = longest / metre
    power = 10 ** math.floor(math.log10(max(most, 1)))
    metres = int(next(step * power for step in (5, 2, 1) if step * power <= max(most, 1)))
    return ScaleBar(round(metres * metre, 1), metres, frame.height - MARGIN)


def _rings(geometry: Mapping[str, Any]) -> list[Any]:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for part in parts for ring in part]


def _placed(frame: Frame, ring: Any) -> Any:
    points = np.array(ring, np.float64)
    x, y = project(points[:, 0], points[:, 1])
    return np.round(np.column_stack(((x - frame.left) * frame.scale, (y - frame.top) * frame.scale)), 1)


def _touches(frame: Frame, ring: Any) -> bool:
    (left, top), (right, bottom) = ring.min(axis=0), ring.max(axis=0)
    return bool(right >= 0 and left <= frame.width and bottom >= 0 and top <= frame.height)


def _middle(ring: Any) -> tuple[float, float]:
    """The centre of an area's outline."""
    x, y = ring[:, 0], ring[:, 1]
    turn = x[:-1] * y[1:] - x[1:] * y[:-1]
    total = float(turn.sum())
    if abs(total) < 1e-9:
        return round(float(x.mean()), 1), round(float(y.mean()), 1)
    middle_x = float(((x[:-1] + x[1:]) * turn).sum() / (3 * total))
    middle_y = float(((y[:-1] + y[1:]) * turn).sum() / (3 * total))
    return round(middle_x, 1), round(middle_y, 1)


def _slices(x: float, y: float, radius: float, kinds: Sequence[int]) -> list[Slice]:
    total = sum(kinds)
    slices, turn = [], 0.0
    for kind, count in enumerate(kinds):
        if not count:
            continue
        if count == total:
            ring = f"M{x:g} {y - radius:g}a{radius:g} {radius:g} 0 1 1 0 {2 * radius:g}a{radius:g} {radius:g} 0 1 1 0 {-2 * radius:g}Z"
            return [Slice(ring, kind)]
        step = count / total
        start, end = _edge(x, y, radius, turn), _edge(x, y, radius, turn + step)
        path = f"M{x:g} {y:g}L{start}A{radius:g} {radius:g} 0 {int(step > 0.5)} 1 {end}Z"
        slices.append(Slice(path, kind))
        turn += step
    return slices


def _edge(x: float, y: float, radius: float, turn: float) -> str:
    angle = 2 * math.pi * turn
    return f"{x + radius * math.sin(angle):.1f} {y - radius * math.cos(angle):.1f}"
