"""区划: the administrative tree, browsed level by level, and a new edition of it brought in from files."""

import re
import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base import clock
from sanwu.base.errors import SanwuError
from sanwu.base.scope import Ability
from sanwu.people.access import OfficeRequest
from sanwu.territory.models import Division
from sanwu.territory.selectors import divisions_visible_to, path_of
from sanwu.territory.services import import_divisions
from sanwu.web.desk.door import page
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.paging import Pager, link

PER_PAGE = 100


@page(Ability.VIEW_DIVISIONS)
def divisions(request: OfficeRequest) -> HttpResponse:
    """What lies under one division (`under`), or what has a name (`q`), in the order of codes."""
    under, query = request.GET.get("under", ""), request.GET.get("q", "").strip()
    visible = divisions_visible_to(request.scope)
    place = visible.get(code=under) if under else None
    if query:
        found = visible.filter(name__contains=query) | visible.filter(code=query)
    elif place:
        found = visible.filter(parent=place)
    else:  # the highest that this person may see
        found = visible.exclude(parent__in=visible.values("code"))
    after = request.GET.get("after", "")
    rows = list(found.filter(code__gt=after).order_by("code")[: PER_PAGE + 1])
    pager = Pager(next=link(request.GET, after=rows[PER_PAGE - 1].code) if len(rows) > PER_PAGE else "")
    above = [step for step in _path(place) if request.scope.may(Ability.VIEW_DIVISIONS, step.code)]
    context: dict[str, Any] = {"place": place, "path": above, "rows": rows[:PER_PAGE], "pager": pager, "q": query}
    context["may_import"] = request.scope.may(Ability.IMPORT_DIVISIONS)
    return render(request, "desk/divisions.html", context)


def _path(place: Division | None) -> list[Division]:
    return list(path_of(place.code)) if place else []


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """All files that were chosen, not only the last."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        one = super().clean
        files = data if isinstance(data, list | tuple) else [data]
        return [one(file, initial) for file in files] if files else [one(None, initial)]


class DivisionsForm(KeyedForm):
    lists = SeveralFilesField(
        label=gettext_lazy("区划表"),
        help_text=gettext_lazy("CSV 文件，可一次选多个（省、市、区县、街道、社区各一个也行）。代码要带全部的零。"),
    )
    edition = forms.DateField(
        label=gettext_lazy("版本日期"),
        help_text=gettext_lazy("这套区划公布或截止的日期。旧版里有、新版里没有的区划会标为已撤销，历史不会丢。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_edition(self) -> Any:
        edition = self.cleaned_data["edition"]
        if edition > clock.today():
            raise forms.ValidationError(_("版本日期不能晚于今天。请填这套区划表公布的日期。"))
        return edition


@page(Ability.IMPORT_DIVISIONS, methods=("GET", "POST"))
def divisions_import(request: OfficeRequest) -> HttpResponse:
    """Bring in an edition of the division list; rows outside the person's part of the tree are refused by the verb."""
    form = DivisionsForm(request.POST, request.FILES) if request.method == "POST" else DivisionsForm()
    if form.is_valid():
        try:
            result = _import(request, form)
        except SanwuError as refused:
            form.add_error("lists", refused.message)
        else:
            done = _(
                "区划已更新：新增 %(created)s，改名 %(renamed)s，更新 %(updated)s，撤销 %(closed)s，忽略 %(ignored)s。"
            )
            messages.success(request, done % result)
            return redirect("divisions")
    return render(request, "desk/divisions_import.html", {"form": form}, status=422 if form.is_bound else 200)


def _import(request: OfficeRequest, form: DivisionsForm) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [_keep(file, Path(folder), number) for number, file in enumerate(form.cleaned_data["lists"])]
        return import_divisions(
            paths=paths,
            edition=form.cleaned_data["edition"],
            actor=request.actor,
            scope=request.scope,
            client_key=form.key,
        )


def _keep(file: "UploadedFile[Any]", folder: Path, number: int) -> Path:
    """Write an uploaded file down under a tame form of its name (the importer tells the levels by name)."""
    tame = re.sub(r"[^0-9A-Za-z_-]", "_", Path(file.name or "").stem)[:40]
    path = folder / f"{number:03}_{tame}" / f"{tame or 'divisions'}.csv"
    path.parent.mkdir()
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return path
