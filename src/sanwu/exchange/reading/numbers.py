"""Numbers as offices write them: 1124户, 约120户, 1,234.5, １２０, 1.2万㎡, 1.14至2.48元. Exact, never through a float."""

import re
from decimal import Decimal
from typing import NamedTuple

from sanwu.base.text import narrow

_ABOUT_BEFORE = "约为|大约|约|大概|估计|近|将近|≈|~"
_ABOUT_AFTER = "左右|上下|余|多|许|来"
_BOUND = "不足|不到|超过|至少|至多|最多|低于|高于|大于|小于|>=|<=|>|<|≥|≤"
_MULTIPLES = {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100}
_NUMBER = r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)"
_RANGE_SIGN = r"(?:至|到|~|-|—|–|－|/|、|或|和)+"
# A unit begins with anything but a digit and holds digits only as in m2.
_UNIT = r"(?P<unit>[^\d\s.,+~-](?:[^\d]|(?<=[mM])[23]){0,26})?"
_PLAIN = re.compile(
    rf"(?P<about>{_ABOUT_BEFORE})?(?P<bound>{_BOUND})?(?:共计|共|计|¥|￥|人民币)?(?P<number>{_NUMBER})(?P<more>余|多|来)?"
    rf"(?P<multiple>[万亿千百])?(?P<more2>余|多)?{_UNIT}"
)
_RANGE = re.compile(rf"(?:{_ABOUT_BEFORE})?{_NUMBER}[^\d]{{0,12}}?{_RANGE_SIGN}{_NUMBER}[^\d]{{0,24}}")
_THOUSANDS = re.compile(r"(?<=\d)[,'](?=\d{3}(?:\D|$))")
_BARE = re.compile(r"\d{1,15}(?:\.\d{1,10})?")
_TAIL = re.compile(rf"^(?P<unit>.*?)(?P<about>{_ABOUT_AFTER})$")
_BOUND_TAIL = re.compile(r"(?:以上|以下|以内|\+)$")


class Parsed(NamedTuple):
    """A number in the unit it was written with; `multiple` is the 万 or 亿 before the unit, 1 without."""

    number: Decimal
    multiple: int
    unit: str
    about: bool


def parse_number(text: str) -> Parsed | str:
    """The number, or why there is none: range_value, bound_value or not_a_number."""
    if _BARE.fullmatch(text) and text.isascii():
        return Parsed(Decimal(text), 1, "", False)
    plain = "".join(narrow(text).split())
    plain = _THOUSANDS.sub("", plain)
    found = _PLAIN.fullmatch(plain)
    if found is None:
        return "range_value" if _RANGE.fullmatch(plain) else "not_a_number"
    unit = found["unit"] or ""
    if found["bound"] or _BOUND_TAIL.search(unit):
        return "bound_value"
    about = bool(found["about"] or found["more"] or found["more2"])
    if tail := _TAIL.match(unit):
        unit, about = tail["unit"], True
    return Parsed(Decimal(found["number"]), _MULTIPLES.get(found["multiple"] or "", 1), unit.strip("()/·"), about)
