"""Access tokens of the HTTP API: issue, revoke, and whom a token speaks for (security.md §5)."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.codes import range_of
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Grant, Scope
from sanwu.people import checks
from sanwu.people.models import AccessToken, Account
from sanwu.people.parts import home, token_hash
from sanwu.people.selectors import scope_and_actor
from sanwu.records.services import act

# What a program may do at all: it reads, and it may correct facts; everything else is a person's to do.
GIVEN = (Ability.VIEW_DIVISIONS, Ability.VIEW_LEDGER, Ability.VIEW_DUTIES, Ability.CORRECT_FACT)
READING = GIVEN[:3]
PREFIX = "sanwu_"
LONGEST_DAYS = 366
LONGEST_TITLE = 60
MOST = 20


class Bearer(NamedTuple):
    """In whose name a request with a token is made, and how far it reaches today."""

    account: Account
    scope: Scope
    actor: Actor


def token_issue(
    *,
    account: Account,
    title: str,
    actor: Actor,
    abilities: Iterable[str] = READING,
    division: str = "",
    days: int = 90,
    client_key: str | None = None,
) -> tuple[str, AccessToken]:
    """A new token and its row. The token is shown once. For one's own account, or where MANAGE_ACCOUNTS is held.

    `abilities` are a part of GIVEN; `division` a code within which alone the token works. BadInput; Refused, also when
    the same form is sent again: a token is not shown twice.
    """
    title = " ".join(title.split())
    if not 0 < len(title) <= LONGEST_TITLE:
        raise BadInput(
            _("请写明这个令牌给哪个程序用，不超过 %(longest)s 个字。") % {"longest": LONGEST_TITLE}, "bad_title"
        )
    if not 0 < days <= LONGEST_DAYS:
        raise BadInput(_("令牌有效期应为 1 到 %(days)s 天。") % {"days": LONGEST_DAYS}, "bad_days")
    wanted = set(abilities)
    if not wanted or not wanted <= set(GIVEN):
        allowed = "、".join(GIVEN)
        raise BadInput(_("令牌只能有这些权限：%(allowed)s。") % {"allowed": allowed}, "bad_abilities")
    place = checks.open_division(division, clock.today()) if division else None
    divisions = checks.divisions_of(account)
    with act(
        verb="token.issue", actor=actor, object_type="account", object_id=str(account.pk), object_name=account.name,
        division=home(divisions), client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            raise Refused(_("这个令牌已经发放过，令牌只显示一次。没有记下的话，请撤销它再发一个。"), "already_issued")
        if actor.account_id != account.pk:
            checks.manages(actor, divisions, clock.today())
        if not account.is_active:
            raise Refused(_("%(name)s的账号已停用，不能发放令牌。") % {"name": account.name}, "inactive_account")
        now = clock.now()
        if tokens_of(account).filter(revoked_at=None, expires_at__gt=now).count() >= MOST:
            raise Refused(_("这个账号已有 %(most)s 个令牌。请先撤销不用的。") % {"most": MOST}, "too_many_tokens")
        secret = PREFIX + secrets.token_urlsafe(32)
        token = AccessToken.objects.create(
            account=account, title=title, token_hash=token_hash(secret), division_code=place.code if place else "",
            abilities=[ability.value for ability in GIVEN if ability in wanted], created_at=now,
            expires_at=now + timedelta(days=days),
        )  # fmt: skip
        entry.after = {
            "token": token.pk, "title": title, "abilities": token.abilities, "division": token.division_code,
            "expires_at": token.expires_at.isoformat(),
        }  # fmt: skip
    return secret, token


def token_revoke(*, token: AccessToken, actor: Actor, client_key: str | None = None) -> AccessToken:
    """End a token at once; revoked before stays revoked. For one's own account, or where MANAGE_ACCOUNTS is held."""
    account = token.account
    divisions = checks.divisions_of(account)
    with act(
        verb="token.revoke", actor=actor, object_type="account", object_id=str(account.pk), object_name=account.name,
        division=home(divisions), client_key=client_key, request={"token": token.pk},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return token
        if actor.account_id != account.pk:
            checks.manages(actor, divisions, clock.today())
        AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())
        token.refresh_from_db()
        entry.after = {"token": token.pk, "title": token.title}
    return token


def tokens_of(account: Account) -> QuerySet[AccessToken]:
    """An account's tokens, the newest first, those that ended too."""
    return AccessToken.objects.filter(account=account)


def token_for(account: Account, token_id: int) -> AccessToken:
    """One of the account's own; AccessToken.DoesNotExist for another's as for none."""
    return tokens_of(account).select_related("account").get(pk=token_id)


def bearer_of(secret: str, now: datetime) -> Bearer | None:
    """Whom a token speaks for; None for an unknown, expired or revoked one and for a closed account."""
    if not secret.startswith(PREFIX):
        return None
    token = AccessToken.objects.select_related("account").filter(token_hash=token_hash(secret)).first()
    if token is None or token.revoked_at is not None or token.expires_at <= now or not token.account.is_active:
        return None
    scope, actor = scope_and_actor(token.account, clock.today())
    narrowed = narrow(scope, frozenset(token.abilities), token.division_code)
    return Bearer(token.account, narrowed, replace(actor, name=f"{actor.name}（{token.title}）"[:100]))


def narrow(scope: Scope, abilities: frozenset[str], division: str) -> Scope:
    """A scope with these abilities only and, where a division is given, only within it.

    A post on single objects gives nothing to a narrowed token: where its objects lie is not known here.
    """
    low, high = range_of(division) if division else ("", "")
    grants = []
    for grant in scope.grants:
        held = frozenset(ability for ability in grant.abilities if ability.value in abilities)
        if not division:
            grants.append(Grant(grant.role, held, grant.low, grant.high, grant.objects, grant.remit))
        elif grant.low and max(grant.low, low) < min(grant.high, high):
            grants.append(Grant(grant.role, held, max(grant.low, low), min(grant.high, high), remit=grant.remit))
    return Scope(scope.account_id, tuple(grants))
