"""Column headers as compared: spacing, brackets, numbering and stars do not count; units and hints are told apart."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_BRACKETS = str.maketrans("〔〕［］【】[]{}", "()()()()()")
_NUMBERING = re.compile(r"^(?:\(?[0-9一二三四五六七八九十]{1,2}[).、]|[①-⑳])")
_EDGES = "*:;,。、 "
_IN_BRACKETS = re.compile(r"^(?P<base>.+?)\((?P<inside>[^()]*)\)$")
_UNIT_LEAD = re.compile(r"^(?:单位|计量单位|unit)[:,]?")
# Notes in brackets that only say how to fill the column in.
_HINT = re.compile(
    r"^(?:必填|选填|可选|如有|下拉|单选|数字|文本|整数|小数|日期|年|年份|全称|简称|盖章|如实填写"
    r"|[√✓✔×✗xyn是否有无/、,或打划填0-9 ]+|打[√✓勾].*|填.*|请.*|例.*|如.*|格式.*|y{2,4}.*)$"
)


class Header(NamedTuple):
    """`key` is the whole as compared; `base` without the last bracket; `inside` what the bracket said; `hint` whether
    that only explains how to fill in."""

    key: str
    base: str
    inside: str
    hint: bool


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """㎡ and m2, （） and (), line breaks, stars and leading numbers are made equal or taken off."""
    plain = unicodedata.normalize("NFKC", text).translate(_BRACKETS).casefold()
    plain = "".join(plain.split()).strip(_EDGES)
    return _NUMBERING.sub("", plain).strip(_EDGES)


@lru_cache(maxsize=4096)
def read_header(text: str) -> Header:
    """物业费（元/平方米·月） -> key, base 物业费, inside 元/平方米·月."""
    key = header_key(text)
    found = _IN_BRACKETS.match(key)
    if not found:
        return Header(key, key, "", False)
    inside = _UNIT_LEAD.sub("", found["inside"])
    return Header(key, found["base"].strip(_EDGES), inside, bool(_HINT.match(inside)) or not inside)


def unit_key(text: str) -> str:
    """A unit as compared: m², ㎡ and m2 are one, and so are the dots and strokes of 元/㎡·月."""
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return re.sub("[·•・‧∙*.]", "·", plain).strip("()")
