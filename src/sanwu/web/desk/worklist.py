"""逐项补填: what is missing in a campaign, one fact after another, one compound after another, at the speed of the keyboard."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.decisions.selectors import behind
from sanwu.exchange.worklist import Place, after, before, fact_of, lacking, missing_facts
from sanwu.exchange.worklist_files import write_worklist
from sanwu.ledger.answering import bodies_asked, may_answer
from sanwu.ledger.models import LedgerEntry
from sanwu.ledger.selectors import entries_visible_to
from sanwu.ledger.services import StaleFact, correct_fact
from sanwu.people.access import OfficeRequest
from sanwu.policy.model_facts import Fact
from sanwu.territory.models import Division
from sanwu.territory.selectors import divisions_visible_to
from sanwu.web.desk.cards import area_of
from sanwu.web.desk.door import page
from sanwu.web.desk.worklist_row import SEEN_ON, SOURCE, WorkForm, based_on, fresh_form, place_of, shown_around
from sanwu.web.ui.paging import link, number_in
from sanwu.web.ui.words import count_text, joined, title_of


@dataclass(frozen=True)
class Line:
    """One missing fact on the overview."""

    id: str
    title: str
    waiting: str
    lacking: str
    required: bool
    waiting_href: str
    href: str
    answered_by: str = ""  # the bodies to whose judgement the scheme leaves it, where this person is of none of them


@page(Ability.VIEW_LEDGER)
def worklist(request: OfficeRequest, number: int) -> HttpResponse:
    """The missing facts with their counts, below one division."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    campaign = campaign_for(request.scope, number)
    area = _area(request, campaign)
    found = missing_facts(campaign, request.scope, area.code)
    context = {
        "campaign": campaign,
        "area": area,
        "areas": _below(request, area),
        "above": _above(request, campaign, area),
        "lines": [_line(request, campaign, missing, area.code) for missing in found],
        "counted": all(missing.lacking is not None for missing in found),
        "behind": behind(campaign),
        "may_correct": request.scope.may(Ability.CORRECT_FACT),
        "may_export": request.scope.may(Ability.EXPORT_LEDGER),
    }
    return render(request, "desk/worklist.html", context)


def _line(request: OfficeRequest, campaign: Campaign, missing: Any, under: str) -> Line:
    query = f"?under={under}"
    work = reverse("worklist_fact", args=[campaign.pk, missing.fact.id]) + query
    version = campaign.scheme_version
    answers = may_answer([version], missing.fact.id, request.scope, under)
    bodies = [] if answers else bodies_asked([version], missing.fact.id)
    may = answers and request.scope.may(_ability(campaign, missing.fact.id))
    return Line(
        id=missing.fact.id,
        title=title_of(missing.fact),
        waiting=count_text(missing.waiting) if missing.waiting else "",
        lacking="" if missing.lacking is None else count_text(missing.lacking),
        required=missing.required,
        waiting_href=f"{work}&waiting=1" if may and missing.waiting else "",
        href=work if may and missing.lacking != 0 else "",
        answered_by=joined(title_of(body) for body in bodies),
    )


def _area(request: OfficeRequest, campaign: Campaign) -> Division:
    code = request.GET.get("under", "") or area_of(request, campaign)
    return divisions_visible_to(request.scope).get(code=code)


def _below(request: OfficeRequest, area: Division) -> list[Division]:
    return list(divisions_visible_to(request.scope).filter(parent=area, valid_to=None).order_by("code"))


def _above(request: OfficeRequest, campaign: Campaign, area: Division) -> Division | None:
    if area.code == campaign.division_id or area.parent_id is None:
        return None
    return divisions_visible_to(request.scope).filter(code=area.parent_id).first()


def _ability(campaign: Campaign, fact: str) -> Ability:
    """What it takes to fill in a fact: those whom the scheme names answer a question, all others correct facts."""
    return Ability.ANSWER_QUESTION if bodies_asked([campaign.scheme_version], fact) else Ability.CORRECT_FACT


@page(Ability.ANSWER_QUESTION, methods=("GET", "POST"))
def worklist_fact(request: OfficeRequest, number: int, fact: str) -> HttpResponse:
    """The compound whose turn it is, with a form of one value; Enter saves and brings the next one."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    campaign = campaign_for(request.scope, number, Ability.ANSWER_QUESTION)
    ability = _ability(campaign, fact)
    about = fact_of(campaign, fact) if request.scope.may(ability) else None
    if about is None:
        raise Campaign.DoesNotExist
    under = request.GET.get("under", "")
    if under:
        divisions_visible_to(request.scope).get(code=under)
    rows = lacking(
        campaign, request.scope, fact, under=under, waiting=bool(request.GET.get("waiting")), ability=ability
    )
    place = Place.read(request.GET.get("after", ""))
    row: LedgerEntry | None
    form: WorkForm | None
    conflict = ""
    if request.method == "POST":
        form = WorkForm(about, request.POST)
        row = _asked_about(request, campaign, ability)
        saved, conflict = _saved(request, about, row, form)
        if saved:
            return HttpResponseRedirect(link(request.GET, after=place_of(row)))
        if conflict:
            form = WorkForm(about, based_on(request.POST, row))
    else:
        row = _back_to(rows, request.GET) or after(rows, place)
        form = fresh_form(request, about, row) if row else None
    context = {
        "campaign": campaign, "fact": about, "fact_title": title_of(about), "form": form, "conflict": conflict,
        **shown_around(request, row, rows),
    }  # fmt: skip
    template = "desk/worklist_row.html" if request.headers.get("HX-Request") else "desk/worklist_fact.html"
    # htmx shows what comes with 200 only; everybody else gets the status that says what happened
    wrong = 409 if conflict else 422 if form and form.is_bound else 200
    return render(request, template, context, status=200 if request.headers.get("HX-Request") else wrong)


def _asked_about(request: OfficeRequest, campaign: Campaign, ability: Ability) -> LedgerEntry:
    """The compound of the form that was sent: of this campaign, and one where facts may be corrected."""
    found = compounds_visible_to(request.scope, ability).filter(entries__campaign=campaign, entries__left_on=None)
    entries = entries_visible_to(request.scope, ability).select_related("compound")
    return entries.get(compound=found.get(pk=number_in(request.POST, "compound") or 0))


def _saved(request: OfficeRequest, fact: Fact, row: LedgerEntry, form: WorkForm) -> tuple[bool, str]:
    """Whether the value was written; else what somebody else did meanwhile, or an error in the form."""
    if not form.is_valid():
        return False, ""
    try:
        correct_fact(
            compound=row.compound,
            fact=fact.id,
            value=form.cleaned_data["value"],
            source=form.cleaned_data["source"],
            observed_on=form.cleaned_data["observed_on"],
            expected_revision=form.cleaned_data["revision"],
            actor=request.actor,
            client_key=form.key,
            scope=request.scope,
        )
    except StaleFact as stale:
        row.refresh_from_db()
        said = _("在您填写的时候，这个小区的资料改过了：现在登记的是“%(current)s”，您填的是“%(yours)s”。")
        return False, said % {"current": stale.current, "yours": stale.yours}
    except BadInput as wrong:
        form.add_error("source" if wrong.code == "source_missing" else "value", wrong.message)
        return False, ""
    request.session[SOURCE] = form.cleaned_data["source"]
    seen = form.cleaned_data["observed_on"]
    request.session[SEEN_ON] = seen.isoformat() if seen else ""
    return True, ""


def _back_to(rows: Any, query: QueryDict) -> LedgerEntry | None:
    """The compound before a position, where somebody goes back."""
    place = Place.read(query.get("before", ""))
    return before(rows, place) if place else None


@page(Ability.EXPORT_LEDGER, methods=("POST",))
def worklist_workbook(request: OfficeRequest, number: int) -> HttpResponseBase:
    """The chosen facts as a workbook to be filled in and imported as it is."""
    campaign = campaign_for(request.scope, number, Ability.EXPORT_LEDGER)
    under = request.POST.get("under", "")
    if under:
        divisions_visible_to(request.scope).get(code=under)
    with tempfile.TemporaryDirectory(prefix="sanwu-worklist-") as folder:
        out = Path(folder) / "worklist.xlsx"
        write_worklist(
            campaign=campaign, facts=request.POST.getlist("fact"), scope=request.scope, actor=request.actor, out=out,
            under=under, waiting=bool(request.POST.get("waiting")),
        )  # fmt: skip
        file = out.open("rb")  # outlives its folder
    name = _("补填-%(campaign)s-%(day)s.xlsx") % {"campaign": campaign.name, "day": f"{clock.today():%Y%m%d}"}
    return FileResponse(file, as_attachment=True, filename=name)
