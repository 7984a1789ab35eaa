"""Where the communities of the fictional city lie: around their streets, these around their districts. Pure.

Only the codes decide, so that rows and boundaries agree without knowing each other.
"""

import math
from collections.abc import Iterable, Mapping
from functools import cache

Place = tuple[float, float]
Middles = Mapping[str, Place]  # of communities, by code
DISTRICT, STREET, COMMUNITY = 0.075, 0.036, 0.0145  # degrees from the centre of what lies above
GOLDEN = 2.399963  # an angle that never repeats: neighbours do not line up


def centres(codes: Iterable[str], centre: Mapping[str, str]) -> Middles:
    """{community code: (longitude, latitude)}."""
    middle = float(centre["longitude"]), float(centre["latitude"])
    return {code: _centre(code, middle) for code in codes}


def near(code: str, here: Place, middles: Middles) -> Place:
    """`here`, drawn towards the community's own centre until no other centre is nearer: then it lies in its cell."""
    own = middles[code]
    for _ in range(12):
        if min(middles, key=lambda other: _distance(here, middles[other])) == code:
            return here
        here = ((here[0] + own[0]) / 2, (here[1] + own[1]) / 2)
    return own


@cache
def _centre(code: str, middle: Place) -> Place:
    district, street, community = int(code[4:6]), int(code[6:9]), int(code[9:12])
    x, y = _around(middle, DISTRICT, math.pi / 4 + district * math.pi / 2)
    x, y = _around((x, y), STREET, 0.6 * district + street * math.pi / 2)
    return _around((x, y), COMMUNITY * (0.8 + 0.1 * (community % 3)), street + community * GOLDEN)


def _around(middle: Place, distance: float, angle: float) -> Place:
    return middle[0] + distance * math.cos(angle), middle[1] + 0.85 * distance * math.sin(angle)


def _distance(one: Place, other: Place) -> float:
    return math.hypot(one[0] - other[0], one[1] - other[1])
