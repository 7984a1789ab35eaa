"""修改小区基本信息: name, place, number, point of a compound; and taking one out that was entered by mistake."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability
from sanwu.compounds.enums import CompoundKind
from sanwu.compounds.identity import Identity, identity_changes
from sanwu.compounds.models import Compound, RemovalKind
from sanwu.compounds.selectors import compound_for, identities, removals_visible_to
from sanwu.decisions.removing import compound_restore, compound_withdraw
from sanwu.ledger.by_hand import StaleIdentity, compound_edit
from sanwu.people.access import OfficeRequest
from sanwu.territory.models import Division
from sanwu.territory.selectors import full_name, full_names
from sanwu.web.desk.compound_facts import IDENTITY
from sanwu.web.desk.compound_form import IdentityForm, LikeLine, initial_of, likes
from sanwu.web.desk.division_pick import division_chosen, pick
from sanwu.web.desk.door import page
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.paging import newest_first


class EditForm(IdentityForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ReasonForm(KeyedForm):
    """A verb that needs nothing but a reason and the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    reason = forms.CharField(
        label=gettext_lazy("原因"), max_length=200, help_text=gettext_lazy("写清楚，以后查记录的人要看得懂。")
    )


@dataclass(frozen=True)
class Difference:
    """One part of the identity in two versions."""

    title: Text
    current: str
    yours: str


@page(Ability.EDIT_COMPOUND, methods=("GET", "POST"))
def compound_change(request: OfficeRequest, number: int) -> HttpResponse:
    """Edit the identity. What somebody else changed meanwhile stands beside what was typed; nothing is lost."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    compound = compound_for(request.scope, number, Ability.EDIT_COMPOUND)
    if request.GET.get("place"):
        return render(request, "desk/compound_place.html", {"compound": compound, "pick": pick(request, None)})
    division = division_chosen(request, None) or compound.division
    known = dict(identities([compound.pk]))[compound.pk]
    found: list[LikeLine] = []
    differences: list[Difference] = []
    if request.method == "POST":
        form = EditForm(request.POST)
        if form.is_valid():
            try:
                saved, found = _edit(request, compound, division, known, form)
            except StaleIdentity as stale:
                differences = _differences(stale.current, form.identity(division.code, stale.current))
                form = EditForm(_with_version(request.POST, stale.version))
            except (BadInput, Refused) as refused:
                form.refuse(refused.code, refused.message)
            else:
                if saved:
                    messages.success(request, _("“%(name)s”的基本信息已修改。") % {"name": form.cleaned_data["name"]})
                    return redirect("compound", compound.pk)
    else:
        form = EditForm(initial={**initial_of(known), "version": compound.version})
    context = {
        "compound": compound,
        "form": form,
        "likes": found,
        "seen": ",".join(str(like.id) for like in found),
        "place": full_name(division.code),
        "moved": division.code != compound.division_id,
        "differences": differences,
    }
    status = 409 if differences else 422 if form.is_bound else 200
    return render(request, "desk/compound_edit.html", context, status=status)


def _edit(
    request: OfficeRequest, compound: Compound, division: Division, known: Identity, form: EditForm
) -> tuple[bool, list[LikeLine]]:
    """Whether it was saved; not, where a likely duplicate of the changed identity was not shown before."""
    identity = form.identity(division.code, known)
    found = likes(request.scope, identity, compound.pk) if _looks_new(known, identity) else []
    if not {str(like.id) for like in found} <= form.had_seen:
        return False, found
    compound_edit(
        compound=compound,
        identity=identity,
        source=form.cleaned_data["source"],
        observed_on=form.cleaned_data["observed_on"],
        actor=request.actor,
        scope=request.scope,
        expected_version=form.cleaned_data["version"],
        client_key=form.key,
    )
    return True, found


def _looks_new(before: Identity, after: Identity) -> bool:
    """Whether something changed by which duplicates are told."""
    return (before.name, before.aliases, before.point) != (after.name, after.aliases, after.point)


def _with_version(sent: QueryDict, version: int) -> QueryDict:
    """What was typed, based on the newest version: saving again is then a decision made in knowledge of it."""
    renewed = sent.copy()
    renewed["version"] = str(version)
    return renewed


def _differences(current: Identity, yours: Identity) -> list[Difference]:
    changes = identity_changes(current, yours)
    codes = {value for value in changes.get("division_code", ()) if value}
    places = full_names(codes) if codes else {}
    kinds = {str(kind): str(label) for kind, label in CompoundKind.choices}

    def text(key: str, value: Any) -> str:
        if value is None:
            return _("无")
        if isinstance(value, list):
            return "、".join(value)
        return {"division_code": places, "compound_kind": kinds}.get(key, {}).get(value, str(value))

    return [Difference(IDENTITY.get(key, key), text(key, old), text(key, new)) for key, (old, new) in changes.items()]


@page(Ability.EDIT_COMPOUND, methods=("GET", "POST"))
def compound_take_out(request: OfficeRequest, number: int) -> HttpResponse:
    """撤回: a compound entered by mistake leaves the ledger, with a reason; it can be brought back."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    compound = compound_for(request.scope, number, Ability.EDIT_COMPOUND)
    form = ReasonForm(request.POST or None, initial={"version": compound.version})
    if request.method == "POST" and form.is_valid():
        try:
            compound_withdraw(
                compound=compound,
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                expected_version=form.cleaned_data["version"] or 0,
                client_key=form.key,
            )
        except (BadInput, Refused) as refused:
            form.add_error("reason" if refused.code == "reason" else None, refused.message)
            if isinstance(refused, Stale):
                form.data = _with_version(request.POST, compound.version)
        else:
            text = _("“%(name)s”已撤回，不再出现在台账和统计里。弄错了可以在这里恢复。")
            messages.success(request, text % {"name": compound.name})
            return redirect("compounds_withdrawn")
    context = {"compound": compound, "form": form, "place": full_name(compound.division_id)}
    return render(request, "desk/compound_withdraw.html", context, status=422 if form.is_bound else 200)


@page(Ability.EDIT_COMPOUND)
def compounds_withdrawn(request: OfficeRequest) -> HttpResponse:
    """Compounds that were taken out by hand, newest first, each with the way back."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    open_ones = removals_visible_to(request.scope, Ability.EDIT_COMPOUND).filter(
        kind=RemovalKind.WITHDRAWN, undone_at=None
    )
    found = newest_first(open_ones.select_related("compound"), request.GET)
    places = full_names({removal.compound.division_id for removal in found.rows}) if found.rows else {}
    lines = [{"removal": removal, "place": places.get(removal.compound.division_id, "")} for removal in found.rows]
    return render(request, "desk/compounds_withdrawn.html", {"lines": lines, "pager": found.pager})


@page(Ability.EDIT_COMPOUND, methods=("GET", "POST"))
def compound_bring_back(request: OfficeRequest, number: int) -> HttpResponse:
    """恢复: into the ledger again, with everything that was known of it."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    removal = removals_visible_to(request.scope, Ability.EDIT_COMPOUND).get(pk=number, kind=RemovalKind.WITHDRAWN)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            back = compound_restore(
                removal=removal, reason=form.cleaned_data["reason"], actor=request.actor, client_key=form.key
            )
        except (BadInput, Refused) as refused:
            form.add_error("reason" if refused.code == "reason" else None, refused.message)
        else:
            messages.success(request, _("“%(name)s”已恢复。") % {"name": back.name})
            return HttpResponseRedirect(reverse("compound", args=[back.pk]))
    context = {"removal": removal, "form": form, "place": full_name(removal.compound.division_id)}
    return render(request, "desk/compound_restore.html", context, status=422 if form.is_bound else 200)
