"""行动: the list, and opening one: which scheme, where, under which name, with which dates of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.campaigns.selectors import Shipped, loaded, schemes_shipped, versions_adoptable
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.people.access import OfficeRequest
from sanwu.policy.load import load_scheme
from sanwu.policy.model_scheme import Scheme
from sanwu.territory.selectors import full_names, options_for
from sanwu.web.desk.cards import campaign_cards, campaigns_of
from sanwu.web.desk.door import page
from sanwu.web.desk.phase_dates import movable_dates
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.paging import newest_first
from sanwu.web.ui.words import title_of

CARDS_PER_PAGE = 10
DATE, VERSION = "date-", "version-"


@page(Ability.VIEW_LEDGER)
def campaigns(request: OfficeRequest) -> HttpResponse:
    """Campaigns that reach into this person's area, newest first."""
    found = newest_first(campaigns_of(request.scope), request.GET, limit=CARDS_PER_PAGE)
    context = {
        "campaigns": campaign_cards(request.scope, found.rows),
        "pager": found.pager,
        "may_open": request.scope.may(Ability.OPEN_CAMPAIGN),
    }
    return render(request, "desk/campaigns.html", context)


@dataclass(frozen=True)
class DateRow:
    """A date that an area may set: what it is for, the plan's own date, and the field for the local one."""

    title: str
    dates: str
    field: forms.BoundField


class OpenForm(KeyedForm):
    scheme = forms.ChoiceField(label=gettext_lazy("采用的方案"))
    division = forms.ChoiceField(
        label=gettext_lazy("在哪里开展"), help_text=gettext_lazy("行动包括这个区划和它下面的全部小区。")
    )
    name = forms.CharField(
        label=gettext_lazy("行动名称"),
        max_length=100,
        help_text=gettext_lazy("会出现在台账、导出的表格和通报里，例如“2026年三无小区整治”。"),
    )
    source = forms.CharField(
        label=gettext_lazy("重定日期依据的文件"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("写文件名称或文号。下面填了日期，这里就要填。"),
    )

    def __init__(self, scope: Scope, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.schemes: dict[str, Shipped | SchemeVersion] = {shipped.id: shipped for shipped in schemes_shipped()}
        here = {(shipped.id, shipped.version) for shipped in schemes_shipped()}
        for version in versions_adoptable():  # the newest first: of one number the one with the newest dictionary
            if (version.scheme_id, version.version) not in here:
                here.add((version.scheme_id, version.version))
                self.schemes[f"{VERSION}{version.pk}"] = version
        _offer(self.fields["scheme"], ((key, _scheme_title(scheme)) for key, scheme in self.schemes.items()))
        places = [place.code for place in options_for(scope, Ability.OPEN_CAMPAIGN)]
        names = full_names(places)
        _offer(self.fields["division"], ((code, names[code]) for code in places))
        for key, title, _plan in self.movable:
            field = forms.DateField(label=title, required=False, widget=forms.DateInput(attrs={"type": "date"}))
            field.widget.attrs["class"] = "form-control form-control-short"
            self.fields[DATE + key] = field

    @cached_property
    def movable(self) -> list[tuple[str, str, str]]:
        """(id, title, date in the plan) of everything datable in the scheme that is chosen, or the only one."""
        chosen = self.data.get("scheme") if self.is_bound else None
        found = self.schemes.get(str(chosen)) if chosen else None
        if found is None and len(self.schemes) == 1:
            found = next(iter(self.schemes.values()))
        scheme = _scheme_of(found) if found else None
        return movable_dates(scheme) if scheme else []

    @property
    def date_rows(self) -> list[DateRow]:
        return [DateRow(title, plan, self[DATE + key]) for key, title, plan in self.movable]

    @property
    def has_dates(self) -> bool:
        """Whether something was typed there, so that it is shown again after an error."""
        return self.is_bound and any(str(value).strip() for key, value in self.data.items() if key.startswith(DATE))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.redating and not cleaned.get("source"):
            self.add_error("source", _("请写明依据的文件，没有文件就不要改日期。"))
        return cleaned

    @property
    def redating(self) -> dict[str, dict[str, str]]:
        """The dates that were set, as the verb wants them."""
        source = self.cleaned_data.get("source", "")
        return {
            key: {"date": value.isoformat(), "source": source}
            for key, _title, _plan in self.movable
            if (value := self.cleaned_data.get(DATE + key))
        }


def _offer(field: Any, choices: Iterable[tuple[str, str]]) -> None:
    """Fill a choice; where there is one only, nothing is asked."""
    offered = list(choices)
    field.choices = offered if len(offered) == 1 else [("", _("请选择")), *offered]


def _scheme_title(scheme: Shipped | SchemeVersion) -> str:
    return _("%(title)s（第 %(version)s 版）") % {"title": title_of(scheme), "version": scheme.version}


def _scheme_of(scheme: Shipped | SchemeVersion) -> Scheme | None:
    return load_scheme(scheme.path).scheme if isinstance(scheme, Shipped) else loaded(scheme)


@page(Ability.OPEN_CAMPAIGN, methods=("GET", "POST"))
def campaign_new(request: OfficeRequest) -> HttpResponse:
    """Open a campaign. The choice of divisions is what this person may; any other code is no valid choice."""
    form = OpenForm(request.scope, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            campaign = _open(request, form)
        except (BadInput, Refused) as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("行动已启动。下一步：把办公室现有的表格导进来。"))
            return redirect("campaign", campaign.pk)
    return render(request, "desk/campaign_open.html", {"form": form}, status=422 if form.is_bound else 200)


def _open(request: OfficeRequest, form: OpenForm) -> Campaign:
    chosen = form.schemes[form.cleaned_data["scheme"]]
    version = scheme_load(path=chosen.path, actor=request.actor) if isinstance(chosen, Shipped) else chosen
    return campaign_open(
        scheme_version=version,
        division=form.cleaned_data["division"],
        name=form.cleaned_data["name"],
        redating=form.redating or None,
        actor=request.actor,
        client_key=form.key,
    )
