"""复核: opinions on rows, one by one or together, the decision on the whole, and filing."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.approvals.enums import State, Verb
from sanwu.approvals.selectors import open_to
from sanwu.base import clock
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability
from sanwu.compounds.selectors import gone_among
from sanwu.decisions.filed import is_replaced, newest_opinion, reasons_of, rows_reviewed, version_for
from sanwu.decisions.filing_closing import list_file
from sanwu.decisions.filing_enums import Change, RowDecision
from sanwu.decisions.filing_reviewing import list_decide, list_review
from sanwu.decisions.models import ListVersion
from sanwu.exchange.documents import document_queue
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.filing_version import FileForm, version_context
from sanwu.web.desk.filing_words import DECISIONS, row_view, scheme_of
from sanwu.web.desk.filter_choices import Choice, Option
from sanwu.web.ui.forms import KeyedForm, Radios, ReasonField
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.paging import Pager, link, number_in, whole

PER_PAGE = 50
OPEN = "open"
ALL_OPEN = "open"


class RowsForm(KeyedForm):
    """One opinion on the ticked rows, or on all of which nothing was said. `seen` is the newest opinion that was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    decision = forms.ChoiceField(label=gettext_lazy("意见"), choices=list(DECISIONS.items()), widget=Radios)
    which = forms.ChoiceField(
        label=gettext_lazy("哪些行"),
        choices=[("ticked", gettext_lazy("选中的行")), (ALL_OPEN, gettext_lazy("全部还没有意见的行"))],
        widget=Radios,
        initial="ticked",
    )
    reason = ReasonField(
        label=gettext_lazy("理由"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("退回和剔除必须写明理由，同一个理由写给选中的每一行。"),
    )


class WholeForm(KeyedForm):
    """The decision on the whole."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    decision = forms.ChoiceField(
        label=gettext_lazy("这份名单"),
        choices=[
            (RowDecision.ACCEPT, gettext_lazy("通过：每一行都已同意或剔除")),
            (RowDecision.RETURN, gettext_lazy("退回：由区里改正后重报")),
            (RowDecision.REJECT, gettext_lazy("不予通过：这份名单作废")),
        ],
        widget=Radios,
    )
    reason = ReasonField(
        label=gettext_lazy("理由"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("整体退回、不予通过时填写；有退回的行时可以不写。"),
    )


@page(Ability.REVIEW_LIST, methods=("GET", "POST"))
def review(request: OfficeRequest, number: int) -> HttpResponse:
    """The rows with their opinions; POST says one opinion of some."""
    request.section = "campaigns"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    version = version_for(request.scope, number, Ability.REVIEW_LIST)
    form = _rows_form(version)
    status, ticked = 200, set[int]()
    if request.method == "POST":
        form, ticked = RowsForm(_sent(request)), _ticked(request.POST)
        if form.is_valid():
            try:
                _review(request, version, form)
            except BadInput as wrong:
                form.add_error("reason" if wrong.code.startswith("reason") else "which", wrong.message)
            except Stale as stale:
                form = RowsForm(_anew(request, version))
                form.add_error(None, stale.message)
                status = 409
            else:
                ticked -= _ticked(form.data)
                if not (request.POST.get("accept") and (ticked or request.POST.get("reason"))):
                    return redirect(request.path + link(request.GET, after=request.GET.get("after")))
                form = _going_on(request, version)
    initial = {"version": version.case.version, "decision": RowDecision.ACCEPT}
    whole = WholeForm(initial=initial, auto_id="whole_%s")
    context = _context(request, version, ticked) | {"form": form, "whole": whole}
    if form.is_bound and status == 200:
        form.data = request.POST  # as it was typed, where the button beside a row spoke for the form
        status = 422
    return render(request, "desk/list_review.html", context, status=status)


@page(Ability.REVIEW_LIST, methods=("POST",))
def decide(request: OfficeRequest, number: int) -> HttpResponse:
    """The decision on the whole; it makes the opinion a document."""
    request.section = "campaigns"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    version = version_for(request.scope, number, Ability.REVIEW_LIST)
    whole = WholeForm(request.POST, auto_id="whole_%s")
    if not whole.is_valid() or not _decide(request, version, whole):
        form = _rows_form(version)
        context = _context(request, version) | {"form": form, "whole": whole}
        return render(request, "desk/list_review.html", context, status=422)
    decision = RowDecision(whole.cleaned_data["decision"])
    version.case.refresh_from_db()
    document_queue(version=version, kind="opinion", source_id=version.case.version, actor=request.actor)
    said = {
        RowDecision.ACCEPT: _("名单已整体通过，可以备案。"), RowDecision.RETURN: _("名单已退回，退回的行已转给所在街道。"),
        RowDecision.REJECT: _("名单不予通过。"),
    }  # fmt: skip
    messages.success(request, said[decision])
    return redirect("list_version", version.pk)


@page(Ability.REVIEW_LIST, methods=("POST",))
def file(request: OfficeRequest, number: int) -> HttpResponse:
    """File an accepted list under its number."""
    request.section = "campaigns"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    version = version_for(request.scope, number, Ability.REVIEW_LIST)
    form = FileForm(request.POST, auto_id="file_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            list_file(
                version=version, number=said["number"], filed_on=said["filed_on"], opinion=said["opinion"],
                scope=request.scope, actor=request.actor, expected_version=said["version"], client_key=form.key,
            )  # fmt: skip
        except BadInput as wrong:
            form.add_error("filed_on" if wrong.code == "filed_on" else "number", wrong.message)
        else:
            document_queue(version=version, kind="receipt", actor=request.actor)
            messages.success(request, _("已备案。名单从此不再改动，增减请补充上报。"))
            return redirect("list_version", version.pk)
    context = version_context(request, version) | {"file": form}
    return render(request, "desk/list_version.html", context, status=422)


def _sent(request: OfficeRequest) -> Any:
    """The form as it was sent; the button beside a row says "accept this one" by itself."""
    sent = request.POST.copy()
    if sent.get("accept"):
        sent["decision"], sent["which"], sent["reason"] = RowDecision.ACCEPT, "ticked", ""
        sent.setlist("row", [str(sent["accept"])])
    return sent


def _decide(request: OfficeRequest, version: ListVersion, whole: WholeForm) -> bool:
    """False when the list is not ready for this decision: the form says why and keeps what was typed."""
    try:
        list_decide(
            version=version, decision=RowDecision(whole.cleaned_data["decision"]), reason=whole.cleaned_data["reason"],
            scope=request.scope, actor=request.actor, expected_version=whole.cleaned_data["version"],
            client_key=whole.key,
        )  # fmt: skip
    except Stale:
        raise
    except (BadInput, Refused) as refused:
        whole.add_error(None, refused.message)
        return False
    return True


def _rows_form(version: ListVersion) -> RowsForm:
    return RowsForm(initial={"which": "ticked", "decision": RowDecision.ACCEPT, "seen": newest_opinion(version)})


def _anew(request: OfficeRequest, version: ListVersion) -> Any:
    """What was sent, ticks and words as they were, to be sent again by who has seen what others said meanwhile."""
    sent = request.POST.copy()
    sent["seen"], sent["client_key"] = str(newest_opinion(version)), str(uuid4())
    return sent


def _going_on(request: OfficeRequest, version: ListVersion) -> RowsForm:
    """What was being said of other rows when one was accepted by its own button."""
    said = {name: request.POST.get(name, "") for name in ("decision", "which", "reason")}
    return RowsForm(initial=said | {"seen": newest_opinion(version)})


def _ticked(sent: Any) -> set[int]:
    """The rows that are ticked in a form that was sent; they stay ticked where it comes back."""
    return {row for text in sent.getlist("row") if (row := whole(text)) is not None}


def _review(request: OfficeRequest, version: ListVersion, form: RowsForm) -> None:
    rows = None if form.cleaned_data["which"] == ALL_OPEN else sorted(_ticked(form.data))
    made = list_review(
        version=version, decision=RowDecision(form.cleaned_data["decision"]), rows=rows,
        reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"], scope=request.scope, actor=request.actor,
        client_key=form.key,
    )  # fmt: skip
    count = made.reviewed.count()
    messages.success(request, _("%(count)s 行已记为“%(said)s”。") % {"count": count, "said": DECISIONS[made.decision]})


def _context(request: OfficeRequest, version: ListVersion, ticked: Collection[int] = ()) -> dict[str, Any]:
    """The page of rows that the filters leave; a ticked row stays on it, whatever was said of it meanwhile."""
    chosen = {name: request.GET.get(name, "") for name in ("said", "outcome", "change", "q")}
    everything: QuerySet[Any] = rows_reviewed(version)  # each with `said`
    states = list(everything.values_list("said", flat=True))
    found = everything
    if chosen["said"]:
        found = found.filter(said="" if chosen["said"] == OPEN else chosen["said"])
    if chosen["outcome"]:
        found = found.filter(outcome=chosen["outcome"])
    if chosen["change"] in list(Change):
        found = found.filter(change=chosen["change"])
    if chosen["q"]:
        found = found.filter(name__icontains=chosen["q"])
    after = number_in(request.GET, "after") or 0
    rows = list(found.filter(position__gt=after).order_by("position")[: PER_PAGE + 1])
    more, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
    here, following = reverse("list_review", args=[version.pk]), rows[-1].position if more else 0
    if gone := set(ticked) - {row.pk for row in rows}:
        rows = sorted([*rows, *everything.filter(pk__in=gone)], key=lambda row: row.position)
    scheme, reviews = scheme_of(version.campaign), reasons_of(rows)
    gone_now = gone_among(row.compound_id for row in rows)
    replaced = is_replaced(version)
    verbs = [] if replaced else open_to(version.case, request.scope, clock.today())
    return {
        "version": version,
        "campaign": version.campaign,
        "condition": scheme.conditions[version.condition],
        "rows": [row_view(version.campaign, scheme, version.condition, row, row.position, reviews.get(row.pk), gone_now) for row in rows],
        "ticked": ticked,
        # said in full: the page also answers at the address of the decision on the whole
        "pager": Pager(
            here + link(request.GET) if after else "", here + link(request.GET, after=following) if more else ""
        ),
        "counts": {
            "all": len(states), OPEN: states.count(""), **{str(one): states.count(one) for one in RowDecision}
        },
        "choices": _choices(chosen),
        "chosen": chosen,
        "any": any(chosen.values()),
        "under_review": Verb.ACCEPT in verbs and version.case.state == State.SUBMITTED,
        "own": version.actor_id == request.actor.account_id,
        "query": request.GET.urlencode(),
    }  # fmt: skip


def _choices(chosen: dict[str, str]) -> list[Choice]:
    """The filters of the page."""

    def choice(name: str, label: str, options: Iterable[tuple[str, Text]]) -> Choice:
        return Choice(name, label, [Option(value, str(text), chosen[name] == value) for value, text in options])

    return [
        choice("said", _("复核意见"), [(OPEN, _("还没有意见")), *DECISIONS.items()]),
        choice("outcome", _("上报结论"), [("yes", _("是")), ("unknown", _("待核实"))]),
        choice("change", _("与上一版相比"), [(Change.ADDED, _("新增")), (Change.CHANGED, _("有变动"))]),
    ]
