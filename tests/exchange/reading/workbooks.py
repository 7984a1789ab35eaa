"""Files as tests hand them in: ordinary workbooks, and ones that nobody should be able to harm us with."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    f' xmlns:r="{RELATIONS}"><sheets><sheet name="台账" sheetId="1" r:id="r1"/></sheets></workbook>'
)
BOOK_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
SHEET_HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def make_xlsx(
    path: Path,
    rows: Sequence[Sequence[Any]],
    *,
    merges: Iterable[tuple[int, int, int, int]] = (),
    sheet: str = "台账",
    more: dict[str, Sequence[Sequence[Any]]] | None = None,
    hidden: Iterable[str] = (),
) -> Path:
    """A workbook as Excel writes it. `merges` are (top, left, bottom, right), zero-based; `more` are further sheets."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    book.remove_timezone = True
    for name, content in {sheet: rows, **(more or {})}.items():
        page = book.add_worksheet(name)
        for line, row in enumerate(content):
            for column, cell in enumerate(row):
                if isinstance(cell, Formula):
                    page.write_formula(line, column, cell.text, None, cell.result)
                elif hasattr(cell, "isoformat"):
                    page.write_datetime(line, column, cell, day)
                elif cell is not None and cell != "":
                    page.write(line, column, cell)
        if name == sheet:
            for top, left, bottom, right in merges:
                page.merge_range(top, left, bottom, right, rows[top][left] if left < len(rows[top]) else "")
        if name in hidden:
            page.hide()
    book.close()
    return path


class Formula:
    """A formula and the result a spreadsheet last computed for it."""

    def __init__(self, text: str, result: Any) -> None:
        self.text = text
        self.result = result


def raw_xlsx(path: Path, sheet_xml: str | Iterable[str], *, book: str = BOOK) -> Path:
    """A workbook whose sheet is exactly this XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", ROOT_RELS)
        archive.writestr("xl/workbook.xml", book)
        archive.writestr("xl/_rels/workbook.xml.rels", BOOK_RELS)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for piece in [sheet_xml] if isinstance(sheet_xml, str) else sheet_xml:
                part.write(piece.encode())
    return path


def cells_xml(cells: dict[str, str]) -> str:
    """A sheet with number cells at the given places, one row each."""
    rows = "".join(
        f'<row r="{place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{place}"><v>{value}</v></c></row>'
        for place, value in cells.items()
    )
    return f"{SHEET_HEAD}<sheetData>{rows}</sheetData></worksheet>"


def many_rows_xml(count: int) -> Iterable[str]:
    """A sheet of `count` rows of two cells, piece by piece."""
    yield SHEET_HEAD + "<sheetData>"
    for start in range(1, count + 1, 5000):
        yield "".join(
            f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="inlineStr"><is><t>院{n}</t></is></c></row>'
            for n in range(start, min(start + 5000, count + 1))
        )
    yield "</sheetData></worksheet>"


def ole_with(stream: str) -> bytes:
    """The beginning of an old container file whose directory names one stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(2000)


def zip_with(names: Iterable[str]) -> bytes:
    """An archive that holds small files of these names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>" if name.endswith((".xml", ".rels")) else "x")
    return buffer.getvalue()


def ods_with(rows: Sequence[Sequence[str]]) -> bytes:
    """A small open document sheet of texts."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{office}office:1.0"'
        f' xmlns:table="{office}table:1.0" xmlns:text="{office}text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="台账">{lines}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{office}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return buffer.getvalue()
