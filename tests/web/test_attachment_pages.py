"""Photos and papers on a compound's page: added, shown, handed out only to be saved, withdrawn; who may not."""

import io
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from sanwu.compounds.models import Compound
from sanwu.records.models import Attachment

Browser = Callable[[str], Client]
PDF = b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"},
        }
    }  # fmt: skip


def photo(colour: int = 90) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (colour, 120, 150)).save(out, "JPEG")
    return out.getvalue()


def add(client: Client, compound: Compound, content: bytes, kind: str = "photo", **said: str) -> Any:
    form = {"client_key": str(uuid4()), "kind": kind, "title": "大门"} | said
    file = SimpleUploadedFile("IMG_0001.jpg", content)
    return client.post(f"/compounds/{compound.pk}/files/new/", form | {"file": file})


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


@pytest.fixture
def compound(ledger: dict[str, Compound]) -> Compound:
    return ledger["听雨里老院"]


def test_a_photo_is_on_the_page_and_can_be_looked_at(sign_in: Browser, compound: Compound) -> None:
    official = sign_in("official")
    assert add(official, compound, photo(), taken_on="2024-03-15").status_code == 302

    made = Attachment.objects.get()
    page = text(official.get(f"/compounds/{compound.pk}/"))
    assert 'alt="大门"' in page
    assert f"/compounds/{compound.pk}/files/{made.pk}/preview/" in page
    for address in ("", "preview/"):
        answer = official.get(f"/compounds/{compound.pk}/files/{made.pk}/{address}")
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).format == "JPEG"
    assert "大门" in text(official.get(f"/compounds/{compound.pk}/files/"))


def test_a_paper_is_only_handed_out_to_be_saved(sign_in: Browser, compound: Compound) -> None:
    official = sign_in("official")
    add(official, compound, PDF, "paper", title="备案 回执")

    made = Attachment.objects.get()
    answer = official.get(f"/compounds/{compound.pk}/files/{made.pk}/")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert b"".join(answer.streaming_content) == PDF
    assert official.get(f"/compounds/{compound.pk}/files/{made.pk}/preview/").status_code == 404


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (PDF, "photo", "这不是能用的照片"),
        (b"MZ", "paper", "图片"),
        (b"", "photo", "空"),
        (photo(), "poem", "没有这一项"),
    ],
)
def test_what_is_not_taken_is_said_at_the_file(
    sign_in: Browser, compound: Compound, content: bytes, kind: str, message: str
) -> None:
    answer = add(sign_in("official"), compound, content, kind)

    assert answer.status_code == 422
    assert message in text(answer)
    assert not Attachment.objects.exists()


def test_the_same_photo_is_noticed_here_and_elsewhere(
    sign_in: Browser, compound: Compound, ledger: dict[str, Compound]
) -> None:
    official = sign_in("official")
    add(official, compound, photo())

    again = add(official, compound, photo(), title="又一张")
    assert again.status_code == 422
    assert "已经在这里了" in text(again)
    other = add(official, ledger["砚湖一村"], photo())
    assert "同一个文件在别的小区也有" in text(official.get(other.url.partition("#")[0]))


def test_a_photo_is_withdrawn_with_a_reason(sign_in: Browser, compound: Compound) -> None:
    official = sign_in("official")
    add(official, compound, photo())
    made = Attachment.objects.get()
    page = f"/compounds/{compound.pk}/files/{made.pk}/remove/"
    assert official.post(page, {"client_key": str(uuid4()), "version": "1", "reason": " "}).status_code == 422

    key = str(uuid4())
    for _ in range(2):
        assert official.post(page, {"client_key": key, "version": "1", "reason": "拍到了人"}).status_code == 302

    assert official.get(f"/compounds/{compound.pk}/files/{made.pk}/").status_code == 404
    assert 'alt="大门"' not in text(official.get(f"/compounds/{compound.pk}/"))


def test_a_foreign_photo_is_not_there(sign_in: Browser, compound: Compound, ledger: dict[str, Compound]) -> None:
    add(sign_in("official"), compound, photo())
    made = Attachment.objects.get()

    for address in ("", "preview/", "remove/"):
        assert sign_in("neighbour").get(f"/compounds/{compound.pk}/files/{made.pk}/{address}").status_code == 404
    other = ledger["砚湖一村"].pk
    assert sign_in("official").get(f"/compounds/{other}/files/{made.pk}/").status_code == 404
    seen = sign_in("auditor").get(f"/compounds/{compound.pk}/files/{made.pk}/")
    assert b"".join(seen.streaming_content)
    assert sign_in("auditor").get(f"/compounds/{compound.pk}/files/{made.pk}/remove/").status_code == 404


def test_who_may_only_look_cannot_add(sign_in: Browser, compound: Compound) -> None:
    assert add(sign_in("auditor"), compound, photo()).status_code == 404
    assert not Attachment.objects.exists()


def test_a_file_somewhat_too_large_is_told_in_words(sign_in: Browser, compound: Compound) -> None:
    answer = add(sign_in("official"), compound, b"x" * (21 * 1024 * 1024))

    assert answer.status_code == 422
    assert "文件超过 20 MB" in text(answer)


def test_a_request_beyond_all_measure_is_stopped_before_it_is_kept(
    sign_in: Browser, compound: Compound, settings: Any
) -> None:
    settings.SANWU_UPLOAD_MAX_BYTES = 10_000

    answer = add(sign_in("official"), compound, photo() + b"x" * 20_000)

    assert answer.status_code == 400
    assert not Attachment.objects.exists()
