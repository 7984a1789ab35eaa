"""sanwu divisions changes | succeed"""

from argparse import Namespace
from typing import Any

from sanwu.base.errors import Refused
from sanwu.base.scope import Ability
from sanwu.cli.answer import Answer
from sanwu.cli.divisions import permitted
from sanwu.cli.who import acting
from sanwu.territory.models import Division
from sanwu.territory.selectors import division as division_of
from sanwu.territory.services import successor_confirm
from sanwu.territory.successors import Closed, closed_divisions, stranded

SHOWN = 20


def changes(args: Namespace) -> Answer:
    """Closed divisions, what probably follows them, and what was left below them."""
    scope, _actor = acting(args)
    if not scope.may(Ability.VIEW_DIVISIONS):
        raise Refused("该账号没有查看区划的权限。", "no_right")
    closed = closed_divisions(scope, args.under or "")
    left = list(stranded(scope, args.under or ""))
    data = {"closed": [_closed(one) for one in closed], "stranded": [_stranded(one) for one in left]}
    lines = [f"停用的区划 {len(closed):,} 个，其中 {sum(bool(one.suggested) for one in closed):,} 个有接续建议待确认。"]
    lines += [f"  {_sentence(one)}" for one in closed]
    lines.append(f"上级已停用、自身仍有效的区划 {len(left):,} 个。")
    lines += [f"  {one.name}（{one.code}），上级 {one.parent}（{one.parent_id}）" for one in left[:SHOWN]]
    if len(left) > SHOWN:
        lines.append(f"    ……还有 {len(left) - SHOWN:,} 个，用 --json 可看全部。")
    return Answer(data, lines)


def succeed(args: Namespace) -> Answer:
    """Confirm the successor of a closed division; one that was confirmed before is only replaced on purpose."""
    scope, actor = permitted(args)
    before, wanted = division_of(args.code).successor, division_of(args.successor)
    if before and before != wanted and not args.replace:
        raise Refused(
            f"已经确认由 {before.name}（{before.code}）接续。确实要改成 {wanted.name}（{wanted.code}），请加上 --replace。",
            "already_confirmed",
        )
    gone = successor_confirm(
        code=args.code, successor=args.successor, actor=actor, scope=scope, expected=before.code if before else ""
    )
    data = {"code": gone.code, "successor": gone.successor_id}
    return Answer(data, [f"已确认：{gone.name}（{gone.code}）由 {gone.successor}（{gone.successor_id}）接续。"])


def _closed(one: Closed) -> dict[str, Any]:
    following = one.successor or one.suggested
    return {
        "code": one.division.code, "name": one.division.name, "parent": one.division.parent_id,
        "closed_on": one.division.valid_to.isoformat() if one.division.valid_to else None,
        "successor": following.code if following else None, "successor_name": following.name if following else None,
        "confirmed": one.successor is not None, "reason": one.reason, "stranded": one.stranded,
    }  # fmt: skip


def _stranded(one: Division) -> dict[str, Any]:
    return {"code": one.code, "name": one.name, "parent": one.parent_id, "level": one.level}


def _sentence(one: Closed) -> str:
    here = f"{one.division.name}（{one.division.code}）"
    if one.successor:
        return f"{here} → {one.successor.name}（{one.successor.code}），已确认"
    if one.suggested:
        return f"{here} → {one.suggested.name}（{one.suggested.code}）？{one.reason}"
    return f"{here}：没有找到接续它的区划"
