"""The few ways in which a verb says no. Each carries a Chinese sentence that says what to do.

The command line turns them into exit codes (issue §4), the pages into status codes.
"""


class SanwuError(Exception):
    """Base of all refusals. `code` is stable for programs; `message` is for people."""

    exit_code = 1

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).__name__.lower()


class BadInput(SanwuError):
    """What was given cannot be read or used; nothing was changed."""

    exit_code = 2


class Refused(SanwuError):
    """A rule or a missing right forbids it; nothing was changed."""

    exit_code = 3


class Stale(Refused):
    """Somebody else changed the same thing in the meantime; both versions are to be shown."""


class Busy(SanwuError):
    """The data folder is locked for too long or the disk is full; nothing was changed, try again."""

    exit_code = 75
