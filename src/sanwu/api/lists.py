"""Operations that read the lists that were handed in, row by row."""

from typing import Any

from django.http import Http404
from ninja import Router

from sanwu.api.caller import Call, demand
from sanwu.api.paging import After, Limit, number_after, paged
from sanwu.api.shapes import Page, Problem
from sanwu.api.shapes_work import ListRow, ListVersion
from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import campaign_for
from sanwu.decisions import models as decisions
from sanwu.decisions.filed import rows_reviewed, version_for, versions_visible_to

router = Router()
REFUSALS = {401: Problem, 404: Problem, 422: Problem}


@router.get("/campaigns/{int:number}/lists", response={200: Page[ListVersion], **REFUSALS}, summary="Lists handed in")
def lists(request: Call, number: int, after: str = After, limit: int = Limit) -> dict[str, Any]:
    """Every version of every list of a campaign within the token's reach, by id."""
    scope = demand(request, Ability.VIEW_DUTIES, of_object=True).scope
    campaign = campaign_for(scope, number, Ability.VIEW_DUTIES)
    rows = versions_visible_to(scope).filter(campaign=campaign).order_by("id")
    if after:
        rows = rows.filter(pk__gt=number_after(after))
    return paged([_version(row) for row in rows[: limit + 1]], limit, "id")


@router.get("/lists/{int:number}/rows", response={200: Page[ListRow], **REFUSALS}, summary="The rows of a list")
def list_rows(request: Call, number: int, after: str = After, limit: int = Limit) -> dict[str, Any]:
    """What a list says, in its own order, and what the review said of each row."""
    scope = demand(request, Ability.VIEW_LEDGER, of_object=True).scope
    if not scope.may(Ability.VIEW_DUTIES):
        raise Http404
    rows = rows_reviewed(version_for(scope, number)).order_by("position")
    if after:
        rows = rows.filter(position__gt=number_after(after))
    found: list[Any] = list(rows[: limit + 1])  # each with `said`
    return paged([_row(row, row.said) for row in found], limit, "position")


def _version(row: decisions.ListVersion) -> dict[str, Any]:
    filing = getattr(row, "filing", None)
    return {
        "id": row.pk, "division_code": row.division_code, "division_name": row.division_name, "number": row.number,
        "supplement": row.supplement, "condition": row.condition, "submitted_at": row.submitted_at, "late": row.late,
        "total": row.total, "unknown": row.unknown, "digest": row.digest,
        "filed_on": filing.filed_on if filing else None, "filing_number": filing.number if filing else None,
    }  # fmt: skip


def _row(row: decisions.ListRow, said: str) -> dict[str, Any]:
    return {
        "position": row.position, "compound": row.compound_id, "division_code": row.division_code, "place": row.place,
        "name": row.name, "number": row.number, "outcome": row.outcome, "rule_outcome": row.rule_outcome,
        "missing": [fact for fact in row.missing.split(",") if fact], "said": said,
    }  # fmt: skip
