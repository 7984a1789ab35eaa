"""Polygons of divisions: reading GeoJSON, moving it to CGCS2000, repairing what crosses itself. Pure.

Boundaries go around as GeoJSON features with a code among their properties, or as bare geometries whose code is the
file's name. Neither says reliably in which datum its coordinates are, so whoever hands them in does.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sanwu.base.codes import read_code
from sanwu.base.coordinates import Datum, point_problem, to_cgcs2000
from sanwu.base.errors import BadInput

# Where a feature keeps its code, in the order in which we look; the feature's own id comes last.
CODE_PROPERTIES = ("division_code", "code", "adcode", "区划代码", "代码", "id", "gb")
MAX_VERTICES = 2_000_000
# A repair may cut off spikes and split bows; one that changes more of the area than this has guessed.
MOST_CHANGED = 0.05
_DIGITS = re.compile(r"[0-9]{2,12}")
PROBLEMS = {
    "point_zero": "坐标是 0",
    "point_swapped": "经度和纬度写反了",
    "point_abroad": "坐标不在中国范围内",
}


class Drawing(NamedTuple):
    """One geometry of a file: the code that stands with it ("" for none), and where to find it."""

    code: str
    geometry: Mapping[str, Any]
    place: str


@dataclass(frozen=True)
class Area:
    """A boundary made ready: `shape` in CGCS2000 as given, `drawn` simplified; `note` says what was repaired."""

    shape: BaseGeometry
    drawn: BaseGeometry
    note: str

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the whole shape."""
        west, south, east, north = self.shape.bounds
        return float(west), float(south), float(east), float(north)


def drawings_of(name: str, data: bytes) -> Iterator[Drawing]:
    """The geometries of one GeoJSON file; BadInput where it is none."""
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise BadInput(f"{name} 不是 GeoJSON。请提供 UTF-8 编码的 .json 或 .geojson 文件。", "not_geojson") from None
    stem = name.rpartition("/")[2].partition(".")[0]
    yield from _drawings(content, name, stem if _DIGITS.fullmatch(stem) else "")


def _no_constant(text: str) -> float:
    raise ValueError(text)


def _drawings(content: Any, place: str, code: str) -> Iterator[Drawing]:
    kind = content.get("type") if isinstance(content, dict) else None
    if kind == "FeatureCollection" and isinstance(content.get("features"), list):
        features = content["features"]
        for number, feature in enumerate(features, 1):
            yield from _drawings(feature, f"{place} 第 {number} 个要素", code if len(features) == 1 else "")
    elif kind == "Feature" and isinstance(content.get("geometry"), dict):
        yield Drawing(_code_of(content) or code, content["geometry"], place)
    elif kind in ("Polygon", "MultiPolygon"):
        yield Drawing(code, content, place)
    else:
        raise BadInput(f"{place}：应为面（Polygon 或 MultiPolygon），这里是 {kind or '别的内容'}。", "not_a_polygon")


def _code_of(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties")
    found = [properties.get(name) for name in CODE_PROPERTIES] if isinstance(properties, dict) else []
    for value in [*found, feature.get("id")]:
        if value in (None, "") or isinstance(value, dict | list):
            continue
        code = read_code(value)
        if isinstance(code, str):
            return code
    return ""


def area_of(drawing: Drawing, datum: Datum) -> Area:
    """The geometry as a boundary in CGCS2000. BadInput names the place where it cannot be one, and says why."""
    given = _shape(drawing)
    moved = _moved(given, datum, drawing.place)
    shape, note = _repaired(moved, drawing.place)
    shape = shapely.set_precision(shape, 1e-6, mode="pointwise")
    west, south, east, north = shape.bounds
    drawn = shapely.simplify(shape, max(east - west, north - south) / 2000)
    drawn = shapely.set_precision(drawn if _is_area(drawn) else shape, 1e-5, mode="pointwise")
    return Area(shape, drawn, note)


def as_geojson(shape: BaseGeometry) -> dict[str, Any]:
    """A GeoJSON geometry with numbers of at most six places."""
    written: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return {"type": written["type"], "coordinates": _rounded(written["coordinates"])}


def read_shape(geometry: Mapping[str, Any]) -> BaseGeometry:
    """A stored geometry."""
    return shapely.from_geojson(json.dumps(geometry))


def share_outside(inner: BaseGeometry, outer: BaseGeometry) -> float:
    """Which part of an area lies outside another, 0 to 1. Drawn borders never fit exactly: look for much."""
    inner, outer = shapely.make_valid(inner), shapely.make_valid(outer)
    return float(inner.difference(outer).area / inner.area) if inner.area else 0.0


def _rounded(numbers: Any) -> Any:
    return [_rounded(part) for part in numbers] if isinstance(numbers, list) else round(numbers, 6)


def _shape(drawing: Drawing) -> BaseGeometry:
    kind = drawing.geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadInput(f"{drawing.place}：应为面（Polygon 或 MultiPolygon），这里是 {kind}。", "not_a_polygon")
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(drawing.geometry)))
    except (shapely.errors.GEOSException, ValueError, TypeError):
        raise BadInput(
            f"{drawing.place}：坐标不完整，读不成一个面。每个环至少要有 4 个点，首尾相同。", "bad_geometry"
        ) from None
    if shape.is_empty or shapely.get_num_coordinates(shape) > MAX_VERTICES:
        raise BadInput(f"{drawing.place}：这个面是空的，或者点太多（上限 {MAX_VERTICES:,} 个）。", "bad_geometry")
    return shape


def _moved(shape: BaseGeometry, datum: Datum, place: str) -> BaseGeometry:
    points: NDArray[np.float64] = shapely.get_coordinates(shape)
    for longitude, latitude in points.tolist():
        if problem := point_problem(longitude, latitude):
            at = f"{longitude:g}，{latitude:g}"
            raise BadInput(f"{place}：{PROBLEMS[problem]}（{at}）。请检查坐标。", problem)
    if datum in (Datum.CGCS2000, Datum.WGS84):
        return shape
    moved = [tuple(map(float, to_cgcs2000(longitude, latitude, datum))) for longitude, latitude in points.tolist()]
    return shapely.set_coordinates(shape, moved)


def _repaired(shape: BaseGeometry, place: str) -> tuple[BaseGeometry, str]:
    if shape.is_valid:
        return shape, ""
    reason = shapely.is_valid_reason(shape).partition("[")[0].strip()
    repaired = _polygons(shapely.make_valid(shape, method="structure", keep_collapsed=False))
    before, after = shape.area, repaired.area
    if not after or abs(after - before) > MOST_CHANGED * max(before, after):
        share = f"{abs(after - before) / max(before, after):.0%}" if after else "全部"
        raise BadInput(f"{place}：边界自相交，修补会改变{share}的面积，没有导入。请换一份边界文件。", "beyond_repair")
    changed = abs(after - before) / max(before, after)
    word = "自相交" if reason.startswith(("Self", "Ring Self")) else "不合规范"
    return repaired, f"边界{word}，已自动修补（面积变化 {changed:.2%}）"


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Only the areas of what a repair leaves; lines and points are its crumbs."""
    parts = [part for part in shapely.get_parts(shape).tolist() if part.geom_type == "Polygon"]
    nested = [p for s in shapely.get_parts(shape).tolist() if s.geom_type == "MultiPolygon" for p in s.geoms]
    return (
        shapely.union_all([*parts, *nested])
        if len(parts) + len(nested) > 1
        else (parts + nested or [shapely.Polygon()])[0]
    )


def _is_area(shape: BaseGeometry) -> bool:
    return shape.geom_type in ("Polygon", "MultiPolygon") and not shape.is_empty and bool(shape.is_valid)
