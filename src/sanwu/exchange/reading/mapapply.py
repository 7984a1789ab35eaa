"""A MAP file applied to a table, and a mapping written down as a MAP file."""

import re
from typing import Any

import yaml

from sanwu.exchange.reading.cells import Table, column_index, column_letter
from sanwu.exchange.reading.headers import header_key
from sanwu.exchange.reading.issues import ERROR, Issue
from sanwu.exchange.reading.layout import ColumnHead, Layout
from sanwu.exchange.reading.mapfile import MapFile, MapRefused
from sanwu.exchange.reading.mapping import Mapping, propose, settle
from sanwu.exchange.reading.suggest import GIVEN, MappedColumn
from sanwu.exchange.reading.targets import IGNORE, Vocabulary

_LETTERS = re.compile(r"[A-Za-z]{1,3}")


def apply_map(file: MapFile, table: Table, layout: Layout, words: Vocabulary) -> Mapping:
    """The proposal for a table, overruled by what the file says. MapRefused names columns that are not there."""
    proposed = {column.column: column for column in propose(table, layout, words).columns}
    issues: list[Issue] = []
    for choice in file.columns:
        head = _find(choice.where, layout.columns)
        if head is None:
            headers = [head.text or column_letter(head.column) for head in layout.columns]
            params = {"where": choice.where, "headers": headers[:40]}
            issues.append(Issue(choice.line, f"columns › {choice.where}", "", "map_unknown_column", params, ERROR))
            continue
        before = proposed[head.column]
        unit = choice.unit or (before.unit if before.target == choice.target else "")
        proposed[head.column] = before._replace(
            target=choice.target, inverse=choice.inverse, unit=unit, confidence=GIVEN, reason="given"
        )
    if issues:
        raise MapRefused(issues)
    for where in file.ignore:
        if head := _find(where, layout.columns):
            proposed[head.column] = proposed[head.column]._replace(target=IGNORE, confidence=GIVEN, reason="given")
    columns = [proposed[head.column] for head in layout.columns]
    return settle(
        table, layout, columns, values=file.values, division=file.division, datum=file.datum, source=file.source
    )


def _find(where: str, heads: tuple[ColumnHead, ...]) -> ColumnHead | None:
    """By full header, by the lowest header cell where it is the only one, by position from 1, by letter."""
    key = header_key(where)
    for same in (
        [head for head in heads if head.parts and header_key(head.text) == key],
        [head for head in heads if head.parts and header_key(head.leaf) == key],
    ):
        if len(same) == 1:
            return same[0]
    plain = where.strip()
    if plain.isascii() and plain.isdigit():
        return next((head for head in heads if head.column == int(plain) - 1), None)
    if _LETTERS.fullmatch(plain):
        return next((head for head in heads if head.column == column_index(plain.upper())), None)
    return None


def as_data(mapping: Mapping, layout: Layout, table: Table) -> dict[str, Any]:
    """A mapping as a MAP file says it, as plain data: what a job stores and what `dump_map` writes."""
    columns: dict[str, Any] = {}
    ignore: list[str] = []
    for column in mapping.columns:
        where = _unambiguous(column, layout.columns)
        if not column.imported:
            ignore.append(where)
        elif column.unit and column.confidence == GIVEN:
            columns[where] = {"fact": column.target, "unit": column.unit} | (
                {"inverse": "yes"} if column.inverse else {}
            )
        else:
            columns[where] = f"not {column.target}" if column.inverse else column.target
    data: dict[str, Any] = {
        "sheet": table.sheet, "head_lines": str(len(layout.head_lines)), "columns": columns, "values": mapping.values,
        "ignore": ignore, "division": mapping.division, "datum": mapping.datum, "encoding": table.encoding,
        "delimiter": "tab" if table.delimiter == "\t" else table.delimiter, "source": mapping.source,
    }  # fmt: skip
    return {key: value for key, value in data.items() if value not in ("", {}, [])}


def _unambiguous(column: MappedColumn, heads: tuple[ColumnHead, ...]) -> str:
    found = _find(column.header, heads) if column.header else None
    return column.header if found and found.column == column.column else str(column.column + 1)


def dump_map(data: dict[str, Any]) -> str:
    """Plain data as a MAP file that `read_map` reads back to the same."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)
