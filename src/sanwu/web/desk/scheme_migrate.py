"""更换方案版本: a running campaign on another version of its scheme: what would change, doing it, taking it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base import clock
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.campaigns.selectors import campaign_for, migrations_of, versions_of
from sanwu.decisions.publishing import effect_of_version
from sanwu.decisions.publishing_migrating import campaign_migrate, migration_undo
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.scheme_effect import changed_page, effect_views
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.paging import newest_first, number_in


class MigrateForm(KeyedForm):
    """`seen` is the version on which the campaign ran when the effect was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("为什么更换，依据什么文件"), max_length=200,
        help_text=gettext_lazy("例如“按市政府办〔2026〕5号文件执行新标准”。"),
    )  # fmt: skip


class UndoForm(KeyedForm):
    """Nothing but the key: the migration stands in the address."""


@page(Ability.OPEN_CAMPAIGN, methods=("GET", "POST"))
def migrate(request: OfficeRequest, number: int) -> HttpResponse:
    """Choose a version, see what would change, say why, and move; below, how the campaign was moved before."""
    campaign = _campaign(request, number)
    versions = [one for one in versions_of(campaign.scheme_version.scheme_id) if one.pk != campaign.scheme_version_id]
    to = _chosen(request, versions)
    form = MigrateForm(request.POST or None, initial={"seen": campaign.scheme_version_id})
    if to is not None and form.is_bound and form.is_valid():
        try:
            campaign_migrate(
                campaign=campaign, to=to, reason=form.cleaned_data["reason"], actor=request.actor, on=clock.today(),
                seen=form.cleaned_data["seen"], client_key=form.key,
            )  # fmt: skip
        except (BadInput, Refused) as refused:
            form.add_error("reason" if refused.code == "reason" else None, refused.message)
        else:
            messages.success(request, _("已更换为第 %(version)s 版。认定结论正在重算。") % {"version": to.version})
            return redirect("campaign_migrate", campaign.pk)
    return _page(request, campaign, versions, to, form)


@page(Ability.OPEN_CAMPAIGN, methods=("POST",))
def migrate_undo(request: OfficeRequest, number: int, migration: int) -> HttpResponse:
    """Take the newest migration back; the verb says no to any other."""
    campaign = _campaign(request, number)
    held = migrations_of(campaign).defer(None).get(pk=migration)
    form = UndoForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("提交的内容不完整，请刷新页面再试。"))
    undone = migration_undo(migration=held, actor=request.actor, on=clock.today(), client_key=form.key)
    messages.success(request, _("已撤销，恢复为第 %(version)s 版。") % {"version": undone.from_version.version})
    return redirect("campaign_migrate", campaign.pk)


@page(Ability.OPEN_CAMPAIGN)
def migrate_compounds(request: OfficeRequest, number: int) -> HttpResponse:
    """The compounds that would change class, page by page."""
    campaign = _campaign(request, number)
    to = _chosen(request, list(versions_of(campaign.scheme_version.scheme_id)))
    if to is None:
        raise Http404
    effect = effect_of_version(version=to, campaign=campaign, on=clock.today())
    lines, pager = changed_page(request.scope, effect, request.GET)
    context = {
        "campaign": campaign, "lines": lines, "pager": pager, "changed": effect.classes.changed,
        "back": reverse("campaign_migrate", args=[campaign.pk]) + f"?to={to.pk}", "back_title": _("更换方案版本"),
        "title": campaign.name,
    }  # fmt: skip
    return render(request, "desk/scheme_effect_compounds.html", context)


def _campaign(request: OfficeRequest, number: int) -> Campaign:
    """The campaign, where this person leads its whole area."""
    campaign = campaign_for(request.scope, number, Ability.OPEN_CAMPAIGN)
    if not request.scope.may(Ability.OPEN_CAMPAIGN, campaign.division_id):
        raise Refused(_("您只负责这个行动的一部分，不能更换它的方案版本。请由开展行动的单位办理。"), "no_right")
    return campaign


def _chosen(request: OfficeRequest, versions: list[SchemeVersion]) -> SchemeVersion | None:
    wanted = number_in(request.POST if request.method == "POST" else request.GET, "to")
    return next((one for one in versions if one.pk == wanted), None)


def _page(
    request: OfficeRequest,
    campaign: Campaign,
    versions: list[SchemeVersion],
    to: SchemeVersion | None,
    form: MigrateForm,
) -> HttpResponse:
    found = newest_first(migrations_of(campaign), request.GET)
    newest = next((one.pk for one in found.rows if one.undone_at is None), None)
    context: dict[str, Any] = {
        "campaign": campaign, "version": campaign.scheme_version, "versions": versions, "to": to, "form": form,
        "undo_form": UndoForm(), "migrations": found.rows, "pager": found.pager,
        "undoable": newest if not found.pager.previous else None,
    }  # fmt: skip
    if to is not None:
        effect = effect_of_version(version=to, campaign=campaign, on=clock.today())
        address = reverse("campaign_migrate_compounds", args=[campaign.pk])
        context["effects"] = effect_views([effect], address, to=str(to.pk))
    return render(request, "desk/campaign_migrate.html", context, status=422 if form.is_bound else 200)
