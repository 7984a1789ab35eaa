"""对照: a draft beside a published or shipped scheme, before it is published: by entries for the next version of the same
scheme, by subject for another city's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.scope import Ability
from sanwu.campaigns.drafts_reading import bases, draft_bundle, draft_for
from sanwu.campaigns.models import SchemeDraft
from sanwu.campaigns.selectors import loaded, schemes_shipped
from sanwu.people.access import OfficeRequest
from sanwu.policy.compare import compare
from sanwu.policy.load import load_files, load_scheme
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.cards import version_title
from sanwu.web.desk.door import page
from sanwu.web.desk.scheme_compare import KINDS, Line, Tab, Told, key_title
from sanwu.web.desk.scheme_drafts import SHIPPED, VERSION
from sanwu.web.desk.scheme_plan_dates import plan_duties, plan_phases
from sanwu.web.desk.scheme_sections import sections
from sanwu.web.desk.scheme_tables import Section
from sanwu.web.desk.scheme_words import Words
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.paging import link
from sanwu.web.ui.words import title_of


@dataclass(frozen=True)
class Other:
    """A scheme that the draft may be laid beside."""

    key: str
    label: str


@page(Ability.DRAFT_SCHEME)
def draft_compare(request: OfficeRequest, number: int) -> HttpResponse:
    """`with` is version-… or shipped-…; without it the version that the draft began from, if any."""
    draft = draft_for(request.scope, number)
    others = _others()
    chosen = request.GET.get("with") or (f"{VERSION}{draft.copied_from_id}" if draft.copied_from_id else "")
    other = next((one for one in others if one.key == chosen), None)
    context: dict[str, Any] = {"draft": draft, "others": others, "chosen": other}
    if other is not None:
        found = load_files(draft_bundle(draft))
        beside = _scheme(other.key)
        context["problems"] = len(found.problems)
        if found.scheme is not None and beside is not None:
            context |= _compared(request, draft, other, found.scheme, beside)
    return render(request, "desk/scheme_draft_compare.html", context)


def _others() -> list[Other]:
    versions = bases()
    published = [Other(f"{VERSION}{version.pk}", version_title(version)) for version in versions]
    known = {version.scheme_id for version in versions}
    return published + [Other(SHIPPED + one.id, title_of(one)) for one in schemes_shipped() if one.id not in known]


def _scheme(key: str) -> Scheme | None:
    if key.startswith(VERSION):
        return next((loaded(version) for version in bases() if key == f"{VERSION}{version.pk}"), None)
    return next((load_scheme(one.path).scheme for one in schemes_shipped() if key == SHIPPED + one.id), None)


def _compared(request: OfficeRequest, draft: SchemeDraft, other: Other, mine: Scheme, beside: Scheme) -> dict[str, Any]:
    view = request.GET.get("view") or ("changes" if mine.id == beside.id else "subject")
    made = _changes(request, beside, mine) if view == "changes" else _subjects(request, beside, mine)
    titles = [other.label, _("%(title)s（草稿）") % {"title": draft.title}]
    if "pair" in made:
        made["pair"] = list(zip(titles, made["pair"], strict=True))
    return {
        "view": "changes" if view == "changes" else "subject",
        "titles": titles,
        "as_changes": link(request.GET, view="changes", section=None),
        "as_subject": link(request.GET, view="subject", section=None),
        **made,
    }


def _changes(request: OfficeRequest, left: Scheme, right: Scheme) -> dict[str, Any]:
    """Entry by entry, section by section."""
    words = {"added": _("草稿多"), "removed": _("草稿没有"), "changed": _("不同")}
    found = compare(left, right)
    asked = request.GET.get("section", "")
    shown = next((one for one in found.sections if one.section == asked), next(iter(found.sections), None))
    nothing = Told(None, [])
    lines = [
        Line(
            entry,
            [(key_title(key), key) for key in entry.keys],
            words[entry.kind],
            *KINDS[entry.kind],
            nothing,
            nothing,
        )
        for entry in (shown.entries if shown else ())
    ]
    tabs = [
        Tab(one.section, one.title, link(request.GET, section=one.section), str(len(one.entries)), one is shown)
        for one in found.sections
    ]
    return {"tabs": tabs, "shown": shown, "lines": lines, "same": found.same}


def _subjects(request: OfficeRequest, left: Scheme, right: Scheme) -> dict[str, Any]:
    """One subject in full on both sides."""
    sides = [_sections(left), _sections(right)]
    names = list(dict.fromkeys([*sides[0], *sides[1]]))
    asked = request.GET.get("section", "rules")
    shown = asked if asked in names else names[0] if names else ""

    def title(name: str) -> Text:
        return (sides[0].get(name) or sides[1][name]).title

    def count(side: Mapping[str, Section], name: str) -> int:
        return sum(len(table.rows) for table in side[name].tables) if name in side else 0

    tabs = [
        Tab(name, title(name), link(request.GET, section=name), " : ".join(str(count(one, name)) for one in sides),
            name == shown)
        for name in names
    ]  # fmt: skip
    return {"tabs": tabs, "pair": [side.get(shown) for side in sides], "subject": title(shown) if shown else ""}


def _sections(scheme: Scheme) -> dict[str, Section]:
    today = clock.today()
    reader = Reader(scheme, Words(scheme), {})
    return {one.anchor: one for one in sections(reader, plan_phases(scheme, today), plan_duties(scheme, today))}
