"""Whatever file comes, this process lives on, and the sentence says what is wrong and what to do."""

import os
import resource
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from sanwu.exchange.reading import sandbox
from sanwu.exchange.reading.failures import ReadFailure
from sanwu.exchange.reading.limits import Limits
from sanwu.exchange.reading.messages import FAILURES
from sanwu.exchange.reading.sandbox import read_table
from tests.exchange.reading.workbooks import (
    SHEET_HEAD,
    Formula,
    cells_xml,
    make_xlsx,
    many_rows_xml,
    ods_with,
    ole_with,
    raw_xlsx,
    zip_with,
)

ROWS = [["小区名称", "户数"], ["幸福院", 120], ["和平里", 36.5]]


def refusal(path: Path, **options) -> ReadFailure:
    with pytest.raises(ReadFailure) as caught:
        read_table(path, **options)
    assert "请" in caught.value.message, "a refusal says what to do"
    assert "{" not in caught.value.message
    return caught.value


# ── what can be read ──


def test_a_workbook_comes_back_as_plain_rows(tmp_path):
    table = read_table(make_xlsx(tmp_path / "a.xlsx", ROWS))
    assert table.rows == [["小区名称", "户数"], ["幸福院", 120.0], ["和平里", 36.5]]
    assert (table.format, table.sheet) == ("xlsx", "台账")


def test_a_position_is_the_place_in_the_sheet_even_if_the_sheet_begins_further_in(tmp_path):
    rows = [[], [], ["", "", "小区名称"], ["", "", "幸福院"]]
    assert read_table(make_xlsx(tmp_path / "a.xlsx", rows)).rows[2] == ["", "", "小区名称"]


def test_dates_stay_dates_and_truth_values_become_words(tmp_path):
    table = read_table(make_xlsx(tmp_path / "a.xlsx", [["日期", "有"], [date(2017, 6, 30), True]]))
    assert table.rows[1] == [date(2017, 6, 30), "TRUE"]


def test_merged_ranges_are_reported(tmp_path):
    table = read_table(make_xlsx(tmp_path / "a.xlsx", [["台账", ""], *ROWS], merges=[(0, 0, 0, 1)]))
    assert table.merges == ((0, 0, 0, 1),)


def test_a_failed_formula_is_not_taken_for_a_blank(tmp_path):
    rows = [
        ["小区名称", "户数"],
        ["幸福院", Formula("=1/0", "#DIV/0!")],
        ["和平里", Formula("=VLOOKUP(1,A:A,1)", "#N/A")],
    ]
    table = read_table(make_xlsx(tmp_path / "a.xlsx", rows))
    assert [row[1] for row in table.rows] == ["户数", "#DIV/0!", "#N/A"]


def test_the_result_of_a_formula_is_read(tmp_path):
    table = read_table(make_xlsx(tmp_path / "a.xlsx", [["户数"], [Formula("=100+20", 120)]]))
    assert table.rows[1] == [120.0]


def test_the_sheet_with_most_content_is_taken_and_the_others_are_named(tmp_path):
    path = make_xlsx(
        tmp_path / "a.xlsx", [["说明"]], sheet="填表说明", more={"台账": ROWS, "字典": [["x"] * 9] * 9}, hidden=["字典"]
    )
    table = read_table(path)
    assert table.sheet == "台账"
    assert {other.name: other.hidden for other in table.other_sheets} == {"填表说明": False, "字典": True}


def test_a_sheet_can_be_asked_for_by_name(tmp_path):
    path = make_xlsx(tmp_path / "a.xlsx", ROWS, more={"二": [["甲"], ["乙"]]})
    assert read_table(path, sheet="二").rows == [["甲"], ["乙"]]


def test_a_sheet_that_is_not_there_is_refused_with_the_names_of_those_that_are(tmp_path):
    failure = refusal(make_xlsx(tmp_path / "a.xlsx", ROWS, more={"二": [["甲"]]}), sheet="三")
    assert failure.code == "no_such_sheet"
    assert "台账、二" in failure.message


def test_a_workbook_with_a_false_name_is_read_by_its_content(tmp_path):
    assert len(read_table(make_xlsx(tmp_path / "台账.xlsx", ROWS).rename(tmp_path / "台账.csv")).rows) == 3


def test_a_sheet_of_an_open_document_is_read(tmp_path):
    path = tmp_path / "a.ods"
    path.write_bytes(ods_with([["小区名称", "户数"], ["幸福院", "120户"]]))
    table = read_table(path)
    assert (table.format, table.rows) == ("ods", [["小区名称", "户数"], ["幸福院", "120户"]])


def test_macros_and_links_to_other_files_are_left_alone(tmp_path):
    path = make_xlsx(tmp_path / "a.xlsm", ROWS)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xcc\x61" * 100)
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    assert len(read_table(path).rows) == 3


def test_the_child_knows_no_settings_and_no_keys(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret@example/db")
    seen = {}
    start = subprocess.Popen

    def spy(command, **options):
        seen.update(options["env"])
        return start(command, **options)

    monkeypatch.setattr(sandbox.subprocess, "Popen", spy)
    read_table(make_xlsx(tmp_path / "a.xlsx", ROWS))
    assert set(seen) == {"PATH", "PYTHONPATH", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE"}


def test_the_child_loads_neither_django_nor_the_models():
    code = (
        "import sys, sanwu.exchange.reading.child; sys.exit(any(m.partition('.')[0] == 'django' for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


# ── what cannot be read ──


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7 ...", "wrong_type"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "wrong_type"),
        (b"Rar!\x1a\x07", "wrong_type"),
        (zip_with(["word/document.xml", "[Content_Types].xml"]), "wrong_type"),
        (zip_with(["photo.jpg"]), "wrong_type"),
        (ole_with("WordDocument"), "wrong_type"),
        (bytes(range(256)) * 20, "wrong_type"),
        (ole_with("EncryptedPackage"), "encrypted"),
        (b"<html><body><table><tr><td>x</td></tr></table>", "web_page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "xml_file"),
        (ole_with("Workbook"), "damaged"),
        (b"PK\x03\x04 cut off in the middle", "truncated"),
        (b"\xff\xfeodd", "encoding"),
        (b"a,b\n1,\xff\xff\xff\n", "encoding"),
        (b"\n\n,,\n", "empty"),
    ],
)
def test_a_file_that_is_no_table_is_named_for_what_it_is(tmp_path, content, code):
    path = tmp_path / "upload"
    path.write_bytes(content)
    assert refusal(path).code == code


def test_a_truncated_workbook_is_refused(tmp_path):
    path = make_xlsx(tmp_path / "a.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[:-300])
    assert refusal(path).code == "truncated"


@pytest.mark.parametrize("missing", ["xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "META-INF/manifest.xml"])
def test_a_workbook_that_lacks_one_of_its_parts_is_refused(tmp_path, missing):
    whole = tmp_path / "whole"
    if missing.startswith("xl/"):
        make_xlsx(whole, ROWS)
    else:
        whole.write_bytes(ods_with([["小区名称"], ["幸福院"]]))
    lacking = tmp_path / "lacking"
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(lacking, "w") as archive:
        assert missing in parts.namelist()
        for name in parts.namelist():
            if name != missing:
                archive.writestr(name, parts.read(name))
    assert refusal(lacking).code == "truncated"


def test_a_workbook_with_a_damaged_sheet_is_refused(tmp_path):
    path = raw_xlsx(tmp_path / "a.xlsx", SHEET_HEAD + '<sheetData><row r="1"><c r="A1"><v>1</v></row>')
    assert refusal(path).code == "damaged"


def test_a_workbook_without_content_is_refused(tmp_path):
    assert refusal(make_xlsx(tmp_path / "a.xlsx", [])).code == "empty"


def test_a_file_over_the_size_limit_is_refused_before_it_is_opened(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 2000)
    assert refusal(path, limits=Limits(max_file=1000)).code == "file_too_large"


def test_a_cell_in_the_far_corner_is_named(tmp_path):
    failure = refusal(raw_xlsx(tmp_path / "a.xlsx", cells_xml({"A1": "1", "XFD1048576": "2"})))
    assert failure.code == "far_cell"
    assert "XFD1048576" in failure.message


def test_a_far_cell_is_found_also_after_it_has_killed_the_parser(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox._Conversation, "_look", lambda self: None)
    failure = refusal(raw_xlsx(tmp_path / "a.xlsx", cells_xml({"A1": "1", "XFD1048576": "2"})))
    assert (failure.code, failure.params) == ("far_cell", {"cell": "XFD1048576"})


def test_a_far_cell_that_only_has_a_style_harms_nobody(tmp_path):
    blank = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    xml = cells_xml({"A1": "1"}).replace("</sheetData>", blank + "</sheetData>")
    assert read_table(raw_xlsx(tmp_path / "a.xlsx", xml)).rows == [[1.0]]


def test_a_cell_far_to_the_right_is_refused(tmp_path):
    failure = refusal(raw_xlsx(tmp_path / "a.xlsx", cells_xml({"A1": "1", "ZZ2": "2"})))
    assert failure.code == "too_many_columns"


def test_a_merged_cell_over_the_whole_sheet_is_refused(tmp_path):
    xml = cells_xml({"A1": "1"}).replace(
        "</worksheet>", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    )
    assert refusal(raw_xlsx(tmp_path / "a.xlsx", xml)).code == "huge_merge"


@pytest.mark.parametrize("where", ["sheet", "book"])
def test_entities_are_refused(tmp_path, where):
    doctype = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    sheet = cells_xml({"A1": "1"})
    if where == "sheet":
        path = raw_xlsx(tmp_path / "a.xlsx", sheet.replace('<?xml version="1.0"?>', doctype))
    else:
        path = raw_xlsx(tmp_path / "a.xlsx", sheet, book=doctype + "<workbook/>")
    assert refusal(path).code == "entities"


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path):
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>'
    pieces = [SHEET_HEAD, "<sheetData>", cell, *["x" * 1_000_000] * 80, "</t></is></c></row></sheetData></worksheet>"]
    path = raw_xlsx(tmp_path / "a.xlsx", pieces)
    assert path.stat().st_size < 200_000
    assert refusal(path).code == "bomb"


def test_a_password_on_the_archive_is_named(tmp_path):
    path = make_xlsx(tmp_path / "a.xlsx", ROWS)
    content = bytearray(path.read_bytes())
    directory = content.rfind(b"PK\x01\x02")
    content[directory + 8] |= 1
    path.write_bytes(content)
    assert refusal(path).code == "encrypted"


def test_a_million_rows_are_refused_by_the_row_limit(tmp_path):
    path = raw_xlsx(tmp_path / "a.xlsx", many_rows_xml(1_000_000))
    failure = refusal(path)
    assert failure.code == "too_many_rows"
    assert "200000" in failure.message.replace(",", "")


def test_too_many_rows_are_refused_in_a_text_file_too(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("名称,户数\n" + "院,1\n" * 500, encoding="utf-8")
    failure = refusal(path, limits=Limits(max_rows=300))
    assert (failure.code, failure.params["limit"]) == ("too_many_rows", 300)


def test_styled_blank_rows_do_not_count_as_rows(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 3000))
    xml = f'{SHEET_HEAD}<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{rows}</sheetData></worksheet>'
    assert read_table(raw_xlsx(tmp_path / "a.xlsx", xml), limits=Limits(max_rows=100)).rows == [[1.0]]


def test_a_parser_out_of_memory_takes_only_its_own_process_with_it(tmp_path):
    path = raw_xlsx(tmp_path / "a.xlsx", many_rows_xml(60_000))
    assert refusal(path, limits=Limits(memory=4 * 1024 * 1024)).code == "too_big"


def test_a_parser_that_takes_too_long_is_stopped(tmp_path):
    path = raw_xlsx(tmp_path / "a.xlsx", many_rows_xml(150_000))
    assert refusal(path, limits=Limits(wall_seconds=0)).code == "too_slow"


def test_a_child_that_dies_without_a_word_gives_a_clean_message(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox.sys, "executable", "/bin/false")
    assert refusal(make_xlsx(tmp_path / "a.xlsx", ROWS)).code == "damaged"


def test_a_message_that_would_build_anything_but_plain_values_is_not_believed(tmp_path, monkeypatch):
    script = tmp_path / "liar"
    script.write_text(
        f"#!{sys.executable}\nimport os, pickle, struct, sys\n"
        "class Trap:\n    def __reduce__(self):\n        return os.system, ('touch {marker}',)\n".format(
            marker=tmp_path / "harm"
        )
        + "content = pickle.dumps({'head': Trap()})\n"
        "sys.stdout.buffer.write(struct.pack('>Q', len(content)) + content)\n"
    )
    script.chmod(0o755)
    monkeypatch.setattr(sandbox.sys, "executable", str(script))
    assert refusal(make_xlsx(tmp_path / "a.xlsx", ROWS)).code == "damaged"
    assert not (tmp_path / "harm").exists()


def test_no_child_is_left_behind(tmp_path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    refusal(raw_xlsx(tmp_path / "a.xlsx", cells_xml({"A1": "1", "XFD1048576": "2"})))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime >= before


def test_every_failure_says_what_to_do():
    assert [code for code, text in FAILURES.items() if "请" not in str(text)] == []


@pytest.mark.parametrize(
    ("name", "code"), [("h_farcell.xlsx", "far_cell"), ("h_merged.xlsx", "huge_merge"), ("h_lol.xlsx", "entities")]
)
def test_the_hostile_workbooks_of_the_trials_are_refused(trial_data, name, code):
    assert refusal(trial_data / "hostile" / name).code == code
