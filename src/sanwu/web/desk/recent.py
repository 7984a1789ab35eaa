"""The compounds that a person opened last: for her own convenience, in her own browser, signed; nowhere else.

The server keeps no track of who looked at what. The list goes with the browser session, or at signing out.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.urls import reverse

from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.finding import Hit, compound_hits

COOKIE = "recent"
SALT = "sanwu.web.recent"
KEPT = 8


def remember(request: OfficeRequest, response: HttpResponse, compound: Compound) -> None:
    """Put a compound at the head of the list."""
    ids = [compound.pk, *(pk for pk in _read(request) if pk != compound.pk)][:KEPT]
    response.set_cookie(
        COOKIE,
        signing.dumps([request.user.pk, ids], salt=SALT, compress=True),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def recent_compounds(request: OfficeRequest) -> list[Hit]:
    """Those that may still be seen, the last one first."""
    ids = _read(request)
    if not ids:
        return []
    found = {hit.href: hit for hit in compound_hits(compounds_visible_to(request.scope).filter(pk__in=ids))}
    return [found[href] for pk in ids if (href := reverse("compound", args=[pk])) in found]


def _read(request: OfficeRequest) -> list[int]:
    """What the cookie says, where it is this account's own."""
    try:
        account, ids = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return []
    return ids if account == request.user.pk else []
