"""Opening the files of a division list: folders, encodings, CSV. Pure."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from sanwu.base.errors import BadInput


def files_of(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = sorted(path.glob("*.csv"))
            if not found:
                inner = sorted({file.parent.name for file in path.glob("*/*.csv")})
                hint = f"里面的文件夹有：{'、'.join(inner[:5])}，请指明其中一个。" if inner else ""
                raise BadInput(f"文件夹 {path.name} 里没有 CSV 文件。{hint}", "no_division_list")
            yield from found
        else:
            yield path


def bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"打不开文件 {path}。请检查路径和权限。", "unreadable") from error


def lines_of(name: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadInput(f"{name} 不是文本文件。请提供 UTF-8 或 GB18030 编码的 CSV。", "unreadable")
    if "\0" in text:
        raise BadInput(f"{name} 不是文本文件。请提供 UTF-8 或 GB18030 编码的 CSV。", "unreadable")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise BadInput(f"{name} 第 {reader.line_num} 行不是合格的 CSV（{error}）。", "unreadable") from error
