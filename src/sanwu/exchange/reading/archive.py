"""Cheap checks of a packed workbook before anything parses it: sizes, encryption, entities, and where the sheets lie.

Reads the directory of the archive and the first bytes of each XML part; never unpacks a sheet.
"""

import posixpath
import zipfile
import zlib
from pathlib import Path
from typing import IO, NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from sanwu.exchange.reading.failures import ReadFailure

MAX_ENTRIES = 5000
MAX_RATIO = 250  # ordinary sheets pack 10 to 40 times, very regular ones 100 times
RATIO_FROM = 64_000_000  # a small bomb harms nobody
MAX_SMALL_PART = 8_000_000
# KeyError: a part that the archive should have is missing.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError, KeyError)


class SheetPart(NamedTuple):
    """A sheet as the workbook lists it; `part` is its path inside the archive."""

    name: str
    hidden: bool
    part: str


class Archive(NamedTuple):
    """What the directory tells. `sheets` is empty for formats other than xlsx."""

    format: str
    sheets: tuple[SheetPart, ...]


def inspect(path: Path, max_unpacked: int) -> Archive:
    """Refuse what would harm or cannot be read; say what the rest is."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _inspect(archive, path.stat().st_size, max_unpacked)
    except DefusedXmlException:
        raise ReadFailure("entities") from None
    except (*BROKEN, ParseError):
        raise ReadFailure("truncated") from None


def _inspect(archive: zipfile.ZipFile, packed: int, max_unpacked: int) -> Archive:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise ReadFailure("bomb")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > max_unpacked or (unpacked > RATIO_FROM and unpacked > packed * MAX_RATIO):
        raise ReadFailure("bomb")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise ReadFailure("encrypted")
    names = {entry.filename for entry in entries}
    kind = _kind(archive, names)
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as part:
                _refuse_entities(part)
    return Archive(kind, _sheets(archive) if kind == "xlsx" else ())


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "mimetype" in names:
        kind = archive.read("mimetype")[:100].decode("ascii", "replace")
        if "spreadsheet" in kind:
            if b"manifest:encryption-data" in _small(archive, "META-INF/manifest.xml"):
                raise ReadFailure("encrypted")
            return "ods"
    for found, folder in (("Word", "word/"), ("PowerPoint", "ppt/")):
        if any(name.startswith(folder) for name in names):
            raise ReadFailure("wrong_type", found=found)
    raise ReadFailure("wrong_type", found="ZIP")


def _refuse_entities(part: IO[bytes]) -> None:
    """A document type stands before the root element, so reading up to that is enough."""
    for _ in iterparse(part, events=("start",), forbid_dtd=True):
        break


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(MAX_SMALL_PART + 1)
    if len(content) > MAX_SMALL_PART:
        raise ReadFailure("bomb")
    return content


def _sheets(archive: zipfile.ZipFile) -> tuple[SheetPart, ...]:
    """The worksheets in the order of their tabs; chart sheets and dialogs are left out."""
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in fromstring(_small(archive, "xl/_rels/workbook.xml.rels"), forbid_dtd=True)
        if relation.get("Type", "").endswith("/worksheet")
    }
    found = []
    for element in fromstring(_small(archive, "xl/workbook.xml"), forbid_dtd=True).iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        link = next((value for key, value in element.items() if key.endswith("}id")), "")
        if link in targets:
            part = posixpath.normpath(posixpath.join("/xl", targets[link])).lstrip("/")
            found.append(SheetPart(element.get("name", ""), element.get("state", "visible") != "visible", part))
    return tuple(found)
