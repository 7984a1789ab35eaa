"""One version of a list as it was handed in: its rows, what changed, where it stands, its documents."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.approvals import words
from sanwu.approvals.enums import State, Verb
from sanwu.approvals.selectors import open_to, steps_of
from sanwu.base import clock
from sanwu.base.scope import Ability
from sanwu.compounds.selectors import gone_among
from sanwu.decisions.filed import (
    differences,
    reasons_of,
    rows_reviewed,
    state_of,
    successor_of,
    supplement_to,
    version_for,
)
from sanwu.decisions.filing import list_withdraw
from sanwu.decisions.models import ListVersion
from sanwu.exchange.documents import TITLES, document_queue, documents_visible_to, file_name
from sanwu.exchange.files import stored_file
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.filing_words import changed_row, row_view, scheme_of, state_look
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.paging import Pager, link, number_in
from sanwu.web.ui.words import person

PER_PAGE = 50
CHANGES_SHOWN = 20


class ReasonForm(KeyedForm):
    """A reason, and the version of the case that it is about."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class FileForm(KeyedForm):
    """The number and the day of a filing."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    number = forms.CharField(label=gettext_lazy("备案号"), max_length=60)
    filed_on = forms.DateField(
        label=gettext_lazy("备案日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    opinion = forms.CharField(label=gettext_lazy("备案意见"), required=False, max_length=500)


@page(Ability.VIEW_DUTIES)
def list_version(request: OfficeRequest, number: int) -> HttpResponse:
    """The frozen rows and everything that was done with them."""
    request.section = "campaigns"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    version = version_for(request.scope, number)
    return render(request, "desk/list_version.html", version_context(request, version))


@page(Ability.SUBMIT_LIST, methods=("POST",))
def list_take_back(request: OfficeRequest, number: int) -> HttpResponse:
    """Take a list back that nobody has decided on."""
    request.section = "campaigns"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    version = version_for(request.scope, number, Ability.SUBMIT_LIST)
    form = ReasonForm(request.POST, auto_id="withdraw_%s")
    if not form.is_valid():
        context = version_context(request, version) | {"withdraw": form}
        return render(request, "desk/list_version.html", context, status=422)
    list_withdraw(
        version=version, reason=form.cleaned_data["reason"], scope=request.scope, actor=request.actor,
        expected_version=form.cleaned_data["version"], client_key=form.key,
    )  # fmt: skip
    messages.success(request, _("名单已撤回。改好以后，可以重新上报。"))
    return redirect("list_version", version.pk)


@page(Ability.VIEW_DUTIES, methods=("POST",))
def list_documents(request: OfficeRequest, number: int) -> HttpResponse:
    """Have the files of a step made (again, where one could not be made)."""
    version = version_for(request.scope, number)
    key = request.POST.get("client_key") or str(uuid4())
    kind, source = request.POST.get("kind", ""), number_in(request.POST, "source") or 0
    if kind in TITLES:
        document_queue(version=version, kind=kind, source_id=source, actor=request.actor, client_key=key)
        messages.info(request, _("正在生成文件，请稍后刷新本页。"))
    return redirect("list_version", version.pk)


@page(Ability.VIEW_DUTIES)
def list_document(request: OfficeRequest, number: int) -> HttpResponseBase:
    """One file as it was made."""
    document = documents_visible_to(request.scope).exclude(stored_as="").get(pk=number)
    return FileResponse(stored_file(document.stored_as), as_attachment=True, filename=file_name(document))


def version_context(request: OfficeRequest, version: ListVersion) -> dict[str, Any]:
    """What the page of a version shows; a form that was sent wrong replaces its own."""
    successor, supplement = successor_of(version), supplement_to(version)
    replaced = successor is not None
    state = state_of(version, replaced)
    verbs = [] if replaced else open_to(version.case, request.scope, clock.today())
    first = {"version": version.case.version}
    scheme = scheme_of(version.campaign)
    rows, pager = page_of(request, version)
    different = differences(version)
    return {
        "version": version,
        "campaign": version.campaign,
        "condition": scheme.conditions[version.condition],
        "look": state_look(state),
        "successor": successor,
        "supplement": supplement,
        "supplement_look": state_look(state_of(supplement, False)) if supplement else None,
        "rows": rows,
        "pager": pager,
        "yes": version.total - version.unknown,
        "differences": different,
        "changes": [changed_row(scheme, version.condition, *pair) for pair in different.changed[:CHANGES_SHOWN]],
        "steps": [(words.VERBS[step.verb], person(step.actor_name), step) for step in steps_of(version.case)],
        "documents": documents_of(request, version),
        "samples": version.samples.all(),
        "filing": getattr(version, "filing", None),
        "client_key": uuid4(),
        "may_review": not replaced and Verb.ACCEPT in verbs and state == State.SUBMITTED,
        "hands_on": bool({Verb.TRANSFER, Verb.COUNTERSIGN_ASK, Verb.COUNTERSIGN_GIVE} & set(verbs)),
        "withdraw": ReasonForm(initial=first, auto_id="withdraw_%s") if Verb.WITHDRAW in verbs else None,
        "send_back": ReasonForm(initial=first, auto_id="back_%s")
        if state == State.ACCEPTED and Verb.RETURN in verbs
        else None,
        "file": FileForm(initial=first | {"filed_on": clock.today()}, auto_id="file_%s")
        if Verb.FILE in verbs
        else None,
    }


def page_of(request: OfficeRequest, version: ListVersion) -> tuple[list[Any], Pager]:
    """One page of the frozen rows by their position, with the opinions on them."""
    after = number_in(request.GET, "after") or 0
    found = list(rows_reviewed(version).filter(position__gt=after).order_by("position")[: PER_PAGE + 1])
    more, found = len(found) > PER_PAGE, found[:PER_PAGE]
    scheme, reviews = scheme_of(version.campaign), reasons_of(found)
    gone = gone_among(row.compound_id for row in found)
    rows = [
        row_view(version.campaign, scheme, version.condition, row, row.position, reviews.get(row.pk), gone)
        for row in found
    ]
    back = link(request.GET, after=after - PER_PAGE) if after > PER_PAGE else link(request.GET) if after else ""
    return rows, Pager(back, link(request.GET, after=found[-1].position) if more else "")


def documents_of(request: OfficeRequest, version: ListVersion) -> list[dict[str, Any]]:
    """The documents that the steps of a version call for: those that are there, and those still to be made."""
    made: dict[tuple[str, int], list[Any]] = {}
    for document in documents_visible_to(request.scope).filter(version=version):
        made.setdefault((document.kind, document.source_id), []).append(document)
    wanted: list[tuple[str, int]] = [("report", 0)]
    wanted += [("sample", sample.pk) for sample in version.samples.all()]
    steps = version.case.steps.filter(verb__in=(Verb.ACCEPT, Verb.RETURN, Verb.REJECT), at__gte=version.submitted_at)
    following = getattr(version, "following", None)
    if following is not None:
        steps = steps.filter(at__lt=following.submitted_at)
    wanted += [("opinion", step.number) for step in steps.order_by("number")]
    if hasattr(version, "filing"):
        wanted.append(("receipt", 0))
    return [
        {
            "title": TITLES[kind], "kind": kind, "source": source,
            "files": [one for one in made.get((kind, source), []) if one.stored_as],
            "problem": next((one.problem for one in made.get((kind, source), []) if one.problem), ""),
        }
        for kind, source in wanted
    ]  # fmt: skip
