"""单位: renamed, or merged with another; people, posts and history stay with it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.errors import SanwuError, Stale
from sanwu.base.scope import Ability
from sanwu.people.access import OfficeRequest
from sanwu.people.units import organisations_visible_to, unit_merge, unit_rename
from sanwu.web.desk.door import page
from sanwu.web.desk.invitations import BOTH, form_page, side_by_side
from sanwu.web.desk.people_forms import UnitMergeForm, UnitNameForm
from sanwu.web.ui.paging import newest_first

CHOICES = 500


@page(Ability.MANAGE_ACCOUNTS)
def units(request: OfficeRequest) -> HttpResponse:
    """The organisations of one's own part of the tree, newest first; `q` is a part of the name."""
    query = request.GET.get("q", "").strip()
    found = organisations_visible_to(request.scope)
    if query:
        found = found.filter(name__contains=query)
    page_of = newest_first(found.select_related("division", "successor"), request.GET)
    context = {"units": page_of.rows, "pager": page_of.pager, "q": query, "today": clock.today()}
    return render(request, "desk/people_units.html", context)


@page(Ability.MANAGE_ACCOUNTS, methods=BOTH)
def unit_name(request: OfficeRequest, number: int) -> HttpResponse:
    """Another name for a unit."""
    unit = organisations_visible_to(request.scope).get(pk=number)
    words = {
        "unit": unit,
        "title": _("单位改名"),
        "lead": _("单位的编号、岗位、待办和历史都不变，只换名称；日志里记着旧名称。"),
        "button": _("保存"),
    }
    if request.method == "GET":
        return form_page(request, UnitNameForm(request.scope, initial={"name": unit.name, "base": unit.name}), words)
    form = UnitNameForm(request.scope, request.POST)
    conflict = None
    if form.is_valid():
        try:
            unit_rename(
                organisation=unit, name=form.cleaned_data["name"], expected_name=form.cleaned_data["base"],
                actor=request.actor, client_key=form.key,
            )  # fmt: skip
        except Stale as stale:
            unit.refresh_from_db()
            conflict = side_by_side(stale, [(_("单位名称"), unit.name, form.cleaned_data["name"])])
            renewed = request.POST.copy()
            renewed["base"] = unit.name
            form = UnitNameForm(request.scope, renewed)
        except SanwuError as refused:
            form.add_error("name", refused.message)
        else:
            messages.success(request, _("单位已改名。"))
            return redirect("units")
    return form_page(request, form, words, conflict=conflict)


@page(Ability.MANAGE_ACCOUNTS, methods=BOTH)
def unit_join(request: OfficeRequest, number: int) -> HttpResponse:
    """A unit becomes part of another."""
    visible = organisations_visible_to(request.scope)
    unit = visible.get(pk=number)
    others = (
        visible.filter(kind=unit.kind, valid_to=None, demo=unit.demo).exclude(pk=unit.pk).select_related("division")
    )
    choices = [
        (other.pk, f"{other.name}（{other.division.name}）") for other in others.order_by("division_id", "id")[:CHOICES]
    ]
    if not choices:
        messages.info(request, _("没有同类的其他单位可以并入。先给新单位的人增加岗位，新单位登记以后再来办理。"))
        return redirect("units")
    data = request.POST if request.method == "POST" else None
    form = UnitMergeForm(choices, request.scope, data, initial={"on": clock.today()})
    if form.is_valid():
        try:
            moved = unit_merge(
                organisation=unit, into=visible.get(pk=form.cleaned_data["into"]), on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"], actor=request.actor, client_key=form.key,
            )  # fmt: skip
        except SanwuError as refused:
            fields = {"no_reason": "reason", "merged_in_the_past": "on", "closed_organisation": "into"}
            form.add_error(fields.get(refused.code), refused.message)
        else:
            messages.success(request, _("单位已并入，转过去 %(n)s 个岗位。") % {"n": moved})
            return redirect("units")
    lead = _("从这一天起，这个单位的岗位转到并入后的单位，任职人、岗位类型和管辖区划不变；原单位保留为历史。")
    return form_page(request, form, {"unit": unit, "title": _("并入其他单位"), "lead": lead, "button": _("并入")})
