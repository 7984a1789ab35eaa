"""Operations that read the verdicts of a campaign."""

from typing import Any

from ninja import Router
from ninja.params.functions import Query

from sanwu.api.caller import Call
from sanwu.api.campaigns import campaign_asked
from sanwu.api.paging import After, Limit, Under, code_asked, paged_by_division, position
from sanwu.api.shapes import Page, Problem
from sanwu.api.shapes_ledger import Verdict
from sanwu.base.errors import BadInput
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.feed import verdict_rows

ONE = {401: Problem, 404: Problem}

router = Router()


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
    here = campaign_asked(request, number)
    scheme = loaded(here.scheme_version)
    known = [*scheme.conditions, *scheme.decisions]
    if rule not in known:
        raise BadInput(f"方案里没有“{rule}”这条规则。可用的有：{'、'.join(known)}。", "unknown_rule")
    found = verdict_rows(
        request.auth.scope, here, rule=rule, outcome=outcome, under=code_asked(division), after=position(after),
        limit=limit + 1,
    )  # fmt: skip
    return paged_by_division([_verdict(row) for row in found], limit, "compound")


def _verdict(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "compound": row["compound_id"], "division_code": row["division_code"], "rule": row["rule"],
        "outcome": row["in_force"], "rule_outcome": row["outcome"], "row": row["row"],
        "missing": [fact for fact in row["missing"].split(",") if fact],
        "revision": row["revision"], "judged_on": row["run__judged_on"],
    }  # fmt: skip
