"""Photos made anew from their pixels, papers known by their content, each bound to the journal."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, PngImagePlugin

from sanwu.base.errors import BadInput, Stale
from sanwu.exchange.journal import digesters
from sanwu.records.attachments import (
    Held,
    SameContent,
    attach,
    attachment_withdraw,
    attachments_of,
    erase_attachments,
    open_stored,
    shared_with,
)
from sanwu.records.attachments_files import LONGEST_SIDE, MOST_BYTES, PREVIEW_SIDE
from sanwu.records.models import Act, Attachment
from sanwu.records.selectors import verify
from tests.worlds import OFFICER, RIVER


class Broken(Exception):
    pass


YARD = Held("compound", "7", "听雨里", RIVER)
SECRET = "GPS-39.9042-116.4074-marker"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


def picture(form: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **save: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120).save(out, form, **save)
    return out.getvalue()


def zipped(*names: str, content: bytes = b"<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, content)
    return out.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")


def add(content: bytes, kind: str = "photo", **more: Any) -> Attachment:
    said: dict[str, Any] = {"held": YARD, "title": "大门", "file_name": "IMG_1.jpg", "actor": OFFICER}
    return attach(kind=kind, file=io.BytesIO(content), **(said | more))


def stored(attachment: Attachment) -> bytes:
    with open_stored(attachment) as file:
        return file.read()


def left_over() -> list[str]:
    folder = Path(default_storage.path("attachments"))
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"},
        }
    }  # fmt: skip


@pytest.mark.django_db
def test_a_photo_keeps_its_pixels_and_nothing_else() -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif[0x9286] = SECRET
    content = picture("JPEG", (4000, 3000), exif=exif, comment=SECRET.encode()) + SECRET.encode()
    assert content.count(SECRET.encode()) >= 3

    made = add(content)

    kept = stored(made)
    assert SECRET.encode() not in kept
    shown = Image.open(io.BytesIO(kept))
    assert not shown.getexif()
    assert (made.width, made.height) == shown.size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)
    with open_stored(made, preview=True) as small:
        assert max(Image.open(small).size) == PREVIEW_SIDE


@pytest.mark.django_db
def test_a_photo_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    made = add(picture("JPEG", (80, 40), exif=exif))

    assert (made.width, made.height) == (40, 80)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "I;16"), ("WEBP", "RGB"), ("BMP", "RGB"), ("JPEG", "CMYK")],
)
def test_pictures_of_many_kinds_become_plain_jpegs(form: str, mode: str) -> None:
    made = add(picture(form, mode=mode))

    shown = Image.open(io.BytesIO(stored(made)))
    assert (made.media_type, shown.format, shown.mode) == ("image/jpeg", "JPEG", "RGB")


@pytest.mark.django_db
def test_text_of_a_png_is_dropped() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET)

    assert SECRET.encode() not in stored(add(picture("PNG", pnginfo=info)))


def bomb() -> bytes:
    """A few kilobytes that would be 900 million pixels."""
    small = bytearray(picture("PNG", (1, 1), "1"))
    import struct
    import zlib

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    small[16:29] = head
    small[29:33] = struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return bytes(small)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"", b"not a picture", PDF, DOCX, bomb(), picture("PNG", (8000, 7000), "1"), picture()[:200], picture("GIF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html></html>", b"x" * (MOST_BYTES + 1),
    ],
    ids=["empty", "text", "pdf", "docx", "bomb", "too many pixels", "cut off", "gif", "svg", "html", "too large"],
)  # fmt: skip
def test_what_is_no_fit_photo_is_refused_and_leaves_nothing(content: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        add(content)

    assert refused.value.code == "file"
    assert not Attachment.objects.exists()
    assert left_over() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "ending"), [(PDF, ".pdf"), (DOCX, ".docx"), (XLSX, ".xlsx"), (picture(), ".jpg")])
def test_a_paper_is_known_by_its_content_and_not_by_its_name(content: bytes, ending: str) -> None:
    made = add(content, "paper", file_name="../../etc/virus.exe", title="")

    assert made.ending == ending
    assert made.title == "virus"
    assert default_storage.path(made.stored_as).startswith(default_storage.path("attachments"))
    if ending != ".jpg":
        assert stored(made) == content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        PDF[:12], b"MZ\x90\x00", zipped("readme.txt"), zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        DOCX[:60], b"<html></html>", zipped("[Content_Types].xml", "word/document.xml", content=b"0" * 110_000_000),
    ],
    ids=["cut off pdf", "program", "any zip", "macros", "cut off docx", "html", "zip bomb"],
)  # fmt: skip
def test_what_is_no_fit_paper_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        add(content, "paper")

    assert refused.value.code == "file"
    assert left_over() == []


@pytest.mark.django_db
def test_the_journal_binds_the_content() -> None:
    made = add(picture())
    assert Act.objects.latest("number").after["sha256"] == made.sha256
    assert verify(digesters()).ok

    Path(default_storage.path(made.stored_as)).write_bytes(picture("JPEG", (9, 9)))
    assert not verify(digesters()).ok


@pytest.mark.django_db
def test_a_row_that_claims_another_content_is_noticed() -> None:
    made = add(picture())

    Attachment.objects.filter(pk=made.pk).update(sha256="0" * 64)

    assert not verify(digesters()).ok


@pytest.mark.django_db
def test_a_file_that_is_gone_is_noticed() -> None:
    made = add(picture())

    default_storage.delete(made.stored_as)

    assert not verify(digesters()).ok


@pytest.mark.django_db
def test_the_same_file_is_not_kept_twice_with_one_object_and_noticed_with_another() -> None:
    made = add(picture())

    with pytest.raises(SameContent) as refused:
        add(picture(), title="又一张")
    assert refused.value.existing == made
    add(picture(), held=YARD._replace(id="8"))

    assert shared_with([made]) == {made.original_sha256: 1}
    assert attachments_of("compound", 7).count() == 1
    assert len(left_over()) == 4


@pytest.mark.django_db
def test_the_same_form_sent_twice_has_one_effect() -> None:
    assert add(picture(), client_key="photo-1") == add(picture(), client_key="photo-1")
    assert Attachment.objects.count() == 1
    assert len(left_over()) == 2


@pytest.mark.django_db
def test_a_withdrawn_one_is_no_longer_shown_but_stays_bound() -> None:
    made = add(picture())

    attachment_withdraw(
        attachment=made, held=YARD, reason="拍到了人", actor=OFFICER, expected_version=1, client_key="w-1"
    )
    attachment_withdraw(
        attachment=made, held=YARD, reason="拍到了人", actor=OFFICER, expected_version=1, client_key="w-1"
    )

    assert not attachments_of("compound", 7).exists()
    assert stored(made)
    assert verify(digesters()).ok
    with pytest.raises(Stale):
        attachment_withdraw(attachment=made, held=YARD, reason="再撤", actor=OFFICER, expected_version=1)


@pytest.mark.django_db
def test_a_withdrawal_needs_a_reason() -> None:
    made = add(picture())

    with pytest.raises(BadInput):
        attachment_withdraw(attachment=made, held=YARD, reason=" ", actor=OFFICER, expected_version=1)


@pytest.mark.django_db
def test_what_a_demo_object_held_goes_with_its_files(django_capture_on_commit_callbacks: Any) -> None:
    made = add(picture())

    with django_capture_on_commit_callbacks(execute=True):
        assert erase_attachments("compound", [7]) == [made.pk]

    assert not Attachment.objects.exists()
    assert left_over() == []


@pytest.mark.django_db
def test_files_stay_where_taking_away_was_broken_off(django_capture_on_commit_callbacks: Any) -> None:
    made = add(picture())

    def taken_away() -> None:
        with transaction.atomic():
            erase_attachments("compound", [7])
            raise Broken

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Broken):
        taken_away()

    assert stored(made)
    assert verify(digesters()).ok
