"""导入: upload a spreadsheet, check what its columns mean, try it, write it, take it back. Nothing changes before 写入."""

from typing import Any, BinaryIO, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for
from sanwu.exchange.files import stored_file
from sanwu.exchange.models import ImportRun, Upload
from sanwu.exchange.services import Proposal, import_propose, import_queue, import_undo, upload_store
from sanwu.jobs.models import Job
from sanwu.people.access import SIGNED_IN, OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.import_result import run_of
from sanwu.web.desk.jobs import job_for
from sanwu.web.desk.map_vote import vote_view
from sanwu.web.desk.mapping_form import MappingForm
from sanwu.web.ui.forms import KeyedForm

KEY_MISSING = gettext_lazy("页面缺少提交标识。请返回上一页，刷新后再试。")


class UploadForm(KeyedForm):
    file = forms.FileField(
        label=gettext_lazy("办公室的表格"),
        help_text=gettext_lazy(
            "Excel（.xlsx、.xls）、WPS 表格、.ods 或 CSV，原样上传即可，不用先整理；也可以是 GeoJSON 点位。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.ods,.csv,.txt,.geojson,.json"}),
    )


@page(Ability.IMPORT_LEDGER, methods=("GET", "POST"))
def upload(request: OfficeRequest, number: int) -> HttpResponse:
    """Take the file. Whether it can be read is found out on the next page, which also says what to do if not."""
    campaign = campaign_for(request.scope, number, Ability.IMPORT_LEDGER)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        try:
            kept = _keep(form.cleaned_data["file"], campaign, request)
            import_propose(kept)
        except BadInput as unreadable:
            form.add_error("file", unreadable.message)
        else:
            return redirect("mapping", campaign.pk, kept.pk)
    status = 422 if form.is_bound else 200
    return render(request, "desk/upload.html", {"campaign": campaign, "form": form}, status=status)


def _keep(file: "UploadedFile[Any]", campaign: Campaign, request: OfficeRequest) -> Upload:
    content = cast(BinaryIO, file.file)
    return upload_store(file=content, file_name=file.name or "", campaign=campaign, actor=request.actor)


def _upload_for(request: OfficeRequest, campaign: Campaign, number: int) -> Upload:
    """A file of this campaign: one's own, or any where the whole campaign is one's to import into."""
    files = campaign.uploads.all()
    if not request.scope.may(Ability.IMPORT_LEDGER, campaign.division_id):
        files = files.filter(account_id=request.actor.account_id)
    return files.get(pk=number)


@page(Ability.IMPORT_LEDGER, methods=("GET", "POST"))
def mapping(request: OfficeRequest, number: int, upload: int) -> HttpResponse:
    """What each column means: proposed, changed where it is wrong, and on to the dry run."""
    campaign = campaign_for(request.scope, number, Ability.IMPORT_LEDGER)
    kept = _upload_for(request, campaign, upload)
    proposal = import_propose(kept)
    form = MappingForm(proposal, campaign, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            job = import_queue(
                upload=kept,
                actor=request.actor,
                scope=request.scope,
                mapping=form.mapping(),
                dry_run=True,
                client_key=form.key,
            )
        except BadInput as wrong:
            form.add_error(None, wrong.message)
        else:
            return redirect("job", job.pk)
    context = _context(campaign, kept, proposal, form) | {"vote": vote_view(proposal, campaign, request.scope)}
    return render(request, "desk/mapping.html", context, status=_status(form))


def _context(campaign: Campaign, kept: Upload, proposal: Proposal, form: MappingForm) -> dict[str, object]:
    return {
        "campaign": campaign,
        "upload": kept,
        "form": form,
        "columns": form.lines,
        "rows": proposal.rows,
        "sheet": proposal.opened.table.sheet,
        "ignored": len(proposal.opened.layout.ignored),
        "notes": [problem.message for problem in proposal.opened.mapping.problems],
    }


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound else 200


def _key(request: OfficeRequest) -> str:
    """The client key of a form that has nothing else in it."""
    try:
        return str(UUID(request.POST.get("client_key", "")))
    except ValueError:
        raise BadInput(str(KEY_MISSING), "client_key_missing") from None


def _run_for(request: OfficeRequest, number: int) -> tuple[Job, ImportRun]:
    job = job_for(request, number)
    run = run_of(job)
    if run is None:
        raise Http404
    return job, run


@page(Ability.IMPORT_LEDGER, methods=("POST",))
def import_commit(request: OfficeRequest, number: int) -> HttpResponse:
    """Write what the dry run showed: the same file under the same mapping, as a new job."""
    _job, run = _run_for(request, number)
    campaign_for(request.scope, run.campaign_id, Ability.IMPORT_LEDGER)
    job = import_queue(
        upload=run.upload,
        actor=request.actor,
        scope=request.scope,
        mapping=run.mapping,
        dry_run=False,
        client_key=_key(request),
    )
    return redirect("job", job.pk)


@page(Ability.IMPORT_LEDGER, methods=("POST",))
def import_take_back(request: OfficeRequest, number: int) -> HttpResponse:
    """Undo an import. Where later changes stand on it the verb says no and names them; the page shows that."""
    job, _run = _run_for(request, number)
    try:
        done = import_undo(job_id=job.pk, actor=request.actor, scope=request.scope, client_key=_key(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        text = _("已撤销：移出 %(removed)s 个小区，恢复 %(restored)s 个小区原来的资料。")
        messages.success(request, text % done)
    return redirect("job", job.pk)


@page(SIGNED_IN)
def import_refused(request: OfficeRequest, number: int) -> HttpResponseBase:
    """The workbook of refused rows, to be corrected and uploaded again."""
    _job, run = _run_for(request, number)
    if not run.error_file:
        raise Http404
    stem = run.upload.file_name.rpartition(".")[0] or run.upload.file_name
    return FileResponse(
        stored_file(run.error_file), as_attachment=True, filename=_("退回-%(name)s.xlsx") % {"name": stem}
    )
