"""From a file to a sheet whose columns are understood: what every import and every proposal begins with."""

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from sanwu.base.errors import BadInput
from sanwu.exchange.geojson_names import named
from sanwu.exchange.reading.cells import Table
from sanwu.exchange.reading.failures import ReadFailure
from sanwu.exchange.reading.issues import ERROR
from sanwu.exchange.reading.layout import Layout, find_layout
from sanwu.exchange.reading.limits import Limits
from sanwu.exchange.reading.mapapply import apply_map
from sanwu.exchange.reading.mapfile import MapFile, MapRefused, map_from, read_map
from sanwu.exchange.reading.mapping import Mapping, propose
from sanwu.exchange.reading.sandbox import read_table
from sanwu.exchange.reading.targets import vocabulary
from sanwu.policy.model import Dictionary

SHOWN = 10


@dataclass(frozen=True)
class Opened:
    """A sheet, where its parts are, and what its columns mean."""

    table: Table
    layout: Layout
    mapping: Mapping


def open_sheet(path: Path, dictionary: Dictionary, said: AnyMapping[str, Any] | None = None) -> Opened:
    """Read a file in the sandbox and settle its columns; `said` is a mapping as `as_data` writes it.

    BadInput, with a sentence that says what to do, where the file or the mapping cannot be used. What is still unclear
    stands among `mapping.problems`.
    """
    try:
        file = map_from(dict(said), dictionary) if said else MapFile()
        limit = settings.SANWU_IMPORT_MAX_ROWS
        table = read_table(
            path, sheet=file.sheet, delimiter=file.delimiter, encoding=file.encoding, limits=Limits(max_rows=limit)
        )
        table = named(table, dictionary)
        words = vocabulary(dictionary)
        layout = find_layout(table, words.targets, head_lines=file.head_lines, max_rows=limit)
        mapping = apply_map(file, table, layout, words) if said else propose(table, layout, words)
    except ReadFailure as failure:
        raise BadInput(failure.message, failure.code) from None
    except MapRefused as refused:
        raise _unusable_map(refused) from None
    return Opened(table, layout, mapping)


def must_be_clear(mapping: Mapping) -> None:
    """BadInput where nothing can be imported before a person has decided what a column means."""
    unclear = [problem.message for problem in mapping.problems if problem.level == ERROR]
    if unclear:
        raise BadInput("\n".join(unclear), "mapping_unclear")


def map_file_data(text: str, dictionary: Dictionary) -> dict[str, Any]:
    """A MAP.yaml as plain data for storing; BadInput names every line that cannot be used."""
    try:
        file = read_map(text, dictionary)
    except MapRefused as refused:
        raise _unusable_map(refused) from None
    return _plain(file)


def _plain(file: MapFile) -> dict[str, Any]:
    columns = {
        choice.where: {"fact": choice.target, "unit": choice.unit, "inverse": "yes"}
        if choice.inverse and choice.unit
        else {"fact": choice.target, "unit": choice.unit}
        if choice.unit
        else f"not {choice.target}"
        if choice.inverse
        else choice.target
        for choice in file.columns
    }
    data: dict[str, Any] = {
        "sheet": file.sheet, "head_lines": "" if file.head_lines is None else str(file.head_lines), "columns": columns,
        "values": file.values, "ignore": list(file.ignore), "division": file.division, "datum": file.datum,
        "encoding": file.encoding, "delimiter": "tab" if file.delimiter == "\t" else file.delimiter,
        "source": file.source,
    }  # fmt: skip
    return {key: value for key, value in data.items() if value not in ("", {}, [])}


def _unusable_map(refused: MapRefused) -> BadInput:
    lines = [
        _("第 %(line)s 行 %(message)s") % {"line": issue.line, "message": issue.message}
        if issue.line
        else issue.message
        for issue in refused.issues[:SHOWN]
    ]
    return BadInput(_("列的对应关系不能使用：") + "\n" + "\n".join(lines), "bad_map")
