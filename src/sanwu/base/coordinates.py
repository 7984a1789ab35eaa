"""Coordinates of Chinese maps: longitude and latitude in degrees, stored as CGCS2000 (design §7).

Public map services shift their coordinates: GCJ-02 (the national offset) by some 500 m, BD-09 by more again. CGCS2000
and WGS 84 agree within centimetres, so no step lies between them here. Where a pair comes from cannot be told from its
digits: whoever hands it in says so.
"""

import math
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

# The bounding box in which a compound of this country can lie, islands included.
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0

_AXIS = 6378245.0  # Krasovsky 1940, on which the offset is defined
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD_TURN = math.pi * 3000.0 / 180.0
_PLACES = Decimal("0.0000001")  # about a centimetre


class Datum(StrEnum):
    """Where a pair of coordinates comes from; the value is what a mapping file writes."""

    CGCS2000 = "cgcs2000"
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class Point(NamedTuple):
    longitude: Decimal
    latitude: Decimal


def point_problem(longitude: float, latitude: float) -> str | None:
    """Why a pair can be no point of this country, as a code, or None: point_zero, point_swapped, point_abroad."""
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        return "point_abroad"
    if longitude == 0 and latitude == 0:
        return "point_zero"
    if WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH:
        return None
    if WEST <= latitude <= EAST and SOUTH <= longitude <= NORTH:
        return "point_swapped"
    return "point_abroad"


def to_cgcs2000(longitude: float, latitude: float, datum: Datum) -> Point:
    """A pair of the given origin as a stored point, rounded to seven places. ValueError where it is no point here."""
    if problem := point_problem(longitude, latitude):
        raise ValueError(problem)
    lon, lat = _TO_WGS84[datum](longitude, latitude)
    return Point(Decimal(repr(lon)).quantize(_PLACES), Decimal(repr(lat)).quantize(_PLACES))


def wgs84_to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """The national offset, by its published series."""
    x, y = longitude - 105.0, latitude - 35.0
    wave = 20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += (wave + 20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += (wave + 20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    phi = math.radians(latitude)
    curve = 1.0 - _ECCENTRICITY_SQUARED * math.sin(phi) ** 2
    meridian = _AXIS * (1.0 - _ECCENTRICITY_SQUARED) / (curve * math.sqrt(curve))
    parallel = _AXIS / math.sqrt(curve) * math.cos(phi)
    return longitude + math.degrees(east / parallel), latitude + math.degrees(north / meridian)


def gcj02_to_bd09(longitude: float, latitude: float) -> tuple[float, float]:
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * _BD_TURN)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * _BD_TURN)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def wgs84_to_bd09(longitude: float, latitude: float) -> tuple[float, float]:
    return gcj02_to_bd09(*wgs84_to_gcj02(longitude, latitude))


def _undo(
    forward: Callable[[float, float], tuple[float, float]],
) -> Callable[[float, float], tuple[float, float]]:
    """The inverse of an offset that changes slowly: each round shrinks the remaining error by some hundred times."""

    def backward(longitude: float, latitude: float) -> tuple[float, float]:
        lon, lat = longitude, latitude
        for _ in range(10):
            there_lon, there_lat = forward(lon, lat)
            step_lon, step_lat = longitude - there_lon, latitude - there_lat
            lon, lat = lon + step_lon, lat + step_lat
            if abs(step_lon) < 1e-12 and abs(step_lat) < 1e-12:
                break
        return lon, lat

    return backward


def _unchanged(longitude: float, latitude: float) -> tuple[float, float]:
    return longitude, latitude


gcj02_to_wgs84 = _undo(wgs84_to_gcj02)
bd09_to_gcj02 = _undo(gcj02_to_bd09)
bd09_to_wgs84 = _undo(wgs84_to_bd09)

_TO_WGS84: dict[Datum, Callable[[float, float], tuple[float, float]]] = {
    Datum.CGCS2000: _unchanged,
    Datum.WGS84: _unchanged,
    Datum.GCJ02: gcj02_to_wgs84,
    Datum.BD09: bd09_to_wgs84,
}
