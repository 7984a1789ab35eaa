"""Access tokens of one's own account: for programs that read, or correct, what oneself may."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.errors import SanwuError
from sanwu.base.scope import Ability
from sanwu.people.access import SIGNED_IN, OfficeRequest
from sanwu.people.tokens import (
    token_for,
    token_issue,
    token_revoke,
    tokens_of,
)
from sanwu.web.desk.door import page
from sanwu.web.desk.token_form import WORDS, TokenForm


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
