"""The forms of a duty's page: a statement, taking it back, asking for more time, answering that."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base import clock
from sanwu.duties.declaring import LONGEST
from sanwu.web.ui.forms import KeyedForm


def _date(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "form-control-short"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


def _words(label: Any, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PartForm(KeyedForm):
    """One of several forms on a page: its fields carry its name, so that no two have the same id."""

    part = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.part}-%s")
        super().__init__(*args, **kwargs)


class DeclareForm(PartForm):
    """A body's own statement. `compound` is empty where the duty is about one thing."""

    part = "declare"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    compound = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
    on = _date(gettext_lazy("办结日期"))
    evidence = _words(
        gettext_lazy("办理情况和凭据"),
        gettext_lazy("写办了什么、凭什么为证，例如文件名称、文号、会议记录。会记入日志。"),
    )

    def clean_on(self) -> Any:
        found = self.cleaned_data["on"]
        if found > clock.today():
            raise forms.ValidationError(_("日期不能晚于今天。"))
        return found


class UndoForm(PartForm):
    """Taking a mistaken statement back."""

    part = "undo"
    fulfilment = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = _words(gettext_lazy("撤销的理由"), gettext_lazy("原来的登记会留在历史里，旁边写上您的理由。"))


class ExtendForm(PartForm):
    """Asking for more time."""

    part = "extend"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    until = _date(gettext_lazy("申请延到哪一天"))
    reason = _words(gettext_lazy("申请延期的理由"))


class AnswerForm(PartForm):
    """Granting or refusing it; the button says which."""

    part = "answer"

    case = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = _words(gettext_lazy("答复意见"), gettext_lazy("不同意延期时必须写理由。"), required=False)
