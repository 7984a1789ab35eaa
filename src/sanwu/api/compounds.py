"""Operations that read compounds with their facts."""

from decimal import Decimal
from typing import Any

from ninja import Router

from sanwu.api.caller import Call, demand
from sanwu.api.campaigns import campaign_asked
from sanwu.api.paging import After, Limit, Under, code_asked, paged_by_division, position
from sanwu.api.shapes import Page, Problem
from sanwu.api.shapes_ledger import Compound, CompoundInFull
from sanwu.base.scope import Ability
from sanwu.compounds.identity import Identity
from sanwu.compounds.selectors import compound_for, identities
from sanwu.decisions.feed import compound_rows
from sanwu.ledger.selectors import entry_of, facts_with_sources

ONE = {401: Problem, 404: Problem}

router = Router()


@router.get(
    "/campaigns/{int:number}/compounds", response={200: Page[Compound], **ONE, 422: Problem},
    summary="A campaign's compounds with their facts, by division",
)  # fmt: skip
def compounds(
    request: Call, number: int, division: str = Under, after: str = After, limit: int = Limit
) -> dict[str, Any]:
    found = compound_rows(
        request.auth.scope,
        campaign_asked(request, number),
        under=code_asked(division),
        after=position(after),
        limit=limit + 1,
    )
    return paged_by_division([_compound(row) for row in found], limit, "id")


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


def _point(longitude: Decimal | None, latitude: Decimal | None) -> dict[str, str | None]:
    return {
        "longitude": None if longitude is None else f"{longitude:.7f}",
        "latitude": None if latitude is None else f"{latitude:.7f}",
    }


def _compound(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["compound_id"], "name": row["compound__name"], "kind": row["compound__kind"], "number": row["number"],
        "division_code": row["division_code"], "address": row["compound__address"],
        **_point(row["compound__longitude"], row["compound__latitude"]), "revision": row["revision"],
        "facts": row["facts"],
    }  # fmt: skip
