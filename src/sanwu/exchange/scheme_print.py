"""A scheme on paper, for signing: Word and PDF after GB/T 9704, from the version as it was frozen."""

import hashlib

from django.utils.timezone import localtime

from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput
from sanwu.campaigns.models import SchemeVersion
from sanwu.campaigns.selectors import label_of, loaded
from sanwu.exchange.scheme_print_text import scheme_document
from sanwu.records.services import act
from sanwu.render.papers import PAPERS
from sanwu.render.pdf_gongwen import NoChineseFont


def scheme_paper(*, version: SchemeVersion, ending: str, actor: Actor, division: str = "") -> bytes:
    """The file; equal versions give equal documents. BadInput for another ending, or where no Chinese font is installed.
    Journalled with its SHA-256, so that a signed paper can be told from another."""
    if ending not in PAPERS:
        raise BadInput("方案可以排成 docx 或 pdf，没有别的格式。", "bad_ending")
    published = localtime(version.published_at or version.loaded_at).date()
    document = scheme_document(loaded(version), version=version.version, digest=version.digest, published=published)
    try:
        content = PAPERS[ending](document)
    except NoChineseFont as none:
        raise BadInput(str(none), "no_font") from None
    with act(
        verb="scheme.print", actor=actor, object_type="scheme", object_id=version.scheme_id,
        object_name=version.title, division=division, scheme_version=label_of(version),
    ) as entry:  # fmt: skip
        entry.after = {"format": ending, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    return content


def paper_name(version: SchemeVersion, ending: str) -> str:
    """What the file is called where it is saved."""
    return f"{version.title}-v{version.version}.{ending}"
