"""工作日历: days entered by hand over the national calendar, and the notice of a year."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base import clock
from sanwu.base.errors import BadInput, Stale
from sanwu.base.scope import Ability
from sanwu.duties.days import LONGEST_NAME, LONGEST_SOURCE, enter_notice, read_days, set_day
from sanwu.duties.selectors import calendar, calendar_state, changed_days, entered_years, national
from sanwu.people.access import OfficeRequest
from sanwu.policy.calendar import SATURDAY
from sanwu.web.desk.door import page
from sanwu.web.desk.duty_forms import PartForm
from sanwu.web.ui.forms import Radios
from sanwu.web.ui.paging import number_in

WORKS, RESTS, AS_NATIONAL = "works", "rests", "national"
ANSWERS = {WORKS: True, RESTS: False, AS_NATIONAL: None}
FIRST_YEAR, LAST_YEAR = 2000, 2100


class SeenForm(PartForm):
    """Both forms carry the calendar that they were made from, so that nobody overwrites what somebody else has entered."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, initial=calendar_state, required=False)

    def again(self) -> Self:
        """The same words on the calendar as it stands now, to be sent once more."""
        sent = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        sent["seen"], sent["client_key"] = calendar_state(), str(uuid4())
        return type(self)(sent)


class DayForm(SeenForm):
    """One day."""

    part = "day"

    day = forms.DateField(
        label=gettext_lazy("日期"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control-short"}, format="%Y-%m-%d"),
    )
    working = forms.ChoiceField(
        label=gettext_lazy("这一天"),
        choices=[
            (WORKS, gettext_lazy("上班")),
            (RESTS, gettext_lazy("放假")),
            (AS_NATIONAL, gettext_lazy("恢复全国日历")),
        ],
        widget=Radios,
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=LONGEST_NAME, required=False)
    source = forms.CharField(label=gettext_lazy("依据的通知"), max_length=LONGEST_SOURCE)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("请填%(first)s年到%(last)s年之间的日期。") % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return day


class NoticeForm(SeenForm):
    """The notice of a year."""

    part = "notice"

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    holidays = forms.CharField(
        label=gettext_lazy("放假的日期"),
        help_text=gettext_lazy("照通知抄，例如：1月1日至3日、2月15日至23日。用顿号隔开，周末也写上。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    workdays = forms.CharField(
        label=gettext_lazy("调休上班的日期"),
        help_text=gettext_lazy("例如：2月14日、2月28日。没有就留空。"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )
    source = forms.CharField(
        label=gettext_lazy("依据的通知"),
        max_length=LONGEST_SOURCE,
        help_text=gettext_lazy("写通知的名称和文号，例如“国务院办公厅关于2027年部分节假日安排的通知”。"),
    )


@dataclass(frozen=True)
class Special:
    """A weekday that rests or a weekend day that is worked, and on whose word."""

    date: date
    working: bool
    name: str
    source: str


@page(Ability.EDIT_CALENDAR, methods=("GET", "POST"))
def calendar_days(request: OfficeRequest) -> HttpResponse:
    """The special days of a year, and one day changed by hand."""
    request.section = "calendar"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    form = DayForm(request.POST) if request.method == "POST" else DayForm()
    if form.is_valid():
        said = form.cleaned_data
        try:
            set_day(
                day=said["day"], working=ANSWERS[said["working"]], name=said["name"], source=said["source"],
                actor=request.actor, scope=request.scope, seen=said["seen"] or None, client_key=form.key,
            )  # fmt: skip
        except BadInput as wrong:
            form.add_error("source", wrong.message)
        except Stale as stale:
            form = form.again()
            form.add_error(None, stale.message)
        else:
            messages.success(request, _("已保存。受影响的期限随后自动重算。"))
            return redirect(f"{request.path}?year={said['day'].year}")
    return _show(request, form, NoticeForm(initial={"year": calendar().announced_through.year + 1}))


@page(Ability.EDIT_CALENDAR, methods=("POST",))
def calendar_notice(request: OfficeRequest) -> HttpResponse:
    """The notice of a year is entered."""
    request.section = "calendar"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    form = NoticeForm(request.POST)
    try:
        if form.is_valid() and _enter(request, form):
            messages.success(
                request, _("%(year)s年的安排已录入，“预计”的期限随后自动重算。") % {"year": form.cleaned_data["year"]}
            )
            return redirect("calendar_days")
    except Stale as stale:
        form = form.again()
        form.add_error(None, stale.message)
    return _show(request, DayForm(), form)


def _enter(request: OfficeRequest, form: NoticeForm) -> bool:
    said, days = form.cleaned_data, {}
    for name in ("holidays", "workdays"):
        try:
            days[name] = read_days(said[name], said["year"])
        except BadInput as wrong:
            form.add_error(name, wrong.message)
    if form.errors:
        return False
    try:
        enter_notice(
            year=said["year"], holidays=days["holidays"], workdays=days["workdays"], source=said["source"],
            actor=request.actor, scope=request.scope, seen=said["seen"] or None, client_key=form.key,
        )  # fmt: skip
    except BadInput as wrong:
        form.add_error("holidays", wrong.message)
        return False
    return True


def _show(request: OfficeRequest, form: DayForm, notice: NoticeForm) -> HttpResponse:
    office = calendar()
    year = number_in(request.GET, "year") or clock.today().year
    year = year if FIRST_YEAR <= year <= LAST_YEAR else clock.today().year
    context = {
        "form": form,
        "notice": notice,
        "year": year,
        "days": _special(year),
        "previous": year - 1,
        "next": year + 1,
        "announced_through": office.announced_through,
        "national_through": national().announced_through,
        "years": entered_years(),
        "estimated": year > office.announced_through.year,
    }
    return render(request, "desk/calendar_days.html", context, status=422 if form.is_bound or notice.is_bound else 200)


def _special(year: int) -> list[Special]:
    changed = {row.date: row for row in changed_days(year)}
    found, day = [], date(year, 1, 1)
    while day.year == year:
        row = changed.get(day)
        working = row.working if row else national().is_working(day)
        if row or working != (day.weekday() < SATURDAY):
            source = row.source if row else _("全国日历")
            found.append(Special(day, working, row.name if row else "", source))
        day += timedelta(days=1)
    return found
