"""Boundaries of the fictional city: every community gets the ground that is nearest to its centre, within the city's edge."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from sanwu.base.actor import Actor
from sanwu.base.coordinates import Datum
from sanwu.demo.layout import centres
from sanwu.demo.rules import communities, places
from sanwu.territory.geometry import as_geojson
from sanwu.territory.services import import_boundaries

EDGE = 0.03  # degrees from the outermost centres to the edge of the city
LEVELS = ("city", "county", "street")


def import_demo_boundaries(city: Mapping[str, Any], actor: Actor) -> None:
    """City, districts and streets of the demo as an office would bring them in: one GeoJSON file."""
    features = [
        {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": as_geojson(shape)}
        for code, name, shape in shapes(city)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "示例城市边界.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        import_boundaries(paths=[path], datum=Datum.WGS84, actor=actor)


def shapes(city: Mapping[str, Any]) -> list[tuple[str, str, BaseGeometry]]:
    """(code, name, area) of city, districts and streets; the same city gives the same areas."""
    middles = centres([row[0] for row in communities(city)], city["centre"])
    points = shapely.MultiPoint(list(middles.values()))
    edge = points.buffer(EDGE, quad_segs=4).buffer(2 * EDGE, quad_segs=4).buffer(-2 * EDGE, quad_segs=4)
    cells = shapely.voronoi_polygons(points, extend_to=edge, ordered=True)
    ground = {code: cell.intersection(edge) for code, cell in zip(middles, cells.geoms, strict=True)}
    found = []
    for place in places(city):
        if place.level in LEVELS:
            own = place.code.rstrip("0") if place.level == "city" else place.code[: 6 if place.level == "county" else 9]
            area = shapely.union_all([cell for code, cell in ground.items() if code.startswith(own)])
            found.append((place.code, place.name, area))
    return found
