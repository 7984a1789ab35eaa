"""Compounds that somebody types by name or number, looked up in a part of the territory."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _

from sanwu.base.codes import range_of
from sanwu.compounds.identity import compared_name
from sanwu.compounds.selectors import ids_by_alias, ids_by_name, ids_by_number, standing_in
from sanwu.web.ui.words import joined


def compounds_named(texts: Iterable[str], division: str) -> list[int]:
    """The compound that each text means: its number, its name, an earlier name, or the number in its page's address.

    ValidationError names the texts that mean none in this division, and those that mean several.
    """
    low, high = range_of(division)
    wanted = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    found: dict[str, set[int]] = {text: set() for text in wanted}
    for number, pk in ids_by_number(wanted):
        found[number].add(pk)
    names: dict[str, list[str]] = {}
    for text in wanted:
        names.setdefault(compared_name(text), []).append(text)
    named = [(name, pk) for name, pk, _code in ids_by_name(names)]
    for name, pk in [*named, *ids_by_alias(low, high, names)]:
        for text in names[name]:
            found[text].add(pk)
    for text, ids in found.items():
        if not ids and text.isascii() and text.isdigit() and len(text) < 15:
            ids.add(int(text))
    inside = standing_in(division, set().union(*found.values()))
    meant = {text: ids & inside for text, ids in found.items()}
    _refuse(
        [text for text, ids in meant.items() if not ids], _("管辖区划里没有这些小区：%(names)s。请核对名称或编号。")
    )
    _refuse(
        [text for text, ids in meant.items() if len(ids) > 1], _("有几个小区叫这些名称：%(names)s。请改填小区编号。")
    )
    return sorted({pk for ids in meant.values() for pk in ids})


def _refuse(texts: list[str], sentence: str) -> None:
    if texts:
        raise forms.ValidationError(sentence % {"names": joined(texts)})
