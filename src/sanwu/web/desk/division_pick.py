"""Picking a division down the tree, one level at a time, within what a person may write and a campaign covers."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanwu.base.scope import Ability, Scope
from sanwu.people.access import OfficeRequest
from sanwu.records.scoping import in_ranges
from sanwu.territory.models import Division
from sanwu.territory.selectors import below, divisions_visible_to, path_of
from sanwu.web.ui.paging import link


@dataclass(frozen=True)
class Step:
    """A division to go to; `final` where nothing lies below it, so that going there chooses it."""

    name: str
    href: str
    final: bool = False


@dataclass(frozen=True)
class Pick:
    """Where one stands in the tree: the way there, the divisions below, and how to choose the place itself."""

    path: list[Step]
    here: Division | None
    here_href: str
    rows: list[Step]


def choosable(scope: Scope, within: str | None, ability: Ability = Ability.EDIT_COMPOUND) -> QuerySet[Division]:
    """Open divisions in which a person may write, within a campaign's area where one is given."""
    area = below(within) if within else Q()
    return divisions_visible_to(scope).filter(in_ranges(scope, ability, "code"), area, valid_to=None)


def division_chosen(request: OfficeRequest, within: str | None) -> Division | None:
    """The division that ?division= names; Division.DoesNotExist for one that may not be chosen."""
    code = request.GET.get("division", "")
    return choosable(request.scope, within).get(code=code) if code else None


def pick(request: OfficeRequest, within: str | None) -> Pick:
    """The step of the picking that ?under= asks for; at first the highest division that may be chosen."""
    found = choosable(request.scope, within)
    under = request.GET.get("under", "")
    here = found.get(code=under) if under else None
    tops: list[Division] = []
    if here is None:
        tops = list(_with_children(request.scope, found.exclude(parent__in=found.values("code"))))
        here = tops[0] if len(tops) == 1 else None
    rows = tops if here is None else list(_with_children(request.scope, found.filter(parent=here)))
    path = [step for step in path_of(here.code) if request.scope.may(Ability.EDIT_COMPOUND, step.code)] if here else []
    return Pick(
        path=[Step(step.name, link(request.GET, under=step.code, division="")) for step in path],
        here=here,
        here_href=link(request.GET, division=here.code, under="") if here else "",
        rows=[_step(request, row) for row in rows],
    )


def _with_children(scope: Scope, divisions: QuerySet[Division]) -> QuerySet[Division]:
    children = divisions_visible_to(scope).filter(parent=OuterRef("pk"), valid_to=None)
    return divisions.annotate(has_children=Exists(children)).order_by("code")


def _step(request: OfficeRequest, division: Division) -> Step:
    final = not getattr(division, "has_children", False)
    href = (
        link(request.GET, division=division.code, under="")
        if final
        else link(request.GET, under=division.code, division="")
    )
    return Step(division.name, href, final)
