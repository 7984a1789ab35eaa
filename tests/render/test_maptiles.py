"""The grid of the map, vector tiles, the drawn map and base map files: plain arithmetic, checked against the slow way."""

import gzip
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.render.mapgrid import DEPTH, Box, Grid, degrees, grid_of, groups, in_box, project
from sanwu.render.mvt import EXTENT, Feature, write_tile
from sanwu.render.pmtiles import BaseMap, NotPMTiles, number_of
from sanwu.render.svgmap import areas, box_of, circles, frame_of, moved, scale_bar

places = st.tuples(st.floats(110, 116), st.floats(20, 32))


def grid(points: list[tuple[float, float]]) -> Grid:
    ids = np.arange(1, len(points) + 1, dtype=np.int64)
    longitude, latitude = (np.array([point[axis] for point in points], np.float64) for axis in (0, 1))
    return grid_of(ids, longitude, latitude)[0]


# --- The grid --------------------------------------------------------------------------------------------------------


@given(st.lists(places, min_size=1, max_size=60), st.integers(0, 14), st.data())
def test_a_tile_holds_exactly_the_points_that_lie_in_it(points: list[Any], zoom: int, data: st.DataObject) -> None:
    made = grid(points)
    here = data.draw(st.sampled_from(points))
    x, y = project(np.array([here[0]]), np.array([here[1]]))
    column, row = int(x[0]) >> (DEPTH - zoom), int(y[0]) >> (DEPTH - zoom)

    found = set(made.ids[made.slice_of(zoom, column, row)].tolist())

    all_x, all_y = project(*(np.array([point[axis] for point in points]) for axis in (0, 1)))
    inside = ((all_x >> (DEPTH - zoom)) == column) & ((all_y >> (DEPTH - zoom)) == row)
    assert found == set((np.flatnonzero(inside) + 1).tolist())
    assert found


@given(st.lists(places, min_size=1, max_size=60), st.integers(0, 16))
def test_groups_lose_nobody_and_count_every_kind(points: list[Any], zoom: int) -> None:
    made = grid(points)
    kinds = (made.ids % 3).astype(np.uint8)

    found = groups(made, np.arange(len(points)), kinds, 3, zoom)

    assert sum(group.size for group in found) == len(points)
    assert np.array([group.kinds for group in found]).sum(axis=0).tolist() == np.bincount(kinds, minlength=3).tolist()
    assert len({(int(g.x) >> (DEPTH - zoom), int(g.y) >> (DEPTH - zoom)) for g in found}) == len(found)


def test_points_that_are_not_known_stand_last_and_in_no_tile() -> None:
    made = grid([(float("nan"), 30.0), (114.0, 30.0), (114.0, 89.9)])

    assert (made.placed, made.ids[0]) == (1, 2)
    assert made.ids[made.slice_of(0, 0, 0)].tolist() == [2]
    assert in_box(made, Box(-180, -85, 180, 85)).tolist() == [True, False, False]


@given(places)
def test_the_grid_leads_back_to_degrees(place: tuple[float, float]) -> None:
    (x,), (y,) = project(np.array([place[0]]), np.array([place[1]]))
    assert degrees(float(x), float(y)) == pytest.approx(place, abs=0.00005)


# --- Vector tiles ----------------------------------------------------------------------------------------------------


def messages(data: bytes) -> Iterator[tuple[int, Any]]:
    """(field, value) of a protobuf message: numbers for varints, bytes for everything with a length."""
    at = 0

    def varint() -> int:
        nonlocal at
        number = shift = 0
        while True:
            byte = data[at]
            at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    while at < len(data):
        tag = varint()
        if tag & 7 == 0:
            yield tag >> 3, varint()
        else:
            length = varint()
            yield tag >> 3, data[at : at + length]
            at += length


def numbers(data: bytes) -> list[int]:
    return [value for _field, value in messages(b"".join(b"\x08" + part for part in _split(data)))]


def _split(data: bytes) -> Iterator[bytes]:
    start = 0
    for at, byte in enumerate(data):
        if byte < 0x80:
            yield data[start : at + 1]
            start = at + 1


def read_tile(data: bytes) -> dict[str, list[tuple[int, int, int, dict[str, Any]]]]:
    """{layer: [(id, x, y, properties)]} by the published format."""
    found = {}
    for field, layer in messages(data):
        assert field == 3
        parts: dict[int, list[Any]] = {}
        for number, value in messages(layer):
            parts.setdefault(number, []).append(value)
        assert (parts[15], parts[5]) == ([2], [EXTENT])
        keys = [key.decode() for key in parts.get(3, [])]
        values = [
            value.decode() if isinstance(value, bytes) else value
            for each in parts.get(4, [])
            for _field, value in messages(each)
        ]
        features = []
        for feature in parts[2]:
            said = dict(messages(feature))
            assert said[3] == 1, "a point"
            tags, (command, x, y) = numbers(said[2]), numbers(said[4])
            assert command == 9
            pairs = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
            features.append((said.get(1, 0), x >> 1 ^ -(x & 1), y >> 1 ^ -(y & 1), pairs))
        found[parts[1][0].decode()] = features
    return found


@given(
    st.lists(
        st.builds(
            Feature, st.integers(0, 2**40), st.integers(-64, 4200), st.integers(-64, 4200),
            st.dictionaries(st.sampled_from(["名称", "n", "o"]), st.text(max_size=5) | st.integers(0, 2**40)),
        ),
        min_size=1, max_size=20,
    )
)  # fmt: skip
def test_a_tile_says_what_was_put_into_it(features: list[Feature]) -> None:
    assert read_tile(write_tile({"小区": features, "leer": []})) == {"小区": [tuple(feature) for feature in features]}


# --- The drawn map ---------------------------------------------------------------------------------------------------


def test_a_frame_shows_the_whole_box_and_knows_what_it_shows() -> None:
    box = Box(114.0, 28.8, 114.5, 29.1)
    frame = frame_of(box)
    shown = box_of(frame)

    assert shown.west < box.west < box.east < shown.east
    assert shown.south < box.south < box.north < shown.north
    assert shown.west < moved(shown, east=0.5).west
    assert moved(shown, times=0.5).east < shown.east


def test_areas_outside_the_frame_are_left_out_and_others_are_named_where_there_is_room() -> None:
    frame = frame_of(Box(114.0, 28.8, 114.5, 29.1))
    square = [[114.1, 28.85], [114.4, 28.85], [114.4, 29.05], [114.1, 29.05], [114.1, 28.85]]
    speck = [[114.2, 28.9], [114.201, 28.9], [114.2, 28.901], [114.2, 28.9]]
    far = [[lon + 9, lat] for lon, lat in square]
    drawn = areas(
        frame,
        [
            (str(number), "望澜区", {"type": "Polygon", "coordinates": [ring]})
            for number, ring in enumerate((square, speck, far))
        ],
    )

    assert [(area.code, area.labelled) for area in drawn] == [("0", True), ("1", False)]
    assert drawn[0].path.startswith("M")


def test_circles_stand_largest_first_and_their_slices_are_of_the_kinds_that_occur() -> None:
    made = grid([(114.2, 28.9)] * 9 + [(114.4, 29.0)])
    kinds = np.array([[0, 0, 0, 0, 0, 0, 2, 2, 2, 1][i - 1] for i in made.ids], np.uint8)
    drawn = circles(frame_of(Box(114.0, 28.8, 114.5, 29.1)), groups(made, np.arange(10), kinds, 3, 12))

    assert [circle.group.size for circle in drawn] == [9, 1]
    assert drawn[0].radius > drawn[1].radius
    assert [part.kind for part in drawn[0].slices] == [0, 2]
    assert [part.kind for part in drawn[1].slices] == [1]


def test_the_scale_is_a_round_length() -> None:
    bar = scale_bar(frame_of(Box(114.0, 28.8, 114.5, 29.1)))
    assert bar.label == "5 km" or bar.label == "10 km"
    assert 0 < bar.width <= 120


# --- Base map files --------------------------------------------------------------------------------------------------


def varint(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def pmtiles(path: Path, tiles: dict[tuple[int, int, int], bytes], *, kind: int = 1) -> Path:
    """A small file as published tools write it: one directory, everything gzipped."""
    rows = sorted((number_of(*where), data) for where, data in tiles.items())
    body, entries, before = b"", [], 0
    for number, data in rows:
        packed = gzip.compress(data)
        entries.append((number - before, 1, len(packed), len(body) + 1))
        before = number
        body += packed
    columns = [varint(len(entries)), *(varint(entry[column]) for column in range(4) for entry in entries)]
    root = gzip.compress(b"".join(columns))
    about = gzip.compress(json.dumps({"vector_layers": [{"id": "water"}], "attribution": "测绘院"}).encode())
    head = b"PMTiles\x03" + struct.pack(
        "<11Q", 127, len(root), 127 + len(root), len(about), 0, 0, 127 + len(root) + len(about), len(body), 0, 0, 0
    )
    zooms = [where[0] for where in tiles]
    head += (
        bytes([1, 2, 2, kind, min(zooms), max(zooms)])
        + struct.pack("<4i", 0, 0, 0, 0)
        + b"\x00"
        + struct.pack("<2i", 0, 0)
    )
    assert len(head) == 127
    path.write_bytes(head + root + about + body)
    return path


def test_tiles_of_a_base_map_are_found_along_the_curve(tmp_path: Path) -> None:
    tiles = {
        (zoom, x, y): f"{zoom}/{x}/{y}".encode()
        for zoom in range(4)
        for x in range(1 << zoom)
        for y in range(1 << zoom)
    }
    del tiles[3, 5, 2]
    base = BaseMap(pmtiles(tmp_path / "base.pmtiles", tiles))

    assert (base.about.layers, base.about.attribution, base.about.packed) == (("water",), "测绘院", True)
    for where, data in tiles.items():
        assert gzip.decompress(base.tile(*where) or b"") == data
    assert base.tile(3, 5, 2) is None
    assert base.tile(4, 0, 0) is None


def test_numbers_along_the_curve_are_those_of_the_specification() -> None:
    assert [number_of(0, 0, 0), number_of(1, 0, 0), number_of(1, 0, 1), number_of(1, 1, 1), number_of(1, 1, 0)] == [
        0,
        1,
        2,
        3,
        4,
    ]
    assert number_of(2, 0, 0) == 5
    every = {number_of(4, x, y) for x in range(16) for y in range(16)}
    assert every == set(range(85, 85 + 256))


@pytest.mark.parametrize(
    "content", [b"", b"PMTiles\x02" + bytes(119), b"\x89PNG" + bytes(200), b"PMTiles\x03" + b"\xff" * 119]
)
def test_another_file_is_not_taken_for_a_base_map(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(NotPMTiles):
        BaseMap(tmp_path / "x")
