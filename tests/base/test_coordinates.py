from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.base.coordinates import (
    Datum,
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    point_problem,
    to_cgcs2000,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

inside = st.tuples(
    st.floats(min_value=74, max_value=135, allow_nan=False), st.floats(min_value=4, max_value=53, allow_nan=False)
)


@pytest.mark.parametrize(
    ("longitude", "latitude", "problem"),
    [
        (110.33, 20.03, None),
        (0, 0, "point_zero"),
        (20.03, 110.33, "point_swapped"),
        (-73.98, 40.75, "point_abroad"),
        (110.33, 0, "point_abroad"),
        (float("nan"), 20, "point_abroad"),
        (110, float("inf"), "point_abroad"),
    ],
)
def test_a_pair_that_is_no_point_of_the_country_is_named(longitude, latitude, problem):
    assert point_problem(longitude, latitude) == problem


def test_the_offset_is_some_hundred_metres_and_agrees_with_published_values():
    assert wgs84_to_gcj02(116.404, 39.915) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    assert gcj02_to_bd09(116.404, 39.915) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)


@given(inside)
def test_taking_an_offset_off_again_gives_the_point_back(point):
    assert gcj02_to_wgs84(*wgs84_to_gcj02(*point)) == pytest.approx(point, abs=1e-9)
    assert bd09_to_gcj02(*gcj02_to_bd09(*point)) == pytest.approx(point, abs=1e-9)
    assert bd09_to_wgs84(*wgs84_to_bd09(*point)) == pytest.approx(point, abs=1e-9)


def test_a_satellite_position_is_stored_as_it_is():
    assert to_cgcs2000(110.3312345, 20.0312345, Datum.WGS84) == (Decimal("110.3312345"), Decimal("20.0312345"))
    assert to_cgcs2000(110.3312345, 20.0312345, Datum.CGCS2000) == (Decimal("110.3312345"), Decimal("20.0312345"))


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_map_service_position_moves_by_hundreds_of_metres(datum):
    stored = to_cgcs2000(110.33, 20.03, datum)
    metres = ((float(stored.longitude) - 110.33) ** 2 + (float(stored.latitude) - 20.03) ** 2) ** 0.5 * 105_000
    assert 300 < metres < 2000


def test_no_point_is_stored_that_cannot_be_one():
    with pytest.raises(ValueError, match="point_zero"):
        to_cgcs2000(0, 0, Datum.WGS84)
