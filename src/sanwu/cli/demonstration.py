"""sanwu demo | demo links | demo remove"""

from argparse import Namespace
from typing import Any

from sanwu.base.actor import Actor
from sanwu.base.errors import Refused
from sanwu.cli.answer import Answer
from sanwu.cli.progress import on_terminal
from sanwu.cli.site import address
from sanwu.cli.who import acting
from sanwu.demo import services

HALF_MADE = (
    "已中断，示例城市没有做完。再次运行 sanwu demo 会先清除已做的部分，从头做起；也可以用 sanwu demo remove 删除。"
)
DOCUMENTED = ("role", "name", "url", "expires_at")


def build(args: Namespace) -> Answer:
    """Make the fictional city."""
    actor = _local(args)
    with on_terminal() as report:
        try:
            made = services.build(compounds=args.compounds, seed=args.seed, actor=actor, report=report)
        except KeyboardInterrupt as interrupt:
            raise KeyboardInterrupt(HALF_MADE) from interrupt
    return Answer(made, [f"示例城市已生成：{made['compounds']:,} 个小区，行动 {made['campaign']}。"])


def links(args: Namespace) -> Answer:
    """One-time sign-in links for the people of the demo."""
    found = _links(_local(args))
    return Answer([{key: link[key] for key in DOCUMENTED} for link in found], _lines(found))


def remove(args: Namespace) -> Answer:
    """Take the fictional city away again."""
    gone = services.remove(actor=_local(args))
    return Answer(gone, [f"示例城市已删除：{gone['compounds']:,} 个小区。"])


def link_lines(actor: Actor) -> list[str]:
    """Fresh links as lines for a terminal."""
    return _lines(_links(actor))


def _local(args: Namespace) -> Actor:
    """The demo belongs to whoever runs the machine; no post of an office holds a right over it."""
    _scope, actor = acting(args)
    if actor.account_id is not None:
        raise Refused("示例城市只能由本机操作员管理，请去掉 --as。", "no_right")
    return actor


def _links(actor: Actor) -> list[dict[str, Any]]:
    return [link | {"url": address(link["path"])} for link in services.links(actor=actor)]


def _lines(found: list[dict[str, Any]]) -> list[str]:
    if not found:
        return ["这里没有示例城市。用 sanwu demo 生成。"]
    return ["示例岗位的一次性登录链接（只能在本机使用）："] + [
        f"  {link['title']}  {link['name']}\n    {link['url']}" for link in found
    ]
