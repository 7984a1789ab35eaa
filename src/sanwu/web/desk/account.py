"""A person's own account: who she is here, which posts she holds, her password."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base import clock
from sanwu.base.errors import SanwuError
from sanwu.people import sessions
from sanwu.people.access import SIGNED_IN, OfficeRequest
from sanwu.people.models import Account
from sanwu.people.selectors import posts_on
from sanwu.people.services import password_set
from sanwu.web.desk.door import page
from sanwu.web.desk.people import changes_of, post_line
from sanwu.web.ui.forms import KeyedForm


@page(SIGNED_IN)
def account(request: OfficeRequest) -> HttpResponse:
    """Account, posts, how she signs in, and what was done to her account lately, so that a misuse is seen by her."""
    mine, on = request.user, clock.today()
    context = {
        "posts": [post_line(post, on) for post in posts_on(mine, on)],
        "has_password": mine.has_usable_password(),
        "codes_left": mine.recovery_codes.filter(used_at=None).count() if mine.factor_since else 0,
        "changes": changes_of(mine),
    }
    return render(request, "desk/account.html", context)


class PasswordForm(KeyedForm):
    current = forms.CharField(
        label=gettext_lazy("现在的密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("新密码"),
        strip=False,
        help_text=gettext_lazy("至少 10 个字符，不要用常见密码，也不要和账号、姓名相近。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("再输一次新密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, account: Account, data: object = None) -> None:
        super().__init__(data)
        self.account = account
        if not account.has_usable_password():
            del self.fields["current"]

    def clean_current(self) -> str:
        """The old password, asked for so that an open desk is not enough to take the account over."""
        given: str = self.cleaned_data["current"]
        if not self.account.check_password(given):
            raise forms.ValidationError(_("现在的密码不正确。"))
        return given

    def clean_again(self) -> str:
        given: str = self.cleaned_data["again"]
        if given != self.cleaned_data.get("new"):
            raise forms.ValidationError(_("两次输入的新密码不一样，请重新输入。"))
        return given


@page(SIGNED_IN, methods=("GET", "POST"))
def password(request: OfficeRequest) -> HttpResponse:
    """Set or change the own password; all other sessions of the account end."""
    form = PasswordForm(request.user, request.POST if request.method == "POST" else None)
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
    return render(request, "desk/password.html", {"form": form}, status=status)
