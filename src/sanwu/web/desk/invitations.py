"""邀请 and what else is done with an account: links, closing, a lost phone, another name. A link is shown once."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sanwu.base.errors import SanwuError, Stale
from sanwu.base.scope import Ability
from sanwu.people import factors
from sanwu.people.access import OfficeRequest
from sanwu.people.accounts import account_reactivate, account_rename
from sanwu.people.models import Account
from sanwu.people.selectors import accounts_visible_to
from sanwu.people.services import account_add, account_deactivate, link_issue
from sanwu.web.desk.door import page
from sanwu.web.desk.people_forms import InviteForm, NameForm, ReasonForm, ScopedForm
from sanwu.web.ui.outcomes import Text

BOTH = ("GET", "POST")


def form_page(
    request: OfficeRequest, form: ScopedForm, words: Mapping[str, Any], *, conflict: Mapping[str, Any] | None = None
) -> HttpResponse:
    """A page with one form: `words` are title, lead, button, account or crumbs; `conflict` the two versions side by side."""
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "desk/people_form.html", {"form": form, "conflict": conflict, **words}, status=status)


def _account(request: OfficeRequest, number: int) -> Account:
    return accounts_visible_to(request.scope).get(pk=number)


@page(Ability.MANAGE_ACCOUNTS, methods=BOTH)
def invite(request: OfficeRequest) -> HttpResponse:
    """A new account with its first post; the answer shows its link, once."""
    form = InviteForm(request.scope, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            account = account_add(
                username=form.cleaned_data["username"], name=form.cleaned_data["name"], actor=request.actor,
                client_key=form.key, **form.said(),
            )  # fmt: skip
            return _link_page(request, account, form.key, _("已邀请%(name)s。") % {"name": account.name})
        except SanwuError as refused:
            form.add_error(_field_of(refused), refused.message)
    words = {
        "title": _("邀请人员"),
        "lead": _("建立账号和第一个岗位，得到一个一次性登录链接。请当面或用单位内部渠道交给本人，不要发到群里。"),
        "button": _("建立账号"),
    }
    return form_page(request, form, words)


def _field_of(refused: SanwuError) -> str | None:
    return {
        "bad_username": "username", "username_taken": "username", "bad_name": "name", "bad_period": "last_day",
        "objects_not_allowed": "objects_held", "closed_division": "division", "may_not_manage_accounts": "division",
        "roles_exclude_each_other": "role",
    }.get(refused.code)  # fmt: skip


@page(Ability.MANAGE_ACCOUNTS, methods=BOTH)
def person_link(request: OfficeRequest, number: int) -> HttpResponse:
    """One more one-time link: a lost password, a lost link. Earlier passwords hold until the person sets a new one."""
    account = _account(request, number)
    form = ScopedForm(request.scope, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _link_page(request, account, form.key, _("已为%(name)s发放登录链接。") % {"name": account.name})
        except SanwuError as refused:
            form.add_error(None, refused.message)
    lead = _("发放一个 24 小时内有效的一次性链接，本人用它登录后可以重新设置密码。请先确认对方是本人。")
    return form_page(request, form, _words(account, _("发放登录链接"), lead))


def _link_page(request: OfficeRequest, account: Account, key: str, done: str) -> HttpResponse:
    path, expires = link_issue(account=account, actor=request.actor, client_key=f"{key}-link")
    context = {"account": account, "done": done, "url": request.build_absolute_uri(path), "expires": expires}
    return render(request, "desk/people_link.html", context)


@page(Ability.MANAGE_ACCOUNTS, methods=BOTH)
def person_close(request: OfficeRequest, number: int) -> HttpResponse:
    """Close an account."""
    account = _account(request, number)
    lead = _("停用后立即退出所有登录，未用的链接作废。岗位和以前办理的记录都保留，可以重新启用。")
    verb = lambda form: account_deactivate(account=account, actor=request.actor, client_key=form.key)  # noqa: E731
    return _done(request, account, ScopedForm, verb, _words(account, _("停用账号"), lead), _("账号已停用。"))


@page(Ability.MANAGE_ACCOUNTS, methods=BOTH)
def person_open(request: OfficeRequest, number: int) -> HttpResponse:
    """Open a closed account again."""
    account = _account(request, number)
    lead = _("重新启用后，在任期内的岗位恢复有效；原密码作废，请另发登录链接。")
    verb = lambda form: account_reactivate(account=account, actor=request.actor, client_key=form.key)  # noqa: E731
    return _done(request, account, ScopedForm, verb, _words(account, _("重新启用账号"), lead), _("账号已重新启用。"))


@page(Ability.MANAGE_ACCOUNTS, methods=BOTH)
def person_factor(request: OfficeRequest, number: int) -> HttpResponse:
    """Unbind a lost phone, with a reason."""
    account = _account(request, number)
    lead = _("手机和恢复码都丢失时使用。请当面核实本人身份，并在理由里写明怎样核实的。本人下次登录后重新绑定。")
    verb = lambda form: factors.reset(  # noqa: E731
        account=account, reason=form.cleaned_data["reason"], actor=request.actor, client_key=form.key
    )
    return _done(request, account, ReasonForm, verb, _words(account, _("解除动态口令"), lead), _("动态口令已解除。"))


@page(Ability.MANAGE_ACCOUNTS, methods=BOTH)
def person_name(request: OfficeRequest, number: int) -> HttpResponse:
    """Another name; what somebody else changed meanwhile is shown beside what was typed."""
    account = _account(request, number)
    words = _words(account, _("修改姓名"), _("以前办理的记录仍显示当时的姓名。"), _("保存"))
    if request.method == "GET":
        return form_page(request, NameForm(request.scope, initial={"name": account.name, "base": account.name}), words)
    form = NameForm(request.scope, request.POST)
    conflict = None
    if form.is_valid():
        try:
            account_rename(
                account=account, name=form.cleaned_data["name"], expected_name=form.cleaned_data["base"],
                actor=request.actor, client_key=form.key,
            )  # fmt: skip
        except Stale as stale:
            account.refresh_from_db()
            conflict = side_by_side(stale, [(_("姓名"), account.name, form.cleaned_data["name"])])
            renewed = request.POST.copy()
            renewed["base"] = account.name
            form = NameForm(request.scope, renewed)
        except SanwuError as refused:
            form.add_error("name", refused.message)
        else:
            messages.success(request, _("姓名已修改。"))
            return redirect("person", account.pk)
    return form_page(request, form, words, conflict=conflict)


def side_by_side(stale: Stale, rows: list[tuple[Text, Text, Text]]) -> dict[str, Any]:
    """Both versions: (what, as it is now, as it was typed)."""
    return {"message": stale.message, "rows": rows}


def _words(account: Account, title: str, lead: str, button: str = "") -> dict[str, Any]:
    return {"account": account, "title": title, "lead": lead, "button": button or title}


def _done(
    request: OfficeRequest,
    account: Account,
    kind: type[ScopedForm],
    verb: Callable[[ScopedForm], object],
    words: Mapping[str, Any],
    done: str,
) -> HttpResponse:
    """Ask, do, and go back to the account."""
    form = kind(request.scope, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            verb(form)
        except SanwuError as refused:
            form.add_error("reason" if refused.code == "no_reason" else None, refused.message)
        else:
            messages.success(request, done)
            return redirect("person", account.pk)
    return form_page(request, form, words)
