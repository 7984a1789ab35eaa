"""Operations that read what is due, and how it stands."""

from typing import Any

from ninja import Router

from sanwu.api.caller import Call, demand
from sanwu.api.paging import After, Limit, number_after, paged
from sanwu.api.shapes import Page, Problem
from sanwu.api.shapes_work import Duty
from sanwu.base import clock
from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import campaign_for, loaded
from sanwu.duties import models as duties_models
from sanwu.duties.enums import DutyState
from sanwu.duties.selectors import duties_visible_to, in_state, state_of

router = Router()
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
    return paged([_duty(row, titles, state_of(row, today)) for row in rows[: limit + 1]], limit, "id")


def _duty(row: duties_models.Duty, titles: dict[str, str], state: DutyState) -> dict[str, Any]:
    return {
        "id": row.pk, "duty": row.duty, "title": titles.get(row.duty, row.duty), "body": row.body,
        "division_code": row.division_code, "object_type": row.object_type, "object_id": row.object_id,
        "period": row.period, "amber_on": row.amber_on, "due_on": row.due_on, "estimated": row.estimated,
        "expected": row.expected, "done": row.done, "done_on": row.done_on, "state": state.value,
    }  # fmt: skip
