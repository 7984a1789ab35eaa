"""基层负担: what a scheme asks of a community – facts, minutes, photos – alone or beside another scheme."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.scope import Ability
from sanwu.campaigns.library import library, version_in_library
from sanwu.campaigns.selectors import loaded
from sanwu.people.access import OfficeRequest
from sanwu.policy.burden import Assumed, Burden, Load, PhotoAsked
from sanwu.policy.burden import burden as burden_of
from sanwu.policy.model_base import Entry
from sanwu.policy.model_dates import Recurring
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.cards import version_title
from sanwu.web.desk.door import page
from sanwu.web.desk.scheme_choices import scheme_choices
from sanwu.web.desk.scheme_dates import RHYTHMS
from sanwu.web.desk.scheme_words import LEVELS, OBJECTS, Cite, Words, cite_of
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.paging import number_in
from sanwu.web.ui.words import joined, title_of

KINDS: dict[str, Text] = {
    "form": gettext_lazy("填表"), "visit": gettext_lazy("走访检查"), "report": gettext_lazy("报告"),
}  # fmt: skip
LARGEST = 600
# name in the address → what it says
ASSUMED: tuple[tuple[str, Text, int], ...] = (
    ("compounds", gettext_lazy("每个社区有几个小区"), 3),
    ("field", gettext_lazy("填一项（分钟）"), 1),
    ("photo", gettext_lazy("拍一张照片（分钟）"), 1),
    ("visit", gettext_lazy("走访一次（分钟）"), 30),
    ("report", gettext_lazy("写一份报告（分钟）"), 20),
)


@dataclass(frozen=True)
class Field:
    name: str
    label: Text
    value: int


@dataclass(frozen=True)
class LoadLine:
    """One thing that comes; `often`, `each` and `counted` are words."""

    title: str
    kind: Text
    by: str
    object: Text
    often: str
    each: str
    counted: str
    stated: bool
    cite: Cite


@dataclass(frozen=True)
class PhotoLine:
    title: str
    place: str
    required: bool
    need: str
    cite: Cite


@dataclass(frozen=True)
class Side:
    """The sums of one scheme."""

    title: str
    burden: Burden

    @property
    def monthly(self) -> str:
        return minutes(self.burden.monthly.all)

    @property
    def stated(self) -> str:
        return minutes(self.burden.monthly.stated)

    @property
    def once(self) -> str:
        return minutes(self.burden.once.all)


@page(Ability.VIEW_LEDGER)
def burden(request: OfficeRequest, number: int) -> HttpResponse:
    """`with` is another version to stand beside; the other parameters say what is assumed where a scheme is silent."""
    version = version_in_library(number)
    other_number = number_in(request.GET, "with")
    other = library().filter(pk=other_number).exclude(pk=number).first() if other_number else None
    fields = [Field(name, label, _given(request.GET, name, default)) for name, label, default in ASSUMED]
    assumed = _assumed(fields)
    scheme = loaded(version)
    mine = burden_of(scheme, assumed)
    photos = [_photo(scheme, asked) for asked in mine.photos]
    sides = [Side(version_title(version), mine)]
    context: dict[str, Any] = {
        "number": number,
        "title": title_of(scheme),
        "version": version_title(version),
        "fields": fields,
        "lines": [_load(scheme, load) for load in mine.loads],
        "photos": [photo for photo in photos if photo.required or photo.need],
        "optional_photos": sum(not (photo.required or photo.need) for photo in photos),
        "all_photos": len(photos),
        "choices": [choice for choice in scheme_choices(other.pk if other else None) if choice.number != number],
        "facts": _facts(scheme, mine),
    }
    if other is not None:
        theirs = burden_of(loaded(other), assumed)
        sides.append(Side(version_title(other), theirs))
        context["shared"] = _shared(scheme, mine, theirs)
    return render(request, "desk/scheme_burden.html", context | {"sides": sides})


def minutes(value: Fraction) -> str:
    """Whole minutes, rounded half up."""
    return f"{int(value + Fraction(1, 2)):,}"


def _given(query: Mapping[str, Any], name: str, default: int) -> int:
    found = number_in(query, name)
    return default if found is None or not 0 < found <= LARGEST else found


def _assumed(fields: list[Field]) -> Assumed:
    given = {field.name: field.value for field in fields}
    return Assumed(
        Fraction(given["field"]), Fraction(given["photo"]), Fraction(given["visit"]), Fraction(given["report"]),
        given["compounds"],
    )  # fmt: skip


def _load(scheme: Scheme, load: Load) -> LoadLine:
    entry = getattr(scheme, load.section)[load.entry]
    words = Words(scheme)
    body = scheme.bodies.get(load.by or "")
    about: Text = OBJECTS.get(load.object, LEVELS.get(load.object, load.object))
    counted = "" if load.counted is None else minutes(load.counted)
    level = f"（{LEVELS[body.level]}）" if body else ""
    return LoadLine(
        title_of(entry), KINDS[load.kind], f"{words.body(load.by)}{level}", about, _often(entry, load.monthly), minutes(load.each), counted,
        load.stated, cite_of(entry),
    )  # fmt: skip


def _often(entry: Entry, monthly: Fraction | None) -> str:
    """The plan's own rhythm where it is one that people say (每天, 每季度); how many times a month otherwise."""
    if monthly is None:
        return _("只做一次")
    rhythm = getattr(entry, "recurs", None) or getattr(entry, "every", None)
    if isinstance(rhythm, Recurring):
        said = str(RHYTHMS[rhythm.every])
        return said + _("%(times)s 次") % {"times": rhythm.times} if rhythm.times > 1 else said
    return _("每月 %(n)s 次") % {"n": _times(monthly)}


def _times(monthly: Fraction) -> str:
    """At most two digits after the point, none that say nothing."""
    hundredths = int(monthly * 100 + Fraction(1, 2))
    return f"{hundredths / 100:g}"


def _photo(scheme: Scheme, asked: PhotoAsked) -> PhotoLine:
    entry = getattr(scheme, asked.section)[asked.place]
    photo = asked.photo
    return PhotoLine(title_of(photo), title_of(entry), photo.required, photo.need or "", cite_of(photo))


def _facts(scheme: Scheme, found: Burden) -> list[tuple[str, str, bool]]:
    """(fact, forms, required)."""
    known = scheme.dictionary.facts
    return [
        (title_of(known[asked.fact]), joined(title_of(scheme.forms[name]) for name in asked.forms), asked.required)
        for asked in found.facts
    ]


def _shared(scheme: Scheme, mine: Burden, theirs: Burden) -> dict[str, Any]:
    """Facts that both ask for are collected once."""
    here, there = {asked.fact for asked in mine.facts}, {asked.fact for asked in theirs.facts}
    return {"both": len(here & there), "here": len(here - there), "there": len(there - here), "all": len(here | there)}
