"""A position in a sorted list as one short text for the address bar."""

from dataclasses import dataclass
from typing import Any

NUMBERS = ("household_count", "floor_area_m2", "built_year", "revision")


@dataclass(frozen=True)
class Cursor:
    """The row after which a page begins: its sorted value (None: unknown, these stand last) and its compound."""

    value: Any
    compound: int

    @property
    def known(self) -> bool:
        return self.value is not None

    @classmethod
    def of(cls, row: dict[str, Any], column: str) -> str:
        """The position of a row: "compound" or "compound~value"."""
        value = row[column]
        return str(row["compound_id"]) if value is None else f"{row['compound_id']}~{value}"

    @classmethod
    def read(cls, text: str | None, column: str) -> "Cursor | None":
        """The position again; None for whatever is no position of this column."""
        compound, mark, value = (text or "").partition("~")
        if not _whole(compound) or "\0" in value:
            return None
        if not mark:
            return cls(None, int(compound))
        if column in NUMBERS:
            return cls(int(value), int(compound)) if _whole(value.removeprefix("-")) else None
        return cls(value, int(compound))


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
