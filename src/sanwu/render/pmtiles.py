"""Reading a base map from one PMTiles file (version 3): a header, directories of tiles along a curve, and the tiles."""

import gzip
import json
import struct
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

MAGIC = b"PMTiles"
HEADER = 127
GZIP = 2
VECTOR = "application/vnd.mapbox-vector-tile"
# By the number of the tile type: what a browser is told.
TYPES = {
    1: VECTOR,
    2: "image/png",
    3: "image/jpeg",
    4: "image/webp",
    5: "image/avif",
}
DEEPEST = 4  # directories below each other


class NotPMTiles(ValueError):
    """The file is no PMTiles file of version 3, or is damaged."""


class Entry(NamedTuple):
    """`run` tiles from `tile` on share the bytes; a run of 0 leads to another directory."""

    tile: int
    run: int
    offset: int
    length: int


class About(NamedTuple):
    """What a file says of itself. `layers` are the names of vector layers; `packed` whether its tiles are gzipped."""

    content_type: str
    packed: bool
    smallest_zoom: int
    largest_zoom: int
    layers: tuple[str, ...]
    attribution: str


class _Head(NamedTuple):
    root: tuple[int, int]
    about: tuple[int, int]
    leaves: int
    data: int
    inner: int
    packed: int
    kind: int
    zooms: tuple[int, int]


class BaseMap:
    """One file, opened for each reading, so that it may be replaced while we run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.head = self._read_head()
        self.about = self._read_about()

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """The bytes of a tile as they stand in the file, or None where there is none."""
        if not self.about.smallest_zoom <= zoom <= self.about.largest_zoom:
            return None
        wanted = number_of(zoom, column, row)
        offset, length = self.head.root
        for _ in range(DEEPEST):
            entries = self._directory(offset, length)
            at = bisect_right(entries, wanted, key=lambda entry: entry.tile) - 1
            if at < 0:
                return None
            entry = entries[at]
            if entry.run:
                inside = wanted < entry.tile + entry.run
                return self._bytes(self.head.data + entry.offset, entry.length) if inside else None
            offset, length = self.head.leaves + entry.offset, entry.length
        return None

    @lru_cache(maxsize=64)  # noqa: B019 - one map lives as long as the program
    def _directory(self, offset: int, length: int) -> list[Entry]:
        return list(_entries(self._plain(offset, length)))

    def _read_head(self) -> _Head:
        data = self._bytes(0, HEADER)
        if len(data) < HEADER or not data.startswith(MAGIC) or data[7] != 3:
            raise NotPMTiles(f"{self.path.name} is no PMTiles file of version 3")
        numbers = struct.unpack_from("<8Q", data, 8)
        inner, packed, kind, low, high = data[97:102]
        if kind not in TYPES or inner not in (1, GZIP) or packed not in (0, 1, GZIP):
            raise NotPMTiles(f"{self.path.name} is packed in a way that is not read here (use gzip or none)")
        return _Head(
            (numbers[0], numbers[1]), (numbers[2], numbers[3]), numbers[4], numbers[6], inner, packed, kind, (low, high)
        )

    def _read_about(self) -> About:
        try:
            said: dict[str, Any] = json.loads(self._plain(*self.head.about) or b"{}")
        except (ValueError, OSError, EOFError) as error:
            raise NotPMTiles(f"{self.path.name} is damaged: {error}") from error
        layers = tuple(str(layer.get("id", "")) for layer in said.get("vector_layers", []) if isinstance(layer, dict))
        low, high = self.head.zooms
        attribution = str(said.get("attribution", ""))
        return About(TYPES[self.head.kind], self.head.packed == GZIP, low, high, layers, attribution)

    def _plain(self, offset: int, length: int) -> bytes:
        data = self._bytes(offset, length)
        return gzip.decompress(data) if self.head.inner == GZIP and data else data

    def _bytes(self, offset: int, length: int) -> bytes:
        with self.path.open("rb") as file:
            file.seek(offset)
            return file.read(length)


def number_of(zoom: int, column: int, row: int) -> int:
    """A tile's number: all tiles of the zooms above, then its place along a Hilbert curve."""
    place = 0
    for bit in range(zoom - 1, -1, -1):
        side = 1 << bit
        right, down = int(bool(column & side)), int(bool(row & side))
        place += side * side * ((3 * right) ^ down)
        column, row = column & (side - 1), row & (side - 1)
        if not down:
            if right:
                column, row = side - 1 - column, side - 1 - row
            column, row = row, column
    return ((1 << 2 * zoom) - 1) // 3 + place


def _entries(data: bytes) -> Iterator[Entry]:
    numbers = _varints(data)
    count = next(numbers)
    tiles, tile = [], 0
    for _ in range(count):
        tile += next(numbers)
        tiles.append(tile)
    runs = [next(numbers) for _ in range(count)]
    lengths = [next(numbers) for _ in range(count)]
    offset = 0
    for place in range(count):
        said = next(numbers)
        offset = said - 1 if said else offset + lengths[place - 1]
        yield Entry(tiles[place], runs[place], offset, lengths[place])


def _varints(data: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number = shift = 0
