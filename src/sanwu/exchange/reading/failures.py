"""A file that cannot be read at all. Nothing was changed; the message says what is wrong and what to do."""

from typing import Any

from sanwu.exchange.reading.messages import text_of


class ReadFailure(Exception):
    """`code` is stable for programs; `params` fill the message of the catalogue."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def message(self) -> str:
        """The sentence for people, in the language that is active."""
        return text_of(self.code, self.params)

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code
