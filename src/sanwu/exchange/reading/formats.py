"""What kind of file this is, told by its content: names lie, and offices rename."""

import mmap
import re
from pathlib import Path

from sanwu.exchange.reading.failures import ReadFailure

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
WORKBOOK_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))

# First bytes of what is uploaded by mistake, and what to call it.
_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"\x1f\x8b", "GZIP"),
    (b"SQLite format 3", "SQLite"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"PK\x05\x06", "ZIP"),
)
_HTML = re.compile(rb"<(!doctype\s+html|html|table|head|body|meta)\b", re.IGNORECASE)
_JSON = re.compile(rb"\xef?\xbb?\xbf?\s*[{\[]\s*(?:\"type\"|[{\[\"])")
_XML = re.compile(rb"<\?xml|<Workbook\b")
SAMPLE = 8192


def kind_of(path: Path, max_size: int) -> str:
    """zip, xls, geojson or csv, or a ReadFailure that names what the file is instead. Archives are looked into by `archive`."""
    size = path.stat().st_size
    if size == 0:
        raise ReadFailure("empty_file")
    if size > max_size:
        raise ReadFailure("file_too_large", size_mb=-(-size // 1_000_000), limit_mb=max_size // 1_000_000)
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(OLE):
        return _inside_ole(path)
    for signature, name in _SIGNATURES:
        # BM and MZ may also begin a text; a picture or a program has NUL bytes right behind.
        if head.startswith(signature) and (len(signature) > 2 or b"\0" in head[:64]):
            raise ReadFailure("wrong_type", found=name)
    if _HTML.search(head[:2048]):
        raise ReadFailure("web_page")
    if _XML.match(head.lstrip(b"\xef\xbb\xbf \r\n\t")):
        raise ReadFailure("xml_file")
    return "geojson" if _JSON.match(head) else "csv"


def _inside_ole(path: Path) -> str:
    """Old Excel files and encrypted new ones share a container; Word and others use it as well."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(ENCRYPTED_PACKAGE) >= 0:
            raise ReadFailure("encrypted")
        if any(content.find(name) >= 0 for name in WORKBOOK_STREAMS):
            return "xls"
    raise ReadFailure("wrong_type", found="Word")
