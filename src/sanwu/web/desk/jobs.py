"""Long work as its owner sees it: the list, one job with its progress, and the files it made."""

from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import campaign_for, campaigns_visible_to
from sanwu.exchange.documents import DOCUMENT
from sanwu.exchange.export_jobs import EXPORT, exported_file
from sanwu.exchange.services import IMPORT
from sanwu.exchange.verify_jobs import VERIFY, verification_of
from sanwu.jobs.enums import JobState
from sanwu.jobs.models import Job
from sanwu.jobs.selectors import jobs_visible_to
from sanwu.people.access import SIGNED_IN, OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.import_result import import_result
from sanwu.web.desk.ledger import export_name
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.paging import newest_first
from sanwu.web.ui.words import person

OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)
# What a job says of itself while it runs.
PHASES: dict[str, Text] = {
    "read": gettext_lazy("正在读取文件"),
    "check": gettext_lazy("正在核对每一行"),
    "compare": gettext_lazy("正在与台账比对"),
    "write": gettext_lazy("正在写入台账"),
    "judge": gettext_lazy("正在认定"),
    "verify": gettext_lazy("正在逐条核验"),
    "render": gettext_lazy("正在写出文件"),
}


def phase_words(job: Job) -> Text:
    """What a job is doing now; a phase without words of ours is shown as its handler named it."""
    if job.kind == EXPORT and job.phase == "write":
        return _("正在写出文件")
    return PHASES.get(job.phase, job.phase) or _("准备中")


def job_title(job: Job) -> str:
    """What a job is about, in the page's language: the file that is imported, or its stored title."""
    _word, mark, file_name = job.title.partition("：")
    if job.kind == VERIFY:
        return _("核验日志")
    if job.kind == EXPORT:
        return _("导出：%(campaign)s") % {"campaign": job.params["name"]}
    if job.kind != IMPORT or not mark:
        return job.title
    pattern = _("试运行：%(file)s") if job.params.get("dry_run") else _("导入：%(file)s")
    return pattern % {"file": file_name}


@dataclass(frozen=True)
class Line:
    """One job in the list; the figures are those of an import, None where the job is none or has not ended."""

    job: Job
    title: str
    rows: int | None
    accepted: int | None
    refused: int | None
    person: str


@page(Ability.IMPORT_LEDGER)
def imports(request: OfficeRequest) -> HttpResponse:
    """All jobs that this person may see, newest first."""
    found = newest_first(jobs_visible_to(request.scope, request.scope.account_id), request.GET)
    newest = campaigns_visible_to(request.scope, Ability.IMPORT_LEDGER).order_by("-id").first()
    context = {
        "jobs": [job_line(job) for job in found.rows],
        "pager": found.pager,
        "upload_href": reverse("upload", args=[newest.pk]) if newest else "",
    }
    return render(request, "desk/imports.html", context)


def job_line(job: Job) -> Line:
    result: dict[str, Any] = job.result or {}
    return Line(
        job, job_title(job), result.get("rows"), result.get("accepted"), result.get("refused"), person(job.account_name)
    )


def job_for(request: OfficeRequest, number: int) -> Job:
    """The job, fetched and permitted in one step."""
    return jobs_visible_to(request.scope, request.scope.account_id).get(pk=number)


@page(SIGNED_IN)
def job(request: OfficeRequest, number: int) -> HttpResponse:
    """One job: its progress while it runs, and what came of it."""
    found = job_for(request, number)
    context = {
        "job": found,
        "phase": phase_words(found),
        "title": job_title(found),
        "is_import": found.kind == IMPORT,
        "person": person(found.account_name),
        "verification": verification_of(found),
        "is_export": found.kind == EXPORT,
        "list_version": found.params["version"] if found.kind == DOCUMENT else None,
        "exported": found.account_id == request.actor.account_id and exported_file(found) is not None,
    }
    context |= import_result(request, found)
    return render(request, "desk/job.html", context)


@page(SIGNED_IN)
def job_file(request: OfficeRequest, number: int) -> FileResponse:
    """The file that an export made, for whoever asked for it, as long as the right to export holds."""
    found = job_for(request, number)
    path = exported_file(found)
    if path is None or found.account_id != request.actor.account_id:
        raise Http404
    campaign = campaign_for(request.scope, found.params["campaign"], Ability.EXPORT_LEDGER)
    name = export_name(campaign.name, found.params["format"])
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


@page(SIGNED_IN)
def job_progress(request: OfficeRequest, number: int) -> HttpResponse:
    """The progress alone, asked for every two seconds; when the job has ended the whole page is loaded again."""
    found = job_for(request, number)
    if found.state not in OPEN_STATES:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "desk/job_progress.html", {"job": found, "phase": phase_words(found)})
