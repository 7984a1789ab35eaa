"""Accounts, posts and sign-in links: every change of who may act where.

The local operator may call each of them; an account only where it holds MANAGE_ACCOUNTS, and never for itself, so that
nobody gives himself rights (security.md threat 7). Every change of rights ends the sessions of the account.
"""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.people import checks
from sanwu.people.enums import Role
from sanwu.people.models import Account, Post, SignInLink
from sanwu.people.parts import end_covers, end_sessions, facts, home, locked, new_stamp, token_hash, void_links
from sanwu.people.rules import body_of
from sanwu.records.services import act
from sanwu.territory.models import Division, Organisation
from sanwu.territory.services import organisation_ensure

LINK_PAGE = "sign_in_link"
LONGEST_LINK_HOURS = 24 * 30


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
            raise Refused(_("该岗位已于 %(day)s 终止，无需再次办理。") % {"day": post.valid_to}, "post_already_ended")
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


def link_issue(
    *, account: Account, actor: Actor, hours: int = 24, loopback_only: bool = False, client_key: str | None = None
) -> tuple[str, datetime]:
    """A one-time sign-in link as (path on this server, when it expires). The path is shown once: only the SHA-256 of
    its 256-bit token is kept, so that the same `client_key` again is Refused. A demo account's link works on loopback
    only; an office's account gets no such link."""
    if not 0 < hours <= LONGEST_LINK_HOURS:
        raise BadInput(_("链接有效时间应为 1 到 %(hours)s 小时。") % {"hours": LONGEST_LINK_HOURS}, "bad_hours")
    divisions = checks.divisions_of(account)
    with act(
        verb="link.issue", actor=actor, object_type="account", object_id=str(account.pk), object_name=account.name,
        division=home(divisions), client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            raise Refused(_("这个登录链接已经发放并显示过一次，不能再看。需要时请重新发放。"), "link_shown_already")
        checks.manages(actor, divisions, clock.today())
        if loopback_only and not account.demo:
            raise Refused(_("只有演示账号才能使用本机演示链接。"), "not_a_demo_account")
        if not account.is_active:
            raise Refused(_("%(name)s的账号已停用，不能发放登录链接。") % {"name": account.name}, "inactive_account")
        token = secrets.token_urlsafe(32)
        now = clock.now()
        link = SignInLink.objects.create(
            account=account, token_hash=token_hash(token), loopback_only=loopback_only or account.demo,
            created_at=now, expires_at=now + timedelta(hours=hours),
        )  # fmt: skip
        entry.after = {"link": link.pk, "expires_at": link.expires_at.isoformat(), "loopback_only": link.loopback_only}
    return reverse(LINK_PAGE, kwargs={"token": token}), link.expires_at


def link_use(*, token: str, from_loopback: bool) -> Account:
    """Consume a link and say whose it is. Refused, with one answer for all reasons, when it is unknown, used, expired
    or its account is closed; a demo link also when the request does not come from this machine."""
    now = clock.now()
    link = SignInLink.objects.select_related("account").filter(token_hash=token_hash(token)).first()
    if link is None:
        raise _dead_link()
    if link.loopback_only and not (from_loopback and link.account.demo):
        raise Refused(_("演示登录链接只能在运行本系统的电脑上打开。请在那台电脑的浏览器中使用。"), "loopback_only")
    account = link.account
    with act(
        verb="link.use", actor=Actor(name=account.name, account_id=account.pk), object_type="account",
        object_id=str(account.pk), object_name=account.name, division=home(checks.divisions_of(account)),
    ) as entry:  # fmt: skip
        # One statement on one table: of two at once, the second waits for the first and then finds the link used. (With a
        # join it would stand in a subquery, which PostgreSQL does not ask again after waiting.)
        usable = SignInLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now)
        if not account.is_active or usable.update(used_at=now) != 1:
            raise _dead_link()
        entry.after = {"link": link.pk}
    return account


def _body(role: Role, division: Division, name: str | None, demo: bool, actor: Actor) -> Organisation:
    kind, usual = body_of(role, division.name)
    return organisation_ensure(name=name or usual, kind=kind, division=division.code, demo=demo, actor=actor)


def _dead_link() -> Refused:
    return Refused(_("这个登录链接已经用过、过期或不正确。请联系安全管理员重新发放。"), "dead_link")
