"""sanwu duties, sanwu digest"""

from argparse import Namespace
from pathlib import Path
from typing import Any

from sanwu.base import clock
from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import loaded
from sanwu.cli.answer import Answer
from sanwu.cli.campaigns import campaign_of
from sanwu.cli.who import acting
from sanwu.duties.enums import DutyState
from sanwu.duties.models import Duty
from sanwu.duties.selectors import OPEN_STATES, due_counts, duties_visible_to, in_states, state_of
from sanwu.exchange.duties import bring_in_step
from sanwu.inbox.digest import as_lines
from sanwu.inbox.digest import digest as digest_of
from sanwu.territory.selectors import full_names


def listing(args: Namespace) -> Answer:
    """What is due in a campaign, the oldest date first. The duties are made where no worker has done so yet."""
    scope, _actor = acting(args)
    campaign = campaign_of(args, scope, Ability.VIEW_DUTIES)
    on = args.on or clock.today()
    if not Duty.objects.filter(campaign=campaign).exists():
        bring_in_step(campaign, clock.today())
    rows = duties_visible_to(scope).filter(in_states(OPEN_STATES, on), campaign=campaign).order_by("due_on", "id")
    scheme = loaded(campaign.scheme_version)
    found = list(rows)
    places = full_names({row.division_code for row in found})
    counts = {str(state): n for state, n in due_counts(scope, on, campaign).items()}
    duties: list[dict[str, Any]] = []
    for row in found:
        duty = scheme.duties[row.duty]
        body = scheme.bodies[duty.by].title if duty.by else ""
        duties.append(
            {
                "id": row.pk, "duty": row.duty, "title": duty.title, "body": body, "division": row.division_code,
                "place": places.get(row.division_code, ""), "state": str(state_of(row, on)),
                "due_on": row.due_on and row.due_on.isoformat(), "limit": row.limit and row.limit.isoformat(),
                "target": row.target and row.target.isoformat(), "estimated": row.estimated, "period": row.period,
                "object_type": row.object_type, "object_id": row.object_id or None, "expected": row.expected,
                "done": row.done,
            }
        )  # fmt: skip
    lines = [f"{campaign.name}：{on} 有 {len(duties):,} 件没有办结、定了期限的事项。", *map(_line, duties)]
    return Answer({"campaign": campaign.pk, "on": on.isoformat(), "counts": counts, "duties": duties}, lines)


def _line(duty: dict[str, Any]) -> str:
    mark = "（预计）" if duty["estimated"] else ""
    many = f"，已办 {duty['done']}/{duty['expected']}" if (duty["expected"] or 0) > 1 else ""
    return f"  {duty['due_on']}{mark}  {DutyState(duty['state']).label}  {duty['title']}（{duty['place']}{many}）"


def digest(args: Namespace) -> Answer:
    """The day of one account in short, printed or written to a file."""
    scope, actor = acting(args)
    found = digest_of(scope, actor.account_id, args.on or clock.today())
    lines = as_lines(actor.name, found)
    if args.out:
        Path(args.out).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return Answer({**found, "file": str(args.out)}, [f"已写入 {args.out}。"])
    return Answer(found, lines)
