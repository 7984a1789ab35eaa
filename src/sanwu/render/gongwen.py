"""An official document (公文) as plain data: what it says, not how it is printed. Layout after GB/T 9704-2012."""

from dataclasses import dataclass
from datetime import date

# A4 with these margins leaves 156 × 225 mm: 22 lines of 28 characters of size 3 (16 pt).
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37, 35, 28, 26
BODY_PT, TITLE_PT, PAGE_PT, TABLE_PT = 16, 22, 14, 10.5
LINES, CHARACTERS = 22, 28
# The names that the standard asks for, and what stands for them where an office has not installed them.
TITLE_FONT, BODY_FONT, HEADING_FONT, MARK_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
STAND_INS = {TITLE_FONT: "宋体", BODY_FONT: "仿宋", HEADING_FONT: "微软雅黑", MARK_FONT: "楷体"}


@dataclass(frozen=True)
class Table:
    """A table on pages of its own, its head repeated on each. `widths` are relative; `numeric` columns stand right."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numeric: frozenset[int] = frozenset()
    note: str = ""
    landscape: bool = True


@dataclass(frozen=True)
class Gongwen:
    """A document. A line break in the `title` is where it is broken. `paragraphs` that begin with 一、 二、 … are headings; `signers` are lines to be signed by hand;
    `number` is the document's own number, empty where the office gives one on paper. `more` are further tables behind the
    first; where there are several, they are numbered."""

    title: str
    recipients: str
    paragraphs: tuple[str, ...]
    body: str
    on: date
    number: str = ""
    attachments: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    table: Table | None = None
    more: tuple[Table, ...] = ()

    @property
    def tables(self) -> tuple[tuple[str, Table], ...]:
        """All tables, each with what stands above it: 附件, or 附件1, 附件2 …"""
        found = ((self.table,) if self.table else ()) + self.more
        return tuple(("附件" if len(found) == 1 else f"附件{n}", table) for n, table in enumerate(found, 1))

    @property
    def day(self) -> str:
        """The date as it stands under the signature."""
        return f"{self.on.year}年{self.on.month}月{self.on.day}日"


def level_of(paragraph: str) -> int:
    """1 for 一、二、…, 2 for （一）（二）…, 0 for plain text."""
    head, mark, _ = paragraph.partition("、")
    if mark and head and set(head) <= set("一二三四五六七八九十"):
        return 1
    inner = paragraph[1:].partition("）")[0] if paragraph.startswith("（") else ""
    return 2 if inner and set(inner) <= set("一二三四五六七八九十") else 0


def attachment_lines(attachments: tuple[str, ...]) -> tuple[str, ...]:
    """附件：1. … below each other; a single one carries no number."""
    if len(attachments) < 2:
        return tuple(f"附件：{name}" for name in attachments)
    lead = "附件："
    return tuple(f"{lead if n == 1 else '　　　'}{n}. {name}" for n, name in enumerate(attachments, 1))
