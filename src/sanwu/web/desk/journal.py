"""操作日志: who did what, when, in which post; and the proof that nobody has edited it."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from sanwu.base.scope import Ability
from sanwu.exchange.journal import digesters, state_checks
from sanwu.exchange.verify_jobs import AT_ONCE, verify_queue
from sanwu.people.access import OfficeRequest
from sanwu.records.models import Act
from sanwu.records.selectors import Verification, acts_visible_to, head, verify
from sanwu.web.desk.door import page
from sanwu.web.desk.verbs import VERBS, verb_label
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.paging import newest_first
from sanwu.web.ui.words import person


@dataclass(frozen=True)
class Line:
    """One entry as the list shows it."""

    act: Act
    verb: Text
    person: str


@page(Ability.VIEW_JOURNAL)
def journal(request: OfficeRequest) -> HttpResponse:
    """The list, newest first; `verb` and `q` (a person or an object) narrow it."""
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
    acts = acts_visible_to(request.scope)
    verb, query = request.GET.get("verb", ""), request.GET.get("q", "").strip()
    if verb in VERBS:
        acts = acts.filter(verb=verb)
    if query:
        acts = acts.filter(actor_name=query) | acts.filter(object_name=query)
    found = newest_first(acts, request.GET, "number")
    context = {
        "lines": [Line(act, verb_label(act.verb), person(act.actor_name)) for act in found.rows],
        "pager": found.pager,
        "verbs": sorted(VERBS.items()),
        "verb": verb,
        "q": query,
        "verification": verification,
        "head": head(),
    }
    return render(request, "desk/journal.html", context)


@page(Ability.VIEW_JOURNAL)
def journal_entry(request: OfficeRequest, number: int) -> HttpResponse:
    """One entry with everything that is hashed."""
    act = acts_visible_to(request.scope).get(number=number)
    context = {
        "act": act,
        "verb": verb_label(act.verb),
        "person": person(act.actor_name),
        "before": _text(act.before),
        "after": _text(act.after),
    }
    return render(request, "desk/journal_entry.html", context)


def _text(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
