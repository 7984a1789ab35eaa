"""A division as officials type it: by its full name or by its code."""

from django import forms
from django.utils.translation import gettext as _

from sanwu.base.errors import SanwuError
from sanwu.base.scope import Ability, Scope
from sanwu.territory.models import Division
from sanwu.territory.selectors import division, find_by_name, full_name
from sanwu.web.ui.words import joined

SHOWN = 5


def place_named(text: str, scope: Scope, ability: Ability) -> Division:
    """The division that is meant, looked for where `ability` is held; an error of the form for none or several."""
    text = text.strip()
    if text[:1].isdigit():
        try:
            return division(text)
        except SanwuError as error:
            raise forms.ValidationError(error.message) from error
    found = {place.code: place for low, _high in scope.ranges(ability) for place in find_by_name(text, low)}
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        named = joined(f"{full_name(code)}（{code}）" for code in sorted(found)[:SHOWN])
        raise forms.ValidationError(_("有几个区划叫这个名称：%(places)s。请填代码。") % {"places": named})
    raise forms.ValidationError(_("在您的辖区里没有找到“%(text)s”。请填区划全名或 12 位代码。") % {"text": text})
