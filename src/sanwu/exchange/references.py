"""平台标识: how a workbook that was handed out says which compound a row is about, whatever its name.

It carries a mark of this installation's key for one compound in one campaign: what a spreadsheet counted on, what was
typed, and what comes from another campaign or another installation is recognised and refused.
"""

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_FORM = re.compile(r"C(?P<compound>[0-9]{1,18})-(?P<mark>[0-9a-f]{8})")


def reference_of(campaign: int, compound: int) -> str:
    """The identifier of a compound in a campaign: C17-3fa9c204."""
    return f"C{compound}-{_mark(campaign, compound, settings.SECRET_KEY)}"


def compound_meant(campaign: int, reference: str) -> int | None:
    """The compound of an identifier; None where it was not made here, for this campaign."""
    found = _FORM.fullmatch(reference)
    if found is None:
        return None
    compound = int(found["compound"])
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    made_here = any(constant_time_compare(found["mark"], _mark(campaign, compound, key)) for key in keys)
    return compound if made_here else None


def _mark(campaign: int, compound: int, key: str | bytes) -> str:
    said = f"{campaign} {compound}"
    return salted_hmac("sanwu.exchange.reference", said, secret=key, algorithm="sha256").hexdigest()[:8]
