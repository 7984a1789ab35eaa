"""What was found wrong or odd: with one cell, one line, one column or the mapping of a file."""

from typing import Any, NamedTuple

from sanwu.exchange.reading.messages import text_of

ERROR = "error"  # the row is refused, or the file cannot be imported under this mapping
WARNING = "warning"

COLUMN_LENGTH = 100
VALUE_LENGTH = 200


class Issue(NamedTuple):
    """`line` counts as people see lines (0: the file as a whole), `column` is its letter and header, `value` the text of
    the cell, `params` fill the message of the catalogue."""

    line: int
    column: str
    value: str
    code: str
    params: dict[str, Any]
    level: str

    @property
    def message(self) -> str:
        return text_of(self.code, self.params)

    def as_json(self) -> dict[str, Any]:
        """The shape that `import --json` prints."""
        return {
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "code": self.code,
            "message": self.message,
        }


def column_name(letter: str, header: str) -> str:
    """G 户数: short enough for its database column."""
    return f"{letter} {header}".strip()[:COLUMN_LENGTH]


def shortened(text: str) -> str:
    """A value for display and storage: of reasonable length, without characters a database cannot hold."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else "\ufffd" for c in text)
    return text if len(text) <= VALUE_LENGTH else text[: VALUE_LENGTH - 1] + "…"
