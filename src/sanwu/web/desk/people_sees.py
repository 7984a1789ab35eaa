"""能看什么、为什么: what a person's posts let her see and do, post by post, and why somebody sees nothing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.scope import Ability, Scope
from sanwu.people.access import OfficeRequest
from sanwu.people.models import Account
from sanwu.people.selectors import accounts_visible_to, scope_of
from sanwu.territory.selectors import full_names
from sanwu.web.desk.door import page
from sanwu.web.desk.people import NOW, PostLine, post_line
from sanwu.web.desk.people_because import because_of


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
        "reasons": [because_of(line, places.get(line.post.division_id, "")) for line in lines],
        "nothing": _nothing(account, scope_of(account, on), [line for line in lines if line.state == NOW]),
        "elsewhere": len(open_lines) - len(lines),
    }
    return render(request, "desk/person_sees.html", context)


def _nothing(account: Account, whole: Scope, now: list[PostLine]) -> str:
    """Why somebody sees nothing today, or ""."""
    if not account.is_active:
        return _("账号已停用：什么也看不到，也不能登录。")
    if now and not whole.grants:
        return _("几个岗位互相排斥（三员分立），全部暂不生效。请终止其中一个。")
    if not whole.grants:
        return _("今天没有有效的岗位：登录后只能看到自己的账号。")
    return ""
