"""What a row says of a compound's identity: of a new one, and laid over that of a known one."""

from collections.abc import Iterable
from typing import Any

from sanwu.base.codes import range_of
from sanwu.base.text import match_name
from sanwu.compounds import identity
from sanwu.compounds.identity import Identity
from sanwu.exchange.matching import Row
from sanwu.exchange.places import PLACE_COLUMNS
from sanwu.exchange.reading.check import POINT
from sanwu.exchange.reading.checked import Checked
from sanwu.exchange.reading.mapping import Mapping as Columns
from sanwu.exchange.reading.targets import ADDRESS, ALIAS, KIND, LATITUDE, LONGITUDE, OLD_NUMBER
from sanwu.exchange.reading.targets import NAME as NAME_COLUMN

# Which columns speak of a part of the identity; a number that differs is refused before.
COLUMNS = {
    identity.NAME: (NAME_COLUMN,), identity.ALIAS: (ALIAS,), identity.OLD_NUMBER: (OLD_NUMBER,), identity.KIND: (KIND,),
    identity.ADDRESS: (ADDRESS,), identity.POINT: (LONGITUDE, LATITUDE), identity.DIVISION: PLACE_COLUMNS,
}  # fmt: skip


class Identities:
    """The identity columns of a checked sheet, row by row. `datum` is the one that its points were given in."""

    def __init__(self, checked: Checked, datum: str) -> None:
        self.datum = datum
        nothing: list[Any] = [None] * len(checked.lines)
        self.columns = {
            target: checked.identity.get(target, nothing)
            for target in (NAME_COLUMN, POINT, ALIAS, KIND, ADDRESS, OLD_NUMBER)
        }

    def said(self, target: str, row: Row) -> Any:
        return self.columns[target][row.position]

    def of(self, row: Row) -> Identity:
        """The identity of a compound that the row is the first to speak of."""
        point = self.said(POINT, row)
        return Identity(
            name=self.said(NAME_COLUMN, row), division_code=row.division, number=row.number,
            aliases=tuple(self.said(ALIAS, row) or ()), kind=self.said(KIND, row) or "compound",
            address=self.said(ADDRESS, row) or "", point=point, datum=self.datum if point else "",
            old_numbers=tuple(self.said(OLD_NUMBER, row) or ()),
        )  # fmt: skip

    def over(self, known: Identity, row: Row, keeps_name: bool = False) -> Identity:
        """The known identity with what the row says laid over it; silence changes nothing, names only ever add up.

        With `keeps_name` the row's name is an earlier one that does not come back.
        """
        aliases = dict.fromkeys((*known.aliases, *(self.said(ALIAS, row) or ())))
        name = None if keeps_name else self.said(NAME_COLUMN, row)
        name = name or known.name
        if match_name(name) != match_name(known.name):
            aliases[known.name] = None  # renamed: it can still be found by what it was called
        else:
            name = known.name
        aliases.pop(name, None)
        division = row.division
        low, high = range_of(division)
        if low <= known.division_code < high:
            division = known.division_code  # the row says no more than what is known
        # a number that it had before, or that a compound had which was merged into it, does not come back
        number = known.number if row.number in known.old_numbers else row.number or known.number
        said = self.said(POINT, row)
        moved = said is not None and said != known.point  # the same place by its stored coordinates keeps its datum
        return known._replace(
            name=name, division_code=division, number=number, aliases=tuple(aliases),
            kind=self.said(KIND, row) or known.kind, address=self.said(ADDRESS, row) or known.address,
            point=said if moved else known.point, datum=self.datum if moved else known.datum,
            old_numbers=tuple(dict.fromkeys((*known.old_numbers, *(self.said(OLD_NUMBER, row) or ())))),
        )  # fmt: skip


def headers_saying(changes: Iterable[str], position: int, checked: Checked, mapping: Columns) -> list[str]:
    """The headers of the filled cells of a row that say these parts of an identity; of places the finest one."""
    found: dict[str, None] = {}
    for change in sorted(changes, key=identity.IDENTITY.index):
        headers = [
            column.leaf
            for target in COLUMNS.get(change, ())
            if (column := mapping.column_of(target)) and _filled(target, position, checked)
        ]
        found |= dict.fromkeys(headers[-1:] if change == identity.DIVISION else headers)
    return list(found)


def _filled(target: str, position: int, checked: Checked) -> bool:
    values = checked.identity.get(POINT if target in (LONGITUDE, LATITUDE) else target)
    return bool(values and values[position])
