"""The fictional city has ground of its own: no gaps, no overlaps, and every compound in its street."""

import pytest
import shapely

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.demo.boundaries import shapes
from sanwu.demo.rules import HEADER, communities, compound_rows, read_city
from sanwu.demo.services import build, remove
from sanwu.territory.models import Boundary


def test_streets_fill_their_districts_and_districts_the_city() -> None:
    found = shapes(read_city())
    city = next(shape for code, _name, shape in found if code.endswith("00000000"))
    counties = [shape for code, _name, shape in found if code.endswith("000000") and not code.endswith("00000000")]
    streets = [shape for code, _name, shape in found if not code.endswith("000000")]

    assert all(shape.is_valid and shape.geom_type == "Polygon" for _code, _name, shape in found)
    for parts in (counties, streets):
        assert shapely.union_all(parts).symmetric_difference(city).area < 1e-6 * city.area
        assert sum(part.area for part in parts) == pytest.approx(city.area, rel=1e-6)


def test_every_compound_lies_in_its_street() -> None:
    city = read_city()
    ground = {name: shape for _code, name, shape in shapes(city)}
    columns = [HEADER.index(name) for name in ("街道", "经度", "纬度")]
    rows = [[row[column] for column in columns] for row in compound_rows(city, count=400, seed=3)]
    placed = [(street, float(longitude), float(latitude)) for street, longitude, latitude in rows if longitude]

    assert len(placed) > 250
    assert {street for street, _longitude, _latitude in placed} == {row[2] for row in communities(city)}
    assert all(ground[street].buffer(1e-6).contains(shapely.Point(*place)) for street, *place in placed)


@pytest.mark.django_db
def test_boundaries_come_and_go_with_the_city() -> None:
    build(compounds=20, seed=1, actor=LOCAL_OPERATOR)
    assert Boundary.objects.count() == 18
    assert not Boundary.objects.exclude(note="").exists()

    remove(actor=LOCAL_OPERATOR)
    assert not Boundary.objects.exists()
