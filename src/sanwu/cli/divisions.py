"""sanwu divisions import"""

from argparse import Namespace

from sanwu.base.errors import Refused
from sanwu.base.scope import Ability
from sanwu.cli.answer import Answer
from sanwu.cli.who import acting
from sanwu.territory.services import import_divisions


def load(args: Namespace) -> Answer:
    """Import an edition of the divisions."""
    scope, actor = acting(args)
    if not scope.may(Ability.IMPORT_DIVISIONS):
        raise Refused("该账号没有导入区划的权限。请由系统管理员或区、市级岗位办理。", "no_right")
    counts = import_divisions(paths=args.paths, edition=args.edition, actor=actor, scope=scope)
    words = {"created": "新增", "updated": "更新", "closed": "停用", "renamed": "更名", "ignored": "略过"}
    return Answer(counts, ["区划已导入：" + "，".join(f"{words[key]} {counts[key]:,} 个" for key in words) + "。"])
