"""One-time sign-in links: issued by who manages accounts, used once."""

import secrets
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.people import checks
from sanwu.people.models import Account, SignInLink
from sanwu.people.parts import home, token_hash
from sanwu.records.services import act

LINK_PAGE = "sign_in_link"
LONGEST_LINK_HOURS = 24 * 30


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


def _dead_link() -> Refused:
    return Refused(_("这个登录链接已经用过、过期或不正确。请联系安全管理员重新发放。"), "dead_link")
