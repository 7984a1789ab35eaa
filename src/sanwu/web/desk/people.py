"""人员: the accounts that a security administrator keeps: the list, one account with its posts, and what it may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.scope import Ability, Scope
from sanwu.people.access import OfficeRequest
from sanwu.people.enums import Role
from sanwu.people.models import Account, Post
from sanwu.people.selectors import accounts_visible_to, handed_over, posts_visible_to
from sanwu.records.filtering import acts_about
from sanwu.web.desk.door import page
from sanwu.web.desk.verbs import verb_label
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.paging import newest_first
from sanwu.web.ui.words import day, person

HISTORY = 10
NOW, FUTURE, ENDED = "now", "future", "ended"


@dataclass(frozen=True)
class PostLine:
    """A post as people read it: `until` is its last day; `state` is now, future or ended; `passed_to` is who takes it
    over."""

    post: Post
    state: str
    since: Text
    until: Text
    covers: str
    passed_to: str = ""

    @property
    def open(self) -> bool:
        return self.state != ENDED


@dataclass(frozen=True)
class Line:
    account: Account
    posts: list[PostLine]


@dataclass(frozen=True)
class Change:
    """One entry of the journal about this account."""

    verb: Text
    person: str
    at: Any
    reason: str


def post_line(post: Post, on: date, passed_to: str = "") -> PostLine:
    """A post on a day."""
    state = NOW
    if post.valid_to is not None and post.valid_to <= on:
        state = ENDED
    elif post.valid_from is not None and post.valid_from > on:
        state = FUTURE
    return PostLine(
        post,
        state,
        day(post.valid_from) if post.valid_from else _("不限"),
        day(post.last_day) if post.valid_to else _("长期"),
        post.covers.account.name if post.covers is not None else "",
        passed_to,
    )


def posts_of(scope: Scope, accounts: list[Account]) -> dict[int, list[PostLine]]:
    """The posts that this person may see, by account; the newest first."""
    on = clock.today()
    visible = posts_visible_to(scope).filter(account__in=accounts)
    found = list(visible.select_related("organisation", "division", "covers__account").order_by("-id"))
    successors = {key: post.account.name for key, post in handed_over(found).items()}
    lines: dict[int, list[PostLine]] = {}
    for post in found:
        lines.setdefault(post.account_id, []).append(post_line(post, on, successors.get(post.pk, "")))
    return lines


def changes_of(account: Account) -> list[Change]:
    """What was done to an account lately: for itself, and for whoever manages it."""
    return [
        Change(verb_label(act.verb), person(act.actor_name), act.at, (act.after or {}).get("reason", ""))
        for act in acts_about("account", str(account.pk))[:HISTORY]
    ]


@page(Ability.MANAGE_ACCOUNTS)
def people(request: OfficeRequest) -> HttpResponse:
    """All accounts with a post in one's own part of the tree; `q` a name, `role` a present post, `state` open or closed."""
    query, role, state = request.GET.get("q", "").strip(), request.GET.get("role", ""), request.GET.get("state", "")
    accounts = accounts_visible_to(request.scope)
    if query:
        accounts = accounts.filter(Q(username__contains=query.lower()) | Q(name__contains=query))
    if role in Role.values:
        today = clock.today()
        held = posts_visible_to(request.scope).filter(Q(valid_to=None) | Q(valid_to__gt=today), role=role)
        accounts = accounts.filter(pk__in=held.values("account_id"))
    if state in ("active", "closed"):
        accounts = accounts.filter(is_active=state == "active")
    found = newest_first(accounts, request.GET)
    posts = posts_of(request.scope, found.rows)
    context = {
        "lines": [Line(account, [line for line in posts.get(account.pk, []) if line.open]) for account in found.rows],
        "pager": found.pager,
        "q": query,
        "role": role,
        "state": state,
        "roles": Role.choices,
    }
    return render(request, "desk/people.html", context)


@page(Ability.MANAGE_ACCOUNTS)
def person_page(request: OfficeRequest, number: int) -> HttpResponse:
    """One account: state, posts, what may be done with it, and what was done lately."""
    account = accounts_visible_to(request.scope).get(pk=number)
    lines = posts_of(request.scope, [account]).get(account.pk, [])
    context = {
        "account": account,
        "open_posts": [line for line in lines if line.open],
        "ended_posts": [line for line in lines if not line.open],
        "elsewhere": account.posts.count() - len(lines),
        "myself": account.pk == request.user.pk,
        "changes": changes_of(account),
    }
    return render(request, "desk/person.html", context)
