"""Read a file that a stranger may have made: cheap checks here, the parser in a child process with limits.

`read_table` is the only way in. It raises ReadFailure for everything that cannot be read, in at most about
`Limits.wall_seconds`, and this process never holds more than the rows it is given.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any, cast

import sanwu
from sanwu.exchange.reading.archive import Archive, SheetPart, inspect
from sanwu.exchange.reading.cells import Merge, OtherSheet, Row, Table
from sanwu.exchange.reading.failures import ReadFailure
from sanwu.exchange.reading.formats import kind_of
from sanwu.exchange.reading.limits import Limits
from sanwu.exchange.reading.scan import Look, look, reach
from sanwu.exchange.reading.wire import receive

HEAD_LINES = 100  # titles, headers and sums that may stand beside the allowed rows of data
MAX_MERGED_CELLS = 1_000_000


def read_table(
    path: Path, *, sheet: str = "", delimiter: str = "", encoding: str = "", limits: Limits | None = None
) -> Table:
    """One sheet of a workbook (the visible one with most filled cells unless named) or a text file, as plain rows."""
    limits = limits or Limits()
    kind = kind_of(path, limits.max_file)
    archive = inspect(path, limits.max_unpacked) if kind == "zip" else Archive(kind, ())
    looked = {}
    if len(archive.sheets) > 1 and not sheet:
        looked = {part.name: look(path, part.part, limits.max_rows + HEAD_LINES) for part in archive.sheets}
        sheet = max(
            archive.sheets, key=lambda part: (not part.hidden and _cells(looked, part) > 0, _cells(looked, part))
        ).name
    elif len(archive.sheets) == 1:
        sheet = sheet or archive.sheets[0].name
    part = next((part for part in archive.sheets if part.name == sheet), None)
    request = {
        "path": str(path.absolute()), "format": archive.format, "sheet": sheet, "delimiter": delimiter,
        "encoding": encoding, "max_rows": limits.max_rows + HEAD_LINES, "max_columns": limits.max_columns,
        "memory": limits.memory, "cpu": limits.cpu_seconds,
    }  # fmt: skip
    table = _Conversation(path, part, limits, looked).run(request)
    others = tuple(OtherSheet(p.name, _cells(looked, p), p.hidden) for p in archive.sheets if p.name != table.sheet)
    return table._replace(format=archive.format, other_sheets=others or table.other_sheets)


def _cells(looked: dict[str, Look], part: SheetPart) -> int:
    return looked[part.name].cells if part.name in looked else 0


class _Died(Exception):
    """The child ended before it had said all."""


class _Conversation:
    """One child process from start to end, and what its death means."""

    def __init__(self, path: Path, part: SheetPart | None, limits: Limits, looked: dict[str, Look]) -> None:
        self.path = path
        self.part = part
        self.limits = limits
        self.looked = looked
        self.timed_out = threading.Event()

    def run(self, request: dict[str, Any]) -> Table:
        with tempfile.TemporaryFile() as complaints, _start(request, complaints) as child:
            alarm = threading.Timer(self.limits.wall_seconds, self._stop, (child,))
            alarm.start()
            try:
                # The child needs a second to parse; this process looks through the same sheet meanwhile.
                seen = self._look()
                return self._listen(cast("IO[bytes]", child.stdout), seen)
            except _Died:
                raise self._obituary(child.wait(), complaints) from None
            finally:
                alarm.cancel()
                child.kill()

    def _stop(self, child: "subprocess.Popen[bytes]") -> None:
        self.timed_out.set()
        child.kill()

    def _look(self) -> Look | None:
        if self.part is None:
            return None
        most = self.limits.max_rows + HEAD_LINES
        seen = self.looked.get(self.part.name) or look(self.path, self.part.part, most)
        if seen.filled_rows > most:
            raise ReadFailure("too_many_rows", limit=self.limits.max_rows)
        if seen.last_row > most:
            self._refuse_far_cells()
        return seen

    def _refuse_far_cells(self) -> None:
        """Look closely at where filled cells lie: the parser would make room for all that is between them."""
        if self.part is None:
            return
        ends = reach(self.path, self.part.part)
        if ends.last_row * (ends.last_column + 1) > self.limits.max_cells or ends.last_row > 2 * self.limits.max_rows:
            far = ends.rightmost if ends.last_column >= self.limits.max_columns else ends.lowest
            raise ReadFailure("far_cell", cell=far)

    def _listen(self, pipe: IO[bytes], seen: Look | None) -> Table:
        head: dict[str, Any] = {}
        rows: list[Row] = []
        while (message := receive(pipe)) is not None:
            if isinstance(message, list):
                rows += message
            elif "failure" in message:
                raise ReadFailure(message["failure"], **self._filled_in(message))
            elif "head" in message:
                head = message["head"]
            elif message.get("end") == len(rows):
                return _table(head, rows, seen)
        raise _Died

    def _filled_in(self, message: dict[str, Any]) -> dict[str, Any]:
        params: dict[str, Any] = message["params"]
        if message["failure"] == "too_many_rows":
            params["limit"] = self.limits.max_rows
        if message["failure"] == "too_big":
            self._refuse_far_cells()
        return params

    def _obituary(self, status: int, complaints: IO[bytes]) -> ReadFailure:
        """The child died without a word: which limit was it?"""
        if self.timed_out.is_set() or status in (-signal.SIGXCPU, -signal.SIGKILL):
            return ReadFailure("too_slow")
        if status in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS):
            self._refuse_far_cells()
            return ReadFailure("too_big")
        complaints.seek(0)
        lines = complaints.read(1 << 16).decode("utf-8", "replace").split("\n")
        return ReadFailure("damaged", detail=next((line for line in reversed(lines) if line), "")[:200])


def _start(request: dict[str, Any], complaints: IO[bytes]) -> "subprocess.Popen[bytes]":
    """A fresh interpreter without our environment: no keys, no database address, no settings."""
    package = str(Path(sanwu.__file__).parent.parent)
    environment = {"PATH": os.defpath, "PYTHONPATH": package, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "sanwu.exchange.reading.child", json.dumps(request)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints, env=environment, start_new_session=True,
    )  # fmt: skip


def _table(head: dict[str, Any], rows: list[Row], seen: Look | None) -> Table:
    merges = tuple(Merge(*merge) for merge in head.get("merges", ()))
    for merge in merges:
        if (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) > MAX_MERGED_CELLS:
            raise ReadFailure("huge_merge")
    for (line, column), text in seen.errors.items() if seen else ():
        if line < len(rows) and column < len(rows[line]):
            rows[line][column] = text
    others = tuple(OtherSheet(*other) for other in head.get("others", ()))
    return Table("", head["sheet"], rows, merges, others, head.get("encoding", ""), head.get("delimiter", ""))
