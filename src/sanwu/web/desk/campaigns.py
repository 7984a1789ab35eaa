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

from sanwu.base import clock
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.campaigns.selectors import Shipped, campaigns_visible_to, loaded, schemes_shipped, versions_adoptable
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.people.access import OfficeRequest
from sanwu.policy.load import load_scheme
from sanwu.policy.model_scheme import Scheme
from sanwu.territory.selectors import full_names, options_for
from sanwu.web.desk.cards import campaign_cards
from sanwu.web.desk.door import page
from sanwu.web.desk.phase_dates import movable_dates, passed_dates
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.paging import newest_first
from sanwu.web.ui.words import title_of

CARDS_PER_PAGE = 10
DATE, VERSION, LOOK = "date-", "version-", "look"


@page(Ability.VIEW_LEDGER)
def campaigns(request: OfficeRequest) -> HttpResponse:
    """Campaigns that reach into this person's area, newest first."""
    found = newest_first(campaigns_visible_to(request.scope), request.GET, limit=CARDS_PER_PAGE)
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
    passed: bool
    field: forms.BoundField


class OpenForm(KeyedForm):
    scheme = forms.ChoiceField(
        label=gettext_lazy("采用的方案"),
        help_text=gettext_lazy("选好以后，下面会列出这个方案的日期，可以先改成本地的再启动。"),
        widget=forms.Select(
            attrs={
                "hx-get": "?", "hx-trigger": "change", "hx-target": "#scheme-dates", "hx-select": "#scheme-dates",
                "hx-swap": "outerHTML", "hx-include": "this",
            }
        ),
    )  # fmt: skip
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

    confirm = forms.BooleanField(label=gettext_lazy("我知道这些日期已过，仍按方案原来的日期启动"), required=False)

    def __init__(self, scope: Scope, data: QueryDict | None = None, *, seen: QueryDict | None = None) -> None:
        """`seen` is what was chosen or typed so far where nothing is to be opened yet."""
        kept = seen.dict() if seen is not None else {}
        kept.pop("client_key", None)  # the form that is sent in the end has its own
        super().__init__(data, initial=kept)
        self.schemes: dict[str, Shipped | SchemeVersion] = {shipped.id: shipped for shipped in schemes_shipped()}
        keys = {(shipped.id, shipped.version): shipped.id for shipped in schemes_shipped()}
        for version in versions_adoptable():  # the newest first: of one number the one with the newest dictionary
            own = f"{VERSION}{version.pk}"
            key = keys.setdefault((version.scheme_id, version.version), own)
            if key == own:
                self.schemes[own] = version
            elif self.initial.get("scheme") == own:  # its page leads here; it is offered under another key
                self.initial["scheme"] = key
        _offer(self.fields["scheme"], ((key, _scheme_title(scheme)) for key, scheme in self.schemes.items()))
        places = [place.code for place in options_for(scope, Ability.OPEN_CAMPAIGN)]
        names = full_names(places)
        _offer(self.fields["division"], ((code, names[code]) for code in places))
        if not self.passed:
            del self.fields["confirm"]
        for key, title, _plan in self.movable:
            field = forms.DateField(label=title, required=False, widget=forms.DateInput(attrs={"type": "date"}))
            field.widget.attrs["class"] = "form-control form-control-short"
            self.fields[DATE + key] = field

    @cached_property
    def chosen(self) -> Scheme | None:
        """The scheme that is chosen, or the only one."""
        key = self.data.get("scheme") if self.is_bound else self.initial.get("scheme")
        found = self.schemes.get(str(key)) if key else None
        if found is None and len(self.schemes) == 1:
            found = next(iter(self.schemes.values()))
        return _scheme_of(found) if found else None

    @cached_property
    def movable(self) -> list[tuple[str, str, str]]:
        """(id, title, date in the plan) of everything datable in the scheme."""
        return movable_dates(self.chosen) if self.chosen else []

    @cached_property
    def passed(self) -> list[str]:
        """What of it lies in the past already."""
        return passed_dates(self.chosen, clock.today()) if self.chosen else []

    @property
    def date_rows(self) -> list[DateRow]:
        return [DateRow(title, plan, key in self.passed, self[DATE + key]) for key, title, plan in self.movable]

    @property
    def warning(self) -> str:
        """What comes of opening it as it is."""
        return _(
            "这个方案有 %(count)s 个日期已经过去。不改的话，行动一启动这些阶段和事项就算逾期。"
            "请按本地文件填上新的日期，或者勾选确认仍按原来的日期。"
        ) % {"count": len(self.passed)} if self.passed else ""  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        left = [key for key in self.passed if not cleaned.get(DATE + key)]
        if left and not cleaned.get("confirm"):
            self.add_error(
                "confirm", _("还有 %(count)s 个日期已过。请填新的日期，或者勾选确认。") % {"count": len(left)}
            )
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
    looking = request.method == "GET" or LOOK in request.POST  # at the dates of a scheme, before anything is opened
    if looking:
        form = OpenForm(request.scope, seen=request.GET if request.method == "GET" else request.POST)
    else:
        form = OpenForm(request.scope, request.POST)
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
