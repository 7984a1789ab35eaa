"""Operations that read the fact dictionary."""

from typing import Any

from ninja import Router

from sanwu.api.caller import Call, demand
from sanwu.api.shapes import Fact, Problem
from sanwu.base.scope import Ability
from sanwu.ledger.selectors import known_facts

router = Router()


@router.get("/facts", response={200: list[Fact], 401: Problem, 403: Problem}, summary="The fact dictionary")
def facts(request: Call) -> list[dict[str, Any]]:
    """What may be known about a compound: identifier, Chinese name, type, unit and the allowed choices."""
    demand(request, Ability.VIEW_LEDGER)
    return [
        {
            "id": fact.id, "title": fact.title, "type": fact.type, "unit": fact.unit, "group": fact.group,
            "choices": {choice.id: choice.title for choice in fact.choices.values()},
        }
        for fact in known_facts().values()
    ]  # fmt: skip
