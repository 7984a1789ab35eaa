"""操作日志: who did what, when, in which post; and the proof that nobody has edited it."""

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.scope import Ability, Scope
from sanwu.exchange.journal import digesters, state_checks
from sanwu.exchange.verify_jobs import AT_ONCE, verify_queue
from sanwu.people.access import OfficeRequest
from sanwu.records.filtering import Wanted, narrowed, record_of
from sanwu.records.models import Act
from sanwu.records.selectors import Verification, acts_visible_to, head, verify
from sanwu.web.desk.door import page
from sanwu.web.desk.journal_words import Reader
from sanwu.web.desk.verbs import VERBS, verb_label
from sanwu.web.ui.forms import PageForm
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.paging import newest_first
from sanwu.web.ui.places import place_named
from sanwu.web.ui.words import person


@dataclass(frozen=True)
class Line:
    """One entry as the list shows it."""

    act: Act
    verb: Text
    person: str


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class JournalFilter(PageForm):
    """Who, what, on what, where, when; nothing is required."""

    verb = forms.ChoiceField(label=gettext_lazy("事项"), required=False)
    who = forms.CharField(label=gettext_lazy("人员"), required=False, max_length=60)
    thing = forms.CharField(label=gettext_lazy("对象"), required=False, max_length=100)
    place = forms.CharField(label=gettext_lazy("区划"), required=False, max_length=60)
    since = _day(gettext_lazy("从"))
    until = _day(gettext_lazy("到"))

    def __init__(self, scope: Scope, data: Any) -> None:
        super().__init__(data)
        self.scope = scope
        verbs: forms.ChoiceField = self.fields["verb"]  # type: ignore[assignment]
        named = sorted(((name, str(label)) for name, label in VERBS.items()), key=lambda pair: pair[1])
        verbs.choices = [("", _("全部")), *named]

    def clean_place(self) -> str:
        text = self.cleaned_data["place"].strip()
        return place_named(text, self.scope, Ability.VIEW_JOURNAL).code if text else ""

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("结束日期早于开始日期。"))
        return said

    def wanted(self) -> Wanted:
        """The valid form as the journal understands it."""
        said = self.cleaned_data
        return Wanted(
            verb=said["verb"], person=said["who"].strip(), thing=said["thing"].strip(), division=said["place"],
            since=said["since"], until=said["until"],
        )  # fmt: skip


@page(Ability.VIEW_JOURNAL)
def journal(request: OfficeRequest) -> HttpResponse:
    """The list, newest first, narrowed by who, what, on what, where and when."""
    return _list(request, None)


@page(Ability.VIEW_JOURNAL, methods=("POST",))
def journal_verify(request: OfficeRequest) -> HttpResponse:
    """Recompute the chain and the digests. Writes nothing, but takes time: hence a button and not a link.

    A long journal is verified by the worker, and the job's page tells what was found.
    """
    if head().number > AT_ONCE:
        return redirect("job", verify_queue(actor=request.actor).pk)
    return _list(request, verify(digesters(), state_checks()))


def _list(request: OfficeRequest, verification: Verification | None) -> HttpResponse:
    form = JournalFilter(request.scope, request.GET)
    acts = acts_visible_to(request.scope)
    acts = narrowed(acts, form.wanted()) if form.is_valid() else acts.none()
    found = newest_first(acts, request.GET, "number")
    context = {
        "lines": [Line(act, verb_label(act.verb), person(act.actor_name)) for act in found.rows],
        "pager": found.pager,
        "form": form,
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "verification": verification,
        "head": head(),
    }
    return render(request, "desk/journal.html", context)


@page(Ability.VIEW_JOURNAL)
def journal_entry(request: OfficeRequest, number: int) -> HttpResponse:
    """One entry: in words what was before and after, and below everything that is hashed."""
    act = acts_visible_to(request.scope).get(number=number)
    reader = Reader([act])
    context = {
        "act": act,
        "verb": verb_label(act.verb),
        "person": person(act.actor_name),
        "place": reader.place(act.division_code) if act.division_code else "",
        "content": reader.content(act.before, act.after),
        "steps": reader.steps(act.steps),
        "record": [(name, _text(value)) for name, value in record_of(act)],
    }
    return render(request, "desk/journal_entry.html", context)


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    return "" if value is None else str(value)
