"""12-digit division codes (design §5): 2 digits province, 4 city, 6 county, 9 street or town, 12 community.

Shorter codes of published lists are padded with zeros on the right. The code prefix is an index: everything below a
division has a code in one half-open range, so `low <= code < high` finds it without LIKE.
"""

import re
from typing import NamedTuple

LENGTHS = {2: "province", 4: "city", 6: "county", 9: "street", 12: "community"}
CODE_LENGTH = 12
# One after the largest code. ":" follows "9", as in base.scope.ROOT_RANGE.
BEYOND = ":"

_DIGITS = re.compile(r"[0-9]+")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_DECIMAL = re.compile(r"([0-9]+)\.0+")
# Beyond 2**53 a number cell cannot hold every integer, so its last digits are not what was typed.
EXACT_LIMIT = 2**53


class CodeProblem(NamedTuple):
    """Why a text is no division code. `code` is code_lost_zero, code_length, code_scientific or not_a_code;
    `guess` is what was probably meant, or empty."""

    code: str
    text: str
    guess: str = ""


def pad(code: str) -> str:
    """A published code of 2, 4, 6, 9 or 12 digits as twelve digits; ValueError for any other text."""
    if len(code) not in LENGTHS or not _DIGITS.fullmatch(code):
        raise ValueError(f"{code!r} has not 2, 4, 6, 9 or 12 digits")
    return code.ljust(CODE_LENGTH, "0")


def significant(code: str) -> str:
    """The prefix of a 12-digit code that names it: 460106000000 -> 460106."""
    for length in LENGTHS:
        if code[length:].strip("0") == "":
            return code[:length]
    raise ValueError(f"{code!r} is longer than {CODE_LENGTH} digits")


def level_of(code: str) -> str:
    """province, city, county, street or community, by the digits alone.

    A list may know better: some cities without counties have streets right below (the digits of the county are zero).
    """
    return LENGTHS[len(significant(code))]


def parent_of(code: str) -> str | None:
    """The 12-digit code one level up by prefix, or None for a province. The parent link of a list goes before it.

    Levels that the code skips are skipped: the parent of 460100001000 is 460100000000.
    """
    own = significant(code)
    for start, end in ((6, 9), (4, 6), (2, 4), (0, 2)):
        if end < len(own) and int(own[start:end]):
            return own[:end].ljust(CODE_LENGTH, "0")
    return None


def range_of(code: str) -> tuple[str, str]:
    """(low, high) so that `low <= other < high` holds exactly for the division itself and all below it."""
    own = significant(pad(code))
    following = str(int(own) + 1).zfill(len(own))
    high = following.ljust(CODE_LENGTH, "0") if len(following) == len(own) else BEYOND
    return own.ljust(CODE_LENGTH, "0"), high


def read_code(cell: object) -> str | CodeProblem:
    """A cell as a 12-digit code, or what happened to it.

    Spreadsheets take codes for numbers: the leading zero goes (11, 8, 5, 3 or 1 digits are left) or the cell shows
    4.60106E+11. A whole number with a right count of digits is accepted, since nothing of it was lost.
    """
    if isinstance(cell, bool):
        return CodeProblem("not_a_code", str(cell))
    if isinstance(cell, float) and not cell.is_integer():
        return CodeProblem("not_a_code", repr(cell))
    if isinstance(cell, float) and abs(cell) >= EXACT_LIMIT:
        return CodeProblem("code_scientific", repr(cell))
    text = str(int(cell)) if isinstance(cell, float) else str(cell).strip()
    if whole := _DECIMAL.fullmatch(text):
        text = whole.group(1)
    if _SCIENTIFIC.fullmatch(text):
        return CodeProblem("code_scientific", text)
    if not _DIGITS.fullmatch(text):
        return CodeProblem("not_a_code", text)
    if len(text) in LENGTHS:
        return text.ljust(CODE_LENGTH, "0")
    if len(text) + 1 in LENGTHS:
        return CodeProblem("code_lost_zero", text, "0" + text)
    return CodeProblem("code_length", text)
