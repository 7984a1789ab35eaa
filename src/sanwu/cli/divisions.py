"""sanwu divisions import | boundaries"""

from argparse import Namespace

from sanwu.base.actor import Actor
from sanwu.base.coordinates import Datum
from sanwu.base.errors import Refused
from sanwu.base.scope import Ability, Scope
from sanwu.cli.answer import Answer
from sanwu.cli.who import acting
from sanwu.territory.services import import_boundaries, import_divisions, rows_outside


def load(args: Namespace) -> Answer:
    """Import an edition of the divisions."""
    scope, actor = permitted(args)
    counts = import_divisions(paths=args.paths, edition=args.edition, actor=actor, scope=_scope_of(args, scope))
    words = {"created": "新增", "updated": "更新", "closed": "停用", "renamed": "更名", "ignored": "略过"}
    lines = ["区划已导入：" + "，".join(f"{words[key]} {counts[key]:,} 个" for key in words) + "。"]
    if outside := rows_outside(args.paths, scope):
        lines.append(f"文件里有 {outside:,} 行在该账号的辖区之外，与现有区划一致，没有处理。")
    if counts["closed"]:
        lines.append("停用的区划由谁接续，请运行 sanwu divisions changes 查看并确认。")
    return Answer(counts, lines)


def boundaries(args: Namespace) -> Answer:
    """Import boundaries from GeoJSON."""
    scope, actor = permitted(args)
    found = import_boundaries(
        paths=args.paths, datum=Datum(args.datum), code=args.code or "", actor=actor, scope=_scope_of(args, scope)
    )
    words = {"created": "新增", "updated": "更新", "unchanged": "没有变化", "ignored": "没有对应区划而略过"}
    lines = ["边界已导入：" + "，".join(f"{words[key]} {found[key]:,} 个" for key in words) + "。"]
    if found["outside"]:
        lines.append(f"另有 {found['outside']:,} 个在该账号的辖区之外，没有导入。")
    lines += [f"  {note['name']}（{note['code']}）：{note['note']}。" for note in found["notes"]]
    return Answer(found, lines)


def permitted(args: Namespace) -> tuple[Scope, Actor]:
    """Who acts, if she may change the divisions; otherwise Refused."""
    scope, actor = acting(args)
    if not scope.may(Ability.IMPORT_DIVISIONS):
        raise Refused("该账号没有导入区划的权限。请由系统管理员或区、市级岗位办理。", "no_right")
    return scope, actor


def _scope_of(args: Namespace, scope: Scope) -> Scope | None:
    """The local operator acts everywhere: nothing of his lies outside."""
    return scope if getattr(args, "act_as", None) else None
