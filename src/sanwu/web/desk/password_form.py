"""The form of a new password: the old one is asked for unless there is none or it is lost, the new one twice."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.people.models import Account
from sanwu.web.ui.forms import KeyedForm


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

    def __init__(self, account: Account, data: object = None, *, old_one_lost: bool = False) -> None:
        super().__init__(data)
        self.account = account
        if old_one_lost or not account.has_usable_password():
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
