"""GeoJSON as a sheet: one line for each feature, its properties as columns, its point as longitude and latitude.

Used inside the child process that reads strangers' files, so it imports next to nothing.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sanwu.exchange.reading.cells import Cell, Row
from sanwu.exchange.reading.csvtext import CannotRead

FORMAT = "geojson"
LONGITUDE, LATITUDE = "longitude", "latitude"
OURS = "CGCS2000"  # what our own export says of its coordinates


class Features(NamedTuple):
    """`heads` are the names of properties; then longitude and latitude, marked when their datum is known."""

    heads: list[str]
    rows: Iterator[Row]


def open_geojson(path: Path, max_columns: int) -> Features:
    """Features as rows, headers first. CannotRead where the file is another kind of JSON."""
    keys: dict[str, None] = {}
    known = False
    for feature, about in _features(path):
        known = known or _says_datum(about)
        keys.update(dict.fromkeys(str(key) for key in (feature.get("properties") or {})))
        if len(keys) + 2 > max_columns:
            raise CannotRead("too_many_columns", columns=len(keys) + 2, limit=max_columns)
    own = {LONGITUDE, LATITUDE}
    heads = [key for key in keys if key not in own]
    return Features(
        heads, _rows(path, heads, [f"{name}（{OURS}）" if known else name for name in (LONGITUDE, LATITUDE)])
    )


def _says_datum(about: dict[str, Any]) -> bool:
    crs = about.get("crs")
    named_crs = crs.get("properties", {}).get("name", "") if isinstance(crs, dict) else ""
    return about.get("crs_note") == OURS or str(named_crs).endswith("4490")


def _rows(path: Path, heads: list[str], point: list[str]) -> Iterator[Row]:
    yield [*heads, *point]
    for feature, _about in _features(path):
        properties = feature.get("properties") or {}
        yield [*(_cell(properties.get(key)) for key in heads), *_point(feature.get("geometry"), properties)]


def _point(geometry: Any, properties: dict[str, Any]) -> list[Cell]:
    """A place that is no point stands as its kind: the row is refused with that word, instead of a guess."""
    if geometry is None:
        return [_cell(properties.get(LONGITUDE)), _cell(properties.get(LATITUDE))]
    place = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if isinstance(place, list) and len(place) >= 2:
        return [_cell(place[0]), _cell(place[1])]
    kind = str(geometry.get("type", "?")) if isinstance(geometry, dict) else "?"
    return [kind, kind]


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str | int | float):
        return value
    return json.dumps(value, ensure_ascii=False)


def _features(path: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """(feature, members of the collection) one after the other; a file of one feature per line is never held whole."""
    with path.open(encoding="utf-8-sig") as file:
        first = file.readline().rstrip()
        if first.endswith("["):
            about = _parsed(first + "]}")
            for line in file:
                text = line.strip().removesuffix(",")
                if text.startswith("]"):
                    return
                if text:
                    yield _feature(_parsed(text)), about
            return
        whole = _parsed(first + file.read())
    if isinstance(whole, dict) and whole.get("type") == "Feature":
        yield _feature(whole), {}
        return
    if (
        not isinstance(whole, dict)
        or whole.get("type") != "FeatureCollection"
        or not isinstance(whole.get("features"), list)
    ):
        raise CannotRead("wrong_type", found="JSON")
    features = whole.pop("features")
    for feature in features:
        yield _feature(feature), whole


def _feature(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or given.get("type") != "Feature":
        raise CannotRead("wrong_type", found="JSON")
    if not isinstance(given.get("properties"), dict | None):
        raise CannotRead("wrong_type", found="JSON")
    return given


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise CannotRead("wrong_type", found="JSON") from None
