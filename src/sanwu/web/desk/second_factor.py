"""动态口令: asked for at signing in, bound by the person, and recovery codes for whoever lost the phone."""

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.errors import SanwuError
from sanwu.people import factors, sessions
from sanwu.people.access import PUBLIC, SIGNED_IN, OfficeRequest
from sanwu.people.models import Account
from sanwu.web.desk.door import page
from sanwu.web.ui.forms import KeyedForm, PageForm

# The salt of a device that is being bound waits in the session until a code proves it.
DRAFT = "factor_draft"
CODE_INPUT = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "spellcheck": "false",
    "class": "form-control-short",
}


def code_field(label: Any, help_text: Any = "", *, letters: bool = False) -> forms.CharField:
    """A code; recovery codes have letters, for which a phone shall show its letters."""
    attrs = CODE_INPUT | ({"inputmode": "text"} if letters else {})
    return forms.CharField(label=label, help_text=help_text, max_length=40, widget=forms.TextInput(attrs=attrs))


def entered(request: OfficeRequest, account: Account, wanted: str, *, by_link: bool = False) -> HttpResponse:
    """After the password or the link was right: signed in, or asked for the code first."""
    if account.factor_since is not None:
        sessions.wait_for_code(request, account, wanted, by_link=by_link)
        return redirect("sign_in_code")
    sessions.begin(request, account, by_link=by_link)
    return HttpResponseRedirect(wanted)


class CodeForm(PageForm):
    code = code_field(
        gettext_lazy("动态口令"), gettext_lazy("手机上现在显示的六位数字；手机不在手边时填一个恢复码。"), letters=True
    )


@page(PUBLIC, methods=("GET", "POST"))
def sign_in_code(request: OfficeRequest) -> HttpResponse:
    """The second of two factors. Wrong codes are counted like wrong passwords; after five minutes one begins anew."""
    found = sessions.waiting(request)
    if found is None:
        return redirect("sign_in")
    account, wanted = found
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        proved = authenticate(request, username=account.username, code=form.cleaned_data["code"])
        if isinstance(proved, Account) and proved.pk == account.pk:
            sessions.begin(request, proved, by_link=sessions.began_by_link(request))
            return HttpResponseRedirect(wanted)
        form.add_error("code", _("口令不正确，或者已经用过。请等下一个口令出现后再输入。"))
    return render(request, "desk/sign_in_code.html", {"form": form}, status=422 if form.is_bound else 200)


class EnrolForm(KeyedForm):
    current = code_field(
        gettext_lazy("原来的动态口令"), gettext_lazy("原手机上的六位数字，或一个恢复码。"), letters=True
    )
    code = code_field(gettext_lazy("新手机上的六位数字"), gettext_lazy("扫码之后，手机上会出现六位数字。"))

    def __init__(self, account: Account, data: object = None) -> None:
        super().__init__(data)
        if account.factor_since is None:
            del self.fields["current"]
            self.fields["code"].label = _("手机上的六位数字")


@page(SIGNED_IN, methods=("GET", "POST"))
def second_factor(request: OfficeRequest) -> HttpResponse:
    """Bind a phone: scan, type the code. Codes are shown once, on the answer."""
    account = request.user
    salt = request.session.setdefault(DRAFT, factors.new_salt())
    form = EnrolForm(account, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            codes = factors.enrol(
                account=account, salt=salt, code=form.cleaned_data["code"],
                current=form.cleaned_data.get("current", ""), actor=request.actor, client_key=form.key,
            )  # fmt: skip
        except SanwuError as refused:
            field = "current" if refused.code == "wrong_current_code" else "code"
            form.add_error(field, refused.message)
        else:
            account.refresh_from_db()
            sessions.begin(request, account, by_link=sessions.began_by_link(request))
            messages.success(request, _("动态口令已绑定。其他地方的登录已全部退出。"))
            return render(request, "desk/recovery_codes.html", {"codes": codes})
    context = {"form": form, "bound": account.factor_since, "qr": _qr(account, salt), "key": _key(account, salt)}
    return render(request, "desk/second_factor.html", context, status=422 if form.is_bound else 200)


class RenewForm(KeyedForm):
    code = code_field(gettext_lazy("动态口令"), gettext_lazy("手机上现在显示的六位数字。"))


@page(SIGNED_IN, methods=("GET", "POST"))
def recovery_codes(request: OfficeRequest) -> HttpResponse:
    """New recovery codes instead of the old ones."""
    if request.user.factor_since is None:
        return redirect("second_factor")
    form = RenewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            codes = factors.renew_codes(
                account=request.user, code=form.cleaned_data["code"], actor=request.actor, client_key=form.key
            )
        except SanwuError as refused:
            form.add_error("code", refused.message)
        else:
            return render(request, "desk/recovery_codes.html", {"codes": codes})
    return render(request, "desk/recovery_renew.html", {"form": form}, status=422 if form.is_bound else 200)


def _qr(account: Account, salt: str) -> SafeString:
    """The QR code as SVG inside the page: no picture is fetched from anywhere."""
    code = segno.make(factors.uri(account, salt), error="m")
    return mark_safe(code.svg_inline(omitsize=True, border=2))  # noqa: S308 - paths drawn by segno, no text of anybody's


def _key(account: Account, salt: str) -> str:
    """The same for typing, in groups of four."""
    text = factors.secret(account, salt)
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))
