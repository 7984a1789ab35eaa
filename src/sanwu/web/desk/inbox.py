"""我的工作: what is overdue, due soon, waiting for me, returned to me, answered to me; and the day in short for printing."""

from dataclasses import dataclass, replace

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.approvals.enums import State
from sanwu.approvals.models import Case
from sanwu.approvals.words import KINDS, STATES
from sanwu.base import clock
from sanwu.base.scope import Ability
from sanwu.inbox.digest import digest
from sanwu.inbox.selectors import my_work
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.duty_lines import duty_lines, place_names
from sanwu.web.desk.duty_words import left_text
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import day

DUTY = "duty"

# An extension is granted or refused on the page of its duty; an opinion on it, or what came back, has its own page.
ANSWERED_ON_DUTY = (State.SUBMITTED, State.GRANTED, State.REFUSED)


@dataclass(frozen=True)
class CaseLine:
    """One case that waits for this person or came back."""

    title: str
    kind: Text
    state: Text
    place: str
    due: str
    left: str
    href: str


@page(Ability.VIEW_DUTIES)
def inbox(request: OfficeRequest) -> HttpResponse:
    """Five lists, the most urgent first."""
    on = clock.today()
    work = my_work(request.scope, request.user.pk, on)
    cases = [*work.waiting, *work.returned, *work.answered]
    places = place_names(request.scope, {case.division_code for case in cases})
    lines = duty_lines(request.scope, [*work.overdue, *work.soon], on)
    context = {
        "today": on,
        "counts": work.counts,
        "overdue": lines[: len(work.overdue)],
        "soon": lines[len(work.overdue) :],
        "waiting": [_case_line(case, places) for case in work.waiting],
        "returned": [_case_line(case, places) for case in work.returned],
        "answered": [_answered_line(case, places) for case in work.answered],
    }
    return render(request, "desk/inbox.html", context)


@page(Ability.VIEW_DUTIES)
def inbox_digest(request: OfficeRequest) -> HttpResponseBase:
    """The day in short: a page to print, or JSON with `?format=json`."""
    request.section = "inbox"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    found = digest(request.scope, request.user.pk, clock.today())
    if request.GET.get("format") == "json":
        return JsonResponse(found, json_dumps_params={"ensure_ascii": False})
    heads = (
        ("overdue", _("已逾期")), ("soon", _("七天内到期")), ("waiting", _("等您办理")), ("returned", _("退回给您")),
        ("answered", _("已答复您的延期申请")),
    )  # fmt: skip
    context = {
        "today": clock.today(),
        "total": found["counts"]["total"],
        "parts": [(head, found["counts"][key], found[key]) for key, head in heads if found[key]],
    }
    return render(request, "desk/inbox_digest.html", context)


def _case_line(case: Case, places: dict[str, str]) -> CaseLine:
    return CaseLine(
        case.title,
        KINDS[case.kind],
        STATES[case.state],
        places.get(case.division_code, ""),
        day(case.due_on) if case.due_on else "",
        left_text(case.due_on, clock.today()),
        _href(case),
    )


def _answered_line(case: Case, places: dict[str, str]) -> CaseLine:
    """What came of a request: the date that holds now, old or new; nothing runs out on it any more."""
    granted = case.asked_for if case.state == State.GRANTED else case.due_on
    due = _("期限%(day)s") % {"day": day(granted)} if granted else ""
    return replace(_case_line(case, places), due=due, left="")


def _href(case: Case) -> str:
    """Where it goes on: a duty's page for an answer or what came of it, else the case's own."""
    if case.state in ANSWERED_ON_DUTY and case.object_type == DUTY and case.object_id.isdigit():
        return reverse("duty", args=[int(case.object_id)])
    return reverse("approval", args=[case.pk])
