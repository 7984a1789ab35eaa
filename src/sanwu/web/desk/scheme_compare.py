"""对照: two versions or two cities side by side – what changed entry by entry, or subject by subject in full."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sanwu.base.scope import Ability
from sanwu.people.access import OfficeRequest
from sanwu.policy.compare import compare
from sanwu.policy.compare_told import EntryChange, Kind, SectionChange
from sanwu.policy.model_base import Entry
from sanwu.web.desk.door import page
from sanwu.web.desk.plan_text import Quote
from sanwu.web.desk.scheme_sides import Side, side_choices, side_of
from sanwu.web.desk.scheme_tables import Section
from sanwu.web.desk.scheme_words import Cite, cite_of, quotes_for
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.paging import Pager, by_position, link, start_in

PER_PAGE = 40
KINDS = {"added": ("good", "plus"), "removed": ("bad", "dash"), "changed": ("info", "edit")}


@dataclass(frozen=True)
class Tab:
    """A section or subject with how much of it differs."""

    name: str
    title: Text
    href: str
    count: str
    current: bool


@dataclass(frozen=True)
class Told:
    """One side's place in the plan: clauses and the plan's own sentences."""

    cite: Cite | None
    quotes: list[Quote]


@dataclass(frozen=True)
class Line:
    """One entry in which the two differ."""

    change: EntryChange
    word: str
    tone: str
    icon: str
    left: Told
    right: Told


@page(Ability.VIEW_LEDGER)
def compare_schemes(request: OfficeRequest) -> HttpResponse:
    """`left` and `right` are versions; `view` is changes or subject; `section` the part that is shown."""
    keys = [request.GET.get(name, "") for name in ("left", "right")]
    left, right = (side_of(key) for key in keys)
    context: dict[str, Any] = {
        "left_choices": side_choices(keys[0]),
        "right_choices": side_choices(keys[1]),
        "left": left,
        "right": right,
    }
    if left is not None and right is not None:
        context |= compared(request, left, right)
    return render(request, "desk/scheme_compare.html", context)


def compared(request: OfficeRequest, left: Side, right: Side) -> dict[str, Any]:
    """What the page shows of two sides: by entries where they are versions of one scheme, by subject otherwise."""
    view = request.GET.get("view", "")
    if view not in ("changes", "subject"):
        view = "changes" if left.scheme.id == right.scheme.id else "subject"
    show = _changes if view == "changes" else _subjects
    return {
        "view": view,
        "titles": [left.title, right.title],
        **{f"as_{name}": link(request.GET, view=name, section=None) for name in ("changes", "subject")},
        **show(request, left, right),
    }


def _changes(request: OfficeRequest, left: Side, right: Side) -> dict[str, Any]:
    """What was added, removed or said otherwise, section by section."""
    found = compare(left.scheme, right.scheme)
    asked = request.GET.get("section", "")
    section = next(
        (one for one in found.sections if one.section == asked), found.sections[0] if found.sections else None
    )
    tabs = [
        Tab(one.section, one.title, link(request.GET, section=one.section, view="changes"), str(len(one.entries)),
            one is section)
        for one in found.sections
    ]  # fmt: skip
    counts = {kind: found.count(kind) for kind in get_args(Kind)}
    context: dict[str, Any] = {"same": found.same, "tabs": tabs, "counts": counts, "shown": section}
    if section is not None:
        entries, context["pager"] = _paged(request, section)
        context["lines"] = list(_lines(section, entries, left, right))
    return context


def _paged(request: OfficeRequest, section: SectionChange) -> tuple[Sequence[EntryChange], Pager]:
    """Entries of a long section, page after page; the comparison is made anew each time and does not move."""
    total = len(section.entries)
    start = start_in(request.GET, total)
    return section.entries[start : start + PER_PAGE], by_position(request.GET, start, total, PER_PAGE)


def _lines(section: SectionChange, entries: Sequence[EntryChange], left: Side, right: Side) -> Iterator[Line]:
    words = {"added": _("右边多"), "removed": _("左边有"), "changed": _("不同")}
    for entry in entries:
        tone, icon = KINDS[entry.kind]
        sides = [_told(side, section.section, entry.id) for side in (left, right)]
        yield Line(entry, words[entry.kind], tone, icon, *sides)


def _told(side: Side, section: str, entry: str) -> Told:
    """Where an entry stands in the plan of one side."""
    found: Any = side.scheme
    for step in section.split("."):
        found = getattr(found, step, None)
    one = found.get(entry) if isinstance(found, Mapping) else None
    if not isinstance(one, Entry):
        return Told(None, [])
    return Told(cite_of(one), quotes_for(side.quotes, one.clause))


def _subjects(request: OfficeRequest, left: Side, right: Side) -> dict[str, Any]:
    """The whole of one subject on both sides, whatever the two call their entries."""
    sides = [side.sections() for side in (left, right)]
    names = dict.fromkeys([*sides[0], *sides[1]])
    asked = request.GET.get("section", "")
    shown = asked if asked in names else "rules" if "rules" in names else next(iter(names), "")
    tabs = [
        Tab(name, (sides[0].get(name) or sides[1][name]).title, link(request.GET, section=name, view="subject"),
            " : ".join(str(_rows(side.get(name))) for side in sides), name == shown)
        for name in names
    ]  # fmt: skip
    return {
        "tabs": tabs,
        "pair": [(one.title, side.get(shown)) for one, side in zip((left, right), sides, strict=True)],
        "subject": next((tab.title for tab in tabs if tab.current), ""),
    }


def _rows(section: Section | None) -> int:
    return sum(len(table.rows) for table in section.tables) if section else 0
