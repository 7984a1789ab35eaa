"""sanwu demo | demo links | demo remove"""

from argparse import Namespace
from typing import Any

from sanwu.base.actor import Actor
from sanwu.cli.accounts import address
from sanwu.cli.answer import Answer
from sanwu.cli.progress import on_terminal
from sanwu.cli.who import acting
from sanwu.demo import services


def build(args: Namespace) -> Answer:
    """Make the fictional city."""
    _scope, actor = acting(args)
    with on_terminal() as report:
        made = services.build(compounds=args.compounds, seed=args.seed, actor=actor, report=report)
    return Answer(made, [f"示例城市已生成：{made['compounds']:,} 个小区，行动 {made['campaign']}。"])


def links(args: Namespace) -> Answer:
    """One-time sign-in links for the people of the demo."""
    _scope, actor = acting(args)
    return Answer(_links(actor), link_lines(actor) if not args.json else [])


def remove(args: Namespace) -> Answer:
    """Take the fictional city away again."""
    _scope, actor = acting(args)
    gone = services.remove(actor=actor)
    return Answer(gone, [f"示例城市已删除：{gone['compounds']:,} 个小区。"])


def link_lines(actor: Actor) -> list[str]:
    """The links as lines for a terminal."""
    lines = ["示例岗位的一次性登录链接（只能在本机使用）："]
    return lines + [f"  {link['title']}  {link['name']}  {link['url']}" for link in _links(actor)]


def _links(actor: Actor) -> list[dict[str, Any]]:
    return [link | {"url": address(link.pop("path"))} for link in services.links(actor=actor)]
