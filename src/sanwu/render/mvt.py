"""Map tiles in the vector tile format (version 2.1): points only, written by hand because that is all we need.

A tile is a protobuf message of layers; a layer keeps its features' keys and values once and refers to them by number.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

EXTENT = 4096
Value = str | int


class Feature(NamedTuple):
    """One point: its id (0 for none), place inside the tile (0 to EXTENT, from the upper left), and what is said of it."""

    id: int
    x: int
    y: int
    properties: Mapping[str, Value]


def write_tile(layers: Mapping[str, Iterable[Feature]]) -> bytes:
    """A whole tile; a layer without features is left out."""
    return b"".join(_field(3, layer) for name, features in layers.items() if (layer := _layer(name, list(features))))


def _layer(name: str, features: list[Feature]) -> bytes:
    if not features:
        return b""
    keys: dict[str, int] = {}
    values: dict[Value, int] = {}
    parts = [_field(1, name.encode())]
    for feature in features:
        tags = bytearray()
        for key, value in feature.properties.items():
            tags += _varint(keys.setdefault(key, len(keys))) + _varint(values.setdefault(value, len(values)))
        place = b"\x09" + _varint(_zigzag(feature.x)) + _varint(_zigzag(feature.y))  # 9: move to one point
        body = (b"\x08" + _varint(feature.id) if feature.id else b"") + _field(2, bytes(tags)) + b"\x18\x01"
        parts.append(_field(2, body + _field(4, place)))
    parts += [_field(3, key.encode()) for key in keys]
    parts += [_field(4, _value(value)) for value in values]
    return b"".join([*parts, b"\x28" + _varint(EXTENT), b"\x78\x02"])


def _value(value: Value) -> bytes:
    return _field(1, value.encode()) if isinstance(value, str) else b"\x28" + _varint(value)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _varint(number: int) -> bytes:
    if number < 0x80:
        return bytes((number,))
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
