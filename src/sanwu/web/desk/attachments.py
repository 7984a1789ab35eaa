"""照片和文件 of a compound: added, shown, handed out to be saved, withdrawn with a reason.

An attachment is reached through the compound that it belongs to, which is fetched within the scope.
"""

from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base import clock
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import compound_for
from sanwu.people.access import OfficeRequest
from sanwu.records.attachments import (
    Held,
    attach,
    attachment_withdraw,
    attachments_of,
    every_attachment_of,
    open_stored,
    shared_with,
)
from sanwu.records.models import Attachment, AttachmentKind
from sanwu.web.desk.compound_edit import ReasonForm
from sanwu.web.desk.door import page
from sanwu.web.ui.forms import KeyedForm, Radios

ACCEPTED = ".jpg,.jpeg,.png,.webp,.bmp,.pdf,.docx,.xlsx"
# Shown on the compound's page; the others are one click away.
SHOWN = 12


class AttachForm(KeyedForm):
    kind = forms.ChoiceField(label=gettext_lazy("是什么"), choices=AttachmentKind.choices, widget=Radios)
    file = forms.FileField(
        label=gettext_lazy("选择文件"),
        help_text=gettext_lazy(
            "照片：JPEG、PNG、WebP、BMP，会去掉拍摄信息并缩小。文件：PDF、Word、Excel 或图片扫描件。20 MB 以内。"
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    title = forms.CharField(
        label=gettext_lazy("标题"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("例如“大门”“楼道堆物”“业主委员会备案回执”。不填就用文件名。不要拍到人脸和车牌。"),
    )
    taken_on = forms.DateField(
        label=gettext_lazy("拍摄或成文日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control-short"}, format="%Y-%m-%d"),
    )

    def clean_taken_on(self) -> Any:
        found = self.cleaned_data["taken_on"]
        if found and found > clock.today():
            raise forms.ValidationError(_("日期不能晚于今天。"))
        return found


@dataclass(frozen=True)
class Shelf:
    """The photos and papers of a compound as its page shows them."""

    photos: list[Attachment]
    papers: list[Attachment]
    more: bool
    may_edit: bool


def shelf_of(compound: Compound, may_edit: bool, everything: bool = False) -> Shelf:
    """Photos and papers, newest first, at most SHOWN of all unless `everything` is asked for. One query."""
    found = list(attachments_of("compound", compound.pk)[: 1000 if everything else SHOWN + 1])
    shown = found if everything else found[:SHOWN]
    return Shelf(
        photos=[one for one in shown if one.kind == AttachmentKind.PHOTO],
        papers=[one for one in shown if one.kind == AttachmentKind.PAPER],
        more=len(found) > len(shown),
        may_edit=may_edit,
    )


def held_by(compound: Compound) -> Held:
    return Held("compound", str(compound.pk), compound.name, compound.division_id)


@page(Ability.EDIT_COMPOUND, methods=("GET", "POST"))
def attachment_new(request: OfficeRequest, number: int) -> HttpResponse:
    """Take a photo or a paper."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    compound = compound_for(request.scope, number, Ability.EDIT_COMPOUND)
    initial = {"kind": request.GET.get("kind") or AttachmentKind.PHOTO}
    form = AttachForm(request.POST, request.FILES) if request.method == "POST" else AttachForm(initial=initial)
    if form.is_valid():
        file: UploadedFile[Any] = form.cleaned_data["file"]
        try:
            made = attach(
                held=held_by(compound),
                kind=form.cleaned_data["kind"],
                title=form.cleaned_data["title"],
                file=cast(BinaryIO, file.file),
                file_name=file.name or "",
                taken_on=form.cleaned_data["taken_on"],
                actor=request.actor,
                client_key=form.key,
            )
        except BadInput as wrong:
            form.add_error(wrong.code if wrong.code in form.fields else "file", wrong.message)
        else:
            text = _("“%(title)s”已保存。") % {"title": made.title}
            if shared_with([made]):
                text += _("同一个文件在别的小区也有，请核对是不是传错了。")
            messages.success(request, text)
            return HttpResponseRedirect(_back(compound))
    context = {"compound": compound, "form": form}
    return render(request, "desk/attachment_new.html", context, status=422 if form.is_bound else 200)


@page(Ability.VIEW_LEDGER)
def attachments(request: OfficeRequest, number: int) -> HttpResponse:
    """All photos and papers of a compound."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    compound = compound_for(request.scope, number)
    shelf = shelf_of(compound, _may_edit(request, compound), everything=True)
    return render(request, "desk/attachments.html", {"compound": compound, "shelf": shelf})


@page(Ability.VIEW_LEDGER)
def attachment(request: OfficeRequest, number: int, part: int) -> HttpResponseBase:
    """The stored file: a photo, which we made ourselves, to be looked at; everything else only to be saved."""
    found = attachments_of("compound", compound_for(request.scope, number).pk).get(pk=part)
    inline = found.kind == AttachmentKind.PHOTO and not request.GET.get("save")
    return _sent(found, inline=inline)


@page(Ability.VIEW_LEDGER)
def attachment_preview(request: OfficeRequest, number: int, part: int) -> HttpResponseBase:
    """The small picture of a photo or a scan."""
    found = attachments_of("compound", compound_for(request.scope, number).pk).get(pk=part)
    if not found.preview_as:
        raise Http404
    return _sent(found, inline=True, preview=True)


def _sent(found: Attachment, *, inline: bool, preview: bool = False) -> FileResponse:
    """Nothing in a file of ours can run: its type is ours, never guessed, and the page it would make is sandboxed."""
    try:
        file = open_stored(found, preview=preview)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        file,
        as_attachment=not inline,
        filename=found.title + found.ending,
        content_type="image/jpeg" if preview else found.media_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@page(Ability.EDIT_COMPOUND, methods=("GET", "POST"))
def attachment_remove(request: OfficeRequest, number: int, part: int) -> HttpResponse:
    """撤下: out of sight, with a reason."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    compound = compound_for(request.scope, number, Ability.EDIT_COMPOUND)
    found = every_attachment_of("compound", compound.pk).get(pk=part)
    form = ReasonForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            attachment_withdraw(
                attachment=found,
                held=held_by(compound),
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                expected_version=form.cleaned_data["version"] or 0,
                client_key=form.key,
            )
        except (BadInput, Refused) as refused:
            form.add_error("reason" if refused.code == "reason" else None, refused.message)
        else:
            messages.success(request, _("“%(title)s”已撤下。") % {"title": found.title})
            return HttpResponseRedirect(_back(compound))
    context = {"compound": compound, "attachment": found, "form": form}
    return render(request, "desk/attachment_remove.html", context, status=422 if form.is_bound else 200)


def _may_edit(request: OfficeRequest, compound: Compound) -> bool:
    return request.scope.may(Ability.EDIT_COMPOUND, compound.division_id)


def _back(compound: Compound) -> str:
    return reverse("compound", args=[compound.pk]) + "#attachments"
