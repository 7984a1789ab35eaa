"""A scheme as one file that one installation gives to another: a zip with a manifest, and every file with its SHA-256.

Pure: bytes in, files out, or a refusal. Nothing is unpacked to disk, sizes are bounded before and while reading, and what
does not agree with the manifest in any byte is refused whole.
"""

import hashlib
import io
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sanwu.policy.archive_facts import facts_used
from sanwu.policy.bundle import LAW, MAX_BYTES, digest_of
from sanwu.policy.load import load_files
from sanwu.policy.model_scheme import Scheme

FORMAT, LAYOUT = "sanwu-scheme", 1
MANIFEST, FOLDER = "manifest.json", "scheme/"
ENDING = ".sanwu.zip"
MAX_PACKED = 20_000_000
MAX_UNPACKED = 40_000_000
MAX_ENTRIES = 500
MAX_MANIFEST = 1_000_000
_EPOCH = (1980, 1, 1, 0, 0, 0)  # equal schemes are equal files
_STEP = r"[A-Za-z0-9_\u3400-\u9fff][A-Za-z0-9_.\u3400-\u9fff-]*"
_NAME = re.compile(rf"(?:{_STEP}/){{0,4}}{_STEP}\.(?:yaml|md)")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)


class ArchiveRefused(ValueError):
    """An archive that cannot be used; the message is a Chinese sentence, `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Archive:
    """What an archive holds: the files of one scheme, as they were frozen where it was made."""

    scheme_id: str
    version: str
    title: str
    digest: str
    files: Mapping[str, str]


def pack(files: Mapping[str, str]) -> bytes:
    """The archive of a scheme that loads; ValueError for one that does not. Equal files give equal bytes."""
    scheme = load_files(files).scheme
    if scheme is None:
        raise ValueError("only a scheme that loads can be packed")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        manifest = json.dumps(_manifest(scheme, files), ensure_ascii=False, indent=1, sort_keys=True)
        for name, text in ((MANIFEST, manifest), *((FOLDER + name, files[name]) for name in sorted(files))):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, text.encode())
    return out.getvalue()


def unpack(content: bytes) -> Archive:
    """The files of an archive; ArchiveRefused for anything that is not exactly what its manifest says."""
    if len(content) > MAX_PACKED:
        raise ArchiveRefused("archive_too_large", f"文件超过 {MAX_PACKED // 1_000_000} MB，不像是方案包。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = _entries(archive)
            manifest = _read_manifest(archive, entries)
            files = dict(_files(archive, entries, manifest["files"]))
    except ArchiveRefused:
        raise
    except (*_BROKEN, RecursionError, MemoryError):
        raise ArchiveRefused("archive_damaged", "文件已损坏或不是方案包，没有导入。请重新取得这个文件。") from None
    if digest_of(files) != manifest["scheme"]["digest"]:
        raise _differs("方案的摘要与清单不一致")
    said = manifest["scheme"]
    return Archive(said["id"], said["version"], said["title"], said["digest"], files)


def _manifest(scheme: Scheme, files: Mapping[str, str]) -> dict[str, Any]:
    facts = scheme.dictionary.facts
    return {
        "format": FORMAT,
        "layout": LAYOUT,
        "scheme": {
            "id": scheme.id, "version": str(scheme.version), "title": scheme.title, "digest": digest_of(files),
        },
        "files": {name: {"sha256": _sha256(text.encode()), "bytes": len(text.encode())} for name, text in files.items()},
        "facts": [
            {"id": name, "title": facts[name].title, "type": facts[name].type, "unit": facts[name].unit_text}
            for name in facts_used(scheme)
        ],
        "bodies": [{"id": body.id, "title": body.title, "level": body.level} for body in scheme.bodies.values()],
        "laws": sorted(name.removeprefix(f"{LAW}/") for name in files if name.startswith(f"{LAW}/")),
    }  # fmt: skip


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The directory of the archive, by name; refused where it is more than a scheme can be."""
    listed = archive.infolist()
    if len(listed) > MAX_ENTRIES or sum(entry.file_size for entry in listed) > MAX_UNPACKED:
        raise ArchiveRefused("archive_too_large", "方案包展开后过大，不像是一个方案，没有导入。")
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in listed:
        inner = entry.filename.removeprefix(FOLDER)
        named = entry.filename == MANIFEST or (entry.filename.startswith(FOLDER) and _NAME.fullmatch(inner))
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if not named or entry.filename in found or (kind and not stat.S_ISREG(entry.external_attr >> 16)):
            raise ArchiveRefused("archive_entry", f"方案包里有不该有的内容（{entry.filename[:80]!a}），没有导入。")
        if entry.flag_bits & 0x1:
            raise ArchiveRefused("archive_encrypted", "方案包加了密码，请去掉密码再导入。")
        found[entry.filename] = entry
    return found


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """One entry, never more of it than may be: what the directory says of its size is not believed."""
    with archive.open(entry) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise ArchiveRefused("archive_too_large", "方案包里有过大的文件，没有导入。")
    return content


def _read_manifest(archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> dict[str, Any]:
    if MANIFEST not in entries:
        raise ArchiveRefused("no_manifest", "这不是方案包：里面没有清单 manifest.json。")
    manifest = json.loads(_read(archive, entries[MANIFEST], MAX_MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ArchiveRefused("no_manifest", "这不是方案包：清单不是本平台的格式。")
    if manifest.get("layout") != LAYOUT:
        raise ArchiveRefused("newer_layout", "方案包由更新版本的平台导出，请先升级再导入。")
    said, files = manifest.get("scheme"), manifest.get("files")
    if not isinstance(said, dict) or any(not isinstance(said.get(key), str) for key in ("id", "version", "title")):
        raise _differs("清单没有写明是哪个方案")
    if not isinstance(said.get("digest"), str) or not _DIGEST.fullmatch(said["digest"]) or not isinstance(files, dict):
        raise _differs("清单没有写明文件和摘要")
    if {FOLDER + str(name) for name in files} | {MANIFEST} != set(entries):
        raise _differs("清单与里面的文件对不上")
    return manifest


def _files(
    archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], listed: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    left = MAX_UNPACKED
    for name, said in listed.items():
        content = _read(archive, entries[FOLDER + name], min(MAX_BYTES, left))
        left -= len(content)
        if not isinstance(said, dict) or said.get("sha256") != _sha256(content) or said.get("bytes") != len(content):
            raise _differs(f"{name} 与清单里的摘要不一致")
        try:
            yield name, content.decode()
        except UnicodeDecodeError:
            raise _differs(f"{name} 不是 UTF-8 文字") from None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _differs(what: str) -> ArchiveRefused:
    return ArchiveRefused("archive_damaged", f"方案包已损坏或被改动（{what}），没有导入。请重新取得这个文件。")
