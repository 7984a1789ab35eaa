"""Operations that read what is due and what was reported and filed."""

from typing import Any

from django.http import Http404
from ninja import Router
from ninja.params.functions import Query

from sanwu.api.caller import MOST_PER_PAGE, PER_PAGE, Call, demand, number_after
from sanwu.api.shapes import Duty, ListRow, ListVersion, Page, Problem
from sanwu.base import clock
from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import campaign_for, loaded
from sanwu.decisions import models as decisions
from sanwu.decisions.filed import rows_reviewed, version_for, versions_visible_to
from sanwu.duties import models as duties_models
from sanwu.duties.enums import DutyState
from sanwu.duties.selectors import duties_visible_to, in_state, state_of

router = Router()
Limit = Query(PER_PAGE, ge=1, le=MOST_PER_PAGE)
After = Query("", max_length=40, description="`next` of the page before")
REFUSALS = {401: Problem, 404: Problem, 422: Problem}


@router.get("/campaigns/{int:number}/duties", response={200: Page[Duty], **REFUSALS}, summary="Duties, by id")
def duties(
    request: Call, number: int, state: str = "", division: str = "", after: str = After, limit: int = Limit
) -> dict[str, Any]:
    """What is due in a campaign within the token's reach; `state` narrows to one state as of today."""
    scope = demand(request, Ability.VIEW_DUTIES, of_object=True).scope
    campaign = campaign_for(scope, number, Ability.VIEW_DUTIES)
    rows = duties_visible_to(scope).filter(campaign=campaign).order_by("id")
    today = clock.today()
    if state:
        if state not in DutyState.values:
            raise BadInput(f"没有“{state}”这种状态。可用的有：{'、'.join(DutyState.values)}。", "bad_state")
        rows = rows.filter(in_state(DutyState(state), today))
    if division:
        rows = rows.filter(division_code=division)
    if after:
        rows = rows.filter(pk__gt=number_after(after))
    titles = {duty.id: duty.title for duty in loaded(campaign.scheme_version).duties.values()}
    return _paged([_duty(row, titles, state_of(row, today)) for row in rows[: limit + 1]], limit, "id")


@router.get("/campaigns/{int:number}/lists", response={200: Page[ListVersion], **REFUSALS}, summary="Lists handed in")
def lists(request: Call, number: int, after: str = After, limit: int = Limit) -> dict[str, Any]:
    """Every version of every list of a campaign within the token's reach, by id."""
    scope = demand(request, Ability.VIEW_DUTIES, of_object=True).scope
    campaign = campaign_for(scope, number, Ability.VIEW_DUTIES)
    rows = versions_visible_to(scope).filter(campaign=campaign).order_by("id")
    if after:
        rows = rows.filter(pk__gt=number_after(after))
    return _paged([_version(row) for row in rows[: limit + 1]], limit, "id")


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
    return _paged([_row(row, row.said) for row in found], limit, "position")


def _paged(items: list[dict[str, Any]], limit: int, key: str) -> dict[str, Any]:
    return {"items": items[:limit], "next": str(items[limit - 1][key]) if len(items) > limit else None}


def _duty(row: duties_models.Duty, titles: dict[str, str], state: DutyState) -> dict[str, Any]:
    return {
        "id": row.pk, "duty": row.duty, "title": titles.get(row.duty, row.duty), "body": row.body,
        "division_code": row.division_code, "object_type": row.object_type, "object_id": row.object_id,
        "period": row.period, "amber_on": row.amber_on, "due_on": row.due_on, "estimated": row.estimated,
        "expected": row.expected, "done": row.done, "done_on": row.done_on, "state": state.value,
    }  # fmt: skip


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
