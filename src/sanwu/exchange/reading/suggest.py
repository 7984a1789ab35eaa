"""What one column seems to mean, by the words of its header and of the group above it."""

import re
from typing import NamedTuple

from sanwu.base.coordinates import Datum
from sanwu.exchange.reading.cells import column_letter
from sanwu.exchange.reading.headers import header_key, read_header, unit_key
from sanwu.exchange.reading.issues import column_name
from sanwu.exchange.reading.layout import ColumnHead
from sanwu.exchange.reading.targets import IGNORE, LATITUDE, LONGITUDE, Vocabulary

CERTAIN, LIKELY, GIVEN, NONE = "certain", "likely", "given", "none"
# Leaves that mean little without the group above them.
_GENERIC = {
    "名称",
    "编号",
    "代码",
    "地址",
    "数量",
    "个数",
    "数",
    "面积",
    "有无",
    "是否有",
    "情况",
    "类型",
    "日期",
    "时间",
}
_NEUTRAL_GROUP = re.compile("基本|小区|概况|信息|情况$|所在|位置|区位|楼盘|项目")
_LEADS = ("本小区", "该小区", "小区", "现有", "总", "共有", "住宅")
_DATUMS = (
    (Datum.BD09, ("bd", "百度")),
    (Datum.GCJ02, ("gcj", "高德", "腾讯", "火星")),
    (Datum.WGS84, ("wgs", "gps")),
    (Datum.CGCS2000, ("2000", "天地图", "国家大地")),
)


class MappedColumn(NamedTuple):
    """`header` joins all header rows (基本情况/户数), `leaf` is the lowest of them.

    `target` is a fact, an identity column, "ignore", or empty where the header is not understood.

    `inverse`: a mark in it says the opposite of the fact (√ under 无主管部门). `unit`: of bare numbers in it.
    `confidence`: certain, likely, given (by a person) or none; `reason` a code of the catalogue.
    """

    column: int
    header: str
    leaf: str
    target: str
    inverse: bool = False
    unit: str = ""
    confidence: str = NONE
    reason: str = ""

    @property
    def name(self) -> str:
        """G 户数."""
        return column_name(column_letter(self.column), self.leaf)

    @property
    def imported(self) -> bool:
        return self.target not in ("", IGNORE)


def suggest(head: ColumnHead, words: Vocabulary) -> MappedColumn:
    if not head.parts:
        return MappedColumn(head.column, "", "", "", reason="no_header")
    leaf = head.leaf
    column = MappedColumn(head.column, head.text, leaf, "")
    for parent in reversed(head.parts[:-1]):
        joined = header_key(parent + leaf)
        if joined in words.targets:
            return column._replace(target=words.targets[joined], confidence=CERTAIN, reason="group_and_header")
    header = read_header(leaf)
    if header.base in _GENERIC and len(head.parts) > 1 and not _NEUTRAL_GROUP.search(header_key(head.parts[-2])):
        group = words.targets.get(read_header(head.parts[-2]).base, "")
        return column._replace(target=group, confidence=LIKELY if group else NONE, reason="group")
    if header.key in words.targets:
        return _with_unit(
            column._replace(target=words.targets[header.key], confidence=CERTAIN, reason="header"), header.inside, words
        )
    if header.base in words.targets:
        target = words.targets[header.base]
        found = _with_unit(column._replace(target=target, confidence=CERTAIN, reason="header"), header.inside, words)
        explained = header.hint or found.unit or (target in (LONGITUDE, LATITUDE) and datum_in(leaf))
        return found if explained else found._replace(confidence=LIKELY, reason="header_with_note")
    if (opposite := words.inverse.get(header.key) or words.inverse.get(header.base)) is not None:
        return column._replace(target=opposite, inverse=True, confidence=CERTAIN, reason="opposite")
    return _loosely(column, header.key, words)


def _with_unit(column: MappedColumn, inside: str, words: Vocabulary) -> MappedColumn:
    """建筑面积（万㎡）: bare numbers under it count ten thousands."""
    known = words.units.get(column.target, {})
    return column._replace(unit=inside) if inside and unit_key(inside) in known else column


def _loosely(column: MappedColumn, key: str, words: Vocabulary) -> MappedColumn:
    """小区总户数 -> 户数; 建筑面积㎡, 建筑面积:平方米 -> 建筑面积 with its unit."""
    for target, units in words.units.items():
        for unit in units:
            base = key.removesuffix(unit).rstrip("/:：")
            if base != key and words.targets.get(base) == target:
                return column._replace(target=target, unit=unit, confidence=CERTAIN, reason="header")
    rest = key
    for lead in _LEADS:
        rest = rest.removeprefix(lead)
        if rest != key and len(rest) >= 2 and rest in words.targets:
            return column._replace(target=words.targets[rest], confidence=LIKELY, reason="similar_header")
    return column._replace(reason="unknown_header")


def datum_in(text: str) -> str:
    plain = header_key(text)
    return next((datum.value for datum, words in _DATUMS if any(word in plain for word in words)), "")
