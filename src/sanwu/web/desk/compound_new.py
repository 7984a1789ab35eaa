"""新增小区: one compound entered by hand – first where it lies, then what it is and what is known of it at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for, rules_of
from sanwu.compounds.enums import CompoundKind
from sanwu.compounds.models import Compound
from sanwu.ledger.answering import may_answer
from sanwu.ledger.by_hand import compound_add
from sanwu.ledger.selectors import known_facts
from sanwu.people.access import OfficeRequest
from sanwu.policy.model_facts import Fact
from sanwu.territory.models import Division
from sanwu.territory.selectors import full_name
from sanwu.web.desk.compound_form import IdentityForm, LikeLine, known_choices, likes
from sanwu.web.desk.correct import value_field
from sanwu.web.desk.division_pick import division_chosen, pick
from sanwu.web.desk.door import page

FACT = "fact_"


class NewForm(IdentityForm):
    """The identity, and the facts on which the campaign's rules decide."""

    def __init__(self, facts: list[Fact], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = facts
        for fact in facts:
            field = value_field(fact)
            if isinstance(field, forms.ChoiceField):
                choices = [("", _("还不知道")), *known_choices(field)]
                field = forms.ChoiceField(label=field.label, required=False, choices=choices)
                field.widget.attrs["class"] = "form-select"
            self.fields[FACT + fact.id] = field

    @property
    def facts(self) -> dict[str, str]:
        return {fact.id: self.cleaned_data.get(FACT + fact.id) or "" for fact in self.asked}

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        return [self[FACT + fact.id] for fact in self.asked]


@page(Ability.EDIT_COMPOUND, methods=("GET", "POST"))
def compound_new(request: OfficeRequest, number: int) -> HttpResponse:
    """Pick the place, fill in the form, look at likely duplicates, save."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    campaign = campaign_for(request.scope, number, Ability.EDIT_COMPOUND)
    division = division_chosen(request, campaign.division_id)
    if division is None:
        context = {"campaign": campaign, "pick": pick(request, campaign.division_id)}
        return render(request, "desk/compound_place.html", context)
    known = known_facts()
    version = campaign.scheme_version
    facts = [
        known[name]
        for name in rules_of(version).facts
        if name in known and may_answer([version], name, request.scope, division.code)
    ]
    found: list[LikeLine] = []
    form = NewForm(facts, request.POST or None, initial={"kind": CompoundKind.COMPOUND})
    if request.method == "POST" and form.is_valid():
        try:
            made, found = _add(request, campaign, division, form)
        except (BadInput, Refused) as refused:
            form.refuse(FACT + refused.code if refused.code in known else refused.code, refused.message)
        else:
            if made is not None:
                messages.success(request, _("“%(name)s”已经登记，结论随后算出。") % {"name": made.name})
                return HttpResponseRedirect(reverse("compound", args=[made.pk]) + f"?campaign={campaign.pk}")
    context = {
        "campaign": campaign,
        "form": form,
        "likes": found,
        "seen": ",".join(str(like.id) for like in found),
        "place": full_name(division.code),
    }
    return render(request, "desk/compound_new.html", context, status=422 if form.is_bound else 200)


def _add(
    request: OfficeRequest, campaign: Campaign, division: Division, form: NewForm
) -> tuple[Compound | None, list[LikeLine]]:
    """The new compound; or nothing but its likely duplicates, where one of them was not shown before."""
    identity = form.identity(division.code)
    found = likes(request.scope, identity)
    if not {str(like.id) for like in found} <= form.had_seen:
        return None, found
    made = compound_add(
        campaign=campaign,
        identity=identity,
        facts=form.facts,
        source=form.cleaned_data["source"],
        observed_on=form.cleaned_data["observed_on"],
        actor=request.actor,
        scope=request.scope,
        client_key=form.key,
    )
    return made, found
