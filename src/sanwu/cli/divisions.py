"""sanwu divisions import | boundaries | changes | succeed"""

from argparse import Namespace
from typing import Any

from sanwu.base.actor import Actor
from sanwu.base.coordinates import Datum
from sanwu.base.errors import Refused
from sanwu.base.scope import Ability, Scope
from sanwu.cli.answer import Answer
from sanwu.cli.who import acting
from sanwu.territory.models import Division
from sanwu.territory.services import import_boundaries, import_divisions, rows_outside, successor_confirm
from sanwu.territory.successors import Closed, closed_divisions, stranded

SHOWN = 20


def load(args: Namespace) -> Answer:
    """Import an edition of the divisions."""
    scope, actor = _permitted(args)
    counts = import_divisions(paths=args.paths, edition=args.edition, actor=actor, scope=_scope_of(args, scope))
    words = {"created": "新增", "updated": "更新", "closed": "停用", "renamed": "更名", "ignored": "略过"}
    lines = ["区划已导入：" + "，".join(f"{words[key]} {counts[key]:,} 个" for key in words) + "。"]
    if outside := rows_outside(args.paths, scope):
        lines.append(f"文件里有 {outside:,} 行在该账号的辖区之外，与现有区划一致，没有处理。")
    if counts["closed"]:
        lines.append("停用的区划由谁接续，请运行 sanwu divisions changes 查看并确认。")
    return Answer(counts | ({"outside": outside} if outside else {}), lines)


def boundaries(args: Namespace) -> Answer:
    """Import boundaries from GeoJSON."""
    scope, actor = _permitted(args)
    found = import_boundaries(
        paths=args.paths, datum=Datum(args.datum), code=args.code or "", actor=actor, scope=_scope_of(args, scope)
    )
    words = {"created": "新增", "updated": "更新", "unchanged": "没有变化", "ignored": "没有对应区划而略过"}
    lines = ["边界已导入：" + "，".join(f"{words[key]} {found[key]:,} 个" for key in words) + "。"]
    if found["outside"]:
        lines.append(f"另有 {found['outside']:,} 个在该账号的辖区之外，没有导入。")
    lines += [f"  {note['name']}（{note['code']}）：{note['note']}。" for note in found["notes"]]
    return Answer(found, lines)


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
    """Confirm the successor of a closed division."""
    scope, actor = _permitted(args)
    gone = successor_confirm(code=args.code, successor=args.successor, actor=actor, scope=scope)
    data = {"code": gone.code, "successor": gone.successor_id}
    return Answer(data, [f"已确认：{gone.name}（{gone.code}）由 {gone.successor}（{gone.successor_id}）接续。"])


def _permitted(args: Namespace) -> tuple[Scope, Actor]:
    scope, actor = acting(args)
    if not scope.may(Ability.IMPORT_DIVISIONS):
        raise Refused("该账号没有导入区划的权限。请由系统管理员或区、市级岗位办理。", "no_right")
    return scope, actor


def _scope_of(args: Namespace, scope: Scope) -> Scope | None:
    """The local operator acts everywhere: nothing of his lies outside."""
    return scope if getattr(args, "act_as", None) else None


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
