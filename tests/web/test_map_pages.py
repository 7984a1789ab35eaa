"""The map's pages as a browser without scripts gets them, and what the script fetches; boundaries and successions."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.coordinates import wgs84_to_gcj02
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.decisions import points
from sanwu.decisions.services import refresh
from sanwu.ledger.models import ChangeSet
from sanwu.ledger.services import correct_fact
from sanwu.records.services import act
from sanwu.territory.models import Boundary, Division
from tests.render.test_maptiles import pmtiles, read_tile
from tests.web.conftest import CITY, DISTRICT, STREET_A, STREET_B, at_most

pytestmark = pytest.mark.django_db
SQUARE = [[114.0, 28.8], [114.5, 28.8], [114.5, 29.2], [114.0, 29.2], [114.0, 28.8]]
MOST_QUERIES = 15


@pytest.fixture
def placed(ledger: dict[str, Compound]) -> dict[str, Compound]:
    """The compounds of the ledger at places of their own, but for one."""
    with act(verb="fact.correct", actor=LOCAL_OPERATOR):
        for number, compound in enumerate(ledger.values()):
            if compound.name != "渡口二村":
                Compound.objects.filter(pk=compound.pk).update(
                    longitude=f"114.{10 + 5 * number}", latitude="29.01", datum="wgs84"
                )
    assert ChangeSet.objects.exists()
    return ledger


@pytest.fixture
def drawn(places: None) -> None:
    for code, (west, east) in {DISTRICT: (114.0, 114.5), STREET_A: (114.0, 114.25), STREET_B: (114.25, 114.5)}.items():
        ring = [[west if lon == 114.0 else east, lat] for lon, lat in SQUARE]
        shape = {"type": "Polygon", "coordinates": [ring]}
        Boundary.objects.create(
            division_id=code, datum="wgs84", shape=shape, drawn=shape, west=west, east=east, south=28.8, north=29.2,
            source="x", imported_at="2026-01-01T00:00:00Z",
        )  # fmt: skip


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


@pytest.mark.parametrize(
    "query",
    ["", "?q=一村", "?rule-three_no=yes&complete=no", f"?division={STREET_A}&rule-three_no=-unknown&colour=merge",
     "?missing=household_count&box=113,28,115,30", "?list=nowhere"],
)  # fmt: skip
def test_a_map_that_nobody_has_looked_at_yet_costs_few_queries_too(
    sign_in: Callable[[str], Client], campaign: Campaign, placed: dict[str, Compound], drawn: None, query: str
) -> None:
    client = sign_in("official")
    client.get("/campaigns/")
    points._kept.clear()
    with at_most(MOST_QUERIES):
        text(client.get(f"/campaigns/{campaign.pk}/map/{query}"))

    compound = placed["砚湖一村"]
    correct_fact(compound=compound, fact="household_count", value=44, source="核查", actor=LOCAL_OPERATOR)
    refresh(campaign=campaign, on=date(2026, 11, 1), actor=LOCAL_OPERATOR)
    with at_most(MOST_QUERIES):
        text(client.get(f"/campaigns/{campaign.pk}/map/{query}"))


def test_without_script_there_is_a_drawn_map_a_legend_and_a_list(
    sign_in: Callable[[str], Client], campaign: Campaign, placed: dict[str, Compound], drawn: None
) -> None:
    client = sign_in("official")
    client.get(f"/campaigns/{campaign.pk}/map/")  # reads the columns once
    with at_most(MOST_QUERIES):
        page = text(client.get(f"/campaigns/{campaign.pk}/map/"))

    assert "map-svg__county" in page
    assert "map-svg__street" in page
    assert "青石桥街道" in page
    assert "听雨里老院" in page
    assert "待核实" in page
    assert "另有 1 个小区没有坐标" in page
    assert f"/compounds/{placed['听雨花园'].pk}/" in page


def test_the_list_of_compounds_without_a_point(
    sign_in: Callable[[str], Client], campaign: Campaign, placed: dict[str, Compound]
) -> None:
    page = text(sign_in("official").get(f"/campaigns/{campaign.pk}/map/?list=nowhere&part=view"))

    assert "渡口二村" in page
    assert "听雨里老院" not in page.partition("map-lines")[2]


def test_filters_of_the_ledger_narrow_the_map(
    sign_in: Callable[[str], Client], campaign: Campaign, placed: dict[str, Compound]
) -> None:
    page = text(sign_in("official").get(f"/campaigns/{campaign.pk}/map/?rule-three_no=yes&part=view"))
    lines = page.partition("map-lines")[2]

    assert "听雨里老院" in lines
    assert "听雨花园" not in lines


def test_a_polygon_in_the_address_lists_what_lies_inside(
    sign_in: Callable[[str], Client], campaign: Campaign, placed: dict[str, Compound]
) -> None:
    address = f"/campaigns/{campaign.pk}/map/?part=view&within=114.09,29.0;114.12,29.0;114.12,29.02;114.09,29.02"
    page = text(sign_in("official").get(address))

    assert "圈内的小区" in page
    assert "听雨里老院" in page.partition("map-lines")[2]
    assert "砚湖一村" not in page.partition("map-lines")[2]


@pytest.mark.parametrize(
    "query",
    [
        "box=1,2",
        "box=a,b,c,d",
        "box=5,5,1,1",
        "box=nan,1,2,3",
        "within=1,2;3",
        "within=x",
        "start=-4",
        "start=999999",
        "colour=%00",
    ],
)
def test_an_address_that_cannot_be_read_shows_the_whole_map(
    sign_in: Callable[[str], Client], campaign: Campaign, placed: dict[str, Compound], query: str
) -> None:
    assert "map-svg" in text(sign_in("official").get(f"/campaigns/{campaign.pk}/map/?{query}"))


def test_a_street_officer_sees_the_own_street_only(
    sign_in: Callable[[str], Client], campaign: Campaign, placed: dict[str, Compound], drawn: None
) -> None:
    client = sign_in("street")
    page = text(client.get(f"/campaigns/{campaign.pk}/map/"))
    assert "听雨里老院" in page
    assert "老船厂家属院" not in page

    tile = read_tile(client.get(f"/campaigns/{campaign.pk}/map/tiles/0/0/0/").content)
    counts = sum(int(said["count"]) for _id, _x, _y, said in tile["clusters"])
    assert counts == 4


def test_tiles_are_kept_by_the_browser_until_something_changes(
    sign_in: Callable[[str], Client], campaign: Campaign, placed: dict[str, Compound]
) -> None:
    client = sign_in("official")
    address = f"/campaigns/{campaign.pk}/map/tiles/0/0/0/"
    first = client.get(address)
    assert first["Content-Type"] == "application/vnd.mapbox-vector-tile"

    with at_most(MOST_QUERIES):
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    with act(verb="fact.correct", actor=LOCAL_OPERATOR):
        pass
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert client.get(address + "?rule-three_no=yes", headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("tile", ["3/8/0", "3/0/8", "23/0/0"])
def test_a_tile_outside_the_world_is_not_there(sign_in: Callable[[str], Client], campaign: Campaign, tile: str) -> None:
    assert sign_in("official").get(f"/campaigns/{campaign.pk}/map/tiles/{tile}/").status_code == 404


def test_the_neighbour_gets_nothing(
    sign_in: Callable[[str], Client], campaign: Campaign, placed: dict[str, Compound], drawn: None
) -> None:
    client = sign_in("neighbour")
    for part in ("", "boundaries/", "tiles/0/0/0/", f"compounds/{placed['听雨花园'].pk}/"):
        assert client.get(f"/campaigns/{campaign.pk}/map/{part}").status_code == 404


def test_a_compound_of_another_street_is_not_told_in_short(
    sign_in: Callable[[str], Client], campaign: Campaign, placed: dict[str, Compound]
) -> None:
    client = sign_in("street")
    assert "听雨花园" in text(client.get(f"/campaigns/{campaign.pk}/map/compounds/{placed['听雨花园'].pk}/"))
    assert client.get(f"/campaigns/{campaign.pk}/map/compounds/{placed['老船厂家属院'].pk}/").status_code == 404


def test_boundaries_are_geojson_with_names(sign_in: Callable[[str], Client], campaign: Campaign, drawn: None) -> None:
    found = json.loads(sign_in("official").get(f"/campaigns/{campaign.pk}/map/boundaries/").content)

    assert {feature["properties"]["name"] for feature in found["features"]} == {"望澜区", "青石桥街道", "东渡街道"}


def test_the_way_to_the_map_leads_to_the_newest_campaign(sign_in: Callable[[str], Client], campaign: Campaign) -> None:
    assert sign_in("official").get("/map/")["Location"] == f"/campaigns/{campaign.pk}/map/"
    assert sign_in("neighbour").get("/map/").status_code == 200


def test_a_base_map_of_the_office_is_served_from_its_file(
    sign_in: Callable[[str], Client], campaign: Campaign, tmp_path: Path, settings: Any
) -> None:
    client = sign_in("official")
    assert client.get("/map/base/0/0/0/").status_code == 404
    settings.SANWU_BASEMAP = str(pmtiles(tmp_path / "base.pmtiles", {(0, 0, 0): b"tile"}))

    answer = client.get("/map/base/0/0/0/")
    assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip")
    assert client.get("/map/base/1/0/0/").status_code == 204
    assert "/map/base/{z}/{x}/{y}/" in text(client.get(f"/campaigns/{campaign.pk}/map/"))


def test_tianditu_is_offered_only_with_a_key(
    sign_in: Callable[[str], Client], campaign: Campaign, settings: Any
) -> None:
    client = sign_in("official")
    assert "tianditu" not in text(client.get(f"/campaigns/{campaign.pk}/map/"))
    settings.SANWU_TIANDITU_KEY = "0123"
    assert "tk=0123" in text(client.get(f"/campaigns/{campaign.pk}/map/"))


# --- Boundaries and successions --------------------------------------------------------------------------------------


def upload(client: Client, name: str, content: Any, **more: str) -> Any:
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else json.dumps(content).encode())
    return client.post(
        "/divisions/boundaries/", {"client_key": str(uuid4()), "datum": "wgs84", "drawings": file, **more}, follow=True
    )


def test_an_official_brings_in_the_boundary_of_the_own_street(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("official")
    answer = upload(client, "990101001.json", {"type": "Polygon", "coordinates": [SQUARE]})

    assert "新增 1 个" in text(answer)
    assert Boundary.objects.get().pk == STREET_A


def test_a_file_that_is_no_boundary_is_refused_on_the_page(sign_in: Callable[[str], Client]) -> None:
    answer = upload(sign_in("official"), "990101001.json", b"PK\x03\x04")

    assert answer.status_code == 422
    assert "不是 GeoJSON" in answer.content.decode()
    assert not Boundary.objects.exists()


def test_the_datum_has_to_be_said(sign_in: Callable[[str], Client]) -> None:
    answer = upload(sign_in("official"), "990101001.json", {"type": "Polygon", "coordinates": [SQUARE]}, datum="")

    assert answer.status_code == 422
    assert "请选择一项" in answer.content.decode()


@pytest.fixture
def recoded(places: None) -> str:
    """A town that an edition closed, and the one that came with it."""
    day = date(2022, 10, 1)
    Division.objects.create(code="990101100000", name="城关镇", level="street", parent_id=DISTRICT, valid_to=day)
    Division.objects.create(code="990101003000", name="城关街道", level="street", parent_id=DISTRICT, valid_from=day)
    Division.objects.create(code="990101100201", name="望江村", level="community", parent_id="990101100000")
    return "990101100000"


def test_what_an_edition_closed_is_listed_with_its_suggestion_and_confirmed(
    sign_in: Callable[[str], Client], recoded: str
) -> None:
    client = sign_in("official")
    with at_most(MOST_QUERIES):
        page = text(client.get("/divisions/changes/"))
    assert "城关街道" in page
    assert "望江村" in page
    form = text(client.get(f"/divisions/changes/{recoded}/"))
    assert 'value="990101003000"' in form

    done = client.post(
        f"/divisions/changes/{recoded}/", {"client_key": str(uuid4()), "successor": "990101003000"}, follow=True
    )
    assert "已确认" in text(done)
    assert Division.objects.get(code=recoded).successor_id == "990101003000"


def test_who_confirms_after_somebody_else_sees_both_successors(sign_in: Callable[[str], Client], recoded: str) -> None:
    page, official = f"/divisions/changes/{recoded}/", sign_in("official")
    Division.objects.filter(code=recoded).update(successor="990101002000")

    late = official.post(page, {"client_key": str(uuid4()), "known": "", "successor": "990101003000"})

    html = late.content.decode()
    assert late.status_code == 409
    assert "990101002000" in html
    assert 'value="990101003000"' in html
    assert Division.objects.get(code=recoded).successor_id == "990101002000"
    again = {"client_key": str(uuid4()), "known": "990101002000", "successor": "990101003000"}
    assert official.post(page, again).status_code == 302
    assert Division.objects.get(code=recoded).successor_id == "990101003000"


def test_an_impossible_successor_is_refused_on_the_page(sign_in: Callable[[str], Client], recoded: str) -> None:
    answer = sign_in("official").post(f"/divisions/changes/{recoded}/", {"client_key": str(uuid4()), "successor": CITY})

    assert answer.status_code == 422
    assert not Division.objects.exclude(successor=None).exists()


@pytest.mark.parametrize("code", ["990101001000", "980101001000", "x", "99010110000０"])
def test_a_division_that_is_not_closed_has_no_such_page(
    sign_in: Callable[[str], Client], recoded: str, code: str
) -> None:
    assert sign_in("official").get(f"/divisions/changes/{code}/").status_code == 404


def test_a_neighbour_neither_sees_nor_confirms_it(sign_in: Callable[[str], Client], recoded: str) -> None:
    client = sign_in("neighbour")
    assert "城关镇" not in text(client.get("/divisions/changes/"))
    assert client.get(f"/divisions/changes/{recoded}/").status_code == 404


# --- The datum of an upload ------------------------------------------------------------------------------------------


def test_an_upload_with_points_shows_how_its_places_vote(
    sign_in: Callable[[str], Client], campaign: Campaign, drawn: None
) -> None:
    points = [wgs84_to_gcj02(114.2499 if number % 2 else 114.0001, 28.81 + 0.01 * number) for number in range(30)]
    lines = [f"小区{number},青石桥街道,{lon:.6f},{lat:.6f},{number}" for number, (lon, lat) in enumerate(points)]
    sheet = "\n".join(["小区名称,街道,经度,纬度,户数", *lines]) + "\n"
    client = sign_in("official")
    sent = client.post(
        f"/campaigns/{campaign.pk}/upload/",
        {"client_key": str(uuid4()), "file": SimpleUploadedFile("点位.csv", sheet.encode())},
    )

    page = text(client.get(sent["Location"]))

    assert "核对了 30 个坐标" in page
    assert "看来是“高德、腾讯（GCJ-02）”" in page
