"""Lengths of time on the calendar: so many days or months later, the last day of a month, its thirds."""

from calendar import monthrange
from datetime import date, timedelta

DAY = timedelta(days=1)


def add_days(day: date, days: int) -> date:
    """So many calendar days later (or earlier); never beyond what a calendar can hold."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or its last day where the month is shorter (Civil Code art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return day.replace(day=1, year=year, month=month + 1) + DAY * (min(day.day, monthrange(year, month + 1)[1]) - 1)


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def dekad(year: int, month: int, part: int) -> tuple[date, date]:
    """First and last day of a third of a month: 上旬 1–10, 中旬 11–20, 下旬 21–end (`part` 1, 2, 3)."""
    first = date(year, month, 10 * part - 9)
    return first, last_of_month(year, month) if part == 3 else first + 9 * DAY
