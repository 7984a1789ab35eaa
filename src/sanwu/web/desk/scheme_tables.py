"""What a page of a scheme is made of: sections with tables, each row with its clause and the plan's own sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sanwu.policy.model_base import Entry
from sanwu.web.desk.plan_text import Quote
from sanwu.web.desk.scheme_words import Cite, Said, cite_of
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import title_of


@dataclass(frozen=True)
class Cell:
    """Text, or a predicate in words."""

    text: Text = ""
    said: Said | None = None

    @property
    def filled(self) -> bool:
        return bool(self.text or self.said)


@dataclass(frozen=True)
class Row:
    """`title` names the row; `lines` are what the plan adds to it. `anchor` is where links to the row lead.

    `quotes` are the plan's own sentences of the row, where they do not stand above its table already.
    """

    title: Text
    cells: list[Cell]
    cite: Cite = field(default_factory=Cite)
    lines: tuple[str, ...] = ()
    anchor: str = ""
    quotes: list[Quote] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """`heads` name the columns between the title and the clause. `gathered` are rows that are no parts of what the title
    names, such as the duties of a body: they take no clause from it."""

    heads: Sequence[Text]
    rows: list[Row]
    title: Text = ""
    cite: Cite | None = None
    quotes: list[Quote] = field(default_factory=list)
    lines: tuple[Text, ...] = ()
    first: Text = ""
    gathered: bool = False

    @property
    def _said(self) -> list[int]:
        """The columns in which the plan says anything at all."""
        return [n for n in range(len(self.heads)) if any(line.cells[n].filled for line in self.rows)]

    @property
    def shown_heads(self) -> list[Text]:
        return [self.heads[n] for n in self._said]

    @property
    def labelled(self) -> list[tuple[Row, list[tuple[Text, Cell]]]]:
        """Each row with its cells, each under the head of its column: a phone shows the head beside the cell."""
        columns = self._said
        return [(line, [(self.heads[n], line.cells[n]) for n in columns]) for line in self.rows]


@dataclass(frozen=True)
class Section:
    anchor: str
    title: Text
    tables: list[Table]
    quotes: list[Quote] = field(default_factory=list)
    lines: tuple[Text, ...] = ()

    @property
    def empty(self) -> bool:
        return not (any(table.rows for table in self.tables) or self.lines)


def row(entry: Entry, *cells: Text | Cell, lines: Iterable[str | None] = ()) -> Row:
    """A row of an entry; plain words become cells."""
    made = [cell if isinstance(cell, Cell) else Cell(cell) for cell in cells]
    return Row(title_of(entry), made, cite_of(entry), tuple(line for line in lines if line))


def inherited(section: Section) -> Section:
    """The section with the clause of its table at each row that names none of its own, such as a member of a condition."""
    return replace(section, tables=[_inherited(table) for table in section.tables])


def _inherited(table: Table) -> Table:
    above = table.cite
    if table.gathered or above is None or not above.clauses:
        return table
    rows = []
    for line in table.rows:
        if not line.cite.clauses:
            trust = line.cite if line.cite.css else above  # what a row says of itself stands
            line = replace(line, cite=replace(line.cite, clauses=above.clauses, status=trust.status, css=trust.css))
        rows.append(line)
    return replace(table, rows=rows)


def with_quotes(section: Section, quotes: Mapping[str, Quote]) -> Section:
    """The section with the plan's own sentences beside each row."""
    tables = []
    for table in section.tables:
        above = {quote.clause for quote in table.quotes}
        rows = [
            replace(
                line,
                quotes=[quotes[clause] for clause in line.cite.clauses if clause in quotes and clause not in above],
            )
            for line in table.rows
        ]
        tables.append(replace(table, rows=rows))
    return replace(section, tables=tables)
