"""The ledger handed out: as an office expects it, within the scope, and read again without a change."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import NOBODY, Ability, Scope, everywhere
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.decisions.listing import Filters
from sanwu.exchange.services import export_ledger, import_undo
from sanwu.ledger.models import ChangeSet
from sanwu.records.models import Act
from tests.exchange.conftest import Bring, bring_file, sums, the
from tests.worlds import CITY, RIVER, scope_over

HEAD = "小区编号,小区名称,别名,小区类别,所属区,街道,社区,地址,经度（CGCS2000）,纬度（CGCS2000）,建成年份,户数,建筑面积（㎡）,物业服务企业,有无物业,物业费(元/平方米·月),调查日期"
ROWS = (
    'A-1,听雨里,"老听雨、厂里大院",院落,东江区,滨河街道,听雨社区,滨河路3号,114.3512345,28.9512345,1986年建成,120户,9999.5,单位自管物业,√,0.8至1.2,2024-03-15',
    '007,"砚湖,""苑""",,小区,西江区,,,"西江路1号, 2号",,,,,,澜溪安居物业服务有限公司,×,1.10,',
    ',=1+1里,,单栋楼,东江区,松风街道,,-3号院,,,,0,,无物业管理服务,,/,',
    ",@柳浪苑,,,东江区,,,,,,2001,1124,76000,,,,",
)  # fmt: skip


@pytest.fixture
def ledger(bring: Bring) -> None:
    assert sums(bring(HEAD, *ROWS))[:3] == (4, 4, 0)


def export(campaign: Campaign, out: Path, *, scope: Scope | None = None, **more: Any) -> dict[str, Any]:
    return export_ledger(campaign=campaign, scope=scope or everywhere(), actor=LOCAL_OPERATOR, out=out, **more)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_is_exported_is_read_again_without_a_change(
    ledger: None, campaign: Campaign, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"台账.{ending}"
    assert export(campaign, out) == {"rows": 4, "file": str(out)}
    before = ChangeSet.objects.count()

    again = bring_file(out, campaign)

    assert sums(again) == (4, 4, 0, 0, 0, 4, 0), again["changes"] or again["errors"]
    assert ChangeSet.objects.count() == before


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_numbers_that_a_compound_had_before_go_along_to_a_new_installation(
    bring: Bring, campaign: Campaign, tmp_path: Path, ending: str
) -> None:
    first = bring("小区编号,原编号,小区名称,所属区", 'B-7,"A-1、007",听雨里,东江区', "A-1,,砚湖苑,东江区")
    out = tmp_path / f"台账.{ending}"
    export(campaign, out)
    assert sums(bring_file(out, campaign))[3:6] == (0, 0, 2)
    import_undo(job_id=first["job"], actor=LOCAL_OPERATOR, scope=everywhere())  # nothing is left of them, as elsewhere

    assert sums(bring_file(out, campaign)) == (2, 2, 0, 2, 0, 0, 0)

    numbers = the("听雨里").other_names.order_by("text").values_list("kind", "text")
    assert list(numbers) == [("old_number", "007"), ("old_number", "A-1"), ("number", "B-7")]


@pytest.mark.parametrize("head", ["经度,纬度", "经度（GCJ-02）,纬度（GCJ-02）", "经度（CGCS2000）,纬度（CGCS2000）"])
def test_a_point_that_comes_back_where_it_was_keeps_the_datum_it_was_given_in(
    bring: Bring, campaign: Campaign, tmp_path: Path, head: str
) -> None:
    """The export writes all points as CGCS2000; that alone is no news of a compound."""
    bring(f"小区名称,所属区,{head}", "听雨里,东江区,114.3512345,28.9512345")
    given = Compound.objects.get().datum
    export(campaign, tmp_path / "a.xlsx")

    again = bring_file(tmp_path / "a.xlsx", campaign)

    assert sums(again) == (1, 1, 0, 0, 0, 1, 0), again["changes"] or again["errors"]
    assert Compound.objects.get().datum == given


def test_a_ledger_looks_as_offices_know_it(ledger: None, campaign: Campaign, tmp_path: Path) -> None:
    export(campaign, tmp_path / "a.xlsx")

    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    text = [[str(cell) for cell in row] for row in rows]
    assert text[0][0] == "晴川市整治行动台账"
    assert any(row[0].startswith("填报单位") for row in text[:3])
    header = next(row for row in text if "小区名称" in row)
    column = header.index("小区编号")
    assert "007" in [row[column] for row in text], "a number keeps its zeros"
    assert any("合计" in row for row in text)
    assert any(any(cell.startswith("填表人") for cell in row) for row in text[-3:])


def test_no_cell_is_a_live_formula(ledger: None, campaign: Campaign, tmp_path: Path) -> None:
    import zipfile

    export(campaign, tmp_path / "a.xlsx")
    export(campaign, tmp_path / "a.csv")

    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "1+1" not in "".join(part.split("</f>")[0] for part in sheet.split("<f")[1:])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=1+1里" in cells
    assert not [cell for cell in cells if cell[:1] in "=@+" and cell]


def test_geojson_holds_points_and_facts(ledger: None, campaign: Campaign, tmp_path: Path) -> None:
    export(campaign, tmp_path / "a.geojson")

    data = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    by_name = {feature["properties"]["name"]: feature for feature in data["features"]}
    assert by_name["听雨里"]["geometry"] == {"type": "Point", "coordinates": [114.3512345, 28.9512345]}
    assert by_name["=1+1里"]["geometry"] is None
    assert by_name["听雨里"]["properties"]["household_count"] == 120


def test_an_exported_copy_that_was_edited_changes_what_was_edited(
    ledger: None, campaign: Campaign, tmp_path: Path
) -> None:
    out = tmp_path / "a.csv"
    export(campaign, out)
    out.write_text(out.read_text(encoding="utf-8-sig").replace(",1124,", ",1125,"), encoding="utf-8")

    again = bring_file(out, campaign)

    assert (again["updated"], again["unchanged"]) == (1, 3)
    assert again["changes"][0]["facts"] == {"household_count": [1124, 1125]}


def test_a_street_written_beside_an_old_code_is_not_passed_over_in_silence(
    ledger: None, campaign: Campaign, tmp_path: Path
) -> None:
    out = tmp_path / "a.csv"
    export(campaign, out)
    out.write_text(out.read_text(encoding="utf-8-sig").replace("松风街道", "滨河街道"), encoding="utf-8")

    again = bring_file(out, campaign)

    assert [issue["code"] for issue in again["errors"]] == ["place_conflict"]


def test_withdrawn_compounds_are_not_handed_out(bring: Bring, campaign: Campaign, tmp_path: Path) -> None:
    bring("小区名称,所属区,户数", "听雨里,东江区,1")
    later = bring("小区名称,所属区,户数", "砚湖苑,东江区,2")
    import_undo(job_id=later["job"], actor=LOCAL_OPERATOR, scope=everywhere())

    assert export(campaign, tmp_path / "a.csv")["rows"] == 1
    assert "砚湖苑" not in (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert sums(bring_file(tmp_path / "a.csv", campaign))[5] == 1


def test_only_what_the_scope_holds_is_handed_out(ledger: None, campaign: Campaign, tmp_path: Path) -> None:
    assert export(campaign, tmp_path / "a.csv", scope=scope_over(RIVER))["rows"] == 1
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert "听雨里" in text
    assert "砚湖" not in text


def test_filters_narrow_what_is_handed_out(ledger: None, campaign: Campaign, tmp_path: Path) -> None:
    assert export(campaign, tmp_path / "a.csv", filters=Filters(text="liulang"))["rows"] == 1


@pytest.mark.parametrize("scope", [NOBODY, scope_over(CITY, abilities=[Ability.VIEW_LEDGER]), scope_over("990200")])
def test_who_may_not_export_gets_no_file(ledger: None, campaign: Campaign, tmp_path: Path, scope: Scope) -> None:
    with pytest.raises(Refused):
        export(campaign, tmp_path / "a.csv", scope=scope)

    assert list(tmp_path.glob("a.csv")) == []


@pytest.mark.parametrize(("name", "code"), [("a.docx", "bad_format"), ("a", "bad_format"), ("no/a.csv", "no_folder")])
def test_a_wrong_ending_or_folder_is_refused(
    ledger: None, campaign: Campaign, tmp_path: Path, name: str, code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        export(campaign, tmp_path / name)

    assert refused.value.code == code


def test_a_disk_that_fills_up_leaves_the_earlier_file_as_it_was(
    ledger: None, campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sanwu.base.errors import Busy
    from sanwu.exchange import exporting

    out = tmp_path / "a.csv"
    out.write_text("earlier")

    def full(path: Path, header: object, rows: object) -> int:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "write_csv", full)
    with pytest.raises(Busy):
        export(campaign, out)

    assert [path.name for path in tmp_path.iterdir() if path.name != "台账.csv"] == ["a.csv"]
    assert out.read_text() == "earlier"


@pytest.mark.parametrize(
    ("error", "reason"),
    [(PermissionError(13, "Permission denied"), "没有写入权限"), (OSError(999, "Odd"), "系统没有接受")],
)
def test_a_file_that_cannot_be_written_says_why_in_chinese(
    ledger: None, campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str
) -> None:
    from sanwu.exchange import exporting

    def refuse(path: Path, header: object, rows: object) -> int:
        raise error

    monkeypatch.setattr(exporting, "write_csv", refuse)
    with pytest.raises(BadInput, match=reason):
        export(campaign, tmp_path / "a.csv")


def test_an_export_is_journalled(ledger: None, campaign: Campaign, tmp_path: Path) -> None:
    export(campaign, tmp_path / "a.csv")

    entry = Act.objects.latest("number")
    assert (entry.verb, entry.after) == ("ledger.export", {"rows": 4, "format": "csv"})


def test_an_empty_campaign_gives_an_empty_ledger(campaign: Campaign, tmp_path: Path) -> None:
    assert export(campaign, tmp_path / "a.xlsx")["rows"] == 0
    assert not Compound.objects.exists()
