"""Where this installation is reached on its own machine."""

from django.conf import settings

HOST = "127.0.0.1"  # offices put a proxy with TLS before it


def address(path: str) -> str:
    """The full address of a page."""
    return f"http://{HOST}:{settings.PORT}{path}"
