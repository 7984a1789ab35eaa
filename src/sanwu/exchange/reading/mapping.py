"""Which column means what: proposed from the words of the header, changed by a person or a MAP file.

A proposal asks for nothing that it can know, and says how sure it is and why. 序号 is never an identity.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sanwu.exchange.reading.cells import Table, as_text
from sanwu.exchange.reading.issues import ERROR, WARNING, Issue
from sanwu.exchange.reading.layout import Layout
from sanwu.exchange.reading.suggest import CERTAIN, GIVEN, LIKELY, NONE, MappedColumn, datum_in, suggest
from sanwu.exchange.reading.targets import (
    ADDRESS,
    DIVISION_CODE,
    IGNORE,
    LATITUDE,
    LONGITUDE,
    NAME,
    NUMBER,
    REMARK,
    Vocabulary,
)

WORTH_READING = 10  # filled cells of a sheet that may be a ledger too


class Mapping(NamedTuple):
    """What each column means, how single texts are to be read, where rows without a place belong, and what is unclear.

    With an error among `problems` nothing can be imported before a person has decided.
    """

    columns: tuple[MappedColumn, ...]
    values: dict[str, dict[str, str]]
    division: str
    datum: str
    problems: tuple[Issue, ...]
    source: str = ""  # the document from which answers of a judging body come

    def column_of(self, target: str) -> MappedColumn | None:
        return next((column for column in self.columns if column.target == target), None)


def propose(table: Table, layout: Layout, words: Vocabulary) -> Mapping:
    """The mapping as far as the header tells. Other sheets with content are mentioned, so that none is lost unseen."""
    mapping = settle(table, layout, [suggest(head, words) for head in layout.columns])
    others = [other.name for other in table.other_sheets if not other.hidden and other.cells >= WORTH_READING]
    if not others:
        return mapping
    unread = Issue(0, "", "", "other_sheets", {"sheets": others, "count": len(others)}, WARNING)
    return mapping._replace(problems=(*mapping.problems, unread))


def settle(
    table: Table,
    layout: Layout,
    columns: Sequence[MappedColumn],
    *,
    values: dict[str, dict[str, str]] | None = None,
    division: str = "",
    datum: str = "",
    source: str = "",
) -> Mapping:
    """Each target once: the surer column is taken, equal ones are asked about. A column that only counts is no number."""
    chosen = [_unless_serial(table, layout, column) for column in columns]
    problems: list[Issue] = []
    for target in dict.fromkeys(column.target for column in chosen if column.imported):
        rivals = [column for column in chosen if column.target == target]
        if len(rivals) > 1:
            kept, problem = _decide(table, layout, rivals)
            chosen = [
                column
                if column.target != target or column == kept
                else column._replace(target=IGNORE, reason="second_column")
                for column in chosen
            ]
            problems += problem
    line = layout.head_lines[-1] if layout.head_lines else 0
    if not any(column.target in (NAME, NUMBER) for column in chosen):
        headers = [column.header for column in chosen if column.header] or _first_cells(table, layout, chosen)
        problems.append(Issue(line, "", "", "no_name_column", {"headers": headers[:30]}, ERROR))
    points = [column for column in chosen if column.target in (LONGITUDE, LATITUDE)]
    if len(points) == 1:
        problems.append(Issue(line, points[0].name, "", "half_a_point", {}, ERROR))
    datum = datum or _datum_of(layout, points)
    if points and not datum:
        problems.append(Issue(line, points[0].name, "", "datum_unknown", {}, WARNING))
    return Mapping(tuple(chosen), values or {}, division, datum, tuple(problems), source)


def _first_cells(table: Table, layout: Layout, columns: Sequence[MappedColumn]) -> list[str]:
    """Of a sheet without a header, each column's letter with what stands in its first row: A(滨河小区)."""
    first = table.rows[layout.data_lines[0] - 1] if layout.data_lines else []
    return [
        f"{column.name}（{as_text(first[column.column])[:20]}）" for column in columns if column.column < len(first)
    ]


def _unless_serial(table: Table, layout: Layout, column: MappedColumn) -> MappedColumn:
    """编号 under which the lines are merely counted 1, 2, 3 … is a 序号, not the number of a compound."""
    if column.target != NUMBER or column.confidence == GIVEN:
        return column
    cells = [as_text(table.rows[line - 1][column.column]).strip() for line in layout.data_lines]
    if len(cells) > 1 and cells == [str(number) for number in range(1, len(cells) + 1)]:
        return column._replace(target=IGNORE, reason="counts_lines")
    return column


def _decide(table: Table, layout: Layout, rivals: list[MappedColumn]) -> tuple[MappedColumn, list[Issue]]:
    """The column to take among several for one target; an error where nothing speaks for one of them."""
    rank = {GIVEN: 0, CERTAIN: 1, LIKELY: 2, NONE: 3}
    best = min(rank[column.confidence] for column in rivals)
    equals = [column for column in rivals if rank[column.confidence] == best]
    filled = [
        column for column in equals if any(table.rows[line - 1][column.column] != "" for line in layout.data_lines)
    ]
    equals = filled or equals[:1]
    first = equals[0]
    if any(_differ(table, layout, first, other) for other in equals[1:]):
        line = layout.head_lines[-1] if layout.head_lines else 0
        # Remarks are not kept as facts, so a second one costs nothing.
        level = WARNING if first.target in (REMARK, ADDRESS, DIVISION_CODE) else ERROR
        code = "same_header_twice" if len({column.header for column in equals}) == 1 else "two_columns_for_one"
        names = [column.name for column in equals]
        return first, [Issue(line, names[0], "", code, {"columns": names, "target": first.target}, level)]
    return first, []


def _differ(table: Table, layout: Layout, one: MappedColumn, other: MappedColumn) -> bool:
    return any(table.rows[line - 1][one.column] != table.rows[line - 1][other.column] for line in layout.data_lines)


def _datum_of(layout: Layout, points: list[MappedColumn]) -> str:
    heads = {head.column: head.text for head in layout.columns}
    return next((datum for column in points if (datum := datum_in(heads.get(column.column, "")))), "")
