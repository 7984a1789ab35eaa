"""The demo city at work: some duties done, some late, some due this week, one with more time, one asked for."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.codes import range_of
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import entries_of
from sanwu.duties.enums import ObjectType
from sanwu.duties.extending import answer_extension, ask_extension
from sanwu.duties.models import Duty
from sanwu.duties.services import fulfil, fulfil_many
from sanwu.exchange.duties import applying_of, bring_in_step
from sanwu.people.selectors import account_named, scope_and_actor

PLAN = Path(__file__).with_name("duties.yaml")


def live_duties(campaign: Campaign, codes: Mapping[str, str], actor: Actor) -> None:
    """Make the duties and let happen what duties.yaml tells, through the verbs of the house. `codes`: by place name."""
    told: dict[str, list[dict[str, Any]]] = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
    today = clock.today()
    bring_in_step(campaign, today)
    for event in told["compounds"]:
        low, high = range_of(codes[event["at"]])
        here = entries_of(campaign).filter(division_code__gte=low, division_code__lt=high).order_by("compound_id")
        if "of" in event:
            here = here.filter(compound_id__in=applying_of(campaign)[event["of"]])
        chosen = list(here.values_list("compound_id", "division_code"))
        chosen = chosen[: event.get("first", len(chosen) * event.get("tenths", 10) // 10)]
        fulfil_many(objects=chosen, object_type=ObjectType.COMPOUND, **_said(campaign, event, today, actor))
    for kind, events in ((ObjectType.DIVISION, told["places"]), (ObjectType.CASE, told["cases"])):
        for event in events:
            fulfil(
                object_type=kind, object_id=event.get("case", 0), division_code=codes[event["at"]],
                **_said(campaign, event, today, actor),
            )  # fmt: skip
    for request in told["extensions"]:
        _extend(campaign, request, codes[request["at"]], today)
    bring_in_step(campaign, today)


def _said(campaign: Campaign, event: Mapping[str, Any], today: date, actor: Actor) -> dict[str, Any]:
    return {
        "event": event["event"], "campaign_id": campaign.pk, "on": today + timedelta(days=event["days"]),
        "evidence": event["evidence"], "actor": actor,
    }  # fmt: skip


def _extend(campaign: Campaign, request: Mapping[str, Any], code: str, today: date) -> None:
    """Ask for more time, and grant it where somebody grants it."""
    duty = Duty.objects.get(campaign=campaign, duty=request["duty"], division_code=code)
    scope, asks = scope_and_actor(account_named(request["asks"]), today)
    case = ask_extension(
        duty=duty, scope=scope, until=today + timedelta(days=request["until"]), reason=request["reason"], actor=asks,
        expected_version=duty.version,
    )  # fmt: skip
    if "grants" in request:
        scope, grants = scope_and_actor(account_named(request["grants"]), today)
        answer_extension(
            duty=duty, scope=scope, grant=True, reason=request["answer"], actor=grants, expected_version=case.version
        )  # fmt: skip
