"""sanwu account add | link"""

from argparse import Namespace
from datetime import datetime

from django.utils import timezone

from sanwu.cli.answer import Answer
from sanwu.cli.site import address
from sanwu.cli.who import acting
from sanwu.people.models import Account
from sanwu.people.selectors import account_named
from sanwu.people.services import account_add, link_issue
from sanwu.territory.selectors import division


def add(args: Namespace) -> Answer:
    """A new account with one post, and its first sign-in link."""
    _scope, actor = acting(args)
    account = account_add(
        username=args.username,
        name=args.name or args.username,
        role=args.role,
        division=division(args.division).code,
        organisation=args.organisation,
        actor=actor,
    )
    path, expires = link_issue(account=account, actor=actor)
    return _told(account, path, expires, "账号已建立。")


def link(args: Namespace) -> Answer:
    """One more link for somebody who cannot sign in."""
    _scope, actor = acting(args)
    account = account_named(args.username)
    path, expires = link_issue(account=account, actor=actor)
    return _told(account, path, expires, "已发放登录链接。")


def _told(account: Account, path: str, expires: datetime, done: str) -> Answer:
    url = address(path)
    data = {"id": account.pk, "username": account.username, "url": url, "expires_at": expires.isoformat()}
    until = expires.astimezone(timezone.get_current_timezone()).strftime("%Y-%m-%d %H:%M")
    return Answer(data, [f"{done}请在 {until} 前用下面的链接登录（只能用一次），登录后可设置密码：", url])
