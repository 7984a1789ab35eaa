"""Verbs and questions of attachments. Who may see one is decided where the object that it belongs to is fetched."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID, uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.digest import digest
from sanwu.base.errors import BadInput, Stale
from sanwu.base.text import forbidden_character, printable, tidy
from sanwu.records.attachments_files import Kept, make_photo, paper_of, receive, sha256_of
from sanwu.records.models import Attachment, AttachmentKind
from sanwu.records.services import act

FOLDER = "attachments"
DIGEST_KIND = "records.attachment"
LONGEST_TITLE, LONGEST_REASON = 100, 200


class Held(NamedTuple):
    """The object that an attachment belongs to, as values: type, id, name, and the division whose people read of it."""

    type: str
    id: str
    name: str
    division: str


class SameContent(BadInput):
    """The very same file is attached to this object already: `existing` is it."""

    def __init__(self, message: str, existing: Attachment) -> None:
        super().__init__(message, "same_content")
        self.existing = existing


def attach(
    *,
    held: Held,
    kind: str,
    title: str,
    file: BinaryIO,
    file_name: str,
    actor: Actor,
    taken_on: date | None = None,
    client_key: str | None = None,
) -> Attachment:
    """Keep a photo (made anew) or a paper (as it came; a scan is made anew like a photo) with an object.

    BadInput, its code naming the field, for a file that is not what it should be; SameContent for one that is there.
    """
    title = _title(title, file_name)
    if kind not in AttachmentKind.values:
        raise BadInput(_("请选择照片或文件。"), "kind")
    uid = uuid4()
    incoming, stored, preview = (_path(f"{uid.hex}{ending}") for ending in (".part", "", ".small"))
    done = False
    try:
        original, _size = receive(file, incoming)
        kept = _keep(kind, incoming, stored, preview)  # before the transaction: nobody waits for a picture
        with act(
            verb="attachment.add", actor=actor, object_type=held.type, object_id=held.id, object_name=held.name,
            division=held.division, client_key=client_key, request={"file": original, "kind": kind, "title": title},
        ) as entry:  # fmt: skip
            if entry.repeated:
                return Attachment.objects.get(pk=entry.result["id"])
            _not_there_already(held, original)
            made = _row(uid, entry.uid, held, kind, title, taken_on, kept, original, preview, actor)
            entry.digest(DIGEST_KIND, made.pk, _digest(made, kept.sha256))
            entry.after = {"id": made.pk, "kind": kind, "title": title, "sha256": kept.sha256, "size": kept.size}
            entry.result = {"id": made.pk}
        done = True
    finally:
        for path in (incoming,) if done else (incoming, stored, preview):
            path.unlink(missing_ok=True)
    return made


def attachment_withdraw(
    *,
    attachment: Attachment,
    held: Held,
    reason: str,
    actor: Actor,
    expected_version: int,
    client_key: str | None = None,
) -> Attachment:
    """Take an attachment from view, with a reason; file and row stay."""
    reason = tidy(reason)
    if not reason:
        raise BadInput(_("请写明撤下的原因。"), "reason")
    with act(
        verb="attachment.withdraw", actor=actor, object_type=held.type, object_id=held.id, object_name=held.name,
        division=held.division, client_key=client_key, request={"id": attachment.pk, "reason": reason},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return attachment
        attachment.refresh_from_db()
        if attachment.version != expected_version or attachment.withdrawn_at is not None:
            raise Stale(
                _("“%(title)s”刚被别人撤下或改过，请刷新页面。") % {"title": attachment.title}, "stale_attachment"
            )
        attachment.withdrawn_at, attachment.withdrawn_by = clock.now(), actor.name[:100]
        attachment.withdrawn_reason, attachment.version = reason[:LONGEST_REASON], attachment.version + 1
        attachment.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "version"])
        entry.before = {"id": attachment.pk, "title": attachment.title, "sha256": attachment.sha256}
        entry.after = {"id": attachment.pk, "reason": reason}
    return attachment


def attachments_of(object_type: str, object_id: object) -> QuerySet[Attachment]:
    """What an object holds and nobody took from view, newest first. The caller has fetched the object with permission."""
    found = Attachment.objects.filter(object_type=object_type, object_id=str(object_id), withdrawn_at__isnull=True)
    return found.order_by("-id")


def every_attachment_of(object_type: str, object_id: object) -> QuerySet[Attachment]:
    """The same with those taken from view, for a form that is sent twice."""
    return Attachment.objects.filter(object_type=object_type, object_id=str(object_id)).order_by("-id")


def shared_with(attachments: Sequence[Attachment]) -> dict[str, int]:
    """{original digest: other objects that hold the same file}, of those that are shared."""
    wanted = [attachment.original_sha256 for attachment in attachments]
    rows = Attachment.objects.filter(original_sha256__in=wanted, withdrawn_at__isnull=True).order_by()
    counted = rows.values_list("original_sha256").annotate(n=Count("id"))
    return {sha: n - 1 for sha, n in counted if n > 1}


def open_stored(attachment: Attachment, *, preview: bool = False) -> "File[bytes]":
    """The stored file, opened for reading; FileNotFoundError where the data folder lost it."""
    return default_storage.open(attachment.preview_as if preview else attachment.stored_as, "rb")


def attachment_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each has now, its file read again, for verifying the journal; one whose file is gone is left out,
    and so is one whose row says another content than the file has."""
    found: dict[str, str] = {}
    for attachment in Attachment.objects.filter(pk__in=[int(pk) for pk in ids]):
        path = Path(default_storage.path(attachment.stored_as))
        if path.is_file() and sha256_of(path) == attachment.sha256:
            found[str(attachment.pk)] = _digest(attachment, attachment.sha256)
    return found


def erase_attachments(object_type: str, ids: Sequence[object]) -> list[int]:
    """Delete what demo objects hold; the ids that are gone, for the journal. Inside the caller's act; files go on commit."""
    gone: list[int] = []
    files: list[str] = []
    for start in range(0, len(ids), 500):
        some = Attachment.objects.filter(
            object_type=object_type, object_id__in=list(map(str, ids[start : start + 500]))
        )
        for pk, stored, preview in list(some.values_list("pk", "stored_as", "preview_as")):
            gone.append(pk)
            files += filter(None, (stored, preview))
        some.delete()
    transaction.on_commit(partial(_delete_files, files))
    return gone


def _delete_files(names: Sequence[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _keep(kind: str, incoming: Path, stored: Path, preview: Path) -> Kept:
    """Bring the file into its final form; what is a paper is said by its content alone."""
    paper = paper_of(incoming) if kind == AttachmentKind.PAPER else None
    if paper is None:
        return make_photo(incoming, stored, preview)
    incoming.rename(stored)
    return paper


def _row(
    uid: UUID, act_uid: UUID, held: Held, kind: str, title: str, taken_on: date | None, kept: Kept, original: str,
    preview: Path, actor: Actor,
) -> Attachment:  # fmt: skip
    return Attachment.objects.create(
        uid=uid, act_uid=act_uid, object_type=held.type, object_id=held.id, kind=kind, title=title, taken_on=taken_on,
        media_type=kept.media_type, ending=kept.ending, stored_as=f"{FOLDER}/{uid.hex}",
        preview_as=f"{FOLDER}/{preview.name}" if preview.exists() else "", sha256=kept.sha256, original_sha256=original,
        size=kept.size, width=kept.width, height=kept.height, added_at=clock.now(), actor_id=actor.account_id,
        actor_name=actor.name[:100],
    )  # fmt: skip


def _digest(attachment: Attachment, sha256: str) -> str:
    """Over what was said when it was added, and over the content."""
    taken = attachment.taken_on.isoformat() if attachment.taken_on else None
    return digest(
        [
            attachment.uid.hex, attachment.act_uid.hex, attachment.object_type, attachment.object_id, attachment.kind,
            attachment.title, taken, attachment.media_type, attachment.original_sha256, sha256,
        ]
    )  # fmt: skip


def _not_there_already(held: Held, original: str) -> None:
    same = attachments_of(held.type, held.id).filter(original_sha256=original).first()
    if same is not None:
        raise SameContent(_("这个文件已经在这里了：“%(title)s”。没有重复保存。") % {"title": same.title}, same)


def _title(title: str, file_name: str) -> str:
    found = tidy(title) or tidy(printable(Path(file_name.replace("\\", "/")).stem))
    if not 0 < len(found) <= LONGEST_TITLE or forbidden_character(found):
        raise BadInput(_("标题应为 1 到 %(most)s 个字。") % {"most": LONGEST_TITLE}, "title")
    return found


def _path(name: str) -> Path:
    path = Path(default_storage.path(f"{FOLDER}/{name}"))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
