"""楼栋和出入口 of a compound: added, changed, removed by hand on small forms, and summed beside the ledger's facts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base.errors import BadInput, Stale
from sanwu.base.scope import Ability
from sanwu.compounds.buildings import (
    StalePart,
    building_save,
    buildings_of,
    entrance_save,
    entrances_of,
    every_building_of,
    every_entrance_of,
    part_remove,
)
from sanwu.compounds.models import Building, Compound, Entrance, EntranceKind
from sanwu.compounds.selectors import compound_for
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.building_forms import BuildingForm, EntranceForm, Part, PartForm
from sanwu.web.desk.compound_edit import ReasonForm
from sanwu.web.desk.door import page


@page(Ability.EDIT_COMPOUND, methods=("GET", "POST"))
def building_new(request: OfficeRequest, number: int) -> HttpResponse:
    compound = compound_for(request.scope, number, Ability.EDIT_COMPOUND)
    return _edited(request, compound, None, BuildingForm)


@page(Ability.EDIT_COMPOUND, methods=("GET", "POST"))
def building_edit(request: OfficeRequest, number: int, part: int) -> HttpResponse:
    compound = compound_for(request.scope, number, Ability.EDIT_COMPOUND)
    return _edited(request, compound, buildings_of(compound).get(pk=part), BuildingForm)


@page(Ability.EDIT_COMPOUND, methods=("POST",))
def building_remove(request: OfficeRequest, number: int, part: int) -> HttpResponse:
    compound = compound_for(request.scope, number, Ability.EDIT_COMPOUND)
    return _removed(request, compound, every_building_of(compound).get(pk=part))


@page(Ability.EDIT_COMPOUND, methods=("GET", "POST"))
def entrance_new(request: OfficeRequest, number: int) -> HttpResponse:
    compound = compound_for(request.scope, number, Ability.EDIT_COMPOUND)
    return _edited(request, compound, None, EntranceForm)


@page(Ability.EDIT_COMPOUND, methods=("GET", "POST"))
def entrance_edit(request: OfficeRequest, number: int, part: int) -> HttpResponse:
    compound = compound_for(request.scope, number, Ability.EDIT_COMPOUND)
    return _edited(request, compound, entrances_of(compound).get(pk=part), EntranceForm)


@page(Ability.EDIT_COMPOUND, methods=("POST",))
def entrance_remove(request: OfficeRequest, number: int, part: int) -> HttpResponse:
    compound = compound_for(request.scope, number, Ability.EDIT_COMPOUND)
    return _removed(request, compound, every_entrance_of(compound).get(pk=part))


def _edited(
    request: OfficeRequest, compound: Compound, part: Part | None, kind: type[BuildingForm | EntranceForm]
) -> HttpResponse:
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    current: Part | None = None
    if request.method == "POST":
        form = kind(request.POST)
        if form.is_valid():
            try:
                saved = _save(request, compound, part, form)
            except StalePart as stale:
                current = stale.current
                renewed = request.POST.copy()
                renewed["version"] = str(stale.current.version)
                form = kind(renewed)
            except BadInput as wrong:
                form.add_error(wrong.code if wrong.code in form.fields else None, wrong.message)
            else:
                messages.success(request, _("“%(label)s”已保存。") % {"label": saved.label})
                again = "another" in request.POST
                return HttpResponseRedirect(request.path if again else _back(compound))
    else:
        form = kind(initial=_initial(part, kind))
    context = {
        "compound": compound,
        "part": part,
        "form": form,
        "is_building": kind is BuildingForm,
        "current": current,
        "removal": ReasonForm(initial={"version": part.version}, prefix="remove") if part else None,
    }
    status = 409 if current else 422 if form.is_bound else 200
    return render(request, "desk/building.html", context, status=status)


def _save(request: OfficeRequest, compound: Compound, part: Part | None, form: BuildingForm | EntranceForm) -> Part:
    values: dict[str, Any] = {name: form.cleaned_data[name] for name in form.said}
    version = form.cleaned_data["version"] or 0
    if isinstance(form, EntranceForm):
        values["open"] = values["open"] == "1"
        values["guarded"] = {"1": True, "0": False}.get(values["guarded"])
        entrance = part if isinstance(part, Entrance) else None
        return entrance_save(
            compound=compound, entrance=entrance, actor=request.actor, expected_version=version, client_key=form.key,
            **values,
        )  # fmt: skip
    building = part if isinstance(part, Building) else None
    return building_save(
        compound=compound, building=building, actor=request.actor, expected_version=version, client_key=form.key,
        **values,
    )  # fmt: skip


def _initial(part: Part | None, kind: type[PartForm]) -> dict[str, Any]:
    if part is None:
        return {"kind": EntranceKind.GATE, "open": "1"}
    initial: dict[str, Any] = {name: getattr(part, name, None) for name in kind.base_fields if name != "client_key"}
    if isinstance(part, Entrance):
        initial["open"] = "1" if part.open else ""
        initial["guarded"] = {True: "1", False: "0"}.get(part.guarded, "") if part.guarded is not None else ""
    return initial


def _removed(request: OfficeRequest, compound: Compound, part: Part) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="remove")
    if not form.is_valid():
        messages.error(request, _("没有删除：请写明原因。"))
        return HttpResponseRedirect(request.path.removesuffix("remove/"))
    try:
        part_remove(
            part=part, reason=form.cleaned_data["reason"], actor=request.actor,
            expected_version=form.cleaned_data["version"] or 0, client_key=form.key,
        )  # fmt: skip
    except (BadInput, Stale) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("“%(label)s”已删除。") % {"label": part.label})
    return HttpResponseRedirect(_back(compound))


def _back(compound: Compound) -> str:
    return reverse("compound", args=[compound.pk]) + "#parts"
