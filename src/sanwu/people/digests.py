"""Whether the posts – who may act where – are still what the last act on any of them made of them."""

import hashlib
from collections.abc import Sequence

from sanwu.base.digest import canonical_json
from sanwu.people.models import Post
from sanwu.records.services import bind_state

POSTS = "people.posts"
ALL = "all"
_COLUMNS = (
    "id", "account_id", "organisation_id", "role", "division_id", "objects_held", "remit", "valid_from", "valid_to",
    "covers_id",
)  # fmt: skip


def bind_posts() -> None:
    """Bind all posts as they are when the act that is going on ends; there are few enough to read them whole."""
    bind_state(POSTS, ALL, posts_digest)


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
