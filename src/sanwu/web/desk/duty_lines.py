"""Duties as lines of a list: what, where, who, by when, how it stands. Used by the list, the inbox and the calendar."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.selectors import loaded
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.duties.enums import DutyState, Light, ObjectType
from sanwu.duties.models import Duty
from sanwu.duties.selectors import OPEN_STATES, is_about_many, light_of, rule_of, state_of
from sanwu.territory.enums import Level
from sanwu.territory.selectors import divisions_visible_to
from sanwu.web.desk.duty_words import event_title, left_text, light_look, state_look
from sanwu.web.ui.outcomes import Look
from sanwu.web.ui.words import day, title_of


@dataclass(frozen=True)
class Line:
    """One duty. `light` is None for what is done or has no date; `many` counts compounds; `note` explains the date."""

    title: str
    href: str
    place: str
    body: str
    due: str
    note: str
    look: Look
    light: Look | None
    light_word: str
    many: str


def duty_lines(scope: Scope, rows: Sequence[Duty], on: date) -> list[Line]:
    """Lines in the order of the rows; one query for the names of the places, one for those of compounds."""
    places = place_names(scope, {row.division_code for row in rows})
    names = object_names(scope, rows)
    return [_line(row, places, names, on) for row in rows]


def object_names(scope: Scope, rows: Iterable[Duty]) -> dict[tuple[str, int], str]:
    """What single objects are called: compounds by their name, cases and projects by their number."""
    listed = [row for row in rows if row.object_id]
    ids = {row.object_id for row in listed if row.object_type == ObjectType.COMPOUND}
    found = {(str(row.object_type), row.object_id): _("第 %(number)s 号") % {"number": row.object_id} for row in listed}
    if ids:
        known = compounds_visible_to(scope, Ability.VIEW_DUTIES).filter(pk__in=ids)
        found |= {(ObjectType.COMPOUND.value, pk): name for pk, name in known.values_list("pk", "name")}
    return found


def place_names(scope: Scope, codes: Iterable[str]) -> dict[str, str]:
    """Street and community, or as much as a division has; only of divisions that may be seen."""
    wanted = set(codes)
    found = divisions_visible_to(scope).filter(code__in=wanted).select_related("parent") if wanted else ()
    return {
        place.code: f"{place.parent.name} {place.name}"
        if place.level == Level.COMMUNITY and place.parent
        else place.name
        for place in found
    }


def due_text(row: Duty) -> str:
    """The date that counts, marked where it is an estimate; 待定 for none."""
    return day(row.due_on) + (_("（预计）") if row.estimated and row.due_on else "")


def body_text(row: Duty) -> str:
    """The responsible body in the plan's words, short where the plan has a short name."""
    scheme = loaded(row.campaign.scheme_version)
    body = scheme.bodies.get(row.body)
    return "" if body is None else body.short or title_of(body)


def _line(row: Duty, places: Mapping[str, str], names: Mapping[tuple[str, int], str], on: date) -> Line:
    state = state_of(row, on)
    lit = light_of(row, on) if state in OPEN_STATES else None
    return Line(
        title=title_of(rule_of(row)),
        href=reverse("duty", args=[row.pk]),
        place=places.get(row.division_code, ""),
        body=body_text(row),
        due=due_text(row),
        note=_note(row, state),
        look=state_look(state),
        light=light_look(lit, left_text(row.due_on, on)) if lit else None,
        light_word=str(lit.label) if lit and lit != Light.OVER else "",
        many=names.get((str(row.object_type), row.object_id), "") or _many(row),
    )


def _note(row: Duty, state: DutyState) -> str:
    if row.done_on is not None:
        return _("%(day)s办结") % {"day": day(row.done_on)}
    if state == DutyState.UNDATED and row.waits_for:
        scheme = loaded(row.campaign.scheme_version)
        return _("等“%(event)s”后起算") % {"event": event_title(scheme, row.waits_for)}
    if row.due_on != row.limit:
        return _("已延期，原期限%(day)s") % {"day": day(row.limit)}
    if row.target != row.limit:
        return _("目标%(day)s") % {"day": day(row.target)}
    return ""


def _many(row: Duty) -> str:
    if is_about_many(row):
        if row.expected is None:
            return _("小区个数待统计")
        return _("小区 %(done)s/%(all)s") % {"done": row.done, "all": row.expected}
    if row.expected and row.expected > 1:
        return _("本期 %(done)s/%(all)s 次") % {"done": row.done, "all": row.expected}
    return ""
