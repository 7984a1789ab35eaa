"""Points vote for the datum in which they lie where their rows say."""

from collections.abc import Callable

import pytest

from sanwu.base.coordinates import Datum, wgs84_to_bd09, wgs84_to_gcj02
from sanwu.territory.datums import Vote, vote
from sanwu.territory.models import Boundary, Division

pytestmark = pytest.mark.django_db
COUNTY, STREET = "990101000000", "990101001000"
# Points close to the edge of the street, all round: half a kilometre takes many of them over it.
STEPS = [0.002 + 0.008 * n for n in range(12)]
EDGE = [(114.0 + step, 28.9 + near) for step in STEPS for near in (0.0005, 0.0995)]
EDGE += [(114.0 + near, 28.9 + step) for step in STEPS for near in (0.0005, 0.0995)]
OFFSETS: dict[Datum, Callable[[float, float], tuple[float, float]]] = {
    Datum.WGS84: lambda longitude, latitude: (longitude, latitude),
    Datum.GCJ02: wgs84_to_gcj02,
    Datum.BD09: wgs84_to_bd09,
}


@pytest.fixture(autouse=True)
def tree() -> None:
    parent = None
    for code, level in (("990000000000", "province"), ("990100000000", "city"), (COUNTY, "county"), (STREET, "street")):
        parent = Division.objects.create(code=code, name=level, level=level, parent=parent)
    for code, side in ((STREET, 0.1), (COUNTY, 3.0)):
        ring = [[114.0, 28.9], [114.0 + side, 28.9], [114.0 + side, 28.9 + side], [114.0, 28.9 + side], [114.0, 28.9]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        Boundary.objects.create(
            division_id=code, datum="wgs84", shape=shape, drawn=shape, west=114, south=28.9, east=115, north=29.9,
            source="x", imported_at="2026-01-01T00:00:00Z",
        )  # fmt: skip


def asked(datum: Datum, code: str = STREET) -> Vote:
    found = vote((*OFFSETS[datum](*point), code) for point in EDGE)
    assert found is not None
    return found


@pytest.mark.parametrize("datum", list(OFFSETS))
def test_the_datum_of_the_points_leads(datum: Datum) -> None:
    found = asked(datum)

    assert (found.suggested, found.total, found.inside[datum]) == (datum, 48, 48)
    assert all(count < 48 for other, count in found.inside.items() if other != datum)


def test_a_community_without_a_boundary_votes_with_its_street() -> None:
    assert asked(Datum.GCJ02, "990101001005").suggested == Datum.GCJ02


def test_points_far_from_every_edge_suggest_nothing() -> None:
    found = vote((114.05, 28.95, STREET) for _ in range(50))

    assert found is not None
    assert (set(found.inside.values()), found.suggested) == ({50}, None)


def test_few_points_suggest_nothing() -> None:
    found = vote((*wgs84_to_gcj02(*point), STREET) for point in EDGE[:4])

    assert found is not None
    assert found.suggested is None


@pytest.mark.parametrize(
    "points", [[], [(114.05, 28.95, "980101000000")], [(0.0, 0.0, STREET)], [(28.95, 114.05, STREET)]]
)
def test_without_a_usable_point_or_boundary_there_is_no_vote(points: list[tuple[float, float, str]]) -> None:
    assert vote(points) is None
