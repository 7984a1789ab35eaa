"""The file of a backup: a tar of tables, files and keys, and a manifest that names and digests all of them.

The manifest stands last, so that a file that was cut off has none. Nothing in an archive is trusted: only plain files
with names of our own kind are taken out of it, and only what the manifest lists.
"""

import json
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from sanwu.base.digest import digest
from sanwu.base.errors import BadInput

FORMAT = 1
MANIFEST = "manifest.json"
NAMES = re.compile(r"manifest\.json|tables/[a-z0-9_.]+\.jsonl|files/[^\0\\]+|keys/[a-z_]+")
BLOCK = 1024 * 1024
LONGEST_MANIFEST = 256 * 1024 * 1024
LISTED = ("tables", "files", "keys")
# What tar, gzip and the disk say of an archive that is damaged.
BROKEN = (tarfile.TarError, EOFError, zlib.error, UnicodeError)


def damaged(what: str) -> BadInput:
    return BadInput(f"备份文件不完整或已损坏（{what}），没有做任何改动。请换一份备份再试。", "damaged_backup")


class Writer:
    """Puts files into an archive and remembers what the manifest must say of them."""

    def __init__(self, path: Path, *, packed: bool) -> None:
        """`packed` makes it a tar.gz."""
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w:gz" if packed else "w")  # noqa: SIM115 - closed in `close`
        self.listed: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in LISTED}

    def add(self, kind: str, name: str, path: Path, **more: Any) -> None:
        """One file as `kind/name`; it is read once, and its digest is of what was written."""
        with path.open("rb") as source:
            info = tarfile.TarInfo(f"{kind}/{name}")
            info.size, info.mode, info.mtime = os.fstat(source.fileno()).st_size, 0o600, 0
            reading = _Hashing(source)
            self._tar.addfile(info, reading)
        key = name.removesuffix(".jsonl") if kind == "tables" else name
        self.listed[kind][key] = {"bytes": info.size, "sha256": reading.digest, **more}

    def close(self, manifest: dict[str, Any]) -> None:
        """Write the manifest, and wait until the disk has it all."""
        whole = manifest | self.listed
        data = json.dumps(whole | {"digest": digest(whole)}, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode, info.mtime = len(data), 0o600, 0
        with BytesIO(data) as source:
            self._tar.addfile(info, source)
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()


class _Hashing:
    """A file that is digested while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self._hash = source, sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self._hash.update(block)
        return block

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Take an archive out into an empty folder and return its manifest, everything compared with it.

    BadInput where it is damaged, cut off, holds what no backup of ours holds, or would not fit on the disk.
    """
    try:
        with tarfile.open(archive) as tar:
            found = dict(_take(tar, folder))
    except BROKEN as error:
        raise damaged(type(error).__name__) from error
    except OSError as error:
        if error.filename is None and error.errno is None:  # gzip says so of a file that is none
            raise damaged("不是 tar 文件") from error
        raise
    return _checked(folder, found)


def _take(tar: tarfile.TarFile, folder: Path) -> Iterator[tuple[str, tuple[int, str]]]:
    seen: set[str] = set()
    for member in tar:
        name = member.name
        if not member.isreg() or not _is_ours(name) or name in seen:
            raise damaged(f"含有不应有的内容“{name[:80]}”")
        if member.size > shutil.disk_usage(folder).free:
            raise BadInput("磁盘空间放不下这份备份，没有做任何改动。请清理磁盘后再试。", "disk_full")
        seen.add(name)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        source = tar.extractfile(member)
        if source is None:
            raise damaged(name)
        with source, os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            reading, size = _Hashing(source), 0
            while block := reading.read(BLOCK):
                target.write(block)
                size += len(block)
        if size != member.size:
            raise damaged(name)
        yield name, (size, reading.digest)


def _is_ours(name: str) -> bool:
    """A name of our own kind that stays inside the folder."""
    parts = name.split("/")
    return (
        bool(NAMES.fullmatch(name))
        and not {"", ".", ".."} & set(parts)
        and all(len(part.encode()) < 256 for part in parts)
    )


def _checked(folder: Path, found: dict[str, tuple[int, str]]) -> dict[str, Any]:
    if MANIFEST not in found or found[MANIFEST][0] > LONGEST_MANIFEST:
        raise damaged("缺少清单")
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        said = manifest.pop("digest")
        listed = {
            _member(kind, name): (int(entry["bytes"]), str(entry["sha256"]))
            for kind in LISTED
            for name, entry in manifest[kind].items()
        }
        newer = int(manifest["format"]) > FORMAT
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged("清单读不出来") from error
    if said != digest(manifest):
        raise damaged("清单与自身的摘要不一致")
    if newer:
        raise BadInput("这份备份由更新的版本生成。请先升级程序，再恢复。", "newer_backup")
    del found[MANIFEST]
    if wrong := sorted(name for name in {*found, *listed} if found.get(name) != listed.get(name)):
        raise damaged(f"“{wrong[0]}”与清单不符")
    return manifest


def _member(kind: str, name: str) -> str:
    return f"tables/{name}.jsonl" if kind == "tables" else f"{kind}/{name}"
