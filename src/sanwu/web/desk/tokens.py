"""Access tokens of one's own account: for programs that read, or correct, what oneself may."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base import clock
from sanwu.base.errors import SanwuError
from sanwu.base.scope import Ability
from sanwu.people.access import SIGNED_IN, OfficeRequest
from sanwu.people.tokens import (
    GIVEN,
    LONGEST_DAYS,
    LONGEST_TITLE,
    READING,
    token_for,
    token_issue,
    token_revoke,
    tokens_of,
)
from sanwu.web.desk.door import page
from sanwu.web.ui.forms import KeyedForm

WORDS = {
    Ability.VIEW_DIVISIONS: gettext_lazy("查看区划"),
    Ability.VIEW_LEDGER: gettext_lazy("查看台账和认定结论"),
    Ability.VIEW_DUTIES: gettext_lazy("查看应办事项"),
    Ability.CORRECT_FACT: gettext_lazy("更正数据"),
}


class TokenForm(KeyedForm):
    title = forms.CharField(
        label=gettext_lazy("给哪个程序用"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("写清楚程序和用途，例如“区数据中台每晚取台账”。日志中会写明是这个程序办的。"),
    )
    abilities = forms.MultipleChoiceField(
        label=gettext_lazy("它可以做什么"),
        choices=[(ability.value, WORDS[ability]) for ability in GIVEN],
        initial=[ability.value for ability in READING],
        widget=forms.CheckboxSelectMultiple(),
        help_text=gettext_lazy("不会超出您自己当天的岗位权限；岗位结束，令牌也随之失效。"),
    )
    division = forms.CharField(
        label=gettext_lazy("只限某个区划"),
        required=False,
        max_length=12,
        help_text=gettext_lazy("区划代码；不填就是您的全部管辖范围。"),
    )
    days = forms.IntegerField(label=gettext_lazy("有效天数"), min_value=1, max_value=LONGEST_DAYS, initial=90)


@page(SIGNED_IN, methods=("GET", "POST"))
def tokens(request: OfficeRequest) -> HttpResponse:
    """The list and a form for one more; a new token stands on the page that answers the form, and nowhere else."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    shown: dict[str, Any] = {}
    if form.is_valid():
        given = form.cleaned_data
        try:
            secret, token = token_issue(
                account=request.user, title=given["title"], abilities=given["abilities"], division=given["division"],
                days=given["days"], actor=request.actor, client_key=form.key,
            )  # fmt: skip
        except SanwuError as refused:
            form.add_error(None, refused.message)
        else:
            shown, form = {"secret": secret, "issued": token}, TokenForm()
    now = clock.now()
    rows = [
        {
            "token": token,
            "abilities": [WORDS[Ability(ability)] for ability in token.abilities],
            "state": "revoked" if token.revoked_at else "over" if token.expires_at <= now else "live",
        }
        for token in tokens_of(request.user)[:100]
    ]
    status = 422 if form.errors else 200
    return render(request, "desk/tokens.html", {"form": form, "rows": rows, **shown}, status=status)


@page(SIGNED_IN, methods=("POST",))
def token_end(request: OfficeRequest, number: int) -> HttpResponse:
    """Revoke one of one's own tokens."""
    token = token_for(request.user, number)
    token_revoke(token=token, actor=request.actor)
    messages.success(request, _("令牌“%(title)s”已撤销，用它的程序不能再访问。") % {"title": token.title})
    return redirect("tokens")
