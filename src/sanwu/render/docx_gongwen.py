"""An official document as Word, so that an office can still edit it (python-docx)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from sanwu.base.text import printable
from sanwu.render.gongwen import (
    BODY_FONT,
    BODY_PT,
    BOTTOM_MM,
    CHARACTERS,
    HEADING_FONT,
    LEFT_MM,
    LINES,
    MARK_FONT,
    PAGE_PT,
    RIGHT_MM,
    STAND_INS,
    TABLE_PT,
    TITLE_FONT,
    TITLE_PT,
    TOP_MM,
    Gongwen,
    Table,
    attachment_lines,
    level_of,
)

LINE_PT = round((297 - TOP_MM - BOTTOM_MM) * 72 / 25.4 / LINES, 2)
_FONTS = {0: BODY_FONT, 1: HEADING_FONT, 2: MARK_FONT}


def docx_of(document: Gongwen) -> bytes:
    """The document as a .docx file. Nothing in it but what is said; its date of making is the document's own."""
    word = Document()
    _prepare(word, document)
    if document.number:
        _line(word, document.number, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=0)
    _line(word, document.title, font=TITLE_FONT, size=TITLE_PT, align=WD_ALIGN_PARAGRAPH.CENTER, indent=0)
    _line(word, "", indent=0)
    if document.recipients:
        _line(word, f"{document.recipients}：", indent=0)
    for text in document.paragraphs:
        _line(word, text, font=_FONTS[level_of(text)])
    if document.attachments:
        _line(word, "", indent=0)
        for text in attachment_lines(document.attachments):
            _line(word, text)
    _signature(word, document)
    for mark, table in document.tables:
        _append_table(word, mark, table)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _prepare(word: DocumentType, document: Gongwen) -> None:
    properties = word.core_properties
    properties.title, properties.author = printable(document.title.replace("\n", "")), printable(document.body)
    properties.comments = ""
    properties.created = properties.modified = datetime.combine(document.on, time())
    style = word.styles["Normal"]
    style.font.size = Pt(BODY_PT)
    _set_font(style.element.get_or_add_rPr(), BODY_FONT)
    word.settings.odd_and_even_pages_header_footer = True
    _page(word.sections[0])
    _page_numbers(word.sections[0])
    _name_stand_ins(word)


def _page(section: Section, landscape: bool = False) -> None:
    width, height = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (height, width) if landscape else (width, height)
    margins = (TOP_MM, RIGHT_MM, BOTTOM_MM, LEFT_MM)
    # Turned by a quarter, so that a bound page reads from its outer edge.
    top, right, bottom, left = (LEFT_MM, TOP_MM, RIGHT_MM, BOTTOM_MM) if landscape else margins
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
        Mm(top), Mm(right), Mm(bottom), Mm(left),
    )  # fmt: skip
    section.footer_distance = Mm(28 if not landscape else 18)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    if not landscape:
        grid = OxmlElement("w:docGrid")
        grid.set(qn("w:type"), "linesAndChars")
        grid.set(qn("w:linePitch"), str(round(LINE_PT * 20)))
        # In 1/4096 of a point: the characters of 28 to a line stand a little closer than their size.
        grid.set(qn("w:charSpace"), str(round(((210 - LEFT_MM - RIGHT_MM) * 72 / 25.4 / CHARACTERS - BODY_PT) * 4096)))
        section._sectPr.append(grid)


def _page_numbers(section: Section) -> None:
    """— 1 —, on the outer side: right on odd pages, left on even ones."""
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):  # fmt: skip
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.alignment = align
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(PAGE_PT)
        _run(line, "— ", "宋体", PAGE_PT)
        field = _run(line, "", "宋体", PAGE_PT)
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            part = OxmlElement("w:instrText" if text else "w:fldChar")
            if text:
                part.text = text
            else:
                part.set(qn("w:fldCharType"), kind)
            field.append(part)
        _run(line, " —", "宋体", PAGE_PT)


def _name_stand_ins(word: DocumentType) -> None:
    """Tell Word what to take where a font is not installed."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in STAND_INS.items()
    )
    for relation in word.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            part: Any = relation.target_part
            part._blob = part.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")


def _line(
    word: DocumentType,
    text: str,
    *,
    font: str = BODY_FONT,
    size: float = BODY_PT,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    indent: float = 2,
    right: float = 0,
) -> Paragraph:
    line = word.add_paragraph()
    form = line.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(max(LINE_PT, size * 1.5))
    form.first_line_indent = Pt(indent * size)
    form.right_indent = Pt(right * size)
    line.alignment = align
    _run(line, text, font, size)
    return line


def _run(line: Paragraph, text: str, font: str, size: float) -> Any:
    run = line.add_run(printable(text))
    run.font.size = Pt(size)
    _set_font(run._r.get_or_add_rPr(), font)
    return run._r


def _set_font(properties: Any, font: str) -> None:
    fonts = properties.get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    for name in ("w:ascii", "w:hAnsi"):
        fonts.set(qn(name), "Times New Roman")


def _signature(word: DocumentType, document: Gongwen) -> None:
    for _ in range(2):
        _line(word, "", indent=0)
    _line(word, document.body, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=0, right=2)
    _line(word, document.day, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=0, right=4)
    if document.signers:
        _line(word, "", indent=0)
        for text in document.signers:
            _line(word, text, indent=0)


def _append_table(word: DocumentType, mark: str, table: Table) -> None:
    section = word.add_section(WD_SECTION.NEW_PAGE)
    _page(section, landscape=table.landscape)
    _line(word, mark, font=HEADING_FONT, indent=0)
    _line(word, table.title, font=TITLE_FONT, size=18, align=WD_ALIGN_PARAGRAPH.CENTER, indent=0)
    width = (297 - TOP_MM - BOTTOM_MM) if table.landscape else (210 - LEFT_MM - RIGHT_MM)
    word.element.body.insert(len(word.element.body) - 1, parse_xml("".join(_table_xml(table, width))))
    if table.note:
        _line(word, table.note, size=TABLE_PT, indent=0)


def _table_xml(table: Table, width_mm: float) -> Iterator[str]:
    """The whole table as one text: a table of thousands of rows is made in the time of one."""
    total = sum(table.widths)
    widths = [round(width_mm * 1440 / 25.4 * part / total) for part in table.widths]
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    yield f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
    yield f'<w:tblBorders>{border}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
    yield "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"
    yield from _row_xml(table.heads, widths, frozenset(), head=True)
    for row in table.rows:
        yield from _row_xml(row, widths, table.numeric, head=False)
    yield "</w:tbl>"


def _row_xml(cells: Iterable[str], widths: list[int], numeric: frozenset[int], *, head: bool) -> Iterator[str]:
    font = HEADING_FONT if head else BODY_FONT
    run = (
        f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>'
        f'<w:sz w:val="{round(TABLE_PT * 2)}"/></w:rPr>'
    )
    yield "<w:tr><w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if head else "") + "</w:trPr>"
    for number, (text, width) in enumerate(zip(cells, widths, strict=True)):
        align = "center" if head else "right" if number in numeric else "left"
        yield (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>'
            f'<w:snapToGrid w:val="0"/><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
            f'<w:jc w:val="{align}"/></w:pPr><w:r>{run}<w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r></w:p></w:tc>'
        )
    yield "</w:tr>"
