"""sanwu account add | list | post | end-post | link | deactivate | reset-factor"""

from argparse import Namespace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from sanwu.base import clock
from sanwu.base.codes import range_of
from sanwu.base.errors import BadInput
from sanwu.cli.answer import Answer
from sanwu.cli.site import address
from sanwu.cli.who import acting
from sanwu.people import factors
from sanwu.people.models import Account, Post
from sanwu.people.selectors import account_named, accounts_visible_to, posts_visible_to
from sanwu.people.services import account_add, account_deactivate, link_issue, post_add, post_end
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


def listed(args: Namespace) -> Answer:
    """Accounts where the account of --as manages them; all for the local operator."""
    scope, _actor = acting(args)
    accounts = accounts_visible_to(scope)
    posts = posts_visible_to(scope).select_related("organisation", "division").order_by("account_id", "id")
    if args.division:
        low, high = range_of(division(args.division).code)
        posts = posts.filter(division_id__gte=low, division_id__lt=high)
        accounts = accounts.filter(pk__in=posts.values("account_id"))
    held: dict[int, list[Post]] = {}
    for post in posts:
        held.setdefault(post.account_id, []).append(post)
    data = [_as_json(account, held.get(account.pk, [])) for account in accounts]
    return Answer(data, [line for one in data for line in _lines(one)] or ["还没有账号。"])


def post(args: Namespace) -> Answer:
    """One more post for somebody."""
    _scope, actor = acting(args)
    account = account_named(args.username)
    made = post_add(
        account=account, role=args.role, division=division(args.division).code, organisation=args.organisation,
        remit=args.remit or "", valid_from=args.valid_from, valid_to=args.valid_to, actor=actor,
    )  # fmt: skip
    return Answer(_post(made), [f"{account.name}已任：{_said(_post(made))}。"])


def end_post(args: Namespace) -> Answer:
    """End one post of somebody."""
    _scope, actor = acting(args)
    account = account_named(args.username)
    held = account.posts.filter(pk=args.post).first()
    if held is None:
        raise BadInput(f"{account.name}没有编号为 {args.post} 的岗位。用 sanwu account list 查看编号。", "no_post")
    ended = post_end(post=held, on=args.on, actor=actor)
    return Answer(_post(ended), [f"{account.name}的岗位已终止：{_said(_post(ended))}。"])


def deactivate(args: Namespace) -> Answer:
    """Close an account."""
    _scope, actor = acting(args)
    account = account_deactivate(account=account_named(args.username), actor=actor)
    data = {"id": account.pk, "username": account.username}
    return Answer(data, [f"{account.name}的账号已停用，登录已全部退出。"])


def reset_factor(args: Namespace) -> Answer:
    """Unbind the device of somebody who lost it."""
    _scope, actor = acting(args)
    account = factors.reset(account=account_named(args.username), reason=args.reason, actor=actor)
    data = {"id": account.pk, "username": account.username}
    return Answer(data, [f"{account.name}的动态口令已解除，下次登录后请重新绑定。"])


def _told(account: Account, path: str, expires: datetime, done: str) -> Answer:
    url = address(path)
    data = {"id": account.pk, "username": account.username, "url": url, "expires_at": expires.isoformat()}
    until = expires.astimezone(timezone.get_current_timezone()).strftime("%Y-%m-%d %H:%M")
    return Answer(data, [f"{done}请在 {until} 前用下面的链接登录（只能用一次），登录后可设置密码：", url])


def _as_json(account: Account, posts: list[Post]) -> dict[str, Any]:
    return {
        "id": account.pk,
        "username": account.username,
        "name": account.name,
        "active": account.is_active,
        "second_factor": account.factor_since is not None,
        "demo": account.demo,
        "posts": [_post(post) for post in posts],
    }


def _post(post: Post) -> dict[str, Any]:
    return {
        "id": post.pk,
        "role": str(post.role),
        "title": str(post.get_role_display()),
        "organisation": post.organisation.name,
        "division": post.division_id,
        "remit": post.remit,
        "valid_from": _day(post.valid_from),
        "valid_to": _day(post.valid_to),
        "last_day": _day(post.last_day),
        "covers": post.covers_id,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _lines(account: dict[str, Any]) -> list[str]:
    state = "" if account["active"] else "（已停用）"
    return [f"{account['username']}  {account['name']}{state}"] + [f"    {_said(post)}" for post in account["posts"]]


def _said(post: dict[str, Any]) -> str:
    today = clock.today().isoformat()
    ended = bool(post["valid_to"] and post["valid_to"] <= today)
    days = f"{post['valid_from'] or ''}—{post['last_day'] or ''}" if post["valid_from"] or post["valid_to"] else ""
    parts = [f"[{post['id']}]", post["organisation"], post["title"], post["division"], days, "已终止" if ended else ""]
    return " ".join(part for part in parts if part)
