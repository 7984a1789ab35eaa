"""Official documents: the layout of the standard in Word and PDF, and every text as it was given."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from sanwu.render import pdf_gongwen
from sanwu.render.docx_gongwen import docx_of
from sanwu.render.gongwen import Gongwen, Table, attachment_lines, level_of
from sanwu.render.pdf_gongwen import FONTS, NoChineseFont, chosen, pages_of, pdf_of

TABLE = Table(
    title="整治对象名单",
    heads=("序号", "小区名称", "户数"),
    rows=tuple((str(n), f"第{n}小区 <&> #panic() $x$", "1,200") for n in range(1, 121)),
    widths=(1, 4, 1),
    numeric=frozenset({0, 2}),
    note="注：以上共 120 个。",
)
PAPER = Gongwen(
    title="关于上报东江区\n整治对象名单的报告", recipients="市住建部门", paragraphs=("现将名单上报如下。", "一、情况", "（一）变动", "特此报告。"),
    body="区领导小组", on=date(2020, 6, 30), attachments=("名单", "说明"), signers=("负责人（签字）：", "经办人：林"), table=TABLE,
)  # fmt: skip

with_fonts = pytest.mark.skipif(
    not any(name in pdf_gongwen.installed() for name in FONTS["plain"]), reason="needs a Chinese font"
)


@pytest.mark.parametrize(
    ("text", "level"),
    [("一、基本情况", 1), ("十二、其他", 1), ("（三）变动", 2), ("现将名单、说明上报", 0), ("（签字）", 0), ("", 0)],
)
def test_headings_are_known_by_their_numbers(text: str, level: int) -> None:
    assert level_of(text) == level


def test_several_attachments_are_numbered_and_one_is_not() -> None:
    assert attachment_lines(("名单",)) == ("附件：名单",)
    assert attachment_lines(("名单", "说明")) == ("附件：1. 名单", "　　　2. 说明")


def test_the_word_file_has_the_margins_and_the_grid_of_the_standard() -> None:
    section = Document(BytesIO(docx_of(PAPER))).sections[0]

    for given, wanted in (
        (section.top_margin, 37), (section.bottom_margin, 35), (section.left_margin, 28), (section.right_margin, 26),
    ):  # fmt: skip
        assert abs(given - Mm(wanted)) < Mm(0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "580")


def test_the_word_file_says_what_was_given_in_the_fonts_of_the_standard() -> None:
    word = Document(BytesIO(docx_of(PAPER)))
    lines = {line.text: line for line in word.paragraphs}
    fonts = {
        text: line.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) for text, line in lines.items() if line.runs and text
    }

    assert fonts["关于上报东江区\n整治对象名单的报告"] == "方正小标宋简体"
    assert (fonts["现将名单上报如下。"], fonts["一、情况"], fonts["（一）变动"]) == (
        "仿宋_GB2312",
        "黑体",
        "楷体_GB2312",
    )
    assert {"市住建部门：", "区领导小组", "2020年6月30日", "负责人（签字）：", "经办人：林"} <= set(lines)


def test_the_word_table_repeats_its_head_and_holds_every_row() -> None:
    table = Document(BytesIO(docx_of(PAPER))).tables[0]
    cells = [cell.text for row in table._tbl.tr_lst for cell in row.tc_lst for cell in cell.p_lst]

    assert len(table._tbl.tr_lst) == 121
    assert cells[3:6] == ["1", "第1小区 <&> #panic() $x$", "1,200"]
    assert [tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for tr in table._tbl.tr_lst[:3]] == [
        True,
        False,
        False,
    ]


def test_the_word_file_numbers_its_pages_on_the_outer_side() -> None:
    word = Document(BytesIO(docx_of(PAPER)))
    odd, even = word.sections[0].footer.paragraphs[0], word.sections[0].even_page_footer.paragraphs[0]

    assert word.settings.odd_and_even_pages_header_footer
    assert odd.text.startswith("— ")
    assert odd.alignment != even.alignment
    assert "PAGE" in odd._p.xml


def test_word_is_told_what_stands_in_for_a_font_that_is_missing() -> None:
    with zipfile.ZipFile(BytesIO(docx_of(PAPER))) as packed:
        fonts = packed.read("word/fontTable.xml").decode()

    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in fonts


def test_a_character_that_no_file_may_hold_does_not_break_it() -> None:
    word = Document(BytesIO(docx_of(replace(PAPER, paragraphs=("坏\x00字",)))))

    assert "坏\ufffd字" in [line.text for line in word.paragraphs]


@with_fonts
def test_the_pdf_is_one_file_for_one_document() -> None:
    assert pdf_of(PAPER) == pdf_of(PAPER)
    assert pdf_of(PAPER).startswith(b"%PDF-")


@with_fonts
def test_a_long_table_goes_over_pages_lying_on_their_side() -> None:
    pages = pages_of(PAPER, 20)
    sizes = [(int.from_bytes(page[16:20], "big"), int.from_bytes(page[20:24], "big")) for page in pages]  # PNG head

    assert len(pages) > 4
    assert sizes[0][0] < sizes[0][1]
    assert all(width > height for width, height in sizes[1:])


@with_fonts
def test_a_document_without_table_is_one_page() -> None:
    assert len(pages_of(replace(PAPER, table=None), 20)) == 1


@with_fonts
def test_no_text_of_a_person_is_a_command_to_the_typesetter() -> None:
    hostile = '#panic("x") \\ " $ * _ [ ] # @ ` <a> // /* ='

    assert pages_of(replace(PAPER, title=hostile, recipients=hostile, paragraphs=(hostile,), signers=(hostile,)), 20)


def test_without_a_chinese_font_it_says_what_to_install() -> None:
    with pytest.raises(NoChineseFont, match="请安装"):
        chosen(frozenset({"DejaVu Sans", "Liberation Serif"}))


def test_the_fonts_of_the_standard_come_before_what_stands_in_for_them() -> None:
    families = frozenset({"Noto Serif CJK SC", "FangSong_GB2312", "SimHei", "KaiTi_GB2312", "FZXiaoBiaoSong-B05S"})
    found = chosen(families)

    assert (found["body"], found["title"], found["plain"]) == (
        "FangSong_GB2312",
        "FZXiaoBiaoSong-B05S",
        "Noto Serif CJK SC",
    )
