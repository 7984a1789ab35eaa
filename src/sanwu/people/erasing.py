"""Taking the people of the demo away. An office's own accounts are deactivated, never deleted."""

from sanwu.people.digests import bind_posts
from sanwu.people.models import Account


def erase_accounts() -> list[int]:
    """Delete the demo's accounts with their posts and links; their ids. Inside the caller's act."""
    accounts = Account.objects.filter(demo=True)
    gone = list(accounts.values_list("pk", flat=True))
    accounts.delete()
    bind_posts()
    return gone
