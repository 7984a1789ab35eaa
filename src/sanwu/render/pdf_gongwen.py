"""An official document as PDF, set by typst with the Chinese fonts of the system."""

import json
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from sanwu.base.text import printable
from sanwu.render.gongwen import Gongwen, attachment_lines, level_of

TEMPLATE = Path(__file__).with_name("gongwen.typ")
# For each part the fonts that the standard asks for, then what comes closest, then whatever holds Chinese.
_SONG = ("SimSun", "宋体", "Source Han Serif SC", "Noto Serif CJK SC", "Songti SC")
_ANY = ("Source Han Sans SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei")
FONTS = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", *_SONG, *_ANY),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", *_SONG, *_ANY),
    "heading": ("SimHei", "黑体", "Source Han Sans SC", "Noto Sans CJK SC", "STHeiti", *_ANY, *_SONG),
    "mark": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", *_SONG, *_ANY),
    "plain": (*_SONG, *_ANY),
}
NO_FONT = (
    "这台服务器上没有中文字体，不能生成 PDF。请安装仿宋、小标宋、黑体、楷体，或者安装 fonts-noto-cjk 之类的软件包，"
    "再重新生成；Word 文件不受影响。"
)


class NoChineseFont(Exception):
    """No font of this machine holds Chinese characters; the message says what to install."""

    def __init__(self) -> None:
        super().__init__(NO_FONT)


def pdf_of(document: Gongwen) -> bytes:
    """The document as a PDF file; equal documents are equal files on one machine. NoChineseFont where there is none."""
    return _compiled(document, "pdf")[0]


def pages_of(document: Gongwen, ppi: float = 60) -> list[bytes]:
    """Its pages as PNG pictures."""
    return _compiled(document, "png", ppi)


def chosen(families: frozenset[str]) -> dict[str, str]:
    """The font for each part out of those that are installed; NoChineseFont where one part finds none."""
    found = {part: next((name for name in names if name in families), "") for part, names in FONTS.items()}
    if not all(found.values()):
        raise NoChineseFont
    return found


@cache
def installed() -> frozenset[str]:
    """The families that typst finds on this machine; asked once in a process, for it reads them all."""
    return frozenset(typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).families())


def _compiled(document: Gongwen, kind: Literal["pdf", "png"], ppi: float | None = None) -> list[bytes]:
    fonts = chosen(installed())
    made: Any = typst.compile(
        TEMPLATE.read_bytes(),
        format=kind,
        ppi=ppi,
        sys_inputs={"data": json.dumps(_data(document, fonts), ensure_ascii=False)},
        timestamp=datetime.combine(document.on, time(), UTC),
    )
    return made if isinstance(made, list) else [made]


def _data(document: Gongwen, fonts: dict[str, str]) -> dict[str, Any]:
    # Western letters and digits are set in a Latin font, as the standard's examples are.
    faces = {part: [{"name": "Times New Roman", "covers": "latin-in-cjk"}, name] for part, name in fonts.items()}
    if "Times New Roman" not in installed():
        faces = {part: [name] for part, name in fonts.items()}
    found = {
        "fonts": faces,
        "bold": "bold" if fonts["title"] in (*_SONG, *_ANY) else "regular",
        "title": document.title, "recipients": document.recipients, "number": document.number, "body": document.body,
        "day": document.day, "signers": document.signers, "attachments": attachment_lines(document.attachments),
        "paragraphs": [{"text": text, "level": level_of(text)} for text in document.paragraphs],
        "tables": [
            {
                "mark": mark, "title": table.title, "heads": table.heads, "rows": table.rows, "widths": table.widths,
                "note": table.note, "numeric": sorted(table.numeric), "landscape": table.landscape,
            }
            for mark, table in document.tables
        ],
    }  # fmt: skip
    return _printable(found)  # type: ignore[no-any-return]


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _printable(inner) for name, inner in value.items()}
    return [_printable(inner) for inner in value] if isinstance(value, list | tuple) else value
