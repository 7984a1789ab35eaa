"""Files in the data folder: what people handed in, and what goes back to them. Their names are never paths."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput
from sanwu.base.text import printable
from sanwu.campaigns.models import Campaign
from sanwu.exchange.models import Upload

PIECE = 1 << 20
LONGEST_NAME = 200


def upload_store(*, file: BinaryIO, file_name: str, campaign: Campaign | None, actor: Actor) -> Upload:
    """Keep a copy under a random name; BadInput when it is empty or larger than SANWU_UPLOAD_MAX_BYTES."""
    uid = uuid4()
    total = hashlib.sha256()
    size = 0
    stored = default_storage.path(f"uploads/{uid.hex}")
    Path(stored).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with open(stored, "xb") as copy:
            for piece in _pieces(file):
                size += len(piece)
                if size > settings.SANWU_UPLOAD_MAX_BYTES:
                    limit = settings.SANWU_UPLOAD_MAX_BYTES // 1_000_000
                    raise BadInput(
                        _("文件超过上限 %(limit)s MB。请按区或街道拆成几个文件分别上传。") % {"limit": limit},
                        "file_too_large",
                    )
                total.update(piece)
                copy.write(piece)
        if size == 0:
            raise BadInput(_("文件是空的（0 字节）。请检查是否保存成功，重新上传。"), "empty_file")
        return Upload.objects.create(
            uid=uid, campaign=campaign, file_name=printable(Path(file_name).name)[:LONGEST_NAME] or "table",
            stored_as=f"uploads/{uid.hex}", sha256=total.hexdigest(), size=size, account_id=actor.account_id,
            created_at=clock.now(),
        )  # fmt: skip
    except BaseException:
        Path(stored).unlink(missing_ok=True)
        raise


def path_of(upload: Upload) -> Path:
    """Where an upload lies."""
    return Path(default_storage.path(upload.stored_as))


def new_file(folder: str, suffix: str) -> tuple[str, Path]:
    """(name in the data folder, path) of a file that is about to be written."""
    name = f"{folder}/{uuid4().hex}{suffix}"
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return name, path


def stored_file(name: str) -> "File[bytes]":
    """A file of ours, opened for reading."""
    return default_storage.open(name, "rb")


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
