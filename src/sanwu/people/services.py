"""Accounts, posts and sign-in links: every change of who may act where.

The local operator may call each of them; an account only where it holds MANAGE_ACCOUNTS, and never for itself, so that
nobody gives himself rights (security.md threat 7). Every change of rights ends the sessions of the account.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import Refused
from sanwu.people import checks
from sanwu.people.enums import Role
from sanwu.people.links import link_issue, link_use
from sanwu.people.models import Account, Post
from sanwu.people.parts import end_covers, end_sessions, facts, home, locked, new_stamp, void_links
from sanwu.people.rules import body_of
from sanwu.records.services import act
from sanwu.territory.models import Division, Organisation
from sanwu.territory.services import organisation_ensure

__all__ = [
    "account_add", "account_deactivate", "link_issue", "link_use", "password_set", "post_add", "post_end"
]  # fmt: skip


def account_add(
    *,
    username: str,
    name: str,
    role: str,
    division: str,
    organisation: str | None = None,
    remit: str = "",
    objects: Iterable[tuple[str, int]] = (),
    actor: Actor,
    demo: bool = False,
    valid_from: date | None = None,
    valid_to: date | None = None,
    client_key: str | None = None,
) -> Account:
    """A new person with a first post. Without a password yet: she enters by a one-time link (`link_issue`).

    `organisation` is its name in that division; the usual body of the role where none is given. Made when missing.
    """
    place = checks.open_division(division, clock.today())
    with act(
        verb="account.add", actor=actor, object_type="account", division=place.code, client_key=client_key
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Account.objects.get(pk=entry.result["account"])
        checks.manages(actor, [place.code], clock.today())
        account = Account(
            username=checks.free_username(username), name=checks.person_name(name), demo=demo,
            stamp=new_stamp(), created_at=clock.now(),
        )  # fmt: skip
        account.set_unusable_password()
        account.save()
        post_add(
            account=account, role=role, division=place.code, organisation=organisation, remit=remit, objects=objects,
            actor=actor, valid_from=valid_from, valid_to=valid_to,
        )  # fmt: skip
        account.refresh_from_db()
        entry.object_id, entry.object_name = str(account.pk), account.name
        entry.after = {"username": account.username, "name": account.name, "demo": demo}
        entry.result = {"account": account.pk}
    return account


def post_add(
    *,
    account: Account,
    role: str,
    division: str,
    organisation: str | None = None,
    remit: str = "",
    objects: Iterable[tuple[str, int]] = (),
    actor: Actor,
    valid_from: date | None = None,
    valid_to: date | None = None,
    client_key: str | None = None,
) -> Post:
    """One more post for a person. Refused where the roles exclude each other on a common day."""
    place = checks.open_division(division, clock.today())
    with act(
        verb="post.add", actor=actor, object_type="account", object_id=str(account.pk), object_name=account.name,
        division=place.code, client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Post.objects.get(pk=entry.result["post"])
        checks.manages(actor, [place.code], clock.today())
        checks.not_oneself(actor, account)
        known = checks.known_role(role)
        checks.real_period(valid_from, valid_to)
        held: list[list[str | int]] = [[kind, key] for kind, key in objects]
        checks.objects_where_needed(known, held)
        checks.compatible(locked(account), known, valid_from, valid_to)
        post = Post.objects.create(
            account=account, organisation=_body(known, place, organisation, account.demo, actor), role=known,
            division=place, objects_held=held, remit=remit.strip(), valid_from=valid_from, valid_to=valid_to,
        )  # fmt: skip
        end_sessions(account)
        entry.after = facts(post)
        entry.result = {"post": post.pk}
    return post


def post_end(
    *, post: Post, actor: Actor, on: date | None = None, expected: str | None = None, client_key: str | None = None
) -> Post:
    """End a post: from `on` (today) it holds no more, nor does who stands in for its holder. It stays as a record.

    `expected` is the `version_of` the post that the person saw; Stale when it has changed meanwhile.
    """
    on = on or clock.today()
    account = post.account
    with act(
        verb="post.end", actor=actor, object_type="account", object_id=str(account.pk), object_name=account.name,
        division=post.division_id, client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Post.objects.get(pk=post.pk)
        checks.manages(actor, [post.division_id], clock.today())
        checks.not_oneself(actor, account)
        locked(account)
        post.refresh_from_db()
        if post.valid_to is not None and post.valid_to <= on:
            last = checks.last_day_of(post)
            raise Refused(_("该岗位的最后一天已是%(day)s，无需再次办理。") % {"day": last}, "post_already_ended")
        entry.before = facts(post)
        checks.unchanged(post, expected)
        post.valid_to = on
        post.save(update_fields=["valid_to"])
        end_covers(post, on)
        end_sessions(account)
        entry.after, entry.result = facts(post), {"post": post.pk}
    return post


def account_deactivate(*, account: Account, actor: Actor, client_key: str | None = None) -> Account:
    """Close an account: sessions and unused links end at once; its posts and its name in the journal stay."""
    divisions = checks.divisions_of(account)
    with act(
        verb="account.deactivate", actor=actor, object_type="account", object_id=str(account.pk),
        object_name=account.name, division=home(divisions), client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return account
        checks.manages(actor, divisions, clock.today())
        checks.not_oneself(actor, account)
        held = locked(account)
        if not held.is_active:
            raise Refused(_("%(name)s的账号已经停用，无需再次办理。") % {"name": account.name}, "already_inactive")
        account.is_active = False
        account.save(update_fields=["is_active"])
        end_sessions(account)
        void_links(account)
        entry.before, entry.after = {"is_active": True}, {"is_active": False}
    return account


def password_set(*, account: Account, password: str, actor: Actor, client_key: str | None = None) -> Account:
    """Set a password, one's own or, as a manager of accounts, another's. Sessions and unused links end at once."""
    divisions = checks.divisions_of(account)
    with act(
        verb="account.password_set", actor=actor, object_type="account", object_id=str(account.pk),
        object_name=account.name, division=home(divisions), client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return account
        if actor.account_id != account.pk:
            checks.manages(actor, divisions, clock.today())
        if account.demo:
            raise Refused(_("演示账号只用一次性链接登录，不设密码。"), "demo_has_no_password")
        checks.good_password(password, account)
        account.set_password(password)
        account.save(update_fields=["password"])
        end_sessions(account)
        void_links(account)
    return account


def _body(role: Role, division: Division, name: str | None, demo: bool, actor: Actor) -> Organisation:
    kind, usual = body_of(role, division.name)
    return organisation_ensure(name=name or usual, kind=kind, division=division.code, demo=demo, actor=actor)
