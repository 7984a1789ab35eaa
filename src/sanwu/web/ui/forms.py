"""Forms: visible labels, our look on every widget, and a client key so that the same form sent twice has one effect."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


class ReasonField(forms.CharField):
    """A reason that some choices demand and others do not: the hint says which, and the label does not call it optional."""

    depends = True


class Radios(forms.RadioSelect):
    """Round buttons below each other, each with its label."""

    template_name = "ui/radios.html"


def dress(widget: forms.Widget) -> None:
    """Give a widget the class of its kind."""
    name = next(name for kind, name in _CLASSES if isinstance(widget, kind))
    if name:
        widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}".strip()


# What a field says of a value that it cannot take, by the code of its check: what to write instead, in our words.
_INVALID: tuple[tuple[type[forms.Field], Any], ...] = (
    (forms.DecimalField, _("请填写数字。")),  # is an IntegerField too
    (forms.IntegerField, _("请填写整数。")),
    (forms.DateTimeField, _("请填写日期和时间，例如 2026-03-01 09:30。")),
    (forms.DateField, _("请填写日期，例如 2026-03-01。")),
    (forms.UUIDField, _("页面已过时，请刷新后重新填写。")),
    (forms.FileField, _("没有收到文件，请重新选择。")),
)
_REFUSED: dict[str, Any] = {
    "min_value": _("请填写不小于 %(limit_value)s 的数。"),
    "max_value": _("请填写不大于 %(limit_value)s 的数。"),
    "max_digits": _("数字太长了，最多 %(max)s 位。"),
    "max_decimal_places": _("最多写 %(max)s 位小数。"),
    "max_whole_digits": _("小数点前最多 %(max)s 位。"),
    "min_length": _("太短了，请至少写 %(limit_value)s 个字。"),
    "max_length": _("太长了，请写在 %(limit_value)s 个字以内（现在 %(show_value)s 个字）。"),
    "null_characters_not_allowed": _("里面有看不见的字符，请重新输入。"),
    "invalid_choice": _("没有这一项，请重新选择。"),
    "invalid_list": _("请重新选择。"),
}


def speak_gently(field: forms.Field) -> None:
    """Tell what to write instead wherever a field refuses a value, rather than "ensure that …"."""
    said = field.error_messages
    if said["required"] is forms.Field.default_error_messages["required"]:
        say_what_is_missing(field)
    for kind, message in _INVALID:
        if isinstance(field, kind):
            said["invalid"] = message
            break
    said.update(_REFUSED)
    if isinstance(field, forms.FileField):
        said["max_length"] = _("文件名太长，请改短后重新选择。")


def say_what_is_missing(field: forms.Field) -> None:
    """Tell what to do instead of "this field is required"."""
    if isinstance(field, forms.FileField):
        field.error_messages["required"] = _("请选择文件。")
        field.error_messages["empty"] = _("这个文件是空的，请换一个文件。")
    elif isinstance(field, forms.ChoiceField):
        field.error_messages["required"] = _("请选择一项。")
    else:
        field.error_messages["required"] = _("请填写这一项。")


class PageForm(forms.Form):
    """A form of a page. Errors are shown by {% error_summary %} and {% field %}; the browser's own bubbles are off."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field.widget)

    def full_clean(self) -> None:
        """Fields that a form adds for itself, after this one has begun, speak like all others."""
        for field in self.fields.values():
            speak_gently(field)
        super().full_clean()


class KeyedForm(PageForm):
    """A form that writes. The key is drawn when the page is made; a service that meets it again returns what it did."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    @property
    def key(self) -> str:
        """The client key of a valid form."""
        return str(self.cleaned_data["client_key"])
