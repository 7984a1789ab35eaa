"""Operations that read the administrative tree."""

from typing import Any

from ninja import Router

from sanwu.api.caller import Call, demand
from sanwu.api.paging import After, Limit, Under, code_asked
from sanwu.api.shapes import Division, Page, Problem
from sanwu.base.codes import range_of
from sanwu.base.scope import Ability
from sanwu.territory.models import Division as DivisionRow
from sanwu.territory.selectors import divisions_visible_to

REFUSALS = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
ONE = {401: Problem, 404: Problem}

router = Router()


@router.get("/divisions", response={200: Page[Division], **REFUSALS}, summary="Divisions, by code")
def divisions(
    request: Call, under: str = Under, level: str = "", after: str = After, limit: int = Limit
) -> dict[str, Any]:
    """Divisions where the token holds view_divisions, closed ones too."""
    rows = divisions_visible_to(demand(request, Ability.VIEW_DIVISIONS).scope)
    if under:
        low, high = range_of(code_asked(under))
        rows = rows.filter(code__gte=low, code__lt=high)
    if level:
        rows = rows.filter(level=level)
    if after:
        rows = rows.filter(code__gt=after)
    found = list(rows.order_by("code")[: limit + 1])
    return {
        "items": [_division(row) for row in found[:limit]],
        "next": found[limit - 1].code if len(found) > limit else None,
    }


@router.get("/divisions/{code}", response={200: Division, **ONE}, summary="One division")
def division(request: Call, code: str) -> dict[str, Any]:
    scope = demand(request, Ability.VIEW_DIVISIONS, of_object=True).scope
    return _division(divisions_visible_to(scope).get(code=code))


def _division(row: DivisionRow) -> dict[str, Any]:
    return {
        "code": row.code, "name": row.name, "level": row.level, "parent": row.parent_id, "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }  # fmt: skip
