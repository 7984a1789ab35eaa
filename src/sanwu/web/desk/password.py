"""The password of one's own account: setting and changing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sanwu.base.errors import SanwuError
from sanwu.people import sessions
from sanwu.people.access import SIGNED_IN, OfficeRequest
from sanwu.people.services import password_set
from sanwu.web.desk.door import page
from sanwu.web.desk.password_form import PasswordForm


@page(SIGNED_IN, methods=("GET", "POST"))
def password(request: OfficeRequest) -> HttpResponse:
    """Set or change the own password; all other sessions of the account end.

    Who came by a one-time link lost the old one: in that session, and until a new one is set, it is not asked for.
    """
    reset = sessions.began_by_link(request)
    form = PasswordForm(request.user, request.POST if request.method == "POST" else None, old_one_lost=reset)
    if form.is_valid():
        try:
            changed = password_set(
                account=request.user, password=form.cleaned_data["new"], actor=request.actor, client_key=form.key
            )
        except SanwuError as refused:
            form.add_error("new", refused.message)
        else:
            sessions.begin(request, changed)
            messages.success(request, _("密码已设置。其他地方的登录已全部退出。"))
            return redirect("account")
    status = 422 if form.is_bound else 200
    return render(request, "desk/password.html", {"form": form, "reset": reset}, status=status)
