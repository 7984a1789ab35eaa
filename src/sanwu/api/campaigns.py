"""Operations that read campaigns."""

from typing import Any

from ninja import Router

from sanwu.api.caller import Call, demand
from sanwu.api.paging import After, Limit, number_after
from sanwu.api.shapes import Campaign, Page, Problem
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign as CampaignRow
from sanwu.campaigns.selectors import campaign_for, campaigns_visible_to

REFUSALS = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
ONE = {401: Problem, 404: Problem}

router = Router()


@router.get("/campaigns", response={200: Page[Campaign], **REFUSALS}, summary="Campaigns, by id")
def campaigns(request: Call, after: str = After, limit: int = Limit) -> dict[str, Any]:
    """Campaigns that reach into the token's part of the territory."""
    rows = campaigns_visible_to(demand(request, Ability.VIEW_LEDGER).scope).order_by("id")
    if after:
        rows = rows.filter(pk__gt=number_after(after))
    found = list(rows[: limit + 1])
    following = str(found[limit - 1].pk) if len(found) > limit else None
    return {"items": [_campaign(row) for row in found[:limit]], "next": following}


@router.get("/campaigns/{int:number}", response={200: Campaign, **ONE}, summary="One campaign")
def campaign(request: Call, number: int) -> dict[str, Any]:
    return _campaign(campaign_asked(request, number))


def campaign_asked(request: Call, number: int) -> CampaignRow:
    """A campaign within the token's reach; otherwise 404."""
    return campaign_for(demand(request, Ability.VIEW_LEDGER, of_object=True).scope, number)


def _campaign(row: CampaignRow) -> dict[str, Any]:
    version = row.scheme_version
    return {
        "id": row.pk, "name": row.name, "division_code": row.division_id, "opened_on": row.opened_on,
        "closed_on": row.closed_on,
        "scheme": {"id": version.scheme_id, "version": version.version, "title": version.title},
    }  # fmt: skip
