"""import · import undo · decide · export ledger · journal: an office's list becomes a ledger and goes out again."""

import csv
from pathlib import Path
from typing import Any

import pytest

from sanwu.campaigns.models import Campaign
from sanwu.ledger.models import LedgerEntry
from sanwu.records.models import Act
from tests.campaigns.conftest import SCHEME, write_scheme
from tests.cli.conftest import Answer, Run
from tests.source import ROOT

HEADS = ["编号", "小区名称", "所属区", "户数"]
ROWS = [["X1", "东风小区", "东江区", "49"], ["X2", "朝霞小区", "东江", "50"], ["X3", "望江小区", "西江区", ""]]
KEYS = {
    "job", "dry_run", "rows", "accepted", "refused", "created", "updated", "unchanged", "duplicates", "ignored_lines",
    "errors", "warnings", "changes", "error_file",
}  # fmt: skip

pytestmark = pytest.mark.django_db


def sheet(folder: Path, rows: list[list[str]], heads: list[str] = HEADS, name: str = "台账.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    return path


@pytest.fixture
def campaign(sanwu: Run, tree: None, tmp_path: Path) -> int:
    scheme = write_scheme(tmp_path / "schemes" / "made-2020", SCHEME)
    # The shared dictionary knows under which headers offices write their columns.
    (scheme.parent / "facts.yaml").write_text((ROOT / "schemes" / "facts.yaml").read_text())
    opened = sanwu("campaign", "open", "--scheme", scheme, "--division", "9901", "--name", "晴川行动", "--json")
    return int(opened.data["id"])


def load(sanwu: Run, path: Path, campaign: int, *more: object) -> Answer:
    return sanwu("import", path, "--campaign", campaign, "--json", *more)


def tally(data: dict[str, Any]) -> dict[str, int]:
    return {key: data[key] for key in ("rows", "accepted", "refused", "created", "updated", "unchanged", "duplicates")}


def test_a_list_is_imported_once_and_again_without_a_change(sanwu: Run, campaign: int, tmp_path: Path) -> None:
    path = sheet(tmp_path, ROWS)

    first, second = load(sanwu, path, campaign), load(sanwu, path, campaign)

    assert (first.code, second.code) == (0, 0), first.err
    assert set(first.data) == KEYS
    assert tally(first.data) == {
        "rows": 3, "accepted": 3, "refused": 0, "created": 3, "updated": 0, "unchanged": 0, "duplicates": 0,
    }  # fmt: skip
    assert (second.data["created"], second.data["updated"], second.data["unchanged"]) == (0, 0, 3)
    assert "新增 0" in sanwu("import", path, "--campaign", campaign).out


def test_refused_rows_end_with_1_and_come_back_in_a_file(sanwu: Run, campaign: int, tmp_path: Path) -> None:
    answer = load(sanwu, sheet(tmp_path, [*ROWS, ["X4", "江北小区", "无此区", "12"]]), campaign)

    assert answer.code == 1
    assert (answer.data["rows"], answer.data["accepted"], answer.data["refused"]) == (4, 3, 1)
    assert answer.data["errors"][0]["line"] == 5
    assert set(answer.data["errors"][0]) == {"line", "column", "value", "code", "message"}
    assert Path(answer.data["error_file"]).exists()
    in_words = sanwu("import", sheet(tmp_path, [["X5", "", "东江区", "1"]]), "--campaign", campaign)
    assert in_words.code == 1
    assert "第 2 行" in in_words.out


def test_a_dry_run_writes_nothing(sanwu: Run, campaign: int, tmp_path: Path) -> None:
    answer = load(sanwu, sheet(tmp_path, ROWS), campaign, "--dry-run")

    assert (answer.code, answer.data["dry_run"], answer.data["created"]) == (0, True, 3)
    assert not LedgerEntry.objects.exists()


def test_a_map_says_what_the_columns_are(sanwu: Run, campaign: int, tmp_path: Path) -> None:
    path = sheet(tmp_path, ROWS, ["甲", "乙", "丙", "丁"])
    mapping = tmp_path / "map.yaml"
    mapping.write_text("head_lines: 1\ncolumns: {甲: number, 乙: name, 丙: county, 丁: household_count}\n")

    assert load(sanwu, path, campaign).code == 2
    answer = load(sanwu, path, campaign, "--map", mapping)

    assert (answer.code, answer.data["created"]) == (0, 3), answer


@pytest.mark.parametrize("text", ["columns: {乙: nothing_known}", "columnz: {}", "columns: ["])
def test_a_map_that_cannot_be_used_ends_with_2(sanwu: Run, campaign: int, tmp_path: Path, text: str) -> None:
    mapping = tmp_path / "map.yaml"
    mapping.write_text(text)

    answer = sanwu("import", sheet(tmp_path, ROWS), "--campaign", campaign, "--map", mapping)

    assert (answer.code, answer.out) == (2, "")
    assert not LedgerEntry.objects.exists()


def test_what_cannot_be_read_ends_with_2(sanwu: Run, campaign: int, tmp_path: Path) -> None:
    picture = tmp_path / "图片.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)

    for path in (picture, tmp_path / "none.xlsx", tmp_path):
        answer = sanwu("import", path, "--campaign", campaign)
        assert (answer.code, answer.out) == (2, ""), answer
        assert "Traceback" not in answer.err


def test_a_campaign_that_is_not_there_ends_with_2(sanwu: Run, campaign: int, tmp_path: Path) -> None:
    for words in (["import", sheet(tmp_path, ROWS)], ["decide"], ["export", "ledger", tmp_path / "x.csv"]):
        answer = sanwu(*words, "--campaign", campaign + 1)
        assert answer.code == 2
        assert f"没有编号为 {campaign + 1} 的行动" in answer.err


@pytest.mark.parametrize(("role", "division"), [("district_official", "990102"), ("system_admin", "990100")])
def test_a_campaign_out_of_reach_is_refused_with_3(
    sanwu: Run, campaign: int, tmp_path: Path, role: str, division: str
) -> None:
    within = sanwu(
        "campaign",
        "open",
        "--scheme",
        tmp_path / "schemes" / "made-2020",
        "--division",
        "990101",
        "--name",
        "东",
        "--json",
    ).data["id"]
    assert sanwu("account", "add", "other", "--role", role, "--division", division).code == 0

    for words in (["import", sheet(tmp_path, ROWS)], ["decide"], ["export", "ledger", tmp_path / "x.csv"]):
        answer = sanwu(*words, "--campaign", within, "--as", "other")
        assert answer.code == 3, answer
        assert "该账号" in answer.err
    assert not (tmp_path / "x.csv").exists()


def test_an_import_is_undone_once(sanwu: Run, campaign: int, tmp_path: Path) -> None:
    job = load(sanwu, sheet(tmp_path, ROWS), campaign).data["job"]

    undone = sanwu("import", "undo", job, "--json")
    assert (undone.code, undone.data) == (0, {"job": job, "removed": 3, "restored": undone.data["restored"]})
    assert sanwu("import", "undo", job).code == 3
    assert sanwu("import", "undo", job + 100).code == 2


def test_verdicts_are_counted(sanwu: Run, campaign: int, tmp_path: Path) -> None:
    load(sanwu, sheet(tmp_path, ROWS), campaign)

    stored, computed = sanwu("decide", "--campaign", campaign, "--json"), sanwu(
        "decide", "--campaign", campaign, "--on", "2026-01-31", "--json"
    )  # fmt: skip

    assert stored.data["compounds"] == 3
    assert stored.data["conditions"] == {"small": {"yes": 1, "no": 1, "unknown": 1, "not_applicable": 0}}
    assert stored.data["decisions"] == {}
    assert computed.data == stored.data | {"on": "2026-01-31"}
    assert "规模小：是 1，否 1，待核实 1，不适用 0" in sanwu("decide", "--campaign", campaign).out


@pytest.mark.parametrize("ending", ["xlsx", "csv", "geojson"])
def test_the_ledger_goes_out_in_each_format(sanwu: Run, campaign: int, tmp_path: Path, ending: str) -> None:
    load(sanwu, sheet(tmp_path, ROWS), campaign)
    out = tmp_path / f"out.{ending}"

    answer = sanwu("export", "ledger", "--campaign", campaign, out, "--json")

    assert (answer.code, answer.data) == (0, {"rows": 3, "file": str(out)})
    assert out.stat().st_size > 0
    if ending != "geojson":
        again = load(sanwu, out, campaign)
        assert (again.code, again.data["created"], again.data["updated"], again.data["unchanged"]) == (0, 0, 0, 3)


def test_an_export_that_cannot_be_written_ends_with_2(sanwu: Run, campaign: int, tmp_path: Path) -> None:
    for out in (tmp_path / "x.doc", tmp_path / "none" / "x.csv"):
        assert sanwu("export", "ledger", "--campaign", campaign, out).code == 2


def test_rights_are_those_of_the_account(sanwu: Run, campaign: int, tmp_path: Path) -> None:
    sanwu("account", "add", "east", "--role", "district_official", "--division", "990101")
    sanwu("account", "add", "audit", "--role", "auditor", "--division", "9901")
    path = sheet(tmp_path, ROWS)

    assert load(sanwu, path, campaign, "--as", "audit").code == 3
    east = load(sanwu, path, campaign, "--as", "east")
    assert (east.code, east.data["created"], east.data["refused"]) == (1, 2, 1), "the neighbour's row is refused"
    assert Act.objects.filter(actor_name="east").exists()
    whole = sanwu("decide", "--campaign", campaign, "--on", "2026-01-31", "--as", "east")
    assert whole.code == 3, "the whole campaign is not the district's to see"


# --- The journal ---------------------------------------------------------------------------------------------------------


def test_the_journal_is_sound_until_a_row_is_edited(sanwu: Run, campaign: int, tmp_path: Path) -> None:
    load(sanwu, sheet(tmp_path, ROWS), campaign)
    sound = sanwu("journal", "verify", "--json")
    assert (sound.code, sound.data["ok"], sound.data["first_bad"], sound.data["reason"]) == (0, True, None, None)
    assert sound.data["entries"] == Act.objects.count()
    last = sanwu("journal", "head", "--json").data
    assert last["number"] == sound.data["entries"]
    assert sanwu("journal", "verify", "--anchor", f"{last['number']}:{last['hash']}").code == 0

    LedgerEntry.objects.filter(household_count=49).update(household_count=51)
    edited = sanwu("journal", "verify", "--json")
    assert (edited.code, edited.data["ok"]) == (1, False)
    assert edited.data["reason"]

    Act.objects.filter(number=1).update(verb="other")
    assert sanwu("journal", "verify", "--json").data["first_bad"] == 1


def test_a_cut_journal_is_found_with_a_published_head(sanwu: Run, campaign: int) -> None:
    last = sanwu("journal", "head", "--json").data
    Act.objects.filter(number=last["number"]).delete()

    assert sanwu("journal", "verify").code == 0
    cut = sanwu("journal", "verify", "--anchor", f"{last['number']}:{last['hash']}", "--json")
    assert (cut.code, cut.data["first_bad"]) == (1, last["number"])


@pytest.mark.parametrize("anchor", ["7", "x:y", "7:xyz"])
def test_an_anchor_of_wrong_shape_ends_with_2(sanwu: Run, tree: None, anchor: str) -> None:
    assert sanwu("journal", "verify", "--anchor", anchor).code == 2


# --- The real list -------------------------------------------------------------------------------------------------------


def test_the_real_ledger_of_510_compounds(sanwu: Run, db: None, trial_data: Path, tmp_path: Path) -> None:
    divisions = trial_data / "divisions" / "modood-2022"
    assert sanwu("divisions", "import", divisions, "--edition", "2022-10-01").code == 0
    scheme = ROOT / "schemes" / "haikou-2016"
    assert sanwu("campaign", "open", "--scheme", scheme, "--division", "110000000000", "--name", "试点").code == 0
    campaign = Campaign.objects.get().pk
    ledger = trial_data / "ledgers" / "beijing-510-ledger.xlsx"

    first = load(sanwu, ledger, campaign)
    assert (first.code, len(first.data["ignored_lines"])) == (0, 7)
    assert (first.data["rows"], first.data["accepted"], first.data["refused"]) == (510, 510, 0)
    again = load(sanwu, ledger, campaign)
    assert (again.data["created"], again.data["updated"], again.data["unchanged"]) == (0, 0, 510)
    decided = sanwu("decide", "--campaign", campaign, "--json").data
    assert decided["conditions"]["three_no"] == {"yes": 0, "no": 496, "unknown": 14, "not_applicable": 0}
    out = tmp_path / "out.xlsx"
    assert sanwu("export", "ledger", "--campaign", campaign, out, "--json").data["rows"] == 510
    back = load(sanwu, out, campaign)
    assert (back.data["created"], back.data["updated"], back.data["refused"]) == (0, 0, 0)
    assert sanwu("journal", "verify").code == 0
