"""楼栋和出入口 of a compound: added, changed, removed by hand on small forms, and summed beside the ledger's facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    sums_of,
)
from sanwu.compounds.models import Building, Compound, Entrance, EntranceKind
from sanwu.compounds.selectors import compound_for
from sanwu.ledger.selectors import Known
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.compound_edit import ReasonForm
from sanwu.web.desk.door import page
from sanwu.web.ui.forms import KeyedForm, Radios
from sanwu.web.ui.outcomes import Text

# Facts of the ledger that say the same as a sum over the listed parts: fact, the sum's name, how the sum is called.
COMPARED: tuple[tuple[str, str, Text], ...] = (
    ("building_count", "buildings", gettext_lazy("楼栋数")),
    ("building_unit_count", "units", gettext_lazy("单元数")),
    ("household_count", "households", gettext_lazy("户数")),
    ("entrance_count", "entrances", gettext_lazy("出入口数")),
)
Part = Building | Entrance


def _number(label: Any, hint: Any = "") -> forms.IntegerField:
    widget = forms.TextInput(attrs={"class": "form-control form-control-short", "inputmode": "numeric"})
    field = forms.IntegerField(label=label, required=False, help_text=hint, widget=widget)
    field.error_messages["invalid"] = gettext_lazy("请填写整数。")
    return field


class PartForm(KeyedForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    label = forms.CharField(
        label=gettext_lazy("名称或编号"), max_length=60, help_text=gettext_lazy("例如“3号楼”“东门”。")
    )
    note = forms.CharField(label=gettext_lazy("备注"), required=False, max_length=200)


class BuildingForm(PartForm):
    floors = _number(gettext_lazy("层数"))
    units = _number(gettext_lazy("单元数"))
    households = _number(gettext_lazy("户数"))
    built_year = _number(gettext_lazy("建成年份"), gettext_lazy("四位数字，例如 1988。"))

    field_order = ("label", "floors", "units", "households", "built_year", "note")
    said = ("label", "floors", "units", "households", "built_year", "note")


class EntranceForm(PartForm):
    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=EntranceKind.choices, widget=Radios)
    open = forms.ChoiceField(
        label=gettext_lazy("现在"), choices=(("1", gettext_lazy("通行")), ("", gettext_lazy("封闭"))), required=False,
        widget=Radios,
    )  # fmt: skip
    guarded = forms.ChoiceField(
        label=gettext_lazy("有人值守"),
        choices=(("1", gettext_lazy("是")), ("0", gettext_lazy("否")), ("", gettext_lazy("还不知道"))),
        required=False, widget=Radios,
    )  # fmt: skip
    barriers = _number(gettext_lazy("道闸数"))
    access_readers = _number(gettext_lazy("门禁设备数"), gettext_lazy("只登记设备有几套，不接入画面和通行记录。"))

    field_order = ("label", "kind", "open", "guarded", "barriers", "access_readers", "note")
    said = ("label", "kind", "open", "guarded", "barriers", "access_readers", "note")


@dataclass(frozen=True)
class SumHint:
    """A sum over the listed parts beside the fact of the ledger; `differs` where both are known and not equal."""

    title: Text
    total: int
    ledger: int | None
    differs: bool
    href: str


@dataclass(frozen=True)
class Parts:
    """What the compound's page shows of buildings and entrances."""

    buildings: list[Building]
    entrances: list[Entrance]
    hints: list[SumHint]
    may_edit: bool


def parts_of(compound: Compound, facts: Mapping[str, Known], may_edit: bool, may_correct: bool) -> Parts:
    """Buildings, entrances, and how their sums compare with the ledger's facts, which are never changed by them."""
    buildings, entrances = list(buildings_of(compound)), list(entrances_of(compound))
    sums = sums_of(buildings, entrances)
    hints = []
    for fact, name, title in COMPARED:
        total = getattr(sums, name)
        if total is not None:
            stated = facts[fact].value if fact in facts else None
            known = int(stated) if stated is not None else None
            differs = known is not None and known != total
            href = reverse("correct", args=[compound.pk, fact]) if may_correct and known != total else ""
            hints.append(SumHint(title, total, known, differs, href))
    return Parts(buildings, entrances, hints, may_edit)


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
