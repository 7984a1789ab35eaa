"""Boundaries: moved to CGCS2000, repaired or refused, never of an unknown or a foreign division."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.coordinates import Datum, wgs84_to_gcj02
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Grant, Scope
from sanwu.records.models import Act
from sanwu.territory.geometry import read_shape
from sanwu.territory.models import Boundary, Division
from sanwu.territory.services import import_boundaries

pytestmark = pytest.mark.django_db
CITY, COUNTY, OTHER = "990100000000", "990101000000", "990102000000"
SQUARE = [[114.0, 30.0], [114.2, 30.0], [114.2, 30.1], [114.0, 30.1], [114.0, 30.0]]
BESIDE = [[lon + 0.3, lat] for lon, lat in SQUARE]
# A long square with a small loop in one side: crosses itself, yet what it means is clear.
SPIKED = [[114.0, 30.0], [114.1, 30.0], [114.101, 30.001], [114.1, 30.001], [114.101, 30.0], [114.2, 30.0], *SQUARE[2:]]
BOW = [[114.0, 30.0], [114.2, 30.1], [114.2, 30.0], [114.0, 30.1], [114.0, 30.0]]


@pytest.fixture(autouse=True)
def tree() -> None:
    for code, name, level, parent in (
        ("990000000000", "云州省", "province", None),
        (CITY, "晴川市", "city", "990000000000"),
        (COUNTY, "东江区", "county", CITY),
        (OTHER, "西江区", "county", CITY),
    ):
        Division.objects.create(code=code, name=name, level=level, parent_id=parent)


def polygon(ring: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring]}


def feature(code: object, ring: list[list[float]], **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"adcode": code}, "geometry": polygon(ring), **more}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def write(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def take(path: Path, datum: Datum = Datum.WGS84, **more: Any) -> dict[str, Any]:
    return import_boundaries(paths=[path], datum=datum, actor=LOCAL_OPERATOR, **more)


def test_features_find_their_divisions_by_code_and_keep_an_exact_box(tmp_path: Path) -> None:
    done = take(write(tmp_path / "a.geojson", collection(feature(990101, SQUARE), feature("990102000000", BESIDE))))

    assert (done["created"], done["updated"], done["ignored"], done["notes"]) == (2, 0, 0, [])
    county = Boundary.objects.get(pk=COUNTY)
    assert (county.west, county.south, county.east, county.north) == (114.0, 30.0, 114.2, 30.1)
    assert county.note == ""
    assert Act.objects.get().verb == "divisions.boundaries"


def test_a_bare_geometry_is_named_by_its_file_or_by_the_person(tmp_path: Path) -> None:
    take(write(tmp_path / "990101.json", polygon(SQUARE)))
    take(write(tmp_path / "边界.json", polygon(BESIDE)), code="990102")

    assert set(Boundary.objects.values_list("pk", flat=True)) == {COUNTY, OTHER}


def test_gcj02_is_moved_by_half_a_kilometre_and_comes_out_where_it_was(tmp_path: Path) -> None:
    shifted = [list(wgs84_to_gcj02(lon, lat)) for lon, lat in SQUARE]
    take(write(tmp_path / "990101.json", polygon(shifted)), Datum.GCJ02)

    kept = Boundary.objects.get(pk=COUNTY)
    assert kept.datum == "gcj02"
    assert read_shape(kept.shape).hausdorff_distance(read_shape(polygon(SQUARE))) < 0.000002
    assert read_shape(polygon(shifted)).hausdorff_distance(read_shape(polygon(SQUARE))) > 0.001


def test_a_boundary_that_crosses_itself_a_little_is_repaired_with_a_note(tmp_path: Path) -> None:
    done = take(write(tmp_path / "990101.json", polygon(SPIKED)))

    assert "已自动修补" in done["notes"][0]["note"]
    kept = Boundary.objects.get(pk=COUNTY)
    assert read_shape(kept.shape).is_valid
    assert read_shape(kept.drawn).is_valid
    assert read_shape(kept.shape).area == pytest.approx(0.02, rel=0.01)


def test_a_boundary_that_a_repair_would_have_to_guess_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"990101\.json.*自相交.*换一份"):
        take(write(tmp_path / "990101.json", polygon(BOW)))
    assert not Boundary.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "不是 GeoJSON"),
        ('{"type": "Point", "coordinates": [114, 30]}', "应为面"),
        ('{"type": "Polygon", "coordinates": [[[114, 30], [114, 31]]]}', "首尾相同|不完整"),
        ('{"type": "Polygon", "coordinates": []}', "空的"),
        ('{"type": "Polygon", "coordinates": [[[30, 114], [31, 114], [31, 115], [30, 114]]]}', "写反"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}', "坐标是 0"),
        ('{"type": "Polygon", "coordinates": [[["a", 1], [1, 0], [1, 1], [0, 0]]]}', "不完整"),
        ('{"type": "Polygon", "coordinates": [[[NaN, 1], [1, 0], [1, 1], [0, 0]]]}', "不是 GeoJSON"),
        ('{"type": "FeatureCollection", "features": [7]}', "应为面"),
    ],
)
def test_what_is_no_area_is_refused_and_says_why(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "990101.json").write_text(content)

    with pytest.raises(BadInput, match=words):
        take(tmp_path / "990101.json")
    assert not Act.objects.exists()


def test_a_feature_without_a_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有写区划代码"):
        take(write(tmp_path / "a.json", collection(feature(None, SQUARE), feature("990102", BESIDE))))


def test_one_division_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="出现过"):
        take(write(tmp_path / "a.json", collection(feature("990101", SQUARE), feature(COUNTY, BESIDE))))


def test_unknown_divisions_are_counted_and_only_unknown_ones_refused(tmp_path: Path) -> None:
    done = take(write(tmp_path / "a.json", collection(feature("990101", SQUARE), feature("980101", BESIDE))))
    assert (done["created"], done["ignored"]) == (1, 1)

    with pytest.raises(BadInput, match="先导入区划表"):
        take(write(tmp_path / "980101.json", polygon(SQUARE)))


def test_the_same_file_again_changes_nothing_and_another_one_replaces(tmp_path: Path) -> None:
    path = write(tmp_path / "990101.json", polygon(SQUARE))
    take(path)

    assert take(path)["unchanged"] == 1
    assert take(write(path, polygon(BESIDE)))["updated"] == 1
    assert Boundary.objects.get(pk=COUNTY).west == 114.3


def test_a_boundary_that_lies_outside_the_one_above_is_noted(tmp_path: Path) -> None:
    take(write(tmp_path / "990100.json", polygon(SQUARE)))

    done = take(write(tmp_path / "990101.json", polygon(BESIDE)))
    assert "核对坐标系" in done["notes"][0]["note"]


def test_a_person_brings_boundaries_of_the_own_area_only(tmp_path: Path) -> None:
    scope = Scope(1, (Grant("x", frozenset({Ability.IMPORT_DIVISIONS}), COUNTY, OTHER),))
    path = write(tmp_path / "a.json", collection(feature("990101", SQUARE), feature("990102", BESIDE)))

    done = take(path, scope=scope)

    assert (done["created"], done["outside"]) == (1, 1)
    assert list(Boundary.objects.values_list("pk", flat=True)) == [COUNTY]
    with pytest.raises(Refused, match="不在您可以导入的范围内"):
        take(write(tmp_path / "990102.json", polygon(BESIDE)), scope=scope)


def test_the_same_submission_twice_has_one_effect(tmp_path: Path) -> None:
    path = write(tmp_path / "990101.json", polygon(SQUARE))

    assert take(path, client_key="k") == take(path, client_key="k")
    assert Act.objects.count() == 1


def test_real_county_polygons_are_taken_and_real_bad_ones_repaired(trial_data: Path) -> None:
    from sanwu.territory.services import import_divisions

    import_divisions(paths=[trial_data / "divisions" / "adcode-2016"], edition=date(2016, 7, 31), actor=LOCAL_OPERATOR)
    assert take(trial_data / "divisions" / "fences", Datum.GCJ02)["created"] == 12

    done = take(trial_data / "boundaries", Datum.WGS84)
    assert (done["updated"], len(done["notes"])) == (10, 8)
    assert all("已自动修补" in note["note"] for note in done["notes"])
    assert all(read_shape(kept.shape).is_valid for kept in Boundary.objects.all())
