"""How much may be sent at once: decided before a byte is kept, for whoever sends it (security.md promise 26)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class LimitedUpload(FileUploadHandler):
    """Stops a request that is much larger than any file the platform takes.

    A file that is only somewhat too large comes through, so that the page can say so in words; one that is far beyond
    would fill the disk first, and is answered with 400.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Refuse by the announced length, before the body is read."""
        if content_length > self._most():
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Refuse by what has really come."""
        if start + len(raw_data) > self._most():
            raise RequestDataTooBig
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers behind this one keep the file."""

    def _most(self) -> int:
        limit: int = settings.SANWU_UPLOAD_MAX_BYTES
        return limit + limit // 4
