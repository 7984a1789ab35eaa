"""Taking boundaries of divisions in, for maps and for checking points."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.coordinates import Datum
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope
from sanwu.records.services import act
from sanwu.territory.files import bytes_of
from sanwu.territory.geometry import Area, Drawing, area_of, as_geojson, drawings_of, read_shape, share_outside
from sanwu.territory.models import Boundary, Division
from sanwu.territory.selectors import division as division_of

ENDINGS = (".geojson", ".json")
# More of a boundary than this outside the one above it is worth a look: the wrong datum shifts it by half a kilometre.
DOUBTFUL_SHARE = 0.05
SHOWN = 5


def import_boundaries(
    *,
    paths: Sequence[Path],
    datum: Datum,
    actor: Actor,
    code: str = "",
    scope: Scope | None = None,
    client_key: str | None = None,
) -> dict[str, Any]:
    """Take GeoJSON files (or folders of them) as boundaries of the divisions that they name; stored as CGCS2000.

    `code` says whose boundary a single geometry is. Returns {created, updated, unchanged, ignored, outside, notes}: a
    feature of an unknown division is ignored, one outside the part of the tree where `scope` holds IMPORT_DIVISIONS is
    counted as outside; `notes` are [{code, name, note}] of what was repaired or looks doubtful. All or nothing: BadInput
    names the feature that cannot be used.
    """
    drawings, files = _read(paths, code)
    request = {"files": files, "datum": datum, "code": code}
    with act(
        verb="divisions.boundaries", actor=actor, object_type="boundaries", object_id=code,
        object_name="、".join(files)[:200], client_key=client_key, request=request,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return dict(entry.result)
        known = Division.objects.in_bulk([drawing.code for drawing in drawings])
        outside = [d for d in drawings if d.code in known and scope and not scope.may(Ability.IMPORT_DIVISIONS, d.code)]
        taken = [drawing for drawing in drawings if drawing.code in known and drawing not in outside]
        if not taken:
            raise _nothing_to_take(len(drawings), len(outside))
        result = _store(taken, datum)
        result |= {"ignored": len(drawings) - len(taken) - len(outside), "outside": len(outside)}
        entry.after = {"files": files, "datum": datum, "boundaries": result.pop("digests"), **result}
        entry.result = result
    return result


def _nothing_to_take(given: int, outside: int) -> Exception:
    if outside:
        return Refused(
            f"文件里的 {outside} 个边界都不在您可以导入的范围内，没有导入任何内容。请只提供本辖区的文件。",
            "outside_scope",
        )
    return BadInput(f"文件里的 {given} 个边界对应的区划都还没有导入。请先导入区划表，再导入边界。", "unknown_division")


def _read(paths: Sequence[Path], code: str) -> tuple[list[Drawing], dict[str, str]]:
    """All geometries, each with a 12-digit code, and {file name: SHA-256}."""
    drawings: list[Drawing] = []
    files: dict[str, str] = {}
    for path in _files(paths):
        data = bytes_of(path)
        files[path.name] = hashlib.sha256(data).hexdigest()
        drawings += drawings_of(path.name, data)
    if code:
        if len(drawings) != 1:
            raise BadInput(f"用 --code 时文件里只能有一个边界，这里有 {len(drawings)} 个。", "several_geometries")
        return [drawings[0]._replace(code=division_of(code).code)], files
    whole = [drawing._replace(code=drawing.code.ljust(12, "0")) for drawing in drawings]
    if nameless := [drawing.place for drawing in drawings if not drawing.code]:
        raise BadInput(
            f"{'、'.join(nameless[:SHOWN])}{'等' if len(nameless) > SHOWN else ''} 没有写区划代码。"
            "请把代码写进要素的属性（code 或 adcode）或文件名；只有一个边界时也可以用 --code 指明。",
            "no_code",
        )
    seen: dict[str, str] = {}
    for drawing in whole:
        if other := seen.get(drawing.code):
            raise BadInput(f"{drawing.place}：区划 {drawing.code} 的边界已在{other}出现过。", "twice")
        seen[drawing.code] = drawing.place
    return whole, files


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(file for file in path.rglob("*") if file.suffix.lower() in ENDINGS)
        if not inside:
            raise BadInput(f"文件夹 {path.name} 里没有 GeoJSON 文件（.geojson 或 .json）。", "no_boundaries")
        found += inside
    return found


def _store(drawings: Sequence[Drawing], datum: Datum) -> dict[str, Any]:
    areas = {drawing.code: area_of(drawing, datum) for drawing in drawings}
    names = dict(Division.objects.filter(code__in=areas).values_list("code", "name"))
    before = Boundary.objects.in_bulk(areas)
    sources = {drawing.code: drawing.place for drawing in drawings}
    rows = [_row(code, area, datum, sources[code]) for code, area in areas.items()]
    for row in rows:
        row.note = "；".join(filter(None, [row.note, _doubt(row, areas)]))[:200]
    unchanged = [row for row in rows if row.pk in before and before[row.pk].shape == row.shape]
    new = [row for row in rows if row.pk not in before]
    changed = [row for row in rows if row.pk in before and row not in unchanged]
    Boundary.objects.bulk_create(new, batch_size=50)
    written = ["datum", "shape", "drawn", "west", "south", "east", "north", "note", "source", "imported_at"]
    Boundary.objects.bulk_update(changed, written, batch_size=20)
    digest = {row.pk: hashlib.sha256(json.dumps(row.shape).encode()).hexdigest() for row in new + changed}
    notes = [{"code": row.pk, "name": names[row.pk], "note": row.note} for row in rows if row.note]
    return {
        "created": len(new), "updated": len(changed), "unchanged": len(unchanged), "notes": notes, "digests": digest,
    }  # fmt: skip


def _row(code: str, area: Area, datum: Datum, source: str) -> Boundary:
    west, south, east, north = area.box
    return Boundary(
        division_id=code, datum=datum.value, shape=as_geojson(area.shape), drawn=as_geojson(area.drawn), west=west,
        south=south, east=east, north=north, note=area.note, source=source[:200], imported_at=clock.now(),
    )  # fmt: skip


def _doubt(row: Boundary, given: dict[str, Area]) -> str:
    """What a look at the division above says: a boundary mostly outside it has the wrong code or the wrong datum."""
    above = Division.objects.filter(children=row.pk).values_list("code", flat=True).first()
    if above is None:
        return ""
    stored = Boundary.objects.filter(pk=above).values_list("shape", flat=True).first()
    outer = given[above].shape if above in given else read_shape(stored) if stored else None
    share = share_outside(read_shape(row.shape), outer) if outer is not None else 0.0
    return f"有 {share:.0%} 的面积在上级区划的边界之外，请核对坐标系和代码" if share > DOUBTFUL_SHARE else ""
