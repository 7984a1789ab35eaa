"""Which datum do points come from? Their stated places vote: in the right one most points lie inside the right boundary.

A vote only suggests. Two datums differ by half a kilometre, so points far from every boundary vote for all alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from sanwu.base.codes import LENGTHS
from sanwu.base.coordinates import Datum, point_problem, to_cgcs2000
from sanwu.territory.geometry import read_shape
from sanwu.territory.models import Boundary

DATUMS = (Datum.WGS84, Datum.GCJ02, Datum.BD09)
FEWEST = 5  # points whose vote makes a difference; with fewer nothing is suggested


@dataclass(frozen=True)
class Vote:
    """`inside` says how many of `total` points lie in their stated place under each datum; `suggested` the datum that
    clearly leads, or None."""

    total: int
    inside: Mapping[Datum, int]
    suggested: Datum | None


def vote(points: Iterable[tuple[float, float, str]]) -> Vote | None:
    """Of (longitude, latitude, 12-digit code of the stated place). None without a boundary to check against."""
    by_code: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for longitude, latitude, code in points:
        if point_problem(longitude, latitude) is None:
            by_code[code].append((longitude, latitude))
    shapes = _finest(by_code)
    inside = dict.fromkeys(DATUMS, 0)
    total = 0
    for code, places in by_code.items():
        if code not in shapes:
            continue
        shape = read_shape(shapes[code])
        shapely.prepare(shape)
        total += len(places)
        for datum in DATUMS:
            moved = np.array([to_cgcs2000(*place, datum) for place in places], np.float64)
            inside[datum] += int(shapely.intersects_xy(shape, moved[:, 0], moved[:, 1]).sum())
    return Vote(total, inside, _leader(inside)) if total else None


def _finest(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """For each code the shape of the smallest division around it whose boundary is known, not above the county."""
    around = {code: [code[:length].ljust(12, "0") for length in (12, 9, 6) if length in LENGTHS] for code in codes}
    wanted = {code for codes in around.values() for code in codes}
    known = dict(Boundary.objects.filter(pk__in=wanted).values_list("pk", "shape"))
    return {
        code: known[found] for code, ups in around.items() if (found := next((up for up in ups if up in known), None))
    }


def _leader(inside: Mapping[Datum, int]) -> Datum | None:
    first, second, _third = sorted(DATUMS, key=lambda datum: -inside[datum])
    return first if inside[first] - inside[second] >= FEWEST else None
