"""Text files of rows: which encoding, which separator, then the rows as a stream. Used inside the child process."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sanwu.base.formulas import unquote_formula
from sanwu.exchange.reading.cells import Row

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_BYTES = 1 << 16
SAMPLE_ROWS = 60
CHUNK = 1 << 20
MAX_FIELD = 32_767  # what a cell of a spreadsheet can hold
_SEP_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


class CannotRead(Exception):
    """`code` and `params` as in the catalogue of messages; raised in the child, shown by the parent."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class CsvText(NamedTuple):
    encoding: str
    delimiter: str
    rows: Iterator[Row]


def open_csv(path: Path, delimiter: str, encoding: str, max_columns: int) -> CsvText:
    """What was not given is found out. All rows get the width of the widest of the file."""
    encoding = _only_if_it_decodes(path, encoding) if encoding else detect_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(SAMPLE_BYTES)
    directive = _SEP_LINE.match(sample)
    delimiter = delimiter or (directive.group(1) if directive else detect_delimiter(sample))
    width = max((len(row) for row in _records(path, encoding, delimiter)), default=0)
    if width > max_columns:
        raise CannotRead("too_many_columns", columns=width, limit=max_columns)
    return CsvText(encoding, delimiter, _even_rows(path, encoding, delimiter, width, bool(directive)))


def detect_encoding(path: Path) -> str:
    """By their marks, UTF-16 also by its pattern of zero bytes; else UTF-8, else GB18030 (which holds GBK)."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _only_if_it_decodes(path, "utf-16")
    if b"\0" in head:
        for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
            if zeros.count(0) > len(zeros) // 4 and _decodes(path, encoding):
                return encoding
        raise CannotRead("wrong_type", found="")
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise CannotRead("encoding")


def _only_if_it_decodes(path: Path, encoding: str) -> str:
    if not _decodes(path, encoding):
        raise CannotRead("encoding")
    return encoding


def _decodes(path: Path, encoding: str) -> bool:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        return False
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except ValueError:
        return False
    return True


def detect_delimiter(sample: str) -> str:
    """The separator under which most rows have the same number of cells, more than one; else a comma."""
    lines = sample.splitlines(keepends=True)
    if len(sample) >= SAMPLE_BYTES - 1 and len(lines) > 1:
        lines.pop()  # probably cut
    best = (0.0, 0, ",")
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in islice(csv.reader(lines, delimiter=delimiter), SAMPLE_ROWS) if row]
        except csv.Error:
            continue
        width, count = Counter(widths).most_common(1)[0] if widths else (0, 0)
        if width > 1 and (count / len(widths), width) > best[:2]:
            best = (count / len(widths), width, delimiter)
    return best[2]


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_FIELD)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        start = 0
        try:
            for row in reader:
                start = reader.line_num
                yield row
        except csv.Error:
            if reader.line_num > start + 1:  # one cell over many lines: a quote that was never closed
                raise CannotRead("csv_quote", line=start + 1) from None
            raise CannotRead("csv_cell_too_long", line=start + 1, limit=MAX_FIELD) from None


def _even_rows(path: Path, encoding: str, delimiter: str, width: int, skip_first: bool) -> Iterator[Row]:
    for number, row in enumerate(_records(path, encoding, delimiter)):
        if skip_first and number == 0:
            row = []
        cells: Row = [unquote_formula(cell) if cell.startswith("'") else cell for cell in row]
        cells += [""] * (width - len(cells))
        yield cells
