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


class Radios(forms.RadioSelect):
    """Round buttons below each other, each with its label."""

    template_name = "ui/radios.html"


def dress(widget: forms.Widget) -> None:
    """Give a widget the class of its kind."""
    name = next(name for kind, name in _CLASSES if isinstance(widget, kind))
    if name:
        widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}".strip()


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
            say_what_is_missing(field)


class KeyedForm(PageForm):
    """A form that writes. The key is drawn when the page is made; a service that meets it again returns what it did."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    @property
    def key(self) -> str:
        """The client key of a valid form."""
        return str(self.cleaned_data["client_key"])
