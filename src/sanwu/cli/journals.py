"""sanwu journal verify | head"""

from argparse import Namespace

from sanwu.cli.answer import DONE, PROBLEMS, Answer
from sanwu.exchange.journal import digesters, state_checks
from sanwu.records import selectors


def verify(args: Namespace) -> Answer:
    """Recompute the chain and everything that it covers."""
    anchor = selectors.Head(*args.anchor) if args.anchor else None
    found = selectors.verify(digesters(), state_checks(), anchor)
    data = {"ok": found.ok, "entries": found.entries, "first_bad": found.first_bad, "reason": found.reason}
    if found.ok:
        return Answer(data, [f"操作日志完好：共 {found.entries:,} 条，所覆盖的数据未被改动。"], DONE)
    where = f"第 {found.first_bad} 条" if found.first_bad else "数据"
    return Answer(data, [f"操作日志有问题：{where}：{found.reason}"], PROBLEMS)


def head(args: Namespace) -> Answer:
    """Number and hash of the last entry."""
    last = selectors.head()
    return Answer({"number": last.number, "hash": last.hash}, [f"{last.number}:{last.hash}"])
