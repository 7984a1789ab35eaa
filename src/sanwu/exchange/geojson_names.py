"""The columns of our own GeoJSON under the headers that the reader of uploads knows, so that it comes back unchanged."""

from sanwu.exchange.reading.cells import Row, Table
from sanwu.exchange.reading.geojson import FORMAT, LATITUDE, LONGITUDE
from sanwu.policy.model import Dictionary, Fact
from sanwu.render.factcolumns import IDENTITY, fact_column

# The dictionary's fact for a column of identity whose values are choices.
CHOICES = {"kind": "compound_kind"}
DEGREES = {LONGITUDE: "经度", LATITUDE: "纬度"}


def named(table: Table, dictionary: Dictionary) -> Table:
    """The same table with the ids of our own export as titles: of columns, and of choices below them."""
    if table.format != FORMAT or not table.rows:
        return table
    head = [str(cell) for cell in table.rows[0]]
    titles: Row = [_title(name, dictionary) for name in head]
    rows = [titles, *table.rows[1:]]
    for column, name in enumerate(head):
        fact = dictionary.facts.get(CHOICES.get(name, name))
        if fact is not None and fact.type == "choice":
            _name_choices(rows, column, fact)
    return table._replace(rows=rows)


def _title(name: str, dictionary: Dictionary) -> str:
    if name in IDENTITY:
        return DEGREES.get(name, IDENTITY[name].title)
    if name in dictionary.facts:
        return fact_column(dictionary.facts[name], dictionary).title
    plain, mark, rest = name.partition("（")
    return DEGREES.get(plain, plain) + mark + rest


def _name_choices(rows: list[Row], column: int, fact: Fact) -> None:
    for row in rows[1:]:
        choice = fact.choices.get(str(row[column]))
        if choice is not None:
            row[column] = choice.title
