import csv
import json
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanwu.base.formulas import unquote_formula
from sanwu.render.textfiles import write_csv, write_geojson


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_spreadsheet_sees_chinese_because_of_the_mark_at_the_beginning(tmp_path):
    path = tmp_path / "out.csv"
    assert write_csv(path, ["小区名称", "户数"], [["幸福院", 120]]) == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read(path) == [["小区名称", "户数"], ["幸福院", "120"]]


def test_values_are_written_as_people_read_them(tmp_path):
    write_csv(tmp_path / "out.csv", ["a"], [[True, False, None, Decimal("1E+3"), Decimal("9999.50"), -3]])
    assert read(tmp_path / "out.csv")[1] == ["是", "否", "", "1000", "9999.50", "-3"]


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cn"])), min_size=1, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_no_cell_would_run_and_every_text_comes_back(tmp_path, texts):
    write_csv(tmp_path / "out.csv", ["x"], [["甲", *texts]])
    cells = read(tmp_path / "out.csv")[1][1:]
    assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in cells)
    assert [unquote_formula(cell) for cell in cells] == texts


def test_points_keep_their_digits_and_unknown_places_have_no_geometry(tmp_path):
    path = tmp_path / "out.geojson"
    rows = [
        (7, ("110.3312345", "20.0300000"), {"name": "幸福院", "area": Decimal("9999.50"), "has": None}),
        (8, None, {"name": '和"平\n里'}),
    ]
    assert write_geojson(path, rows, about={"title": "台账"}) == 2
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["title"] == "台账"
    assert data["features"][0] == {
        "type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [110.3312345, 20.03]},
        "properties": {"name": "幸福院", "area": 9999.5, "has": None},
    }  # fmt: skip
    assert data["features"][1]["geometry"] is None
    assert "110.3312345, 20.0300000" in path.read_text(encoding="utf-8")


def test_a_map_without_compounds_is_still_valid(tmp_path):
    assert write_geojson(tmp_path / "out.geojson", []) == 0
    assert json.loads((tmp_path / "out.geojson").read_text()) == {"type": "FeatureCollection", "features": []}
