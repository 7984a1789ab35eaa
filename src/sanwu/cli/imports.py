"""sanwu import | import undo"""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.cli.answer import DONE, PROBLEMS, Answer
from sanwu.cli.campaigns import campaign_of
from sanwu.cli.progress import on_terminal
from sanwu.cli.who import acting
from sanwu.exchange.services import import_file, import_undo, map_file_data

SHOWN = 5


def load(args: Namespace) -> Answer:
    """Import a file into a campaign's ledger. Exit code 1 when rows were refused; the others are stored all the same."""
    scope, actor = acting(args)
    campaign = campaign_of(args, scope, Ability.IMPORT_LEDGER)
    mapping = _mapping(args.map, campaign) if args.map else None
    with on_terminal() as report:
        result = import_file(
            path=args.file, campaign=campaign, actor=actor, scope=scope, mapping=mapping, dry_run=args.dry_run, report=report
        )  # fmt: skip
    return Answer(result, list(_lines(result)), PROBLEMS if result["refused"] else DONE)


def undo(args: Namespace) -> Answer:
    """Take an import back."""
    scope, actor = acting(args)
    done = import_undo(job_id=args.job, actor=actor, scope=scope)
    return Answer(
        done, [f"已撤销导入 {done['job']}：移除 {done['removed']:,} 个小区，恢复 {done['restored']:,} 项数据。"]
    )


def _mapping(path: Path, campaign: Campaign) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"列对应文件 {path.name} 不是 UTF-8 编码，请另存为 UTF-8。", "bad_map") from None
    return map_file_data(text, loaded(campaign.scheme_version).dictionary)


def _lines(result: Mapping[str, Any]) -> Iterator[str]:
    head = "试算（没有写入）" if result["dry_run"] else f"导入 {result['job']} 已完成"
    yield f"{head}：共 {result['rows']:,} 行，接受 {result['accepted']:,}，退回 {result['refused']:,}。"
    yield (
        f"  新增 {result['created']:,}，更新 {result['updated']:,}，没有变化 {result['unchanged']:,}，"
        f"重复 {result['duplicates']:,}；略过 {len(result['ignored_lines']):,} 行（合计、签名等）。"
    )
    for title, issues in (("退回原因", result["errors"]), ("请留意", result["warnings"])):
        if issues:
            yield f"{title}（{len(issues):,} 处）："
            yield from _issue_lines(issues)
    if result["error_file"]:
        yield f"退回的行在 {result['error_file']}，改正后可以直接再导入。"


def _issue_lines(issues: list[Mapping[str, Any]]) -> Iterator[str]:
    """A few of each kind: three hundred fees written as ranges are one thing to know."""
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for issue in issues:
        kinds.setdefault(issue["code"], []).append(issue)
    for alike in kinds.values():
        for issue in alike[:SHOWN]:
            line = f"第 {issue['line']} 行" if issue["line"] else "整个文件"
            where = line + (f"“{issue['column']}”" if issue["column"] else "")
            yield f"  {where}：{issue['message']}"
        if len(alike) > SHOWN:
            yield f"    ……同样的还有 {len(alike) - SHOWN:,} 处，用 --json 可看全部。"
