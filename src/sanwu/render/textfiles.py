"""CSV and GeoJSON, written as streams."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sanwu.base.formulas import quote_formula
from sanwu.base.text import printable


def write_csv(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], *, yes: str = "是", no: str = "否"
) -> int:
    """UTF-8 with its mark, so that a spreadsheet shows Chinese; text that would run as a formula gets a quote before it.

    Numbers are written plainly, True and False as `yes` and `no`, None as nothing. Returns the number of rows.
    """
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([quote_formula(printable(text)) for text in header])
        for row in rows:
            writer.writerow([_plain(cell, yes, no) for cell in row])
            count += 1
    return count


def _plain(cell: Any, yes: str, no: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return yes if cell else no
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return quote_formula(printable(cell)) if isinstance(cell, str) else str(cell)


# (longitude, latitude) as numbers or decimal texts, or None where the place is not known.
Position = tuple[Decimal | float | str, Decimal | float | str] | None


def write_geojson(
    path: Path,
    features: Iterable[tuple[int | str, Position, Mapping[str, Any]]],
    *,
    about: Mapping[str, Any] | None = None,
) -> int:
    """A FeatureCollection of points, one feature per line; `about` becomes members of the collection.

    Coordinates are written digit by digit as given. Returns the number of features.
    """
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        members = "".join(f"{json.dumps(key)}: {_json(value)}, " for key, value in (about or {}).items())
        file.write('{"type": "FeatureCollection", ' + members + '"features": [')
        for identity, position, properties in features:
            place = "null" if position is None else f'{{"type": "Point", "coordinates": [{_digits(position)}]}}'
            file.write(
                f'{"," if count else ""}\n{{"type": "Feature", "id": {_json(identity)}, "geometry": {place},'
                f' "properties": {_json(dict(properties))}}}'
            )
            count += 1
        file.write("\n]}\n")
    return count


def _digits(position: tuple[Any, Any]) -> str:
    return ", ".join(f"{Decimal(str(number)):f}" for number in position)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_number_or_text, allow_nan=False)


def _number_or_text(value: Any) -> float | str:
    return float(value) if isinstance(value, Decimal) else str(value)
