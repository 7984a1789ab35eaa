"""更正: one fact of one compound set by hand, with its source, guarded against edits made in the meantime."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaigns_visible_to
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import compound_for
from sanwu.ledger.answering import bodies_asked, may_answer, versions_about
from sanwu.ledger.observed import check_observed
from sanwu.ledger.selectors import entry_of, facts_with_sources, history, known_facts
from sanwu.ledger.services import StaleFact, correct_fact
from sanwu.people.access import OfficeRequest
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.door import page
from sanwu.web.desk.fact_help import fact_help
from sanwu.web.ui.forms import KeyedForm, Radios
from sanwu.web.ui.paging import number_in
from sanwu.web.ui.words import fact_text, person, title_of

YES, NO, UNKNOWN = "yes", "no", ""


class CorrectForm(KeyedForm):
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    value = forms.CharField(label="", required=False)
    source = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=200,
        help_text=gettext_lazy("写文件名称、文号或核查方式，例如“2026年社区上门核查”。"),
    )
    observed_on = forms.DateField(
        label=gettext_lazy("情况属实的日期"),
        required=False,
        help_text=gettext_lazy("看到或查到这个情况的那一天。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, fact: Fact, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = value_field(fact)

    def clean_observed_on(self) -> Any:
        try:
            return check_observed(self.cleaned_data["observed_on"])
        except BadInput as wrong:
            raise forms.ValidationError(wrong.message) from wrong


@dataclass(frozen=True)
class Conflict:
    """Two versions of one fact, side by side: what stands there now and from what, and what was to be saved."""

    who: str
    current: str
    source: str
    yours: str


def value_field(fact: Fact) -> forms.Field:
    """The input that fits the type of a fact. Empty always means "not known", which is a correction like any other."""
    label = title_of(fact)
    unknown = (UNKNOWN, _("待核实（清除现在的值）"))
    if fact.type in ("boolean", "choice"):
        known = [(YES, _("是")), (NO, _("否"))]
        if fact.type == "choice":
            known = [(name, title_of(choice)) for name, choice in fact.choices.items()]
        choice_field = forms.ChoiceField(
            label=label,
            required=False,
            choices=[*known, unknown],
            widget=Radios,
        )
        choice_field.required = False
        return choice_field
    hint = _("留空表示待核实。")
    if fact.unit_text:
        hint = _("单位：%(unit)s。") % {"unit": fact.unit_text} + hint
    widget: forms.Widget = forms.TextInput(attrs={"class": "form-control form-control-short", "autocomplete": "off"})
    if fact.numeric:
        widget.attrs["inputmode"] = "decimal"
    elif fact.type == "date":
        widget = forms.DateInput(attrs={"type": "date", "class": "form-control form-control-short"})
    else:
        widget.attrs["class"] = "form-control"
    return forms.CharField(label=label, required=False, help_text=hint, max_length=fact.max_length, widget=widget)


def initial_value(fact: Fact, value: Any) -> str:
    """The canonical value as the form shows it."""
    if value is None:
        return ""
    if fact.type == "boolean":
        return YES if value else NO
    return str(value)


def choices_of_facts(scheme: Scheme, chosen: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """(group, [(fact, title, chosen)]) of all facts that can be corrected by hand, for a drop-down list."""
    groups: dict[str, list[tuple[str, str, bool]]] = {}
    for name, fact in scheme.dictionary.facts.items():
        if fact.collected_by != "identity":
            title = title_of(scheme.dictionary.groups[fact.group])
            groups.setdefault(title, []).append((name, title_of(fact), name == chosen))
    return list(groups.items())


@page(Ability.ANSWER_QUESTION, methods=("GET", "POST"))
def correct(request: OfficeRequest, number: int, fact: str) -> HttpResponse:
    """Show the present value, take the new one. What somebody else changed meanwhile is shown, never overwritten.

    A fact that the scheme leaves to somebody's judgement is answered by that body's posts; others read who they are.
    """
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    compound = compound_for(request.scope, number, Ability.ANSWER_QUESTION)
    about = known_facts().get(fact)
    if about is None or about.collected_by == "identity":
        raise Compound.DoesNotExist
    asking = versions_about(compound)
    bodies = bodies_asked(asking, fact)
    if not bodies:
        compound = compound_for(request.scope, number, Ability.CORRECT_FACT)
    entry = entry_of(compound)
    present = entry.facts.get(fact)
    back = reverse("compound", args=[compound.pk]) + _suffix(request.GET) + f"#fact-{fact}"
    conflict: Conflict | None = None
    if request.method == "POST":
        form = CorrectForm(about, request.POST)
        if form.is_valid():
            try:
                _correct(request, compound, fact, form)
            except StaleFact as stale:
                conflict = _conflict(compound, about, stale)
                form = CorrectForm(about, _with_revision(request.POST, stale.revision))
            except BadInput as wrong:
                form.add_error("source" if wrong.code == "source_missing" else "value", wrong.message)
            else:
                messages.success(request, _("“%(fact)s”已更正，结论随后重算。") % {"fact": title_of(about)})
                return HttpResponseRedirect(back)
    else:
        initial = {"revision": entry.revision, "value": initial_value(about, present)}
        form = CorrectForm(about, initial=initial)
    if bodies:
        form.fields["source"].label = _("理由和依据")
        form.fields["source"].help_text = _("写明为什么这样判定，例如现场看到的情况、鉴定报告的名称。")
    campaign = _campaign(request) or campaigns_visible_to(request.scope).filter(entries__compound=compound).first()
    context = {
        "compound": compound,
        "form": form,
        "fact_title": title_of(about),
        "help": fact_help(about, campaign.scheme_version if campaign else None),
        "current": fact_text(about, present),
        "conflict": conflict,
        "back": back,
        "campaign": campaign,
        "bodies": [title_of(body) for body in bodies],
        "may": may_answer(asking, fact, request.scope, compound.division_id),
    }
    return render(request, "desk/correct.html", context, status=_status(form, conflict))


def _correct(request: OfficeRequest, compound: Compound, fact: str, form: CorrectForm) -> None:
    correct_fact(
        compound=compound,
        fact=fact,
        value=form.cleaned_data["value"],
        source=form.cleaned_data["source"],
        observed_on=form.cleaned_data["observed_on"],
        expected_revision=form.cleaned_data["revision"],
        actor=request.actor,
        client_key=form.key,
        scope=request.scope,
    )


def _with_revision(sent: QueryDict, revision: int) -> QueryDict:
    """What was typed, based on the newest revision: saving again is then a decision made in knowledge of it."""
    renewed = sent.copy()
    renewed["revision"] = str(revision)
    return renewed


def _suffix(query: QueryDict) -> str:
    number = number_in(query, "campaign")
    return f"?campaign={number}" if number else ""


def _campaign(request: OfficeRequest) -> Campaign | None:
    """The campaign from whose ledger the person came."""
    number = number_in(request.GET, "campaign")
    return campaigns_visible_to(request.scope).filter(pk=number).first() if number else None


def _conflict(compound: Compound, about: Fact, stale: StaleFact) -> Conflict:
    """Who changed the compound meanwhile, when and from what, and both values."""
    batch = history(compound)[0].batch
    who = _("%(person)s 于 %(when)s 改过这个小区的资料。") % {
        "person": person(batch.actor_name),
        "when": date_format(localtime(batch.recorded_at), "DATETIME_FORMAT"),
    }
    known = facts_with_sources(compound).get(about.id)
    return Conflict(who, stale.current, known.batch.source if known else "", stale.yours)


def _status(form: CorrectForm, conflict: Conflict | None) -> int:
    if conflict:
        return 409
    return 422 if form.is_bound else 200
