"""Text files of rows: encodings and separators are found out, quotes of our own export are taken off again."""

import pytest

from sanwu.exchange.reading.failures import ReadFailure
from sanwu.exchange.reading.limits import Limits
from sanwu.exchange.reading.sandbox import read_table

TEXT = "小区名称,户数\n幸福院,120\n和平里,36\n"
ROWS = [["小区名称", "户数"], ["幸福院", "120"], ["和平里", "36"]]


def write(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_is_found_out(tmp_path, encoding, found):
    table = read_table(write(tmp_path, TEXT.encode(encoding)))
    assert table.rows == ROWS
    assert table.encoding == found


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_the_separator_is_found_out(tmp_path, delimiter):
    table = read_table(write(tmp_path, TEXT.replace(",", delimiter).encode()))
    assert (table.rows, table.delimiter) == (ROWS, delimiter)


def test_a_comma_inside_a_text_does_not_make_it_the_separator(tmp_path):
    lines = "\n".join(["名称|地址|户数", "甲|和平路1号,东侧|3", "乙|和平路2号,西侧|4", "丙|三号院|5"])
    assert read_table(write(tmp_path, lines.encode())).rows[1] == ["甲", "和平路1号,东侧", "3"]


def test_a_title_line_does_not_hide_the_separator(tmp_path):
    assert read_table(write(tmp_path, ("小区台账\n" + TEXT).encode())).rows == [["小区台账", ""], *ROWS]


def test_the_separator_named_by_a_spreadsheet_is_believed_and_lines_keep_their_numbers(tmp_path):
    assert read_table(write(tmp_path, "sep=;\n甲;1,5\n".encode())).rows == [["", ""], ["甲", "1,5"]]


def test_separator_and_encoding_can_be_given(tmp_path):
    content = "甲,1;2\n乙,3;4\n".encode("gb18030")
    assert read_table(write(tmp_path, content), delimiter=";", encoding="gb18030").rows == [
        ["甲,1", "2"],
        ["乙,3", "4"],
    ]


def test_an_encoding_that_does_not_fit_is_refused(tmp_path):
    with pytest.raises(ReadFailure, match="encoding"):
        read_table(write(tmp_path, TEXT.encode("gb18030")), encoding="utf-8")


def test_an_unknown_encoding_is_refused(tmp_path):
    with pytest.raises(ReadFailure, match="encoding"):
        read_table(write(tmp_path, TEXT.encode()), encoding="klingon")


def test_codes_keep_their_zeros_and_long_numbers_their_digits(tmp_path):
    content = "编号,代码\n0012,010106001001\n1,123456789012345678\n".encode()
    assert read_table(write(tmp_path, content)).rows[1:] == [["0012", "010106001001"], ["1", "123456789012345678"]]


def test_rows_of_different_length_are_evened_out(tmp_path):
    assert read_table(write(tmp_path, b"a,b,c\n1\n2,3\n")).rows == [["a", "b", "c"], ["1", "", ""], ["2", "3", ""]]


def test_line_breaks_inside_quotes_stay_in_the_cell(tmp_path):
    assert read_table(write(tmp_path, '名称,备注\n甲,"一\n二"\n'.encode())).rows[1] == ["甲", "一\n二"]


@pytest.mark.parametrize("text", ["'=1+1", "'+86", "'-3", "'@x", "''=1", "'＝1"])
def test_the_quote_before_a_formula_is_taken_off_once(tmp_path, text):
    assert read_table(write(tmp_path, f"名称,备注\n甲,{text}\n".encode())).rows[1][1] == text[1:]


@pytest.mark.parametrize("text", ["'甲", "'", "''", "'90年代"])
def test_any_other_quote_is_text(tmp_path, text):
    assert read_table(write(tmp_path, f"名称,备注\n甲,{text}\n".encode())).rows[1][1] == text


def test_a_quote_without_its_partner_is_named_with_its_line(tmp_path):
    lines = '名称,备注\n甲,好\n乙,"没有配对\n' + "丙,一般的一行\n" * 9000
    with pytest.raises(ReadFailure) as caught:
        read_table(write(tmp_path, lines.encode()))
    assert (caught.value.code, caught.value.params["line"]) == ("csv_quote", 3)


def test_a_cell_that_no_spreadsheet_could_hold_is_named_with_its_line(tmp_path):
    with pytest.raises(ReadFailure) as caught:
        read_table(write(tmp_path, f"名称,备注\n甲,好\n乙,{'长' * 40_000}\n丙,好\n".encode()))
    assert (caught.value.code, caught.value.params) == ("csv_cell_too_long", {"line": 3, "limit": 32_767})


def test_too_many_columns_are_refused(tmp_path):
    with pytest.raises(ReadFailure) as caught:
        read_table(write(tmp_path, b",".join([b"1"] * 50)), limits=Limits(max_columns=40))
    assert (caught.value.code, caught.value.params["columns"]) == ("too_many_columns", 50)


def test_a_real_listing_with_strokes_and_no_header_is_read(trial_data):
    table = read_table(trial_data / "compounds" / "imm_beijing_community.csv")
    assert (len(table.rows), table.width, table.delimiter) == (510, 17, "|")
