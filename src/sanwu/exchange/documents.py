"""Documents of lists: queued when a step was taken, made once from what was frozen, kept with their digest."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override as in_language

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability, Scope
from sanwu.decisions.models import ListVersion, SiteSample
from sanwu.exchange.documents_models import ListDocument
from sanwu.exchange.documents_texts import SAMPLE, WRITERS, sample_sheet
from sanwu.exchange.files import new_file, stored_file
from sanwu.jobs.models import Job
from sanwu.jobs.services import enqueue
from sanwu.records.scoping import in_ranges
from sanwu.records.services import act
from sanwu.render.gongwen import Gongwen
from sanwu.render.papers import PAPERS
from sanwu.render.pdf_gongwen import NoChineseFont

DOCUMENT = "list.document"
FOLDER = "documents"
TITLES = {"report": _("上报名单"), "opinion": _("复核意见"), SAMPLE: _("现场核查表"), "receipt": _("备案回执")}
Report = Callable[[str, int, int], None]


def documents_visible_to(scope: Scope) -> QuerySet[ListDocument]:
    """Files of lists that the scope may see."""
    return ListDocument.objects.filter(in_ranges(scope, Ability.VIEW_DUTIES)).select_related("version")


def document_queue(
    *, version: ListVersion, kind: str, actor: Actor, source_id: int = 0, client_key: str | None = None
) -> Job:
    """Have the files of a step made by the worker; the same step queues them once unless a `client_key` asks again."""
    key = client_key or f"{DOCUMENT}-{version.pk}-{kind}-{source_id}-{version.case.version}"
    return enqueue(
        kind=DOCUMENT, title=f"{version.division_name}第 {version.number} 版：{_chinese(kind)}",
        params={"version": version.pk, "kind": kind, "source": source_id, "name": actor.name, "post": actor.post},
        actor=actor, division=version.division_code, client_key=key,
    )  # fmt: skip


def handle_document(params: dict[str, Any], report: Report, job: Job) -> dict[str, Any]:
    """The worker's side."""
    version = ListVersion.objects.select_related("campaign__scheme_version", "scheme_version", "case").get(
        pk=params["version"]
    )
    actor = (
        Actor(params["name"], job.account_id, params["post"], job.division_code) if job.account_id else LOCAL_OPERATOR
    )
    report("render", 0, 2)
    made = documents_make(version=version, kind=params["kind"], source_id=params["source"], actor=actor)
    return {"documents": [document.pk for document in made], "problems": [one.problem for one in made if one.problem]}


def documents_make(*, version: ListVersion, kind: str, actor: Actor, source_id: int = 0) -> list[ListDocument]:
    """Make the Word and PDF files of a step that are not there yet; what exists stays as it is, byte for byte.

    A PDF that no font could be found for is noted with what to do, and tried again the next time.
    """
    known = {one.ending: one for one in ListDocument.objects.filter(version=version, kind=kind, source_id=source_id)}
    missing = [ending for ending in PAPERS if ending not in known or known[ending].problem]
    if not missing:
        return [known[ending] for ending in PAPERS]
    paper = _paper(version, kind, source_id)
    files = {ending: _rendered(ending, paper) for ending in missing}
    with act(
        verb="list.document", actor=actor, object_type="list", object_id=str(version.pk),
        object_name=version.division_name, division=version.division_code,
    ) as entry:  # fmt: skip
        for ending, (content, problem) in files.items():
            made = known.get(ending) or ListDocument(
                version=version, division_code=version.division_code, kind=kind, source_id=source_id, ending=ending
            )
            made.made_at, made.act_uid, made.problem = clock.now(), entry.uid, problem
            if content:
                made.stored_as, path = new_file(FOLDER, f".{ending}")
                path.write_bytes(content)
                made.sha256, made.size = hashlib.sha256(content).hexdigest(), len(content)
            made.save()
            known[ending] = made
            if content:
                entry.digest("exchange.document", made.pk, made.sha256)
        entry.after = {
            "document": kind,
            "version": version.number,
            "sha256": {ending: known[ending].sha256 for ending in missing},
        }
    return [known[ending] for ending in PAPERS]


def document_digests(ids: Sequence[str]) -> dict[str, str]:
    """The SHA-256 that each kept file has now, for verifying the journal; a file that is gone is left out."""
    found = {}
    for document in ListDocument.objects.filter(pk__in=[int(i) for i in ids]).exclude(stored_as=""):
        try:
            with stored_file(document.stored_as) as file:
                found[str(document.pk)] = hashlib.sha256(file.read()).hexdigest()
        except FileNotFoundError:
            continue
    return found


def file_name(document: ListDocument) -> str:
    """What a file is called where it is saved."""
    version = document.version
    return f"{version.division_name}-{_chinese(document.kind)}-第{version.number}版.{document.ending}"


def _paper(version: ListVersion, kind: str, source_id: int) -> Gongwen:
    if kind == SAMPLE:
        return sample_sheet(SiteSample.objects.get(pk=source_id, version=version))
    if kind not in WRITERS:
        raise BadInput(f"没有“{kind}”这种文件。", "bad_document")
    return WRITERS[kind](version, source_id)


def _rendered(ending: str, paper: Gongwen) -> tuple[bytes, str]:
    try:
        return PAPERS[ending](paper), ""
    except NoChineseFont as none:
        return b"", str(none)


def _chinese(kind: str) -> str:
    with in_language("zh-hans"):
        return str(TITLES[kind])
