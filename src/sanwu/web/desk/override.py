"""改判: deciding a rule otherwise for one compound, where the scheme names this person's post."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base import clock
from sanwu.base.errors import BadInput, Stale
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for, loaded
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import compound_for
from sanwu.decisions.models import VerdictOverride
from sanwu.decisions.overridden import overrides_of, overrides_visible_to
from sanwu.decisions.overriding import bodies_of, choices_of, may_override, override, rule_of
from sanwu.decisions.selectors import explanation, verdicts_of
from sanwu.ledger.selectors import entry_of
from sanwu.people.access import OfficeRequest
from sanwu.policy.model_rules import Condition, Decision
from sanwu.policy.outcomes import Outcome
from sanwu.records.selectors import was_done
from sanwu.web.desk.door import page
from sanwu.web.desk.explaining import look_of
from sanwu.web.ui.forms import KeyedForm, Radios
from sanwu.web.ui.outcomes import Look
from sanwu.web.ui.words import person, title_of

TAKE_BACK = "-"


class OverrideForm(KeyedForm):
    """What is decided instead, and why."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    outcome = forms.ChoiceField(label=gettext_lazy("改判为"), widget=Radios)
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=500,
        help_text=gettext_lazy("写明事实和依据，例如会议纪要、表决结果、现场核查情况。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    clause = forms.CharField(
        label=gettext_lazy("依据的条款或文件"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("不写就按方案的条款。"),
    )

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices


@page(Ability.OVERRIDE_VERDICT, methods=("GET", "POST"))
def override_verdict(request: OfficeRequest, number: int, campaign: int, rule: str) -> HttpResponse:
    """The rule's own outcome with its working in short, and the form; what was decided before stands below."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    compound = compound_for(request.scope, number, Ability.OVERRIDE_VERDICT)
    here = campaign_for(request.scope, campaign)
    about = rule_of(loaded(here.scheme_version), rule)
    verdict = verdicts_of(here, compound).get(rule)
    if about is None or about.override is None or verdict is None:
        raise compound.DoesNotExist
    standing = overrides_of(here, [compound.pk]).get(compound.pk, {}).get(rule)
    body = may_override(here, rule, request.scope, compound.division_id)
    entry = entry_of(compound)
    choices = _choices(about, standing.outcome if standing else verdict.outcome, taken=standing is not None)
    form = OverrideForm(choices, initial={"revision": entry.revision})
    back = reverse("compound", args=[compound.pk]) + f"?campaign={here.pk}"
    stale = ""
    if request.method == "POST":
        form = OverrideForm(choices, request.POST)
        if not form.is_valid() and was_done(request.user.pk, request.POST.get("client_key", "")):
            return redirect(back)  # the same form, sent twice: what it chose stands and is no choice any more
        if form.is_valid():
            try:
                _decide(request, here, compound, rule, form)
            except Stale as changed:
                stale = changed.message
                form = OverrideForm(choices, initial=form.cleaned_data | {"revision": entry.revision})
            except BadInput as wrong:
                form.add_error("outcome" if "outcome" in wrong.code else "reason", wrong.message)
            else:
                said = (
                    _("“%(rule)s”的改判已撤销，恢复规则的结论。")
                    if form.cleaned_data["outcome"] == TAKE_BACK
                    else _("“%(rule)s”已改判，规则原来的结论仍然并列显示。")
                )
                messages.success(request, said % {"rule": title_of(about)})
                return redirect(back)
    working = explanation(here.scheme_version, entry.facts, clock.today())
    context = {
        "compound": compound,
        "campaign": here,
        "rule": title_of(about),
        "clauses": about.clause,
        "ruled": look_of(about, verdict.outcome),
        "leaves": [leaf for leaf in working.leaves if leaf.rule == rule],
        "standing": standing,
        "standing_look": look_of(about, standing.outcome) if standing else None,
        "history": _history(request.scope, here, compound, about),
        "bodies": [title_of(one) for one in bodies_of(loaded(here.scheme_version), about)],
        "applies": verdict.outcome != Outcome.NOT_APPLICABLE,
        "may": body is not None and verdict.outcome != Outcome.NOT_APPLICABLE,
        "form": form,
        "stale": stale,
        "back": back,
    }
    return render(request, "desk/override.html", context, status=409 if stale else 422 if form.is_bound else 200)


def _decide(request: OfficeRequest, campaign: Campaign, compound: Compound, rule: str, form: OverrideForm) -> None:
    said = form.cleaned_data
    override(
        campaign=campaign, compound=compound, rule=rule, outcome="" if said["outcome"] == TAKE_BACK else said["outcome"],
        reason=said["reason"], clause=said["clause"], scope=request.scope, actor=request.actor,
        expected_revision=said["revision"], client_key=form.key,
    )  # fmt: skip


def _choices(rule: Condition | Decision, stands: str, *, taken: bool) -> list[tuple[str, str]]:
    """What may be decided instead of what stands; taking an earlier decision back where there is one."""
    found = [(outcome, str(look_of(rule, outcome).label)) for outcome in choices_of(rule) if outcome != stands]
    return [*found, (TAKE_BACK, _("撤销改判，恢复规则的结论"))] if taken else found


def _history(scope: Scope, campaign: Campaign, compound: Compound, rule: Condition | Decision) -> list[dict[str, Any]]:
    """Every decision on this rule, newest first."""

    def look(made: VerdictOverride) -> Look | None:
        return look_of(rule, made.outcome) if made.outcome else None

    rows = overrides_visible_to(scope).filter(campaign=campaign, compound=compound, rule=rule.id)
    return [{"made": made, "look": look(made), "by": person(made.actor_name)} for made in rows.defer("trace")]
