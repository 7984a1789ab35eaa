"""The child process: puts limits on itself, reads one file, hands its rows over in pieces on standard output, and ends.

Started by `sandbox` as `python -m sanwu.exchange.reading.child REQUEST`, with nothing of Django or of our models in it.
A parser that is tricked into eating all memory takes only this process with it.

Each message is its length (8 bytes) and a pickle of plain values. First comes {"head": …}, then lists of rows, then
{"end": number of rows}; or {"failure": code, "params": {…}} at any point.
"""

import json
import pickle
import struct
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from sanwu.exchange.reading.cells import Row
from sanwu.exchange.reading.csvtext import CannotRead, open_csv
from sanwu.exchange.reading.geojson import FORMAT, open_geojson
from sanwu.exchange.reading.limits import limit_this_process

PIECE = 2000
MAX_MERGES = 200_000

Send = Callable[[Any], None]


def main(request: dict[str, Any], send: Send) -> None:
    """Read what `request` names: path, format, sheet, delimiter, encoding, max_rows, max_columns, memory, cpu."""
    limit_this_process(request["memory"], request["cpu"])
    try:
        head, rows = _open(request)
        send({"head": head})
        _send_rows(rows, request["max_rows"], send)
    except CannotRead as problem:
        send({"failure": problem.code, "params": problem.params})
    except MemoryError:
        send({"failure": "too_big", "params": {}})
    except calamine.PasswordError:
        send({"failure": "encrypted", "params": {}})
    except (calamine.CalamineError, OSError, ValueError) as problem:
        send({"failure": "damaged", "params": {"detail": str(problem)[:200]}})


def _open(request: dict[str, Any]) -> tuple[dict[str, Any], Iterator[Row]]:
    path = Path(request["path"])
    if request["format"] == "csv":
        text = open_csv(path, request["delimiter"], request["encoding"], request["max_columns"])
        return {"sheet": "", "encoding": text.encoding, "delimiter": text.delimiter}, text.rows
    if request["format"] == FORMAT:
        return {"sheet": "", "encoding": "utf-8"}, open_geojson(path, request["max_columns"]).rows
    # The object form tells the format by content; the path form would believe the extension.
    workbook = calamine.CalamineWorkbook.from_filelike(path.open("rb"))
    name, others = _choose(workbook, request["sheet"])
    sheet = workbook.get_sheet_by_name(name)
    _check_reach(sheet, request)
    merges = sheet.merged_cell_ranges or []
    if len(merges) > MAX_MERGES:
        raise CannotRead("too_big")
    head = {
        "sheet": name,
        "others": others,
        "merges": [(top, left, bottom, right) for (top, left), (bottom, right) in merges],
    }
    return head, _plain_rows(sheet)


def _choose(workbook: calamine.CalamineWorkbook, wanted: str) -> tuple[str, list[tuple[str, int, bool]]]:
    """The sheet that was asked for, or the visible one with most filled cells; and what else there is."""
    hidden = {
        sheet.name: sheet.visible != calamine.SheetVisibleEnum.Visible
        for sheet in workbook.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet
    }
    if wanted and wanted not in hidden:
        raise CannotRead("no_such_sheet", sheet=wanted, sheets=list(hidden)[:20])
    if not hidden:
        raise CannotRead("empty")
    if wanted or len(hidden) == 1:
        chosen = wanted or next(iter(hidden))
        return chosen, [(name, 0, state) for name, state in hidden.items() if name != chosen]
    filled = {name: _filled_cells(workbook.get_sheet_by_name(name)) for name in hidden}
    chosen = max(filled, key=lambda name: (not hidden[name] and filled[name] > 0, filled[name]))
    return chosen, [(name, count, hidden[name]) for name, count in filled.items() if name != chosen]


def _filled_cells(sheet: calamine.CalamineSheet) -> int:
    if sheet.start is None:
        return 0
    return sum(len(row) - row.count("") for row in sheet.iter_rows())


def _check_reach(sheet: calamine.CalamineSheet, request: dict[str, Any]) -> None:
    if sheet.start is None:
        raise CannotRead("empty")
    if sheet.end is not None and sheet.end[1] >= request["max_columns"]:
        raise CannotRead("too_many_columns", columns=sheet.end[1] + 1, limit=request["max_columns"])


def _plain_rows(sheet: calamine.CalamineSheet) -> Iterator[Row]:
    """Rows from line 1 and column A on, so that a position is the place in the sheet; truth values as words.

    True and 1 are one key in a dict, and later steps remember what they made of each distinct cell.
    """
    start = sheet.start or (0, 0)
    margin: Row = [""] * start[1]
    for row in sheet.iter_rows():
        if bool in set(map(type, row)):
            row = [("TRUE" if cell else "FALSE") if cell is True or cell is False else cell for cell in row]
        yield margin + row if margin else row


def _send_rows(rows: Iterator[Row], max_rows: int, send: Send) -> None:
    """In pieces; stops as soon as more rows are filled than allowed, and leaves blank rows at the end out."""
    filled = total = 0
    blanks: list[Row] = []
    while piece := list(islice(rows, PIECE)):
        kept: list[Row] = []
        for row in piece:
            if row.count("") != len(row):
                kept += blanks
                blanks.clear()
                kept.append(row)
                filled += 1
            else:
                blanks.append(row)
        if filled > max_rows:
            raise CannotRead("too_many_rows", limit=max_rows)
        if kept:
            total += len(kept)
            send(kept)
    if not filled:
        raise CannotRead("empty")
    send({"end": total})


def _to_stdout(message: Any) -> None:
    content = pickle.dumps(message, protocol=5)
    sys.stdout.buffer.write(struct.pack(">Q", len(content)))
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), _to_stdout)
    sys.stdout.buffer.flush()
