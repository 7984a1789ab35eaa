"""疑似重复: pairs of compounds that look alike; merged by a person with a reason, told apart, or taken apart again."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope
from sanwu.compounds.duplicates import NEAR_METRES, Pair, suggestions, tell_apart
from sanwu.compounds.models import Compound, RemovalKind
from sanwu.compounds.selectors import compound_for, compounds_visible_to, removals_visible_to
from sanwu.decisions.removing import compound_merge, compound_unmerge
from sanwu.people.access import OfficeRequest
from sanwu.territory.models import Division
from sanwu.web.desk.compound_edit import ReasonForm
from sanwu.web.desk.compound_form import reasons_text
from sanwu.web.desk.division_pick import choosable
from sanwu.web.desk.door import page
from sanwu.web.desk.merge_sides import Side, compared, sides_of
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.paging import by_position, start_in

PER_PAGE = 20


class ApartForm(KeyedForm):
    first = forms.IntegerField(widget=forms.HiddenInput)
    second = forms.IntegerField(widget=forms.HiddenInput)
    back = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)


class MergeForm(KeyedForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    other_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label=gettext_lazy("为什么是同一个"), max_length=200,
        help_text=gettext_lazy("写明核实的方式，例如“社区现场核实，是同一个院子”。"),
    )  # fmt: skip


@dataclass(frozen=True)
class PairLine:
    one: Side
    other: Side
    reasons: str
    form: ApartForm


@page(Ability.MERGE_COMPOUND)
def duplicates(request: OfficeRequest) -> HttpResponse:
    """Pairs of one area, the likeliest first."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    held = choosable(request.scope, None, Ability.MERGE_COMPOUND)
    under = request.GET.get("under", "")
    area = held.get(code=under) if under else _highest(request)
    found = suggestions(request.scope, area.code) if area else None
    total = len(found.pairs) if found else 0
    start = start_in(request.GET, total)
    pairs = found.pairs[start : start + PER_PAGE] if found else []
    context = {
        "area": area,
        "areas": held.filter(parent=area).order_by("code") if area else held.none(),
        "above": held.filter(pk=area.parent_id).first() if area else None,
        "found": found,
        "lines": _lines(request.scope, pairs, area.code if area else ""),
        "total": total,
        "near": NEAR_METRES,
        "pager": by_position(request.GET, start, total, PER_PAGE),
    }
    return render(request, "desk/duplicates.html", context)


def _highest(request: OfficeRequest) -> Division | None:
    held = choosable(request.scope, None, Ability.MERGE_COMPOUND)
    return held.exclude(parent__in=held.values("code")).order_by("code").first()


def _lines(scope: Scope, pairs: list[Pair], back: str) -> list[PairLine]:
    visible = compounds_visible_to(scope, Ability.MERGE_COMPOUND)
    visible = visible.select_related("division__parent")
    compounds = visible.in_bulk({pk for pair in pairs for pk in (pair.first, pair.second)})
    sides = sides_of(list(compounds.values()))
    return [
        PairLine(
            sides[pair.first], sides[pair.second], reasons_text(pair.reasons, pair.metres),
            ApartForm(initial={"first": pair.first, "second": pair.second, "back": back}, auto_id=f"%s_{pair.first}_{pair.second}"),
        )
        for pair in pairs
    ]  # fmt: skip


@page(Ability.MERGE_COMPOUND, methods=("POST",))
def duplicates_apart(request: OfficeRequest) -> HttpResponse:
    """Remember that two are two."""
    form = ApartForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("页面缺少内容。请返回上一页，刷新后再试。"), "incomplete")
    one, other = (
        compound_for(request.scope, form.cleaned_data[name], Ability.MERGE_COMPOUND) for name in ("first", "second")
    )
    tell_apart(one=one, other=other, actor=request.actor, client_key=form.key)
    text = _("已记下：“%(one)s”和“%(other)s”不是同一个，以后不再提示。")
    messages.success(request, text % {"one": one.name, "other": other.name})
    back = form.cleaned_data["back"]
    return HttpResponseRedirect(reverse("duplicates") + (f"?under={back}" if back.isdigit() else ""))


@page(Ability.MERGE_COMPOUND, methods=("GET", "POST"))
def merge(request: OfficeRequest, number: int, other: int) -> HttpResponse:
    """Both side by side; `number` goes, `other` stays and stands for both."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    gone = compound_for(request.scope, number, Ability.MERGE_COMPOUND)
    into = compound_for(request.scope, other, Ability.MERGE_COMPOUND)
    form = MergeForm(request.POST or None, initial={"version": gone.version, "other_version": into.version})
    if request.method == "POST" and form.is_valid():
        try:
            compound_merge(
                compound=gone,
                into=into,
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                expected_version=form.cleaned_data["version"],
                expected_into=form.cleaned_data["other_version"],
                client_key=form.key,
            )
        except (BadInput, Refused) as refused:
            form.add_error("reason" if refused.code == "reason" else None, refused.message)
            renewed = request.POST.copy()
            renewed["version"], renewed["other_version"] = str(gone.version), str(into.version)
            form.data = renewed
        else:
            text = _("“%(gone)s”已并入“%(into)s”。弄错了可以在它的页面上取消合并，两边的资料都不会丢。")
            messages.success(request, text % {"gone": gone.name, "into": into.name})
            return HttpResponseRedirect(reverse("compound", args=[into.pk]))
    sides = sides_of([gone, into])
    context = {
        "gone": sides[gone.pk],
        "into": sides[into.pk],
        "lines": compared(gone, into),
        "form": form,
    }
    return render(request, "desk/merge.html", context, status=422 if form.is_bound else 200)


@page(Ability.MERGE_COMPOUND, methods=("GET", "POST"))
def unmerge(request: OfficeRequest, number: int) -> HttpResponse:
    """取消合并: both stand for themselves again."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    removal = removals_visible_to(request.scope, Ability.MERGE_COMPOUND).get(pk=number, kind=RemovalKind.MERGED)
    if not compounds_visible_to(request.scope, Ability.MERGE_COMPOUND).filter(pk=removal.into_id or 0).exists():
        raise Compound.DoesNotExist
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            back = compound_unmerge(
                removal=removal, reason=form.cleaned_data["reason"], actor=request.actor, client_key=form.key
            )
        except (BadInput, Refused) as refused:
            form.add_error("reason" if refused.code == "reason" else None, refused.message)
        else:
            messages.success(request, _("已取消合并，“%(name)s”回到台账里。") % {"name": back.name})
            return HttpResponseRedirect(reverse("compound", args=[back.pk]))
    context = {"removal": removal, "form": form}
    return render(request, "desk/unmerge.html", context, status=422 if form.is_bound else 200)
