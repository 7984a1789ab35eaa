"""What a file really is, told by its content and never by its name; photos made anew from their pixels.

A photo keeps nothing but its pixels: no EXIF, no place, no thumbnail, no text after its end (security.md promise 26).
"""

import hashlib
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from sanwu.base.errors import BadInput

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_UNPACKED = 200 * 1024 * 1024
LONGEST_SIDE = 2048
PREVIEW_SIDE = 480
QUALITY = 85
PIECE = 1 << 20

PICTURES = ("JPEG", "PNG", "WEBP", "BMP")
PDF, DOCX, XLSX, JPEG = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "image/jpeg",
)
_OFFICE = {"word/document.xml": (DOCX, ".docx"), "xl/workbook.xml": (XLSX, ".xlsx")}


class Kept(NamedTuple):
    """A file as it is stored: what it is, its ending, digest and size, and of a picture its sides in pixels."""

    media_type: str
    ending: str
    sha256: str
    size: int
    width: int | None = None
    height: int | None = None


def receive(file: BinaryIO, target: Path) -> tuple[str, int]:
    """Copy a file piece by piece to `target`: (sha256, size). BadInput when it is empty or too large."""
    total, size = hashlib.sha256(), 0
    with target.open("xb") as copy:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > MOST_BYTES:
                raise BadInput(
                    _("文件超过 %(most)s MB。请压缩或拆开后再上传。") % {"most": MOST_BYTES // 1024 // 1024}, "file"
                )
            total.update(piece)
            copy.write(piece)
    if not size:
        raise BadInput(_("文件是空的（0 字节）。请检查是否保存成功，重新上传。"), "file")
    return total.hexdigest(), size


def make_photo(source: Path, target: Path, preview: Path) -> Kept:
    """A picture made anew as JPEG, its longest side limited, and a small one beside it. BadInput for anything else."""
    with _opened(source) as picture:
        shown = _flat(picture)
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    shown.save(target, "JPEG", quality=QUALITY, optimize=True)
    width, height = shown.size
    shown.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS)
    shown.save(preview, "JPEG", quality=QUALITY, optimize=True)
    return Kept(JPEG, ".jpg", sha256_of(target), target.stat().st_size, width, height)


def paper_of(source: Path) -> Kept | None:
    """What a paper is: PDF, Word or Excel file; None for something else, which may still be a picture.

    BadInput for one with macros, one that unpacks to too much, and one that is cut off.
    """
    with source.open("rb") as file:
        start = file.read(8)
        file.seek(max(source.stat().st_size - 2048, 0))
        end = file.read()
    if start.startswith(b"%PDF-"):
        if b"%%EOF" not in end:
            raise BadInput(_("PDF 文件不完整，多半是传输中断。请找到原文件重新上传。"), "file")
        return Kept(PDF, ".pdf", sha256_of(source), source.stat().st_size)
    if start.startswith(b"PK\x03\x04"):
        media_type, ending = _office(source)
        return Kept(media_type, ending, sha256_of(source), source.stat().st_size)
    return None


def sha256_of(path: Path) -> str:
    """The digest of a stored file."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        for piece in _pieces(file):
            total.update(piece)
    return total.hexdigest()


def _opened(source: Path) -> Image.Image:
    """The picture, its header read and its size judged before a single pixel is."""
    unusable = BadInput(
        _("这不是能用的照片。请上传 JPEG、PNG、WebP 或 BMP 图片；手机的 HEIC 照片请先转成 JPEG。"), "file"
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of what is large but not huge
            picture = Image.open(source, formats=PICTURES)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        raise unusable from None
    if picture.width * picture.height > MOST_PIXELS:
        picture.close()
        raise BadInput(
            _("图片有 %(million)s 百万像素，超过上限 50 百万。请缩小后再上传。")
            % {"million": picture.width * picture.height // 1_000_000},
            "file",
        )
    try:
        picture.load()
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError):
        picture.close()
        raise BadInput(_("图片损坏或不完整，打不开。请重新拍摄或找到原图再上传。"), "file") from None
    return picture


def _flat(picture: Image.Image) -> Image.Image:
    """Upright, without transparency, in plain colours: a new picture that carries nothing of the old file."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        seen = upright.convert("RGBA")
        flat = Image.new("RGB", seen.size, "white")
        flat.paste(seen, mask=seen.getchannel("A"))
        return flat
    flat = Image.new("RGB", upright.size)
    flat.paste(upright.convert("RGB"))
    return flat


def _office(source: Path) -> tuple[str, str]:
    unusable = BadInput(_("只能上传 PDF、Word（.docx）、Excel（.xlsx）或图片扫描件。请另存后再上传。"), "file")
    try:
        with zipfile.ZipFile(source) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise unusable from None
    names = {part.filename for part in parts}
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadInput(_("文件解压后异常地大，已拒绝。请另存后再上传。"), "file")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BadInput(_("文件里有宏，不能上传。请另存为不带宏的 .docx 或 .xlsx。"), "file")
    if "[Content_Types].xml" in names:
        for name, found in _OFFICE.items():
            if name in names:
                return found
    raise unusable


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
