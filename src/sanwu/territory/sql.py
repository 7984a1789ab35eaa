"""Writing a whole edition at once: a list of the country has more than forty thousand streets."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import DateField

from sanwu.records.sql import tell_planner
from sanwu.territory.models import Division

CHUNK = 5000
COLUMNS = ("code", "name", "parent_id", "level", "valid_from", "valid_to", "edition", "demo")


def insert_divisions(rows: Iterable[tuple[Any, ...]]) -> None:
    """Append divisions given as tuples of COLUMNS; three times as fast as instances, so writers wait less."""
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    holders = ", ".join(["%s"] * len(COLUMNS))
    statement = f'INSERT INTO "{Division._meta.db_table}" ({names}) VALUES ({holders})'  # noqa: S608 - our own names
    day_as_stored = DateField().get_db_prep_save
    rest, written = iter(rows), 0
    with connection.cursor() as cursor:
        while chunk := list(islice(rest, CHUNK)):
            dates = {day: day_as_stored(day, connection) for row in chunk for day in row[4:7]}
            cursor.executemany(statement, [(*row[:4], *(dates[day] for day in row[4:7]), row[7]) for row in chunk])
            written += len(chunk)
    tell_planner(Division, written)
