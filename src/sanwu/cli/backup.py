"""sanwu backup: everything that belongs to this installation, in one file, while the server runs."""

import json
import os
import tempfile
from argparse import Namespace
from importlib import metadata
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from sanwu.base import clock
from sanwu.base.errors import BadInput, Refused
from sanwu.cli import sql
from sanwu.cli.answer import Answer
from sanwu.cli.backup_archive import FORMAT, Writer
from sanwu.cli.backup_rows import Table, Tally, lines, tables
from sanwu.cli.files import sha256_of
from sanwu.cli.who import acting
from sanwu.records.selectors import head
from sanwu.records.services import act
from sanwu.records.sql import one_moment

ENDINGS = (".tar", ".tar.gz", ".tgz")
KEY = "secret_key"
NOTE = "last_backup.json"


def make(args: Namespace) -> Answer:
    """Write a backup. The database is read as of one moment; writers do not wait for it."""
    _scope, actor = acting(args)
    out: Path = args.out
    if actor.account_id is not None:
        raise Refused("备份含有全部数据，只能由本机操作员制作，请去掉 --as。", "no_right")
    if not out.name.endswith(ENDINGS):
        raise BadInput(f"备份文件的名称应以 {'、'.join(ENDINGS)} 结尾。", "bad_ending")
    if out.exists():
        raise BadInput(f"“{out}”已经存在。请换一个名称，不要覆盖以前的备份。", "exists")
    with act(verb="backup.make", actor=actor, object_type="backup", object_name=out.name) as entry:
        entry.after = {"file": out.name, "with_keys": not args.without_keys}
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        manifest = _write(part, packed=not out.name.endswith(".tar"), with_keys=not args.without_keys)
        os.rename(part, out)
    finally:
        part.unlink(missing_ok=True)
    data = {
        "file": str(out),
        "bytes": out.stat().st_size,
        "sha256": sha256_of(out),
        "rows": sum(table["rows"] for table in manifest["tables"].values()),
        "files": len(manifest["files"]),
        "keys": bool(manifest["keys"]),
        "journal_head": manifest["journal_head"],
    }
    _note(data, manifest["created_at"])
    return Answer(data, _lines(data))


def _write(part: Path, *, packed: bool, with_keys: bool) -> dict[str, Any]:
    """The archive; its manifest. Rows first: every file that a row names was there before the row."""
    home = Path(settings.SANWU_HOME)
    kept = tables(apps)
    writer = Writer(part, packed=packed)
    with tempfile.TemporaryDirectory(dir=part.parent, prefix=".sanwu-backup-") as folder, one_moment():
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "created_at": clock.now().isoformat(),
            "version": metadata.version("sanwu"),
            "engine": connection.vendor,
            "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
            "last_ids": sql.last_ids(table.model for table in kept.values()),
            "journal_head": f"{head().number}:{head().hash}",
        }
        for label, table in kept.items():
            path = Path(folder) / f"{label}.jsonl"
            total = _table(table, path)
            writer.add("tables", path.name, path, rows=total.rows, columns=table.columns)
            path.unlink()
    for path in _files(home / "files"):
        writer.add("files", path.relative_to(home / "files").as_posix(), path)
    if with_keys:
        writer.add("keys", KEY, home / KEY)
    writer.close(manifest)
    return manifest | writer.listed


def _table(table: Table, path: Path) -> Tally:
    total = Tally()
    with path.open("wb") as target:
        for line in lines(table):
            target.write(total.add(line))
    return total


def _files(folder: Path) -> list[Path]:
    """Plain files only: a link could lead out of the data folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _note(data: dict[str, Any], created_at: str) -> None:
    """Beside the database, for `sanwu doctor`: how old is the newest backup?"""
    path = Path(settings.SANWU_HOME) / NOTE
    kept = {"at": created_at, "file": str(Path(data["file"]).resolve()), "sha256": data["sha256"]}
    path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def _lines(data: dict[str, Any]) -> list[str]:
    keys = "含密钥，请像密码一样保管" if data["keys"] else "不含密钥：恢复后动态口令须重新绑定"
    return [
        f"备份完成：{data['file']}（{data['bytes']:,} 字节，{data['rows']:,} 行数据，{data['files']:,} 个文件；{keys}）。",
        f"  SHA-256：{data['sha256']}",
        f"  操作日志末条：{data['journal_head']}",
        "请把这个文件复制到另一台机器，并定期用 sanwu restore --dry-run 核对。",
    ]
