"""The one thing that a program may write: a fact, with its source, on the version that it read."""

from typing import Any

from django.http import Http404
from ninja import Router
from ninja.params.functions import Header

from sanwu.api.caller import Call, demand
from sanwu.api.shapes import Problem
from sanwu.api.shapes_ledger import Corrected, Correction
from sanwu.base.scope import Ability
from sanwu.compounds.selectors import compound_for
from sanwu.ledger.selectors import entry_of, known_facts
from sanwu.ledger.services import correct_fact

router = Router()
REFUSALS = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem, 503: Problem}


@router.post("/compounds/{int:number}/facts/{fact}", response={200: Corrected, **REFUSALS}, summary="Correct one fact")
def correct(
    request: Call,
    number: int,
    fact: str,
    correction: Correction,
    idempotency_key: str = Header(..., min_length=8, max_length=64, description="sent again, it has one effect"),
) -> dict[str, Any]:
    """Set one fact, as the page does: journalled, followed by what is derived from it, judged again afterwards."""
    caller = demand(request, Ability.CORRECT_FACT, of_object=True)
    compound = compound_for(caller.scope, number, Ability.CORRECT_FACT)
    if fact not in known_facts():
        raise Http404
    batch = correct_fact(
        compound=compound, fact=fact, value=correction.value, source=correction.source, actor=caller.actor,
        observed_on=correction.observed_on, expected_revision=correction.revision, client_key=idempotency_key,
        scope=caller.scope,
    )  # fmt: skip
    return {"compound": compound.pk, "fact": fact, "change_batch": batch.pk, "revision": entry_of(compound).revision}
