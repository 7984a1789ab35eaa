"""The form of a compound's identity, shared by adding and editing, and the warning about likely duplicates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.coordinates import Datum
from sanwu.base.errors import BadInput
from sanwu.base.scope import Scope
from sanwu.compounds.duplicates import likely_duplicates
from sanwu.compounds.enums import CompoundKind
from sanwu.compounds.identity import Identity
from sanwu.compounds.stating import stated_identity
from sanwu.ledger.observed import check_observed
from sanwu.territory.selectors import full_names
from sanwu.web.ui.forms import KeyedForm, Radios
from sanwu.web.ui.outcomes import Text

DATUMS: tuple[tuple[str, Text], ...] = (
    (Datum.CGCS2000.value, gettext_lazy("国家大地坐标（CGCS2000）、天地图")),
    (Datum.GCJ02.value, gettext_lazy("高德、腾讯地图（GCJ-02）")),
    (Datum.BD09.value, gettext_lazy("百度地图（BD-09）")),
    (Datum.WGS84.value, gettext_lazy("手持定位仪、卫星定位（WGS 84）")),
)
REASONS: Mapping[str, Text] = {
    "name": gettext_lazy("名称相同"),
    "alias": gettext_lazy("别名相同"),
    "pinyin": gettext_lazy("读音相同"),
    "near": gettext_lazy("相距很近"),
}
# Under which field a refusal of a verb is shown, where its code is not the field's own name.
FIELD_OF = {"point": "longitude", "division": None, "nothing_changed": None}


class IdentityForm(KeyedForm):
    name = forms.CharField(label=gettext_lazy("小区名称"), max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=CompoundKind.choices, widget=Radios)
    number = forms.CharField(
        label=gettext_lazy("小区编号"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("单位里一直用的编号；没有就不填，不要现编。"),
    )
    aliases = forms.CharField(
        label=gettext_lazy("别名"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("老百姓的叫法、曾用名，用“、”隔开。"),
    )
    address = forms.CharField(label=gettext_lazy("地址"), required=False, max_length=200)
    longitude = forms.CharField(label=gettext_lazy("经度"), required=False, max_length=30)
    latitude = forms.CharField(label=gettext_lazy("纬度"), required=False, max_length=30)
    datum = forms.ChoiceField(
        label=gettext_lazy("经纬度取自"),
        choices=DATUMS,
        required=False,
        help_text=gettext_lazy("取自哪种地图。选错会偏几百米；没有填经纬度就不用管。"),
    )
    source = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=200,
        help_text=gettext_lazy("写文件名称、文号或核查方式，例如“2026年社区上门核查”。"),
    )
    observed_on = forms.DateField(
        label=gettext_lazy("情况属实的日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    # the likely duplicates that were shown: whoever saves again has seen them
    seen = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "longitude", "latitude", "observed_on"):
            self.fields[name].widget.attrs["class"] = "form-control form-control-short"
        for name in ("longitude", "latitude"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"

    def clean_observed_on(self) -> Any:
        try:
            return check_observed(self.cleaned_data["observed_on"])
        except BadInput as wrong:
            raise forms.ValidationError(wrong.message) from wrong

    def identity(self, division: str, known: Identity | None = None) -> Identity:
        """What was typed, as the verbs take it; BadInput names the field."""
        said = self.cleaned_data
        return stated_identity(
            name=said["name"], division_code=division, kind=said["kind"], number=said["number"], aliases=said["aliases"],
            address=said["address"], point=(said["longitude"], said["latitude"]), datum=said["datum"], known=known,
        )  # fmt: skip

    def refuse(self, code: str, message: str) -> None:
        """Show a refusal of a verb at its field, or above the form."""
        field = FIELD_OF.get(code, code)
        self.add_error(field if field in self.fields else None, message)

    @property
    def had_seen(self) -> set[str]:
        return set(self.cleaned_data.get("seen", "").split(","))


def known_choices(field: forms.ChoiceField) -> list[Any]:
    """The choices of a fact's field without the last one, which clears the value."""
    return list(cast("Iterable[Any]", field.choices))[:-1]


def initial_of(identity: Identity) -> dict[str, Any]:
    """A known identity as the form shows it. The point is the stored one, so its datum is the stored one too."""
    longitude, latitude = identity.point or ("", "")
    return {
        "name": identity.name, "kind": identity.kind, "number": identity.number or "",
        "aliases": "、".join(identity.aliases), "address": identity.address, "longitude": longitude, "latitude": latitude,
        "datum": Datum.CGCS2000.value,
    }  # fmt: skip


@dataclass(frozen=True)
class LikeLine:
    """A likely duplicate as the page shows it."""

    id: int
    name: str
    place: str
    reasons: str
    href: str


def likes(scope: Scope, identity: Identity, exclude: int | None = None) -> list[LikeLine]:
    """What a person should look at before saving."""
    found = likely_duplicates(scope, identity, exclude)
    places = full_names({like.compound.division_id for like in found}) if found else {}
    return [
        LikeLine(
            like.compound.pk, like.compound.name, places.get(like.compound.division_id, ""),
            reasons_text(like.reasons, like.metres), reverse("compound", args=[like.compound.pk]),
        )
        for like in found
    ]  # fmt: skip


def reasons_text(reasons: tuple[str, ...], metres: int | None) -> str:
    """名称相同、相距 35 米."""
    words = [
        _("相距 %(metres)s 米") % {"metres": metres}
        if reason == "near" and metres is not None
        else str(REASONS[reason])
        for reason in reasons
    ]
    return "、".join(words)
