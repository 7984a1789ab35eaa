"""Signing in, by password or by a one-time link, and signing out."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.errors import Refused
from sanwu.people import sessions
from sanwu.people.access import PUBLIC, SIGNED_IN, OfficeRequest, safe_next
from sanwu.people.models import Account
from sanwu.people.network import is_loopback
from sanwu.people.selectors import nobody_yet
from sanwu.people.services import link_use
from sanwu.web.desk.door import page
from sanwu.web.desk.recent import forget
from sanwu.web.desk.second_factor import entered
from sanwu.web.ui.forms import PageForm


class SignInForm(PageForm):
    username = forms.CharField(
        label=gettext_lazy("账号"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@page(PUBLIC, methods=("GET", "POST"))
def sign_in(request: OfficeRequest) -> HttpResponse:
    """One answer for a wrong name and a wrong password, so that nobody can probe for accounts."""
    if request.method == "GET" and request.user.is_authenticated:
        return redirect("home")
    if request.method == "GET" and nobody_yet():
        return render(request, "desk/first_run.html")
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if isinstance(account, Account):
            return entered(request, account, safe_next(request, reverse("home")))
        form.add_error(None, _("账号或密码不正确。请检查后再试；忘记密码请联系安全管理员发放一次性登录链接。"))
    return _page(request, form, status=200 if request.method == "GET" else 422)


def locked_out(request: HttpRequest, original_response: Any = None, credentials: Any = None) -> HttpResponse:
    """What django-axes answers after too many wrong tries (setting AXES_LOCKOUT_CALLABLE)."""
    form = SignInForm(data={})
    form.full_clean()
    form.errors.clear()
    form.add_error(None, _("连续输错的次数太多，为了安全暂停登录 15 分钟。请稍后再试，或联系安全管理员。"))
    return _page(request, form, status=429)


def _page(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
    wanted = safe_next(request, "")
    return render(request, "desk/sign_in.html", {"form": form, "next": wanted}, status=status)


@page(PUBLIC, methods=("GET", "POST"))
def by_link(request: OfficeRequest, token: str) -> HttpResponse:
    """A page with one button. The link is used up by the button, not by opening it: previewers open links too."""
    if request.method == "GET":
        return render(request, "desk/sign_in_link.html", {"error": ""})
    try:
        account = link_use(token=token, from_loopback=is_loopback(request))
    except Refused as refused:
        return render(request, "desk/sign_in_link.html", {"error": refused.message}, status=403)
    if account.demo:  # its links are its way in; it needs no password
        return entered(request, account, reverse("home"))
    return entered(request, account, reverse("password"), by_link=True)


@page(SIGNED_IN, methods=("POST",))
def sign_out(request: OfficeRequest) -> HttpResponse:
    """Ends the session; POST only, so that no foreign page can do it by an image."""
    sessions.end(request)
    answer = redirect("sign_in")
    forget(answer)
    return answer
