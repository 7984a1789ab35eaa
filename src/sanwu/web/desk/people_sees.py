"""能看什么、为什么: a person's posts, turned into what they let her see and do, where, and how much of it there is."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.selectors import campaigns_visible_to
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.people.access import OfficeRequest
from sanwu.people.models import Account
from sanwu.people.selectors import accounts_visible_to, scope_of, scope_of_post
from sanwu.territory.selectors import full_names
from sanwu.web.desk.door import page
from sanwu.web.desk.people import NOW, PostLine, post_line
from sanwu.web.ui.abilities import ABILITIES, LOOKING
from sanwu.web.ui.outcomes import Text


@dataclass(frozen=True)
class Because:
    """One post and what follows from it. `low` and `high` are the half-open range of codes; "" without a subtree."""

    line: PostLine
    holds: bool
    place: str
    low: str
    high: str
    looks: list[Text]
    does: list[Text]
    counts: list[tuple[Text, int]]
    objects: int


@page(Ability.MANAGE_ACCOUNTS)
def person_sees(request: OfficeRequest, number: int) -> HttpResponse:
    """Of the posts that one may see oneself; nothing of the business itself is shown, only how much of it there is."""
    account = accounts_visible_to(request.scope).get(pk=number)
    on = clock.today()
    posts = account.posts.select_related("organisation", "division", "covers__account").order_by("id")
    open_lines = [line for line in (post_line(post, on) for post in posts) if line.open]
    lines = [line for line in open_lines if request.scope.may(Ability.MANAGE_ACCOUNTS, line.post.division_id)]
    places = full_names(line.post.division_id for line in lines)
    context = {
        "account": account,
        "reasons": [_because(line, places.get(line.post.division_id, "")) for line in lines],
        "nothing": _nothing(account, scope_of(account, on), [line for line in lines if line.state == NOW]),
        "elsewhere": len(open_lines) - len(lines),
    }
    return render(request, "desk/person_sees.html", context)


def _because(line: PostLine, place: str) -> Because:
    scope = scope_of_post(line.post)
    abilities = {ability for grant in scope.grants for ability in grant.abilities}
    ranges = [(grant.low, grant.high) for grant in scope.grants if grant.low]
    low, high = ranges[0] if ranges else ("", "")
    return Because(
        line=line,
        holds=line.state == NOW,
        place=place,
        low=low,
        high=high,
        looks=[ABILITIES[ability] for ability in Ability if ability in abilities & LOOKING],
        does=[ABILITIES[ability] for ability in Ability if ability in abilities - LOOKING],
        counts=_counts(scope, abilities),
        objects=sum(len(grant.objects) for grant in scope.grants),
    )


def _counts(scope: Scope, abilities: set[Ability]) -> list[tuple[Text, int]]:
    """How much it is; for abilities that the post does not give nothing is asked."""
    found: list[tuple[Text, int]] = []
    if Ability.VIEW_LEDGER in abilities:
        found.append((_("小区"), compounds_visible_to(scope).count()))
        found.append((_("行动"), campaigns_visible_to(scope).count()))
    if Ability.MANAGE_ACCOUNTS in abilities:
        found.append((_("账号"), accounts_visible_to(scope).count()))
    return found


def _nothing(account: Account, whole: Scope, now: list[PostLine]) -> str:
    """Why somebody sees nothing today, or ""."""
    if not account.is_active:
        return _("账号已停用：什么也看不到，也不能登录。")
    if now and not whole.grants:
        return _("几个岗位互相排斥（三员分立），全部暂不生效。请终止其中一个。")
    if not whole.grants:
        return _("今天没有有效的岗位：登录后只能看到自己的账号。")
    return ""
