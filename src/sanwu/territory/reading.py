"""Reading published division lists: two layouts, told apart by their first line. Pure; every fault names its line.

- with a header: `code`, `name` and the codes above it (…Code), one file for each level, codes of 2 to 12 digits;
- without: code, parent, name, level name, level number 1–5, and columns that are not needed here.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sanwu.base.codes import CodeProblem, level_of, read_code
from sanwu.base.errors import BadInput
from sanwu.base.text import forbidden_character, tidy
from sanwu.territory.files import bytes_of, files_of, lines_of

LEVEL_NUMBERS = {"1": "province", "2": "city", "3": "county", "4": "street", "5": "community"}
LEVELS_BY_DIGITS = {2: "province", 4: "city", 6: "county", 9: "street"}
CODE_HEADS = ("code", "代码", "区划代码", "统计用区划代码")
NAME_HEADS = ("name", "名称", "区划名称")
# Nearest first: the first of these that has a value names the parent.
PARENT_HEADS = ("parentcode", "parent", "上级代码", "streetcode", "areacode", "citycode", "provincecode")
# The whole country, which lists put above the provinces: no division of its own here.
ABOVE_ALL = ("100000000000", "000000000000")
SHOWN = 5
LONGEST_NAME = 100


class Row(NamedTuple):
    """One division of a list; `place` is the file and line that people can look up.

    A city without counties may be listed again as its own county: then `parent` is its own code.
    """

    code: str
    parent: str | None
    name: str
    level: str
    place: str


class Listed(NamedTuple):
    """An edition as read: rows by code, lines that stand for nothing of their own, and {file name: SHA-256}."""

    rows: dict[str, Row]
    ignored: int
    files: dict[str, str]


def refuse(problems: Sequence[str]) -> BadInput:
    """All problems as one refusal: the first few in words, the rest counted."""
    more = f"\n……另有 {len(problems) - SHOWN} 处。" if len(problems) > SHOWN else ""
    return BadInput(
        "区划文件有问题，没有导入任何内容。请改正后重新导入：\n" + "\n".join(problems[:SHOWN]) + more,
        "bad_division_list",
    )


def read_edition(paths: Sequence[Path]) -> Listed:
    """All rows of the files, and of the CSV files in the folders, given. BadInput when any line cannot be used."""
    rows: dict[str, Row] = {}
    problems: list[str] = []
    files: dict[str, str] = {}
    ignored = 0
    for path in files_of(paths):
        data = bytes_of(path)
        files[path.name] = hashlib.sha256(data).hexdigest()
        for row in _rows(path.name, data):
            if isinstance(row, str):
                problems.append(row)
            elif row.code in ABOVE_ALL:
                ignored += 1
            elif (other := rows.get(row.code)) is None:
                rows[row.code] = row
            elif other.name == row.name:
                # Of a place that is listed again as its own part, the higher level stays.
                rows[row.code] = min(other, row, key=lambda r: list(LEVEL_NUMBERS.values()).index(r.level))
                ignored += 1
            else:
                problems.append(
                    f"{row.place}：代码 {row.code} 与{other.place}重复，名称却不同（{other.name}、{row.name}）。"
                )
    if problems:
        raise refuse(problems)
    if not rows:
        raise BadInput("文件里没有一行区划。请检查选对了文件。", "bad_division_list")
    return Listed(rows, ignored, files)


def _rows(name: str, data: bytes) -> Iterator[Row | str]:
    """Each line as a row, or as the sentence that says why it is none."""
    lines = lines_of(name, data)
    first = next(lines, None)
    if first is None:
        return
    number, cells = first
    heads = [cell.strip().lower() for cell in cells]
    if set(heads) & set(CODE_HEADS) and set(heads) & set(NAME_HEADS):
        code_at, name_at = _column(heads, CODE_HEADS), _column(heads, NAME_HEADS)
        parents_at = [heads.index(head) for head in PARENT_HEADS if head in heads]
        for number, cells in lines:
            place = f"{name} 第 {number} 行"
            if len(cells) < len(heads):
                yield f"{place}：只有 {len(cells)} 列，表头有 {len(heads)} 列。"
                continue
            parent = next((cells[at] for at in parents_at if cells[at].strip()), "")
            digits = len(cells[code_at].strip())
            yield _row(place, cells[code_at], parent, cells[name_at], LEVELS_BY_DIGITS.get(digits, ""))
    elif len(cells) >= 5 and cells[0].strip().isdecimal() and cells[4].strip() in {"0", *LEVEL_NUMBERS}:
        yield from (_headless(name, *line) for line in [first, *lines])
    else:
        raise BadInput(
            f"{name} 第 {number} 行：看不出是区划表。应有表头 code,name,…，或者没有表头、"
            "依次为 代码,上级代码,名称,级别名,级别（1–5）。",
            "unknown_layout",
        )


def _column(heads: Sequence[str], names: Sequence[str]) -> int:
    return next(at for at, head in enumerate(heads) if head in names)


def _headless(name: str, number: int, cells: list[str]) -> Row | str:
    place = f"{name} 第 {number} 行"
    if len(cells) < 5:
        return f"{place}：只有 {len(cells)} 列，至少要有 5 列。"
    if cells[0].strip() in ABOVE_ALL:
        return Row(cells[0].strip(), None, tidy(cells[2]), "", place)
    level = LEVEL_NUMBERS.get(cells[4].strip())
    if level is None:
        return f"{place}：级别“{cells[4]}”不认识，应为 1（省）到 5（社区、村）。"
    return _row(place, cells[0], cells[1], cells[2], level)


def _row(place: str, code_cell: str, parent_cell: str, name_cell: str, level: str) -> Row | str:
    code = read_code(code_cell)
    if isinstance(code, CodeProblem):
        return f"{place}：代码“{code_cell}”{_why(code)}"
    parent: str | CodeProblem | None = read_code(parent_cell) if parent_cell.strip() else None
    if isinstance(parent, CodeProblem):
        return f"{place}：上级代码“{parent_cell}”{_why(parent)}"
    name = tidy(name_cell)
    if not name or len(name) > LONGEST_NAME or forbidden_character(name):
        return f"{place}：名称应为 1 到 {LONGEST_NAME} 个字，不能有控制字符。"
    if parent in ABOVE_ALL:
        parent = None
    return Row(code, parent, name, level or level_of(code), place)


def _why(problem: CodeProblem) -> str:
    if problem.code == "code_lost_zero":
        return f"少了一位，是不是 {problem.guess}？请把这一列设为文本后重新保存。"
    if problem.code == "code_scientific":
        return "被表格软件写成了科学记数法。请把这一列设为文本后重新填写。"
    return "不是区划代码，应为 2、4、6、9 或 12 位数字。"
