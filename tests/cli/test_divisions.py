"""divisions boundaries · changes · succeed, and what `--as` says about rows elsewhere."""

import json
from pathlib import Path

import pytest

from sanwu.territory.models import Boundary, Division
from tests.cli.conftest import DIVISIONS, Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]
SQUARE = [[114.0, 28.8], [114.5, 28.8], [114.5, 29.2], [114.0, 29.2], [114.0, 28.8]]
BOW = [[114.0, 30.0], [114.2, 30.1], [114.2, 30.0], [114.0, 30.1], [114.0, 30.0]]


def drawing(folder: Path, name: str, ring: list[list[float]] = SQUARE) -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    return path


@pytest.fixture
def district(sanwu: Run) -> str:
    """An official of one county."""
    assert sanwu("account", "add", "wang", "--role", "district_official", "--division", "990101").code == 0
    return "wang"


def test_boundaries_are_counted_in_json(sanwu: Run, tmp_path: Path) -> None:
    answer = sanwu("divisions", "boundaries", drawing(tmp_path, "990101.json"), "--datum", "gcj02", "--json")

    assert answer.code == 0
    assert answer.data == {"created": 1, "updated": 0, "unchanged": 0, "ignored": 0, "outside": 0, "notes": []}
    assert Boundary.objects.get().datum == "gcj02"


def test_a_code_names_a_bare_geometry_and_a_folder_holds_several(sanwu: Run, tmp_path: Path) -> None:
    one = drawing(tmp_path, "边界.geojson")
    assert "新增 1 个" in sanwu("divisions", "boundaries", one, "--datum", "wgs84", "--code", "990102").out
    one.unlink()
    drawing(tmp_path, "990101.json")

    assert "新增 1 个" in sanwu("divisions", "boundaries", tmp_path, "--datum", "wgs84").out


@pytest.mark.parametrize(
    "words", [["--datum", "mars"], [], ["--datum", "wgs84", "--code", "980101"], ["--datum", "wgs84", "--code", "x"]]
)
def test_boundaries_without_datum_or_of_no_division_end_with_2(sanwu: Run, tmp_path: Path, words: list[str]) -> None:
    assert sanwu("divisions", "boundaries", drawing(tmp_path, "边界.json"), *words).code == 2
    assert not Boundary.objects.exists()


def test_a_boundary_beyond_repair_ends_with_2_and_says_so(sanwu: Run, tmp_path: Path) -> None:
    answer = sanwu("divisions", "boundaries", drawing(tmp_path, "990101.json", BOW), "--datum", "wgs84", "--json")

    assert answer.code == 2
    assert answer.data["error"]["code"] == "beyond_repair"


def test_an_official_brings_no_boundary_of_a_neighbour(sanwu: Run, tmp_path: Path, district: str) -> None:
    path = drawing(tmp_path, "990102.json")

    assert sanwu("divisions", "boundaries", path, "--datum", "wgs84", "--as", district).code == 3
    assert not Boundary.objects.exists()


def test_who_imports_a_wider_list_is_told_how_many_rows_lie_elsewhere(
    sanwu: Run, tmp_path: Path, district: str
) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(DIVISIONS + "990101002000,990101000000,新城街道,town,4\n")

    answer = sanwu("divisions", "import", path, "--edition", "2022-10-01", "--as", district)

    assert answer.code == 0
    assert "新增 1 个" in answer.out
    assert "有 3 行在该账号的辖区之外" in answer.out


def test_changes_are_listed_and_a_successor_confirmed(sanwu: Run, tmp_path: Path) -> None:
    path = tmp_path / "newer.csv"
    path.write_text(DIVISIONS.replace("990101001000", "990101005000").replace("滨河街道", "滨河镇"))
    assert sanwu("divisions", "import", path, "--edition", "2024-01-01").code == 0

    listed = sanwu("divisions", "changes", "--json").data
    assert [(one["code"], one["successor"], one["confirmed"]) for one in listed["closed"]] == [
        ("990101001000", "990101005000", False)
    ]
    assert "滨河" in sanwu("divisions", "changes", "--under", "990101").out

    done = sanwu("divisions", "succeed", "990101001000", "990101005000", "--json")
    assert done.data == {"code": "990101001000", "successor": "990101005000"}
    assert Division.objects.get(code="990101001000").successor_id == "990101005000"
    assert "已确认" in sanwu("divisions", "changes").out


def test_a_confirmed_successor_is_replaced_only_on_purpose(sanwu: Run, tmp_path: Path) -> None:
    path = tmp_path / "newer.csv"
    newer = DIVISIONS.replace("990101001000", "990101005000") + "990101006000,990101000000,北山街道,town,4\n"
    path.write_text(newer)
    assert sanwu("divisions", "import", path, "--edition", "2024-01-01").code == 0
    first = ("divisions", "succeed", "990101001000", "990101005000")
    other = ("divisions", "succeed", "990101001000", "990101006000")
    assert sanwu(*first).code == 0

    assert sanwu(*first).code == 0  # the same again changes nothing
    refused = sanwu(*other)

    assert refused.code == 3
    assert "--replace" in refused.err
    assert Division.objects.get(code="990101001000").successor_id == "990101005000"
    assert sanwu(*other, "--replace").code == 0
    assert Division.objects.get(code="990101001000").successor_id == "990101006000"


def test_an_open_division_has_no_successor(sanwu: Run) -> None:
    assert sanwu("divisions", "succeed", "990101000000", "990102000000").code == 3
