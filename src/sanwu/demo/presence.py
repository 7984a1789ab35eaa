"""Whether the demo city stands here. Asked at every start, so nothing but two tables is needed to answer."""

from sanwu.people.models import Account
from sanwu.territory.models import Division

LAST_ROLE = "partner_unit"  # its account is made last, when the compounds are there


def is_present() -> bool:
    """Whether the demo city stands in this installation, whole or half."""
    return Account.objects.filter(demo=True).exists()


def is_half_made() -> bool:
    """Whether making the city was broken off: its last step, the partner unit's account, is missing."""
    begun = Division.objects.filter(demo=True).exists() or is_present()
    return begun and not Account.objects.filter(demo=True, posts__role=LAST_ROLE).exists()


def is_empty() -> bool:
    """Whether nothing has been set up yet, neither by an office nor as a demo – or a demo only half, when it was broken off."""
    if is_half_made():
        return not Division.objects.filter(demo=False).exists() and not Account.objects.filter(demo=False).exists()
    return not Division.objects.exists() and not Account.objects.exists()
