"""发布方案: what is still wrong with a draft, what it would change for the campaigns that run, and then the version."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.errors import BadInput, Refused, SanwuError
from sanwu.base.scope import Ability
from sanwu.campaigns.drafts_reading import draft_bundle, draft_for
from sanwu.campaigns.models import DraftState, SchemeDraft
from sanwu.campaigns.publishing import check_cases, check_facts, check_number, scheme_publish
from sanwu.decisions.publishing import campaigns_on, effect_of
from sanwu.people.access import OfficeRequest
from sanwu.policy.lint import lint
from sanwu.policy.load import Loaded, load_files
from sanwu.web.desk.door import page
from sanwu.web.desk.scheme_effect import MOST_CAMPAIGNS, changed_page, effect_views, within
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.paging import number_in


class PublishForm(KeyedForm):
    """`digest` says which text the effect was shown for."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


@page(Ability.DRAFT_SCHEME, write=Ability.PUBLISH_SCHEME, methods=("GET", "POST"))
def publish(request: OfficeRequest, number: int) -> HttpResponse:
    """Who drafts sees what would change; who holds the post publishes."""
    draft = draft_for(request.scope, number)
    found = load_files(draft_bundle(draft))
    if request.method != "POST":
        return _page(request, draft, found, PublishForm(initial={"digest": found.digest}))
    draft = draft_for(request.scope, number, Ability.PUBLISH_SCHEME)
    form = PublishForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("提交的内容不完整，请刷新页面再试。"))
    if form.cleaned_data["digest"] != found.digest and draft.state == DraftState.OPEN:
        again = PublishForm(initial={"digest": found.digest})
        said = _("在您查看影响的时候，草稿又改过了。下面是按现在的草稿算的影响，请看过再发布。")
        return _page(request, draft, found, again, said, status=409)
    try:
        version = scheme_publish(files=found.files, actor=request.actor, draft=draft, client_key=form.key)
    except Refused as refused:
        return _page(request, draft, found, PublishForm(initial={"digest": found.digest}), refused.message, status=422)
    messages.success(
        request, _("“%(title)s”第 %(version)s 版已发布。") % {"title": version.title, "version": version.version}
    )
    return redirect("scheme_version", version.pk)


@page(Ability.DRAFT_SCHEME)
def publish_compounds(request: OfficeRequest, number: int) -> HttpResponse:
    """The compounds of one campaign that would change class, page by page."""
    draft = draft_for(request.scope, number)
    found = load_files(draft_bundle(draft))
    if found.scheme is None:
        raise Http404
    wanted = number_in(request.GET, "campaign")
    running = within(request.scope, campaigns_on(found.scheme.id, found.digest))
    campaign = next((one for one in running if one.pk == wanted), None)
    if campaign is None:
        raise Http404
    (effect,) = effect_of(files=found.files, campaigns=[campaign], on=clock.today())
    lines, pager = changed_page(request.scope, effect, request.GET)
    context = {
        "campaign": campaign, "lines": lines, "pager": pager, "changed": effect.classes.changed,
        "back": reverse("scheme_draft_publish", args=[draft.pk]), "back_title": _("发布方案"), "title": draft.title,
    }  # fmt: skip
    return render(request, "desk/scheme_effect_compounds.html", context)


def _page(
    request: OfficeRequest, draft: SchemeDraft, found: Loaded, form: PublishForm, said: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "draft": draft, "form": form, "said": said, "problems": found.problems,
        "open": draft.state == DraftState.OPEN,
        "may_publish": request.scope.may(Ability.PUBLISH_SCHEME, draft.division_id),
    }  # fmt: skip
    if found.scheme is not None:
        running = campaigns_on(found.scheme.id, found.digest)
        mine = within(request.scope, running)
        effects = effect_of(files=found.files, campaigns=mine[:MOST_CAMPAIGNS], on=clock.today())
        context |= {
            "scheme": found.scheme,
            "hindrance": _hindrance(found),
            "doubts": sum(not finding.acknowledged for finding in lint(found.scheme)),
            "effects": effect_views(effects, reverse("scheme_draft_publish_compounds", args=[draft.pk])),
            "elsewhere": len(running) - len(mine),
            "further": len(mine) - len(effects),
        }
    return render(request, "desk/scheme_publish.html", context, status=status)


def _hindrance(found: Loaded) -> str:
    """Why it cannot be published as it is, "" where it can."""
    try:
        check_cases(found)
        if found.scheme is not None:
            check_number(found, found.scheme)
            check_facts(found.scheme)
    except SanwuError as refused:
        return refused.message
    return ""
