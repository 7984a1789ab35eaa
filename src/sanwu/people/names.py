"""Account names as they are compared: one spelling, so that one account has one counter of failed tries."""

import re
import unicodedata
from typing import Any

from django.http import HttpRequest

LONGEST = 60
_ALLOWED = re.compile(r"[\w.@+-]{2,60}")


def username_key(text: str) -> str:
    """Full-width forms, case and surrounding spaces do not make another account; NUL, which PostgreSQL cannot hold,
    is dropped."""
    return unicodedata.normalize("NFKC", text.replace("\0", "")).strip().casefold()


def is_username(key: str) -> bool:
    """2 to 60 letters (any script), digits and . @ + - _ ."""
    return _ALLOWED.fullmatch(key) is not None


def username_of_try(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The account a sign-in was tried for, as django-axes counts it (setting AXES_USERNAME_CALLABLE)."""
    given = credentials.get("username") if credentials else request.POST.get("username") if request else None
    return username_key(str(given or ""))[:LONGEST]
