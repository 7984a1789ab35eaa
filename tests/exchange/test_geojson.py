"""GeoJSON goes out and comes back; what others make of it is read as a sheet, and what is no map data is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput
from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.exchange.services import export_ledger
from sanwu.ledger.models import ChangeSet, LedgerEntry
from tests.exchange.conftest import Bring, bring_file, sums, told
from tests.exchange.test_exporting import HEAD, ROWS

pytestmark = pytest.mark.django_db


def feature(name: str, place: Any, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": place} if isinstance(place, list) else place
    return {"type": "Feature", "geometry": geometry, "properties": {"小区名称": name, "所属区": "东江区", **properties}}


def write(folder: Path, *features: Any, indent: int | None = None, **members: Any) -> Path:
    path = folder / "points.geojson"
    content = {"type": "FeatureCollection", **members, "features": list(features)}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=indent), encoding="utf-8")
    return path


def test_our_own_export_comes_back_without_a_change(bring: Bring, campaign: Campaign, tmp_path: Path) -> None:
    assert sums(bring(HEAD, *ROWS))[:3] == (4, 4, 0)
    out = tmp_path / "台账.geojson"
    export_ledger(campaign=campaign, scope=everywhere(), actor=LOCAL_OPERATOR, out=out)
    before = ChangeSet.objects.count()

    again = bring_file(out, campaign)

    assert sums(again) == (4, 4, 0, 0, 0, 4, 0), again["changes"] or again["errors"]
    assert ChangeSet.objects.count() == before


@pytest.mark.parametrize("indent", [None, 2])
def test_features_of_others_are_rows_and_their_points_are_moved(
    campaign: Campaign, tmp_path: Path, indent: int | None
) -> None:
    path = write(
        tmp_path, feature("听雨里", [114.3512, 28.9512, 7.5], 户数=120, 有无物业=True), feature("砚湖苑", None, 备注={"a": [1]}),
        indent=indent,
    )  # fmt: skip

    done = bring_file(path, campaign, said="datum: gcj02")

    assert sums(done)[:4] == (2, 2, 0, 2), done["errors"]
    here, nowhere = Compound.objects.get(name="听雨里"), Compound.objects.get(name="砚湖苑")
    assert (here.datum, nowhere.longitude) == ("gcj02", None)
    assert here.longitude is not None
    assert 0.003 < abs(float(here.longitude) - 114.3512) < 0.008
    facts = LedgerEntry.objects.get(compound=here).facts
    assert (facts["household_count"], facts["has_property_provider"]) == (120, True)


def test_the_datum_of_the_file_is_believed_where_it_says_one(campaign: Campaign, tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}

    done = bring_file(write(tmp_path, feature("听雨里", [114.35, 28.95]), crs=crs), campaign)

    assert sums(done)[:3] == (1, 1, 0)
    assert str(Compound.objects.get().longitude) == "114.3500000"


def test_an_area_is_no_point_and_its_row_is_refused_by_name(campaign: Campaign, tmp_path: Path) -> None:
    area = {"type": "Polygon", "coordinates": [[[114, 28], [114.1, 28], [114, 28.1], [114, 28]]]}

    done = bring_file(write(tmp_path, feature("听雨里", area)), campaign, said="datum: wgs84")

    assert {code for _line, code in [*told(done), *told(done, "warnings")]} & {"not_degrees"}
    assert not Compound.objects.exclude(longitude=None).exists()


def test_a_single_feature_is_a_sheet_of_one_row(campaign: Campaign, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(feature("听雨里", [114.35, 28.95])), encoding="utf-8")

    assert sums(bring_file(path, campaign, said="datum: wgs84"))[:3] == (1, 1, 0)


@pytest.mark.parametrize(
    "content",
    [
        '{"type": "FeatureCollection", "features": 7}', '{"type": "Topology", "objects": {}}', '[{"type": "Feature"}]',
        '{"type": "FeatureCollection", "features": [', '{"type": "FeatureCollection", "features": [\n{"type": "Feature"',
        '{"type": "FeatureCollection", "features": [{"type": "Point"}]}', '{"a": ' + "[" * 100_000,
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": [1]}]}',
    ],
)  # fmt: skip
def test_other_json_is_refused_and_changes_nothing(campaign: Campaign, tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(content)

    with pytest.raises(BadInput):
        bring_file(path, campaign)
    assert not Compound.objects.exists()


def test_more_properties_than_a_sheet_has_columns_are_refused(campaign: Campaign, tmp_path: Path) -> None:
    path = write(tmp_path, feature("听雨里", [114.35, 28.95], **{f"p{number}": number for number in range(400)}))

    with pytest.raises(BadInput, match="列"):
        bring_file(path, campaign)
