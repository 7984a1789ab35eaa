"""Real lists of compounds, where SANWU_TRIAL_DATA has them: imported with no hand-editing, counted exactly."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign
from sanwu.decisions.selectors import counts
from sanwu.exchange.journal import digesters, state_checks
from sanwu.exchange.services import export_ledger, import_undo
from sanwu.ledger.models import LedgerEntry
from sanwu.records.selectors import verify
from sanwu.territory.services import import_divisions
from tests.exchange.conftest import bring_file, sums
from tests.worlds import open_campaign

CITY = "110000000000"
IMM = """
columns: {1: number, 2: name, 3: ignore, 4: county, 5: ignore, 6: ignore, 7: ignore, 8: ignore, 9: built_year,
  10: ignore, 11: service_fee, 12: property_provider_name, 13: ignore, 14: building_count, 15: household_count,
  16: ignore, 17: ignore}
"""
HAPPEN = "columns: {id: number, title: name, district: county}\n"


@pytest.fixture
def whole_edition(trial_data: Path, db: None) -> Campaign:
    """A campaign in a country of forty thousand divisions."""
    folder = trial_data / "divisions" / "modood-2022"
    import_divisions(paths=[folder], edition=date(2022, 10, 1), actor=LOCAL_OPERATOR)
    return open_campaign(CITY, "全市整治")


@pytest.fixture
def beijing(trial_data: Path, db: None, tmp_path: Path) -> Campaign:
    """The same campaign with the divisions of its own province alone, which are soon imported."""
    folder = tmp_path / "divisions"
    folder.mkdir()
    for path in (trial_data / "divisions" / "modood-2022").glob("*.csv"):
        head, *lines = path.read_text(encoding="utf-8-sig").splitlines()
        kept = [line for line in lines if line.strip('"').startswith(CITY[:2])]
        (folder / path.name).write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    import_divisions(paths=[folder], edition=date(2022, 10, 1), actor=LOCAL_OPERATOR)
    return open_campaign(CITY, "全市整治")


def test_the_ledger_of_510_compounds_is_read_as_its_office_meant_it(
    whole_edition: Campaign, trial_data: Path, tmp_path: Path
) -> None:
    path = trial_data / "ledgers" / "beijing-510-ledger.xlsx"

    outcome = bring_file(path, whole_edition)

    assert sums(outcome) == (510, 510, 0, 510, 0, 0, 0)
    assert outcome["errors"] == []
    assert len(outcome["ignored_lines"]) == 7
    assert Counter(line["reason"] for line in outcome["ignored_lines"]).most_common(1)[0][1] == 6
    assert counts(whole_edition)["conditions"]["three_no"] == {"yes": 0, "no": 496, "unknown": 14, "not_applicable": 0}
    arrangements = Counter(LedgerEntry.objects.values_list("property_arrangement", flat=True))
    assert {key: arrangements[key] for key in ("unit", "street", "housing_office", "none")} == {
        "unit": 19, "street": 10, "housing_office": 7, "none": 12,
    }  # fmt: skip
    assert LedgerEntry.objects.filter(has_governing_unit=True).count() == 26
    assert not LedgerEntry.objects.filter(has_governing_unit=False).exists()
    unverified = LedgerEntry.objects.get(compound__name="立恒名苑")
    assert (unverified.has_property_provider, unverified.property_arrangement) == (None, None)
    assert Counter(LedgerEntry.objects.values_list("facts__service_fee", flat=True))[None] >= 272 + 18
    codes = Counter(issue["code"] for issue in outcome["warnings"])
    assert codes["unverified_row"] == 1
    assert codes["kept_as_text"] == 272 + 18  # ranges, and "/"
    named = LedgerEntry.objects.values_list("facts__property_provider_name", "property_arrangement")
    assert {arrangement for name, arrangement in named if name} <= {"firm", "street", "housing_office", "owners"}
    assert not {name for name, _ in named} & {"无物业管理服务", "单位自管物业", "业主自筹物业"}
    firms = [arrangement for name, arrangement in named if name and "社区" in name]
    assert (len(firms) >= 5, set(firms)) == (True, {"firm"})

    again = bring_file(path, whole_edition)
    assert sums(again) == (510, 510, 0, 0, 0, 510, 0)

    out = tmp_path / "台账.xlsx"
    export_ledger(campaign=whole_edition, scope=everywhere(), actor=LOCAL_OPERATOR, out=out)
    assert sums(bring_file(out, whole_edition)) == (510, 510, 0, 0, 0, 510, 0)
    assert verify(digesters(), state_checks()).ok
    assert import_undo(job_id=outcome["job"], actor=LOCAL_OPERATOR, scope=everywhere())["removed"] == 510


@pytest.fixture
def raw(trial_data: Path) -> Path:
    return trial_data / "compounds" / "imm_beijing_community.csv"


def test_the_raw_rows_with_bars_and_without_a_header_are_the_same_compounds(
    beijing: Campaign, trial_data: Path, raw: Path
) -> None:
    bring_file(trial_data / "ledgers" / "beijing-510-ledger.xlsx", beijing)

    outcome = bring_file(raw, beijing, said=IMM)

    assert (outcome["rows"], outcome["refused"], outcome["created"]) == (510, 0, 0), outcome["errors"][:3]
    assert LedgerEntry.objects.count() == 510


@pytest.mark.parametrize("form", ["gb18030", "semicolons", "headerless workbook"])
def test_other_forms_of_the_same_rows_say_the_same(beijing: Campaign, raw: Path, tmp_path: Path, form: str) -> None:
    rows = [line.split("|") for line in raw.read_text(encoding="utf-8-sig").splitlines()[:60]]
    first = bring_file(raw_copy(tmp_path / "a.csv", rows, "|", "utf-8"), beijing, said=IMM)
    assert sums(first)[3] == 60

    if form == "headerless workbook":
        path = tmp_path / "b.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            page = book.add_worksheet()
            for line, row in enumerate(rows):
                page.write_row(line, 0, row)
    else:
        path = raw_copy(tmp_path / "b.csv", rows, ";" if form == "semicolons" else ",", "gb18030")

    assert sums(bring_file(path, beijing, said=IMM)) == (60, 60, 0, 0, 0, 60, 0)


def raw_copy(path: Path, rows: list[list[str]], delimiter: str, encoding: str) -> Path:
    path.write_text("".join(delimiter.join(row) + "\n" for row in rows), encoding=encoding)
    return path


def test_six_thousand_names_are_stored_once_each(beijing: Campaign, trial_data: Path) -> None:
    path = trial_data / "compounds" / "happen2me_community.csv"

    outcome = bring_file(path, beijing, said=HAPPEN)

    assert outcome["rows"] == 6059
    assert outcome["rows"] == outcome["accepted"] + outcome["refused"]
    assert outcome["duplicates"] == 0
    same = [issue for issue in outcome["warnings"] if issue["code"] == "same_name_other_number"]
    assert any("万寿路15号院" in issue["message"] for issue in same)


def test_an_office_ledger_brought_again_after_lists_that_renamed_makes_nothing_new(
    beijing: Campaign, trial_data: Path, raw: Path
) -> None:
    """A compound of the ledger bears another name in the newer list of the same numbers, and is found by the old one."""
    ledger = trial_data / "ledgers" / "beijing-510-ledger.xlsx"
    bring_file(ledger, beijing)
    bring_file(raw, beijing, said=IMM)
    bring_file(trial_data / "compounds" / "happen2me_community.csv", beijing, said=HAPPEN)
    count = LedgerEntry.objects.count()

    again = bring_file(ledger, beijing)

    assert (again["rows"], again["refused"], again["created"]) == (510, 0, 0), again["errors"]
    former = [issue["message"] for issue in again["warnings"] if issue["code"] == "matched_by_alias"]
    assert any("夏霖园" in message and "百旺新城" in message for message in former)
    assert sums(bring_file(ledger, beijing))[3:6] == (0, 0, 510)
    assert LedgerEntry.objects.count() == count
