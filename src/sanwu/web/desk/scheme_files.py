"""A file that a page hands out."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """The file under its name, whatever characters that has; never opened as a page."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
