"""Whether accounts, each by itself, and posts – who may act where – are still what the last act on them made of them."""

import hashlib
from collections.abc import Sequence

from sanwu.base.digest import canonical_json, digest
from sanwu.people.models import Account, Post
from sanwu.records.services import bind_state

ACCOUNTS = "people.accounts"
POSTS = "people.posts"
ALL = "all"
CHUNK = 500
_COLUMNS = (
    "id", "account_id", "organisation_id", "role", "division_id", "objects_held", "remit", "valid_from", "valid_to",
    "covers_id",
)  # fmt: skip
_OF_ACCOUNT = ("id", "username", "name", "is_active", "demo")


def bind_posts() -> None:
    """Bind all posts as they are when the act that is going on ends; there are few enough to read them whole."""
    bind_state(POSTS, ALL, posts_digest)


def bind_account(account: Account) -> None:
    """Bind who an account is and whether it is open, as it stands when the act ends; not how and when it signed in."""
    key = str(account.pk)
    bind_state(ACCOUNTS, key, lambda: account_digests([key])[key])


def account_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these accounts has now; one that is gone is left out."""
    found = {}
    for start in range(0, len(ids), CHUNK):
        rows = Account.objects.filter(pk__in=[int(i) for i in ids[start : start + CHUNK]]).order_by()
        found.update({str(row[0]): digest(list(row)) for row in rows.values_list(*_OF_ACCOUNT)})
    return found


def post_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that all posts have now."""
    return dict.fromkeys(ids, posts_digest())


def posts_digest() -> str:
    """SHA-256 of one line per post."""
    total = hashlib.sha256()
    for row in Post.objects.order_by("pk").values_list(*_COLUMNS).iterator(chunk_size=2000):
        values = [value.isoformat() if hasattr(value, "isoformat") else value for value in row]
        total.update(canonical_json(values).encode() + b"\n")
    return total.hexdigest()
