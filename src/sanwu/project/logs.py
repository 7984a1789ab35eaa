"""What the log says of requests for a host that is not ours: one line. Scanners send them all day."""

import logging

from django.core.exceptions import DisallowedHost


class OneLine(logging.Formatter):
    """A line without the traceback that belongs to it."""

    def format(self, record: logging.LogRecord) -> str:
        bare = logging.makeLogRecord(record.__dict__ | {"exc_info": None, "exc_text": None, "stack_info": None})
        return super().format(bare)


def for_our_host(record: logging.LogRecord) -> bool:
    """Leaves out the second line, by which Django says that it answered such a request with 400."""
    request = getattr(record, "request", None)
    if request is None or not hasattr(request, "get_host"):
        return True
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True
