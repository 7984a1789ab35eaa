"""The forms of buildings and entrances, and how their sums stand beside the facts of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy

from sanwu.compounds.buildings import (
    buildings_of,
    entrances_of,
    sums_of,
)
from sanwu.compounds.models import Building, Compound, Entrance, EntranceKind
from sanwu.ledger.selectors import Known
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
    return forms.IntegerField(label=label, required=False, help_text=hint, widget=widget)


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
