"""Forms: visible labels, our look on every widget, and a client key so that the same form sent twice has one effect."""

from typing import Any
from uuid import uuid4

from django import forms

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, ""),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


def dress(widget: forms.Widget) -> None:
    """Give a widget the class of its kind."""
    name = next(name for kind, name in _CLASSES if isinstance(widget, kind))
    if name:
        widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}".strip()


class PageForm(forms.Form):
    """A form of a page. Errors are shown by {% error_summary %} and {% field %}; the browser's own bubbles are off."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field.widget)


class KeyedForm(PageForm):
    """A form that writes. The key is drawn when the page is made; a service that meets it again returns what it did."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    @property
    def key(self) -> str:
        """The client key of a valid form."""
        return str(self.cleaned_data["client_key"])
