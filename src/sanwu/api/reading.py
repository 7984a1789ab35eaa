"""Operations that read: divisions, the fact dictionary, campaigns, compounds, verdicts."""

from decimal import Decimal
from typing import Any

from ninja import Router
from ninja.params.functions import Query

from sanwu.api.caller import MOST_PER_PAGE, PER_PAGE, Call, demand, number_after, position
from sanwu.api.shapes import (
    Campaign,
    Compound,
    CompoundInFull,
    Division,
    Fact,
    Page,
    Problem,
    Verdict,
)
from sanwu.base.codes import range_of
from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign as CampaignRow
from sanwu.campaigns.selectors import campaign_for, campaigns_visible_to, loaded
from sanwu.compounds.identity import Identity
from sanwu.compounds.selectors import compound_for, identities
from sanwu.decisions.feed import compound_rows, verdict_rows
from sanwu.ledger.selectors import entry_of, facts_with_sources, known_facts
from sanwu.territory.models import Division as DivisionRow
from sanwu.territory.selectors import divisions_visible_to

REFUSALS = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
ONE = {401: Problem, 404: Problem}

router = Router()
Limit = Query(PER_PAGE, ge=1, le=MOST_PER_PAGE)
Under = Query("", max_length=12, description="12-digit code: only what lies within")
After = Query("", max_length=40, description="`next` of the page before")


@router.get("/divisions", response={200: Page[Division], **REFUSALS}, summary="Divisions, by code")
def divisions(
    request: Call, under: str = Under, level: str = "", after: str = After, limit: int = Limit
) -> dict[str, Any]:
    """Divisions where the token holds view_divisions, closed ones too."""
    rows = divisions_visible_to(demand(request, Ability.VIEW_DIVISIONS).scope)
    if under:
        low, high = range_of(_code(under))
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


@router.get("/facts", response={200: list[Fact], 401: Problem}, summary="The fact dictionary")
def facts(request: Call) -> list[dict[str, Any]]:
    """What may be known about a compound: identifier, Chinese name, type, unit and the allowed choices."""
    return [
        {
            "id": fact.id, "title": fact.title, "type": fact.type, "unit": fact.unit, "group": fact.group,
            "choices": {choice.id: choice.title for choice in fact.choices.values()},
        }
        for fact in known_facts().values()
    ]  # fmt: skip


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
    return _campaign(_campaign_of(request, number))


@router.get(
    "/campaigns/{int:number}/compounds", response={200: Page[Compound], **ONE, 422: Problem},
    summary="A campaign's compounds with their facts, by division",
)  # fmt: skip
def compounds(
    request: Call, number: int, division: str = Under, after: str = After, limit: int = Limit
) -> dict[str, Any]:
    found = compound_rows(
        request.auth.scope, _campaign_of(request, number), under=_code(division), after=position(after), limit=limit + 1
    )
    return _paged([_compound(row) for row in found], limit, "id")


@router.get(
    "/campaigns/{int:number}/verdicts", response={200: Page[Verdict], **ONE, 422: Problem},
    summary="Current verdicts of one rule, by division",
)  # fmt: skip
def verdicts(
    request: Call,
    number: int,
    rule: str = Query(..., description="id of a condition or decision of the scheme"),
    outcome: str = "",
    division: str = Under,
    after: str = After,
    limit: int = Limit,
) -> dict[str, Any]:
    here = _campaign_of(request, number)
    scheme = loaded(here.scheme_version)
    known = [*scheme.conditions, *scheme.decisions]
    if rule not in known:
        raise BadInput(f"方案里没有“{rule}”这条规则。可用的有：{'、'.join(known)}。", "unknown_rule")
    found = verdict_rows(
        request.auth.scope, here, rule=rule, outcome=outcome, under=_code(division), after=position(after),
        limit=limit + 1,
    )  # fmt: skip
    return _paged([_verdict(row) for row in found], limit, "compound")


@router.get("/compounds/{int:number}", response={200: CompoundInFull, **ONE}, summary="One compound with sources")
def compound(request: Call, number: int) -> dict[str, Any]:
    scope = demand(request, Ability.VIEW_LEDGER, of_object=True).scope
    row = compound_for(scope, number)
    identity: Identity = dict(identities([row.pk]))[row.pk]
    return {
        "id": row.pk, "name": row.name, "kind": row.kind, "number": identity.number, "aliases": list(identity.aliases),
        "division_code": row.division_id, "address": row.address, **_point(row.longitude, row.latitude),
        "revision": entry_of(row).revision,
        "facts": {
            name: {
                "value": known.value, "source": known.batch.source, "observed_on": known.batch.observed_on,
                "recorded_at": known.batch.recorded_at, "change_set": known.change_set,
            }
            for name, known in facts_with_sources(row).items()
        },
    }  # fmt: skip


def _campaign_of(request: Call, number: int) -> CampaignRow:
    return campaign_for(demand(request, Ability.VIEW_LEDGER, of_object=True).scope, number)


def _code(text: str) -> str:
    if text and not (text.isascii() and text.isdigit() and len(text) == 12):
        raise BadInput(f"“{text}”不是 12 位区划代码。", "bad_division")
    return text


def _paged(items: list[dict[str, Any]], limit: int, key: str) -> dict[str, Any]:
    last = items[limit - 1] if len(items) > limit else None
    return {"items": items[:limit], "next": last and f"{last['division_code']}-{last[key]}"}


def _point(longitude: Decimal | None, latitude: Decimal | None) -> dict[str, str | None]:
    return {
        "longitude": None if longitude is None else f"{longitude:.7f}",
        "latitude": None if latitude is None else f"{latitude:.7f}",
    }


def _division(row: DivisionRow) -> dict[str, Any]:
    return {
        "code": row.code, "name": row.name, "level": row.level, "parent": row.parent_id, "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }  # fmt: skip


def _campaign(row: CampaignRow) -> dict[str, Any]:
    version = row.scheme_version
    return {
        "id": row.pk, "name": row.name, "division_code": row.division_id, "opened_on": row.opened_on,
        "closed_on": row.closed_on,
        "scheme": {"id": version.scheme_id, "version": version.version, "title": version.title},
    }  # fmt: skip


def _compound(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["compound_id"], "name": row["compound__name"], "kind": row["compound__kind"], "number": row["number"],
        "division_code": row["division_code"], "address": row["compound__address"],
        **_point(row["compound__longitude"], row["compound__latitude"]), "revision": row["revision"],
        "facts": row["facts"],
    }  # fmt: skip


def _verdict(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "compound": row["compound_id"], "division_code": row["division_code"], "rule": row["rule"],
        "outcome": row["outcome"], "row": row["row"], "missing": [fact for fact in row["missing"].split(",") if fact],
        "revision": row["revision"], "judged_on": row["run__judged_on"],
    }  # fmt: skip
