"""Who somebody is, and where that lets him act."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from sanwu.base.actor import Actor
from sanwu.base.codes import range_of, significant
from sanwu.base.errors import BadInput
from sanwu.base.scope import NOBODY, Ability, Grant, Scope
from sanwu.people.enums import Role
from sanwu.people.models import Account, Post
from sanwu.people.names import username_key
from sanwu.people.rules import ABILITIES_OF_ROLE, ADMINISTRATORS, WITHOUT_SUBTREE, in_conflict, object_pairs, valid_on
from sanwu.records.models import Act
from sanwu.records.scoping import in_ranges
from sanwu.records.sql import Selection, select, selecting


class Held(NamedTuple):
    """A post as every request reads it: as a plain row, with what the journal calls it by."""

    id: int
    role: str
    division_id: str
    objects_held: list[list[object]]
    remit: str
    valid_from: date | None
    valid_to: date | None
    organisation: str
    stands_in_for: str | None


AnyPost = TypeVar("AnyPost", Post, Held)
ROLES = dict(Role.choices)
KEPT = 500  # accounts, and of each the question only
HELD = (*Held._fields[:-2], "organisation__name", "covers__account__name")


def account_named(username: str) -> Account:
    """The active account that signs in with this name; BadInput when there is none."""
    account = Account.objects.filter(username=username_key(username), is_active=True).first()
    if account is None:
        raise BadInput(
            _("没有名为“%(name)s”的可用账号。请核对账号名，或先用 sanwu account add 建立账号。") % {"name": username},
            "no_account",
        )
    return account


def posts_on(account: Account, on: date) -> list[Post]:
    """The posts that hold on a day, the widest first."""
    return _held(account.posts.select_related("organisation", "division", "covers__account"), on)


def scope_of(account: Account | AnonymousUser, on: date) -> Scope:
    """The union of the posts valid on a day. Fail-closed: nobody, an inactive account, a post with an unknown role and
    roles that exclude each other give nothing."""
    if not isinstance(account, Account) or not account.is_active:
        return NOBODY
    return _scope(account, _read(account, on))


def actor_of(account: Account, on: date) -> Actor:
    """The account with its widest post on a day, as the journal keeps it; always in the installation's language."""
    return _actor(account, _read(account, on))


def scope_and_actor(account: Account, on: date) -> tuple[Scope, Actor]:
    """Both, from one reading of the posts."""
    posts = _read(account, on) if account.is_active else []
    return _scope(account, posts), _actor(account, posts)


def accounts_visible_to(scope: Scope) -> QuerySet[Account]:
    """Accounts that have, or had, a post where MANAGE_ACCOUNTS is held."""
    return Account.objects.filter(
        pk__in=Post.objects.filter(in_ranges(scope, Ability.MANAGE_ACCOUNTS, "division_id")).values("account_id")
    ).order_by("id")


def posts_visible_to(scope: Scope) -> QuerySet[Post]:
    """Posts, ended ones too, where MANAGE_ACCOUNTS is held."""
    return Post.objects.filter(in_ranges(scope, Ability.MANAGE_ACCOUNTS, "division_id"))


def handed_over(posts: Iterable[Post]) -> dict[int, Post]:
    """{post: the post of its successor} of those that were handed over (岗位移交), now or for a day to come."""
    ending = [post for post in posts if post.valid_to is not None and post.covers_id is None]
    if not ending:
        return {}
    following = Post.objects.filter(covers=None, valid_from__in={post.valid_to for post in ending})
    following = following.filter(Q(valid_to=None) | Q(valid_to__gt=F("valid_from")))
    begun = list(following.filter(role__in={post.role for post in ending}).select_related("account"))
    by_account = {str(post.account_id) for post in begun}
    acts = Act.objects.filter(verb="post.hand_over", object_type="account", object_id__in=by_account)
    new = {post.pk: post for post in begun}
    made = [(before or {}, result or {}) for before, result in acts.values_list("before", "result")]
    found = {before.get("post"): new[result["post"]] for before, result in made if result.get("post") in new}
    return {post.pk: found[post.pk] for post in ending if post.pk in found}


def scope_of_post(post: Post) -> Scope:
    """What this post alone lets its holder do, whatever the day."""
    grant = _grant(post)
    return Scope(post.account_id, (grant,) if grant else ())


def nobody_yet() -> bool:
    """Whether nobody can sign in: the first start of an office without the demo city."""
    return not Account.objects.exists()


def any_office_account() -> bool:
    """Whether an office has begun: an account that is not the demo's."""
    return Account.objects.filter(demo=False).exists()


def administrators(on: date) -> dict[str, list[Account]]:
    """The office's active accounts that hold each of the three administrators' posts on a day, by the role's name."""
    held: dict[str, list[Account]] = {str(Role(role).label): [] for role in sorted(ADMINISTRATORS)}
    posts = Post.objects.filter(role__in=ADMINISTRATORS, account__demo=False, account__is_active=True)
    for post in posts.select_related("account"):
        if valid_on(post.valid_from, post.valid_to, on):
            held[str(Role(post.role).label)].append(post.account)
    return held


def roles_with(ability: str) -> list[str]:
    """The roles whose posts give an ability."""
    return sorted(role for role, abilities in ABILITIES_OF_ROLE.items() if ability in abilities)


def demo_accounts() -> list[Account]:
    """The demo city's people, with their posts, for `sanwu demo links`."""
    return list(Account.objects.filter(demo=True, is_active=True).prefetch_related("posts").order_by("id"))


def _read(account: Account, on: date) -> list[Held]:
    return _held((Held(*row.values()) for row in select(_asked(account.pk))), on)


@lru_cache(KEPT)
def _asked(account_id: int) -> Selection | None:
    """All posts of an account: of every request, so in words that hold no row."""
    return selecting(Post.objects.filter(account=account_id).order_by(), HELD)


def _held(posts: Iterable[AnyPost], on: date) -> list[AnyPost]:
    held = [post for post in posts if valid_on(post.valid_from, post.valid_to, on)]
    return sorted(held, key=lambda post: (len(significant(post.division_id)), post.id))


def _scope(account: Account, posts: Iterable[Held]) -> Scope:
    posts = list(posts)
    if in_conflict(post.role for post in posts):
        return Scope(account.pk)
    return Scope(account.pk, tuple(grant for post in posts if (grant := _grant(post)) is not None))


def _grant(post: Post | Held) -> Grant | None:
    abilities = ABILITIES_OF_ROLE.get(post.role)
    if not abilities:
        return None
    objects = object_pairs(post.objects_held)
    if post.objects_held or post.role in WITHOUT_SUBTREE:
        return Grant(post.role, abilities, objects=objects, remit=post.remit)
    low, high = range_of(post.division_id)
    return Grant(post.role, abilities, low, high, remit=post.remit)


def _actor(account: Account, posts: list[Held]) -> Actor:
    if not posts:
        return Actor(name=account.name, account_id=account.pk)
    post = posts[0]
    with override(settings.LANGUAGE_CODE):
        title = f"{post.organisation} {ROLES.get(post.role, post.role)}"
        if post.stands_in_for is not None:
            title += _("（代%(name)s）") % {"name": post.stands_in_for}
    return Actor(name=account.name, account_id=account.pk, post=title, division=post.division_id)
