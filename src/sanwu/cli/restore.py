"""sanwu restore: a backup into an empty place, on the same engine or another, compared row by row."""

import json
import os
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from sanwu.base import clock
from sanwu.base.errors import Refused
from sanwu.cli.answer import DONE, PROBLEMS, Answer
from sanwu.cli.backup import KEY
from sanwu.cli.backup_archive import unpack
from sanwu.cli.restore_rows import bring_up_to_date, database_is_empty, known_migrations, load, shaped_as, unequal
from sanwu.exchange.journal import digesters, state_checks
from sanwu.records.selectors import verify

NOTE = "restored.json"


def restore(args: Namespace) -> Answer:
    """Check the whole archive first; then all of it, or nothing. With --dry-run only the checks."""
    home = Path(settings.SANWU_HOME)
    try:
        return _restored(args, home)
    finally:
        _leave_as_found(home)


def _leave_as_found(home: Path) -> None:
    """Take the key and the empty database away again that only this command's start had made."""
    if not settings.FIRST_START or connection.introspection.table_names():
        return
    connection.close()
    (home / KEY).unlink(missing_ok=True)
    if connection.vendor == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{ending}").unlink(missing_ok=True)


def _restored(args: Namespace, home: Path) -> Answer:
    if not database_is_empty():
        raise Refused("数据库里已有数据。只能恢复到空的数据文件夹（SANWU_HOME）和空的数据库，请换一个。", "not_empty")
    if any((home / "files").glob("*")):
        raise Refused(f"“{home / 'files'}”里已有文件。只能恢复到空的数据文件夹，请换一个 SANWU_HOME。", "not_empty")
    staging = Path(tempfile.mkdtemp(dir=home, prefix="restoring-"))
    try:
        manifest = unpack(args.file, staging)
        targets = known_migrations(manifest)
        data = _about(manifest) | {"dry_run": args.dry_run}
        if args.dry_run:
            return Answer(data, [*_lines(data), "备份完好，可以恢复到这里（只是核对，没有写入）。"])
        _bring_in(manifest, targets, staging, home)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    data |= {"equal": True, "migrated": bring_up_to_date()}
    found = verify(digesters(), state_checks())
    data["journal"] = {
        "ok": found.ok, "entries": found.entries, "first_bad": found.first_bad, "reason": found.reason
    }  # fmt: skip
    _note(home, args.file, data)
    return Answer(data, [*_lines(data), *_outcome(data)], DONE if found.ok else PROBLEMS)


def _bring_in(manifest: Mapping[str, Any], targets: list[tuple[str, str]], staging: Path, home: Path) -> None:
    """Rows and files together: the files take their place last before the rows are kept, and go again if that fails."""
    shape = shaped_as(manifest, targets)
    files = home / "files"
    moved = False
    try:
        with transaction.atomic():
            load(manifest, shape, staging)
            if wrong := unequal(manifest, shape):
                raise Refused(
                    f"读回的数据与备份不一致（{'、'.join(wrong)}），已全部撤回。请把这件事告诉维护人员。", "unequal"
                )
            if (staging / "files").is_dir():
                shutil.rmtree(files, ignore_errors=True)  # it is empty
                os.rename(staging / "files", files)
                moved = True
    except BaseException:
        if moved:
            shutil.rmtree(files, ignore_errors=True)
        raise
    if manifest["keys"]:
        os.replace(staging / "keys" / KEY, home / KEY)


def _about(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "created_at": manifest["created_at"],
        "version": manifest["version"],
        "engine": manifest["engine"],
        "tables": len(manifest["tables"]),
        "rows": sum(table["rows"] for table in manifest["tables"].values()),
        "files": len(manifest["files"]),
        "keys": bool(manifest["keys"]),
        "journal_head": manifest["journal_head"],
    }


def _lines(data: Mapping[str, Any]) -> list[str]:
    return [
        f"备份：{data['created_at']}，版本 {data['version']}，{data['tables']} 张表 {data['rows']:,} 行，"
        f"{data['files']:,} 个文件，{'含' if data['keys'] else '不含'}密钥。",
        f"  操作日志末条：{data['journal_head']}",
    ]


def _outcome(data: Mapping[str, Any]) -> list[str]:
    done = ["恢复完成：每张表的每一行都与备份一致，文件齐全。"]
    if data["migrated"]:
        done.append(f"数据库已升级到本版本（执行了 {data['migrated']} 项升级）。")
    if not data["keys"]:
        done.append("备份里没有密钥，已使用新的密钥：绑定过动态口令的账号需要重新绑定（sanwu account reset-factor）。")
    journal = data["journal"]
    if journal["ok"]:
        return [*done, f"操作日志核验通过：共 {journal['entries']:,} 条。"]
    where = f"第 {journal['first_bad']} 条：" if journal["first_bad"] else ""
    return [
        *done,
        f"操作日志核验没有通过：{where}{journal['reason']}数据照备份原样恢复，问题在备份之前就有。请报告审计管理员。",
    ]


def _note(home: Path, file: Path, data: Mapping[str, Any]) -> None:
    """What this installation was made from, for `sanwu doctor` and whoever asks later."""
    kept = {"at": clock.now().isoformat(), "file": file.name, **data}
    (home / NOTE).write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
