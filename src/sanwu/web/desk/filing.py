"""上报与备案: where every district stands with its list, and the page on which a list is composed and handed in."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.approvals.enums import State
from sanwu.base import clock
from sanwu.base.errors import Refused, Stale
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for
from sanwu.decisions.filed import Place, due_of, places_of, state_of, terms_of, versions_visible_to
from sanwu.decisions.filing import ON_ITS_WAY, list_submit, nothing_to_supplement
from sanwu.decisions.filing_composing import Composition, compose
from sanwu.decisions.filing_enums import Change
from sanwu.decisions.models import ListVersion
from sanwu.duties.calendar import calendar
from sanwu.exchange.documents import document_queue
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.filing_words import NONE, row_view, scheme_of, state_look
from sanwu.web.ui.errors import LACKING
from sanwu.web.ui.forms import KeyedForm, Radios
from sanwu.web.ui.outcomes import Look
from sanwu.web.ui.paging import newest_first
from sanwu.web.ui.words import title_of

SHOWN = 200  # rows of a preview on one page; all of them are handed in


@dataclass(frozen=True)
class PlaceLine:
    """One division that reports."""

    name: str
    version: ListVersion | None
    look: Look
    href: str
    compose: str
    compose_word: str
    supplement: ListVersion | None = None
    supplement_look: Look | None = None


@dataclass(frozen=True)
class VersionLine:
    """One version that was handed in."""

    version: ListVersion
    look: Look


class SubmitForm(KeyedForm):
    """What a person signs: the rows that were shown, and what becomes of those still to be verified."""

    seen = forms.CharField(widget=forms.HiddenInput)
    unknown = forms.ChoiceField(
        label=gettext_lazy("情况待核实的小区"),
        choices=[("yes", gettext_lazy("一并上报，逐个注明缺什么")), ("no", gettext_lazy("这次不报，核实后再补报"))],
        widget=Radios,
    )
    reason = forms.CharField(
        label=gettext_lazy("附言"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("重报、补报时建议写一句改了什么，方便复核。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@page(Ability.VIEW_DUTIES)
def lists(request: OfficeRequest, number: int) -> HttpResponse:
    """The divisions that report and where they stand; below it every version."""
    request.section = "campaigns"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    campaign = campaign_for(request.scope, number, Ability.VIEW_DUTIES)
    terms, on = terms_of(campaign), clock.today()
    places = places_of(campaign, request.scope)
    found = newest_first(versions_visible_to(request.scope).filter(campaign=campaign), request.GET)
    newest = {place.newest.pk for place in places if place.newest}
    days = calendar()
    context = {
        "campaign": campaign,
        "terms": terms,
        "dues": [
            (title_of(duty), due_of(campaign, duty, days, on))
            for duty in (terms.report, terms.review, terms.file)
            if duty
        ],
        "places": [_place_line(request, campaign, place) for place in places],
        "versions": [VersionLine(v, state_look(state_of(v, v.pk not in newest))) for v in found.rows],
        "pager": found.pager,
        "counts": _counts(places),
    }
    return render(request, "desk/lists.html", context)


@page(Ability.VIEW_DUTIES, write=Ability.SUBMIT_LIST, methods=("GET", "POST"))
def list_compose(request: OfficeRequest, number: int, code: str) -> HttpResponse:
    """What a division would hand in now, and handing it in."""
    request.section = "campaigns"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    wanted = Ability.SUBMIT_LIST if request.method == "POST" else Ability.VIEW_DUTIES
    campaign = campaign_for(request.scope, number, wanted)
    place = next((p for p in places_of(campaign, request.scope) if p.division.code == code), None)
    if place is None or not request.scope.may(wanted, code):
        raise Http404
    previous = place.newest
    asked = request.POST.get("unknown") if request.method == "POST" else request.GET.get("unknown")
    with_unknown = asked != "no"
    found = compose(campaign, code, with_unknown=with_unknown, previous=previous)
    error, status = "", 200
    if request.method == "POST":
        form, status = SubmitForm(request.POST), 422
        if form.is_valid():
            try:
                version = list_submit(
                    campaign=campaign, division=code, with_unknown=with_unknown, seen=form.cleaned_data["seen"],
                    reason=form.cleaned_data["reason"], scope=request.scope, actor=request.actor, client_key=form.key,
                )  # fmt: skip
            except Stale as stale:
                error, status = stale.message, 409
                form = SubmitForm(initial=_initial(found, with_unknown) | {"reason": form.cleaned_data["reason"]})
            except Refused as refused:
                if refused.code in (*LACKING, "client_key_used"):
                    raise
                error = refused.message
            else:
                document_queue(version=version, kind="report", actor=request.actor)
                messages.success(request, _("第 %(number)s 版名单已上报。") % {"number": version.number})
                return redirect("list_version", version.pk)
    else:
        form = SubmitForm(initial=_initial(found, with_unknown))
    return render(
        request, "desk/list_compose.html", _compose_context(request, campaign, place, found, form, error),
        status=status,
    )  # fmt: skip


def _initial(found: Composition, with_unknown: bool) -> dict[str, str]:
    return {"seen": found.digest, "unknown": "yes" if with_unknown else "no"}


def _compose_context(
    request: OfficeRequest, campaign: Campaign, where: Place, found: Composition, form: SubmitForm, error: str
) -> dict[str, object]:
    scheme, terms = scheme_of(campaign), found.terms
    place, previous = where.division, where.newest
    return {
        "campaign": campaign,
        "place": place,
        "found": found,
        "form": form,
        "error": error,
        "previous": previous,
        "waits": previous is not None and previous.case.state in ON_ITS_WAY,
        "filed_as_it_is": nothing_to_supplement(found, previous),
        "may_submit": request.scope.may(Ability.SUBMIT_LIST, place.code) and campaign.closed_on is None,
        "due": due_of(campaign, terms.report, calendar(), clock.today()),
        "today": clock.today(),
        "yes": len(found.rows) - found.unknown,
        "rows": [row_view(campaign, scheme, terms.condition.id, row, n) for n, row in enumerate(found.rows[:SHOWN], 1)],
        "more": max(0, len(found.rows) - SHOWN),
        "added": found.count(Change.ADDED),
        "changed": found.count(Change.CHANGED),
        "struck": found.struck,
        "unknown_href": "?unknown=no" if form["unknown"].value() != "no" else "?",
    }


def _place_line(request: OfficeRequest, campaign: Campaign, place: Place) -> PlaceLine:
    code, version, supplement = place.division.code, place.version, place.supplement
    state = state_of(place.newest, False) if place.newest else NONE
    can = request.scope.may(Ability.SUBMIT_LIST, code) and campaign.closed_on is None
    words = {
        NONE: _("编制名单"), State.RETURNED: _("改正后重报"), State.WITHDRAWN: _("重新上报"), State.FILED: _("补充上报"),
        State.REJECTED: _("重新编制"),
    }  # fmt: skip
    compose_href = reverse("list_compose", args=[campaign.pk, code])
    return PlaceLine(
        place.division.name, version, state_look(state_of(version, False) if version else NONE),
        reverse("list_version", args=[version.pk]) if version else compose_href,
        compose_href if can and state in words else "", words.get(state, ""),
        supplement, state_look(state) if supplement else None,
    )  # fmt: skip


def _counts(places: list[Place]) -> dict[str, int]:
    """How many divisions stand where; one whose supplement is on its way counts for it too, and stays filed."""
    states = [state_of(place.newest, False) if place.newest else NONE for place in places]
    return {
        "all": len(states),
        "none": states.count(NONE),
        "review": sum(state in ON_ITS_WAY for state in states),
        "back": sum(state in (State.RETURNED, State.WITHDRAWN, State.REJECTED) for state in states),
        "filed": sum(place.version is not None and hasattr(place.version, "filing") for place in places),
    }
