"""区划边界和沿革: boundaries brought in from GeoJSON, and who follows the divisions that an edition closed."""

import re
import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.codes import CODE_LENGTH
from sanwu.base.coordinates import Datum
from sanwu.base.errors import SanwuError, Stale
from sanwu.base.scope import Ability
from sanwu.people.access import OfficeRequest
from sanwu.territory.drawing import boundaries_visible_to
from sanwu.territory.services import import_boundaries, successor_confirm
from sanwu.territory.successors import Closed, closed_divisions, stranded
from sanwu.web.desk.divisions import SeveralFiles, SeveralFilesField
from sanwu.web.desk.door import page
from sanwu.web.ui.forms import KeyedForm, Radios
from sanwu.web.ui.paging import Pager, link

PER_PAGE = 50
DATUMS = (
    (Datum.WGS84.value, gettext_lazy("CGCS2000 或 GPS（WGS-84），如测绘部门、天地图的数据")),
    (Datum.GCJ02.value, gettext_lazy("GCJ-02，如高德、腾讯地图的数据")),
    (Datum.BD09.value, gettext_lazy("BD-09，如百度地图的数据")),
)


class BoundariesForm(KeyedForm):
    drawings = SeveralFilesField(
        label=gettext_lazy("边界文件"),
        help_text=gettext_lazy(
            "GeoJSON（.geojson 或 .json），可一次选多个。区划代码写在要素的属性里，或作文件名（如 990101.json）。"
        ),
        widget=SeveralFiles(attrs={"accept": ".geojson,.json"}),
    )
    datum = forms.ChoiceField(
        label=gettext_lazy("坐标用的是哪一种"),
        help_text=gettext_lazy("文件里看不出来，选错会偏几百米。请问清数据是从哪里来的。"),
        choices=DATUMS,
        widget=Radios,
    )
    code = forms.CharField(
        label=gettext_lazy("区划代码"),
        help_text=gettext_lazy("文件里只有一个边界、又没有写代码时，填它是哪个区划的。"),
        required=False,
        max_length=12,
    )


@page(Ability.IMPORT_DIVISIONS, methods=("GET", "POST"))
def boundaries(request: OfficeRequest) -> HttpResponse:
    """Bring in boundaries; those that are there stand below, with what was repaired or looks doubtful."""
    form = BoundariesForm(request.POST, request.FILES) if request.method == "POST" else BoundariesForm()
    if form.is_valid():
        try:
            found = _import(request, form)
        except SanwuError as refused:
            form.add_error("drawings", refused.message)
        else:
            _tell(request, found)
            return redirect("boundaries")
    after = request.GET.get("after", "")
    known = list(boundaries_visible_to(request.scope).filter(division__gt=after)[: PER_PAGE + 1])
    more = len(known) > PER_PAGE
    words = dict(DATUMS)
    context = {
        "form": form,
        "rows": [(row, words.get(row.datum, row.datum)) for row in known[:PER_PAGE]],
        "pager": Pager(next=link(request.GET, after=known[PER_PAGE - 1].pk) if more else ""),
    }
    return render(request, "desk/boundaries.html", context, status=422 if form.is_bound else 200)


def _import(request: OfficeRequest, form: BoundariesForm) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [_keep(file, Path(folder), number) for number, file in enumerate(form.cleaned_data["drawings"])]
        return import_boundaries(
            paths=paths, datum=Datum(form.cleaned_data["datum"]), code=form.cleaned_data["code"].strip(),
            actor=request.actor, scope=request.scope, client_key=form.key,
        )  # fmt: skip


def _keep(file: "UploadedFile[Any]", folder: Path, number: int) -> Path:
    """Write an uploaded file down under a tame form of its name, whose digits may be a code."""
    tame = re.sub(r"[^0-9A-Za-z_-]", "_", Path(file.name or "").stem)[:40]
    path = folder / str(number) / f"{tame or 'boundary'}.geojson"
    path.parent.mkdir()
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return path


def _tell(request: OfficeRequest, found: dict[str, Any]) -> None:
    done = _("边界已导入：新增 %(created)s 个，更新 %(updated)s 个，没有变化 %(unchanged)s 个。")
    messages.success(request, done % found)
    if found["ignored"]:
        messages.info(request, _("有 %(count)s 个边界的区划还没有导入，已略过。") % {"count": found["ignored"]})
    if found["outside"]:
        messages.info(request, _("有 %(count)s 个边界不在您的辖区，没有导入。") % {"count": found["outside"]})
    for note in found["notes"][:10]:
        messages.warning(request, _("%(name)s：%(note)s。") % note)


@page(Ability.VIEW_DIVISIONS)
def division_changes(request: OfficeRequest) -> HttpResponse:
    """Closed divisions with what probably follows them, and what was left below them."""
    after = request.GET.get("after", "")
    closed = [one for one in closed_divisions(request.scope) if one.division.code > after]
    more = len(closed) > PER_PAGE
    closed = closed[:PER_PAGE]
    left = stranded(request.scope)
    context = {
        "closed": closed,
        "pager": Pager(next=link(request.GET, after=closed[-1].division.code) if more else ""),
        "stranded": left[:PER_PAGE],
        "stranded_count": left.count(),
        "may_confirm": request.scope.may(Ability.IMPORT_DIVISIONS),
    }
    return render(request, "desk/division_changes.html", context)


class SuccessorForm(KeyedForm):
    known = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    successor = forms.CharField(
        label=gettext_lazy("接续它的区划代码"),
        help_text=gettext_lazy("12 位代码；应为同一级别、现行有效的区划。"),
        max_length=12,
    )


@page(Ability.IMPORT_DIVISIONS, methods=("GET", "POST"))
def division_succeed(request: OfficeRequest, code: str) -> HttpResponse:
    """Check what is suggested, or say another code, and confirm."""
    here = _closed(request, code)
    known = here.successor or here.suggested
    if request.method == "POST":
        form = SuccessorForm(request.POST)
    else:
        form = SuccessorForm(initial={"successor": known.code if known else "", "known": _confirmed(here)})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            gone = successor_confirm(
                code=code, successor=form.cleaned_data["successor"].strip(), actor=request.actor, scope=request.scope,
                client_key=form.key, expected=form.cleaned_data["known"],
            )  # fmt: skip
        except Stale as stale:
            here, status = _closed(request, code), 409
            form = SuccessorForm({**request.POST.dict(), "known": _confirmed(here)})
            form.add_error(None, stale.message)
        except SanwuError as refused:
            form.add_error("successor", refused.message)
        else:
            text = _("已确认：%(gone)s由%(new)s接续。") % {"gone": gone.name, "new": gone.successor}
            messages.success(request, text)
            return redirect("division_changes")
    context = {"form": form, "here": here}
    return render(request, "desk/division_succeed.html", context, status=status)


def _closed(request: OfficeRequest, code: str) -> Closed:
    whole = len(code) == CODE_LENGTH and code.isascii() and code.isdigit()
    closed = closed_divisions(request.scope, code) if whole else []
    here = next((one for one in closed if one.division.code == code), None)
    if here is None:
        raise Http404
    return here


def _confirmed(here: Closed) -> str:
    return here.successor.code if here.successor else ""
