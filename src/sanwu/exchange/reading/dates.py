"""Days and years as offices write them: 2017.6.30, 2017年6月, 20170630, 2009年建成, a number that Excel shows as a date."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sanwu.base.text import narrow

_DAY = re.compile(
    r"(\d{4})(?:[-./]|年)(\d{1,2})(?:[-./]|月)(\d{1,2})(?:日|号)?(?:T?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})(?:[-./]|年)(\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年?")
_YEAR_SAID = re.compile(
    r"(?:约|大约|大概)?(\d{4})(?:年[^\d]{0,8}|[-./年]\d{1,2}(?:[-./月]\d{0,2}日?)?月?)?(?:左右|前后)?"
)
_ROUGHLY = re.compile("约|大概|左右|前后")
_SHORT_YEAR = re.compile(r"[’']?(?P<year>[5-9]\d)年[^\d]{0,4}")
# A decade, or two years; in 1998-05 the second number is a month.
_DECADE = re.compile(
    r"(?:上世纪|20世纪|19)?(?:\d0|[五六七八九]十)年代[^\d]{0,4}"
    r"|(?:\d{4}|\d{2})年?(?:-|—|~|至|到|、|/)(?:\d{4}|1[3-9]|[2-9]\d)年?[^\d-]{0,4}"
)

# Day 1 of a spreadsheet is 1900-01-01, and it believes in a 1900-02-29; numbers for days from 1950 to 2100.
_EXCEL_EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 18_264, 73_415


class Read(NamedTuple):
    """A value and a code that says in how far it is inexact (empty: exact), or no value and why."""

    value: date | int | None
    code: str = ""


def parse_day(text: str) -> Read:
    """A calendar day, also as the number by which a spreadsheet counts days, or as 20170630.

    A month stands for its first day and says so; a year alone is too little to be a day.
    """
    plain = "".join(narrow(text).split())
    if found := _DAY.fullmatch(plain) or _DIGITS.fullmatch(plain):
        try:
            return Read(date(int(found[1]), int(found[2]), int(found[3])))
        except ValueError:
            return Read(None, "no_such_day")
    if found := _MONTH.fullmatch(plain):
        if plain[4] == "." and found[2] == "1":
            return Read(None, "month_unclear")  # 2017.1 may have been 2017.10: a number loses its last zero
        if 1 <= int(found[2]) <= 12 and int(found[1]) > 0:
            return Read(date(int(found[1]), int(found[2]), 1), "month_only")
        return Read(None, "no_such_day")
    if _YEAR.fullmatch(plain):
        return Read(None, "year_only")
    return (
        _day_number(int(plain)) if plain.isascii() and plain.isdigit() and len(plain) == 5 else Read(None, "not_a_date")
    )


def _day_number(number: int) -> Read:
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return Read(_EXCEL_EPOCH + timedelta(days=number), "serial_day")
    return Read(None, "not_a_date")


def parse_year(text: str) -> Read:
    """A year, from all that begins with one: 1998, 2009年建成, 1998.5, 98年; a decade or span of years is inexact."""
    plain = "".join(narrow(text).split())
    if _DECADE.fullmatch(plain):
        return Read(None, "range_value")
    if found := _YEAR_SAID.fullmatch(plain):
        return Read(int(found[1]), "approximate" if _ROUGHLY.search(plain) else "")
    if found := _SHORT_YEAR.fullmatch(plain):
        return Read(1900 + int(found["year"]), "approximate")
    return Read(None, "not_a_number")


def date_of(cell: date | datetime) -> date:
    return cell.date() if isinstance(cell, datetime) else cell
