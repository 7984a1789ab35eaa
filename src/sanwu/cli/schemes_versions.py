"""sanwu scheme compare | list, and how a command names a scheme: a path, an archive, or a published version."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from sanwu.base.errors import BadInput
from sanwu.campaigns.models import SchemeVersion
from sanwu.campaigns.publishing import usable
from sanwu.campaigns.selectors import label_of, loaded
from sanwu.cli.answer import Answer
from sanwu.policy.archive import MAX_PACKED, ArchiveRefused, unpack
from sanwu.policy.compare import compare
from sanwu.policy.compare_told import Comparison, EntryChange
from sanwu.policy.load import load_files, load_scheme
from sanwu.policy.model_scheme import Scheme

MARKS = {"added": "＋", "removed": "－", "changed": "～"}
LONGEST = 60


def compared(args: Namespace) -> Answer:
    """Two schemes side by side."""
    found = compare(_scheme(args.left), _scheme(args.right))
    return Answer(found.as_json(), list(_lines(found)))


def listed(args: Namespace) -> Answer:
    """Every frozen version, by scheme, the newest last."""
    rows = list(SchemeVersion.objects.defer("files").order_by("scheme_id", "id"))
    data = [
        {
            "id": row.pk, "scheme": row.scheme_id, "version": row.version, "title": row.title, "digest": row.digest,
            "state": row.state, "published_at": row.published_at and row.published_at.isoformat(),
            "published_by": row.published_by, "withdrawn_reason": row.withdrawn_reason,
        }
        for row in rows
    ]  # fmt: skip
    lines = [f"{row.pk}  {label_of(row)}  {row.title}  {row.get_state_display()}" for row in rows]
    return Answer({"versions": data}, lines or ["还没有方案版本。用 sanwu scheme publish 发布，或开展行动时登记。"])


def version_named(word: str) -> SchemeVersion:
    """A version by its number, by scheme id (the newest that is published), or as id@version (the newest frozen so)."""
    found = SchemeVersion.objects.defer("files").order_by("-id")
    if word.isascii() and word.isdecimal() and len(word) < 19:
        version = found.filter(pk=int(word)).first()
    else:
        name, mark, number = word.partition("@")
        named = found.filter(scheme_id=name)
        version = named.filter(version=number).first() if mark else named.filter(state="published").first()
        if version is None and not mark and (withdrawn := list(named)):
            raise BadInput(_withdrawn(name, withdrawn), "version_withdrawn")
    if version is None:
        raise BadInput(f"没有方案版本“{word}”。请用 sanwu scheme list 查看已有的版本。", "no_version")
    return version


def _withdrawn(name: str, versions: list[SchemeVersion]) -> str:
    """A scheme of which nothing is in use any more, and how one of its versions is named all the same."""
    labels = "、".join(f"{version.scheme_id}@{version.version}" for version in versions[:5])
    if len(versions) == 1:
        return f"“{name}”只有一个版本，已撤回。要用撤回的版本，请写成 标识@版本：{labels}。"
    return f"“{name}”的 {len(versions)} 个版本都已撤回。要用撤回的版本，请写成 标识@版本，例如：{labels}。"


def read_files(word: str) -> dict[str, str]:
    """The files of a folder, a scheme.yaml or an archive; BadInput where there is none or it cannot be read."""
    path = Path(word)
    if path.is_file() and path.suffix not in (".yaml", ".yml"):
        return dict(_unpacked(path))
    found = load_scheme(path)
    usable(found, path.name)
    return dict(found.files)


def is_path(word: str) -> bool:
    """Whether a word names something on disk rather than a version."""
    return "/" in word or Path(word).exists()


def archive_bytes(path: Path) -> bytes:
    """The bytes of an archive, never more than one may have."""
    with path.open("rb") as file:
        return file.read(MAX_PACKED + 1)


def _unpacked(path: Path) -> dict[str, str]:
    try:
        return dict(unpack(archive_bytes(path)).files)
    except ArchiveRefused as refused:
        raise BadInput(refused.message, refused.code) from None


def _scheme(word: str) -> Scheme:
    if is_path(word):
        return usable(load_files(read_files(word)), word)
    return loaded(version_named(word))


def _lines(found: Comparison) -> Iterator[str]:
    left, right = found.left, found.right
    yield f"{left.title}（{left.id} {left.version}）与 {right.title}（{right.id} {right.version}）"
    if found.same:
        yield "两者内容相同。"
        return
    added, removed, changed = found.count("added"), found.count("removed"), found.count("changed")
    yield f"增加 {added} 条，删去 {removed} 条，改动 {changed} 条。"
    for section in found.sections:
        yield f"{section.title}："
        for entry in section.entries:
            yield from _entry_lines(entry)


def _entry_lines(entry: EntryChange) -> Iterator[str]:
    yield f"  {MARKS[entry.kind]} {entry.title}" + (f"（{entry.id}）" if entry.id else "")
    if entry.kind == "changed":
        for key in entry.keys:
            yield f"      {key.title}：{_short(key.left)} → {_short(key.right)}"


def _short(text: str | None) -> str:
    said = "（未写）" if text is None else text
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
