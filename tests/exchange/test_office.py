"""The workbook of the fictional city, laid out as an office lays out a ledger, with the traps of real ones."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.decisions.models import Verdict
from sanwu.exchange.journal import digesters, state_checks
from sanwu.records.selectors import verify
from sanwu.territory.services import import_divisions
from tests.exchange.conftest import bring_file, facts_of, sums
from tests.office import build
from tests.worlds import open_campaign


@pytest.fixture
def campaign(db: None, tmp_path: Path) -> Campaign:
    """The city of the demo without its compounds."""
    from bench.workbooks import write_divisions

    write_divisions(tmp_path / "divisions.csv")
    import_divisions(paths=[tmp_path / "divisions.csv"], edition=date(2024, 1, 1), actor=LOCAL_OPERATOR)
    return open_campaign("990101000000", "望澜区整治")


def test_the_workbook_in_the_repository_is_what_its_builder_writes(tmp_path: Path) -> None:
    build.build(tmp_path / "built.xlsx")

    built, kept = (
        CalamineWorkbook.from_path(str(p)).get_sheet_by_index(0) for p in (tmp_path / "built.xlsx", build.PATH)
    )
    assert built.to_python() == kept.to_python()


def test_it_is_imported_with_no_hand_editing(campaign: Campaign) -> None:
    outcome = bring_file(build.PATH, campaign)

    rows = len(build.ROWS_A) + len(build.ROWS_B)
    assert sums(outcome) == (
        rows,
        rows - build.REFUSED_LINES,
        build.REFUSED_LINES,
        rows - build.REFUSED_LINES - 1,
        0,
        0,
        1,
    )
    assert Counter(issue["code"] for issue in outcome["errors"]) == {
        "not_a_number": 1, "place_unknown": 1, "name_missing": 1,
    }  # fmt: skip
    warnings = Counter(issue["code"] for issue in outcome["warnings"])
    assert {code: warnings[code] for code in ("duplicate_row", "unverified_row", "mark_clash", "approximate")} == {
        "duplicate_row": 1, "unverified_row": 1, "mark_clash": 1, "approximate": 1,
    }  # fmt: skip
    assert warnings["kept_as_text"] >= 2
    assert len(outcome["ignored_lines"]) == 4
    assert facts_of("渡口二村")["household_count"] == 1124
    assert facts_of("听雨花园") | {"household_count": 640, "floor_area_m2": "52000.00"} == facts_of("听雨花园")
    assert facts_of("石榴巷宿舍")["floor_area_m2"] == "9999.00"
    assert facts_of("听雨社区服务楼")["property_arrangement"] == "firm"
    assert facts_of("晒网场小区")["has_property_provider"] is False
    assert "has_property_provider" not in facts_of("砚湖家园")
    assert verify(digesters(), state_checks()).ok


def test_its_compounds_are_judged_at_the_boundaries_of_the_plan(campaign: Campaign) -> None:
    bring_file(build.PATH, campaign)

    found = {
        (v.compound.name, v.rule): v.outcome
        for v in Verdict.objects.filter(current=True, rule__in=["three_no", "merge"]).select_related("compound")
    }
    assert {name: found[name, "merge"] for name in ("听雨里老院", "砚湖一村", "柳浪新苑", "石榴巷宿舍")} == {
        "听雨里老院": "merge", "砚湖一村": "merge", "柳浪新苑": "keep", "石榴巷宿舍": "merge",
    }  # fmt: skip
    assert found["砚湖家园", "three_no"] == "unknown"
    assert found["渡口二村", "three_no"] == "no"


def test_refused_rows_come_back_and_are_stored_once_corrected(campaign: Campaign, tmp_path: Path) -> None:
    first = bring_file(build.PATH, campaign)
    stored = Compound.objects.count()
    returned = CalamineWorkbook.from_path(first["error_file"]).get_sheet_by_index(0).to_python(skip_empty_area=False)
    original = CalamineWorkbook.from_path(str(build.PATH)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert [row[: len(build.COLUMNS)] for row in returned[:4]] == [list(map(str, row)) for row in original[:4]]
    assert [row[-1] != "" for row in returned[4:]] == [True] * build.REFUSED_LINES

    again = bring_file(corrected(Path(first["error_file"]), tmp_path / "改正.xlsx"), campaign)

    assert sums(again) == (3, 3, 0, 3, 0, 0, 0), again["errors"]
    assert Compound.objects.count() == stored + 3
    assert facts_of("老船厂新村")["household_count"] == 66


def corrected(path: Path, out: Path) -> Path:
    """What an officer does with the returned workbook: the three mistakes put right, all else left as it came."""
    import xlsxwriter

    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    with xlsxwriter.Workbook(str(out)) as book:
        page = book.add_worksheet("台账")
        for line, row in enumerate(sheet.to_python(skip_empty_area=False)):
            cells = [{"六十多户": "66户", "不存在街道": "东渡街道"}.get(cell, cell) for cell in row]
            if line >= 4 and not cells[1]:
                cells[1] = "渡口三村"
            page.write_row(line, 0, cells)
        for merged in sheet.merged_cell_ranges or []:
            (top, left), (bottom, right) = merged
            page.merge_range(top, left, bottom, right, sheet.to_python(skip_empty_area=False)[top][left])
    return out
