"""批量更正: one fact of many compounds set to the same value for one reason, and taken back by one button."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for, campaigns_visible_to, loaded
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.decisions.listing import candidates
from sanwu.ledger.bulk import MOST, changes_of, correct_many, corrections_visible_to, undo_correction, undone
from sanwu.ledger.models import ChangeBatch, LedgerEntry
from sanwu.ledger.selectors import entries_visible_to, known_facts
from sanwu.people.access import OfficeRequest
from sanwu.policy.model_facts import Fact
from sanwu.web.desk.correct import CorrectForm, choices_of_facts
from sanwu.web.desk.door import page
from sanwu.web.desk.fact_help import FactHelp, fact_help
from sanwu.web.desk.ledger_filters import read_filters
from sanwu.web.ui.forms import KeyedForm, say_what_is_missing
from sanwu.web.ui.paging import link, number_in, whole
from sanwu.web.ui.words import fact_text, person, title_of

LISTED = 200  # compounds whose present value is listed; of more, the first ones
CLEAR = "clear"
CHOSEN, EVERY = "compound", "every"


@dataclass(frozen=True)
class Line:
    name: str
    href: str
    current: str


class ManyForm(CorrectForm):
    """The form of one correction, with the revisions of all compounds that it is about: "12:340,15:341".

    Nothing is chosen beforehand, and an empty field clears nothing: what is meant for many is said.
    """

    revision = None  # type: ignore[assignment]  # each compound has its own
    revisions = forms.CharField(widget=forms.HiddenInput, max_length=40_000)

    def __init__(self, fact: Fact, *args: Any, **kwargs: Any) -> None:
        super().__init__(fact, *args, **kwargs)
        value = self.fields["value"]
        value.required = True
        if isinstance(value, forms.ChoiceField):
            value.choices = [(name or CLEAR, label) for name, label in cast(Iterable[tuple[str, str]], value.choices)]
        else:
            value.help_text = ""
        say_what_is_missing(value)

    def clean_value(self) -> str:
        given = str(self.cleaned_data["value"])
        return "" if given == CLEAR else given

    def clean_revisions(self) -> dict[int, int]:
        pairs = [pair.partition(":") for pair in self.cleaned_data["revisions"].split(",")]
        numbers = [(whole(one), whole(two)) for one, _sign, two in pairs]
        found = {one: two for one, two in numbers if one is not None and two is not None}
        if len(found) < len(pairs):
            raise forms.ValidationError(_("选中的小区没有传上来，请回到台账重新选择。"))
        return found


@page(Ability.CORRECT_FACT, methods=("GET", "POST"))
def bulk_correct(request: OfficeRequest, number: int) -> HttpResponse:
    """Choose the fact, see what stands there now, say the value and the reason once."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    campaign = campaign_for(request.scope, number, Ability.CORRECT_FACT)
    known = known_facts()
    about = known.get(request.GET.get("fact", ""))
    form: ManyForm | None = None
    status = 200
    if request.method == "POST" and about is not None and about.collected_by != "identity":
        form, status = ManyForm(about, request.POST), 422
        if form.is_valid():
            try:
                batch = _correct(request, about, form)
            except (BadInput, Refused) as wrong:
                form.add_error("source" if wrong.code == "source_missing" else None, wrong.message)
            else:
                return redirect(reverse("correction", args=[batch.pk]) + f"?campaign={campaign.pk}")
    entries = _chosen(request, campaign)
    if form is None and about is not None:
        form = ManyForm(about, initial={"revisions": ",".join(f"{row.pk}:{row.revision}" for row in entries)})
    return render(request, "desk/bulk_correct.html", _context(request, campaign, entries, about, form), status=status)


def _context(
    request: OfficeRequest, campaign: Campaign, entries: list[LedgerEntry], about: Fact | None, form: ManyForm | None
) -> dict[str, Any]:
    scheme = loaded(campaign.scheme_version)
    helped: FactHelp | None = fact_help(about, campaign.scheme_version) if about else None
    return {
        "campaign": campaign,
        "count": len(entries),
        "too_many": len(entries) > MOST,
        "most": MOST,
        "lines": [_line(campaign, row, about) for row in entries[:LISTED]],
        "more": max(0, len(entries) - LISTED),
        "facts": choices_of_facts(scheme, about.id if about else ""),
        "fact": about,
        "fact_title": title_of(about) if about else "",
        "help": helped,
        "form": form,
        "kept": [(name, value) for name, values in request.GET.lists() for value in values if name != "fact"],
        "back": reverse("campaign_ledger", args=[campaign.pk]) + link(request.GET, compound="", every="", fact=""),
    }


def _chosen(request: OfficeRequest, campaign: Campaign) -> list[LedgerEntry]:
    """The compounds that are meant, as far as they may be corrected: the ticked ones, or all that the filters show."""
    rows = entries_visible_to(request.scope, Ability.CORRECT_FACT)
    if request.GET.get(EVERY):
        asked = read_filters(request, campaign)
        rows = candidates(request.scope, campaign, asked.filters, ability=Ability.CORRECT_FACT)
    else:
        ids = [pk for text in request.GET.getlist(CHOSEN) if (pk := whole(text)) is not None][: MOST + 1]
        rows = rows.filter(pk__in=ids)
    return list(rows.select_related("compound").order_by("name_key", "pk")[: MOST + 1])


def _line(campaign: Campaign, row: LedgerEntry, about: Fact | None) -> Line:
    href = reverse("compound", args=[row.pk]) + f"?campaign={campaign.pk}"
    return Line(row.compound.name, href, fact_text(about, row.facts.get(about.id)) if about else "")


def _correct(request: OfficeRequest, about: Fact, form: ManyForm) -> ChangeBatch:
    revisions: Mapping[int, int] = form.cleaned_data["revisions"]
    allowed = compounds_visible_to(request.scope, Ability.CORRECT_FACT).filter(pk__in=revisions)
    if allowed.order_by().count() != len(revisions):  # a form that was tampered with, or a post that has changed
        raise Compound.DoesNotExist
    return correct_many(
        revisions=revisions,
        fact=about.id,
        value=form.cleaned_data["value"],
        source=form.cleaned_data["source"],
        observed_on=form.cleaned_data["observed_on"],
        actor=request.actor,
        client_key=form.key,
        scope=request.scope,
    )


@page(Ability.VIEW_LEDGER, write=Ability.CORRECT_FACT, methods=("GET", "POST"))
def correction(request: OfficeRequest, number: int) -> HttpResponse:
    """What one correction by hand changed, and taking it back."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    wanted = Ability.CORRECT_FACT if request.method == "POST" else Ability.VIEW_LEDGER
    batch = corrections_visible_to(request.scope, wanted).get(pk=number)
    refused = ""
    if request.method == "POST":
        form = KeyedForm(request.POST)
        try:
            if not form.is_valid():
                raise BadInput(_("请刷新页面后重新提交。"), "bad_client_key")
            undo_correction(batch=batch, actor=request.actor, client_key=form.key)
        except Refused as wrong:
            refused = wrong.message
        else:
            messages.success(request, _("更正已撤销，原来的值恢复了，结论随后重算。"))
            return redirect(request.get_full_path())
    chosen = number_in(request.GET, "campaign")
    gone = undone(batch)
    context = {
        "batch": batch,
        "person": person(batch.actor_name),
        "lines": _changes(batch),
        "count": batch.change_sets,
        "count_text": ngettext("%(n)s 个小区", "%(n)s 个小区", batch.change_sets) % {"n": batch.change_sets},
        "more": max(0, batch.change_sets - LISTED),
        "undone": gone,
        "refused": refused,
        "may_undo": not gone and request.scope.may(Ability.CORRECT_FACT, batch.division_code),
        "client_key": uuid4(),
        "campaign": campaigns_visible_to(request.scope).filter(pk=chosen).first() if chosen else None,
    }
    return render(request, "desk/correction.html", context, status=409 if refused else 200)


@dataclass(frozen=True)
class Change:
    name: str
    href: str
    facts: list[tuple[str, str, str]]


def _changes(batch: ChangeBatch) -> list[Change]:
    known = known_facts()
    return [
        Change(
            row.compound.name,
            reverse("compound", args=[row.compound_id]),
            [
                (title_of(known[name]), fact_text(known[name], old), fact_text(known[name], new))
                for name, (old, new) in row.changes.items()
                if name in known
            ],
        )
        for row in changes_of(batch, LISTED)
    ]
