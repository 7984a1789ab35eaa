"""Numbers in names, written in digits or in characters: 星河1村 and 星河一村 are read as the same (no Django)."""

import re

from sanwu.base.text import narrow

_ONES = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100}
_WRITTEN = "零一二三四五六七八九"
_RUN = re.compile("[零〇一二两三四五六七八九十百]+")
_DIGITS = re.compile("[0-9]+")


def in_digits(name: str) -> str:
    """十二村 -> 12村; a run without 十 or 百 is read digit by digit (一二〇 -> 120)."""
    return _RUN.sub(lambda run: _number(run.group()), narrow(name))


def in_characters(name: str) -> str:
    """12村 -> 十二村, for numbers below a hundred; longer ones nobody writes out."""
    return _DIGITS.sub(lambda run: _characters(run.group()), narrow(name))


def _number(run: str) -> str:
    if not any(unit in run for unit in _UNITS):
        return "".join(str(_ONES[character]) for character in run)
    total, ones = 0, None
    for character in run:
        if character in _UNITS:
            total += (1 if ones is None or ones == 0 else ones) * _UNITS[character]
            ones = None
        else:
            ones = _ONES[character]
    return str(total + (ones or 0))


def _characters(digits: str) -> str:
    if len(digits) > 2 or digits.startswith("0"):
        return digits
    tens, ones = divmod(int(digits), 10)
    written = "" if tens == 0 else "十" if tens == 1 else _WRITTEN[tens] + "十"
    return written + (_WRITTEN[ones] if ones else "")
