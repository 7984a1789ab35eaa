"""sanwu scheme export | import | print"""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import label_of
from sanwu.cli.answer import DONE, PROBLEMS, Answer
from sanwu.cli.schemes_versions import archive_bytes, version_named
from sanwu.cli.who import acting
from sanwu.exchange.scheme_archive import (
    BROUGHT,
    EXAMPLE,
    Decided,
    Incoming,
    read_mapping,
    scheme_export,
    scheme_import,
    scheme_read,
)
from sanwu.exchange.scheme_print import scheme_paper
from sanwu.render.papers import PAPERS


def export(args: Namespace) -> Answer:
    """Write the archive of a version; an existing file is not overwritten."""
    scope, actor = acting(args)
    if not scope.may(Ability.VIEW_LEDGER):
        raise Refused("该账号不办理业务，不能导出方案。", "no_right")
    version = version_named(args.version)
    content = scheme_export(version=version, actor=actor)
    _write(args.out, content)
    data = {"id": version.pk, "file": str(args.out), "bytes": len(content), "digest": version.digest}
    return Answer(data, [f"已把 {label_of(version)} 导出到 {args.out}（{len(content):,} 字节）。"])


def load(args: Namespace) -> Answer:
    """Look at an archive and publish it. Exit code 1 when facts or bodies have to be mapped first: nothing is written."""
    scope, actor = acting(args)
    if not scope.may(Ability.PUBLISH_SCHEME):
        raise Refused("该账号没有发布方案的权限，不能导入。", "no_right")
    incoming = scheme_read(archive_bytes(args.file), _mapping(args.map) if args.map else None)
    data = {**incoming.as_json(), "dry_run": args.dry_run, "version_id": incoming.known.pk if incoming.known else None}
    lines = list(_lines(incoming))
    if incoming.unsettled:
        return Answer(
            data, [*lines, f"没有导入。请把对应关系写进文件，用 --map 给出：{EXAMPLE}。{BROUGHT}。"], PROBLEMS
        )
    if args.dry_run:
        return Answer(data, [*lines, "可以导入；没有写入（--dry-run）。"])
    version = scheme_import(incoming=incoming, actor=actor)
    told = f"已导入并发布 {label_of(version)}（编号 {version.pk}）。"
    return Answer({**data, "version_id": version.pk}, [*lines, told], DONE)


def paper(args: Namespace) -> Answer:
    """Write a version as Word or PDF."""
    scope, actor = acting(args)
    if not scope.may(Ability.VIEW_LEDGER):
        raise Refused("该账号不办理业务，不能打印方案。", "no_right")
    ending = args.out.suffix.lower().removeprefix(".")
    if ending not in PAPERS:
        raise BadInput("请把文件名写成以 .docx 或 .pdf 结尾。", "bad_ending")
    version = version_named(args.version)
    content = scheme_paper(version=version, ending=ending, actor=actor)
    _write(args.out, content)
    data = {"id": version.pk, "file": str(args.out), "bytes": len(content)}
    return Answer(data, [f"已把 {label_of(version)} 排成公文，写入 {args.out}。"])


def _write(out: Path, content: bytes) -> None:
    try:
        with out.open("xb") as file:
            try:
                file.write(content)
                file.flush()
            except OSError:
                out.unlink(missing_ok=True)  # half a file must not stand in the way of the next try
                raise
    except FileExistsError:
        raise BadInput(f"{out} 已经存在，没有覆盖。请换一个文件名。", "file_exists") from None


def _mapping(path: Path) -> Decided:
    try:
        return read_mapping(path.name, path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInput(f"对应关系文件 {path.name} 不是 UTF-8 编码，请另存为 UTF-8。", "bad_map") from None


def _lines(incoming: Incoming) -> Iterator[str]:
    said = incoming.archive
    yield f"{said.title}（{said.scheme_id} {said.version}），摘要 {said.digest[:12]}："
    yield f"  用到数据项 {len(incoming.facts)} 个，单位 {len(incoming.bodies)} 个。"
    for line in incoming.facts:
        if line.reason:
            proposed = f"（可能是 {line.proposed}）" if line.proposed else ""
            yield f"  数据项 {line.id}（{line.title}，{line.kind}）：{line.reason}{proposed}"
        elif line.state == "brought":
            yield f"  数据项 {line.id}（{line.title}，{line.kind}）：随方案带来，这里以后也认得。"
        elif line.state == "mapped":
            yield f"  数据项 {line.id}（{line.title}）→ {line.own}"
    for body in incoming.bodies:
        if body.reason:
            yield f"  单位 {body.id}（{body.title}）：{body.reason}"
        elif body.own:
            yield f"  单位 {body.id}（{body.title}）→ {body.own}"
    if incoming.known:
        yield f"  内容与已有的 {label_of(incoming.known)} 相同。"
