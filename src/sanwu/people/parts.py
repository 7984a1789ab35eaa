"""What the verbs of `people` have in common when they write."""

import hashlib
import secrets
from datetime import date
from typing import Any

from django.db.models import Q

from sanwu.base import clock
from sanwu.base.digest import digest
from sanwu.people.digests import bind_account, bind_posts
from sanwu.people.models import Account, Post, SignInLink


def facts(post: Post) -> dict[str, Any]:
    """A post as the journal keeps it."""
    return {
        "post": post.pk,
        "role": str(post.role),
        "organisation": post.organisation.name,
        "division": post.division_id,
        "objects": post.objects_held,
        "remit": post.remit,
        "valid_from": post.valid_from and post.valid_from.isoformat(),
        "valid_to": post.valid_to and post.valid_to.isoformat(),
    } | ({"covers": post.covers_id} if post.covers_id else {})


def version_of(post: Post) -> str:
    """What a form about a post carries, so that nobody decides on what is no longer so."""
    return digest(facts(post))


def locked(account: Account) -> Account:
    """The account's row, held until the transaction ends, so that two posts given at once see each other."""
    return Account.objects.select_for_update().get(pk=account.pk)


def end_sessions(account: Account) -> None:
    """Every change of rights comes by here, so here the journal binds posts and account as they are at the end of the act."""
    bind_posts()
    bind_account(account)
    account.stamp = new_stamp()
    account.save(update_fields=["stamp"])


def end_covers(post: Post, on: date) -> None:
    """Nobody stands in for somebody who holds the post no more."""
    for cover in post.covered_by.filter(Q(valid_to=None) | Q(valid_to__gt=on)).select_related("account"):
        cover.valid_to = max(on, cover.valid_from or on)
        cover.save(update_fields=["valid_to"])
        end_sessions(cover.account)


def void_links(account: Account) -> None:
    SignInLink.objects.filter(account=account, used_at=None).update(used_at=clock.now())


def home(divisions: list[str]) -> str:
    """Whose people read about this account in the journal: where it got its first post."""
    return divisions[0] if divisions else ""


def new_stamp() -> str:
    return secrets.token_hex(16)


def token_hash(token: str) -> str:
    """What is kept of a text that is shown once; the text has at least 80 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
