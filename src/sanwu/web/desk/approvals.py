"""One case that people decide: where it stands, what was done, and the steps that this person may take."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.approvals import words
from sanwu.approvals.enums import Kind, Verb
from sanwu.approvals.models import Case
from sanwu.approvals.selectors import cases_visible_to, colleagues, demands_reason, open_to, steps_of, taken_with
from sanwu.approvals.services import Holder, take_step
from sanwu.base import clock
from sanwu.base.errors import BadInput, Stale
from sanwu.base.scope import Ability
from sanwu.compounds.selectors import gone_among
from sanwu.decisions.filed import reasons_of, returned_rows, versions_visible_to
from sanwu.decisions.models import ListRow
from sanwu.decisions.selectors import standing, touched_since
from sanwu.people.access import OfficeRequest
from sanwu.territory.selectors import full_names
from sanwu.web.desk.door import page
from sanwu.web.desk.duty_page import asked
from sanwu.web.desk.explaining import look_of
from sanwu.web.desk.filing_words import gone_text, href_of, missing_text, scheme_of, state_look
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.outcomes import Look
from sanwu.web.ui.words import person

# Steps that belong to the page of the thing itself, where what is decided can be seen.
ELSEWHERE = {
    Kind.LIST: frozenset({Verb.ACCEPT, Verb.RETURN, Verb.REJECT, Verb.FILE, Verb.RESUBMIT, Verb.WITHDRAW}),
    Kind.EXTENSION: frozenset({Verb.EXTEND_GRANT, Verb.EXTEND_REFUSE}),
    Kind.CORRECTION: frozenset(),
}
WRONG_FIELDS = {"nobody_named": "to", "delegated_in_the_past": "until"}
NAMING = (Verb.TRANSFER, Verb.DELEGATE, Verb.COUNTERSIGN_ASK)
HINTS = {
    Verb.TRANSFER: gettext_lazy("交给另一位同岗位的人办，之后由对方负责。"),
    Verb.DELEGATE: gettext_lazy("请另一位同岗位的人代办，责任仍在您这里。"),
    Verb.COUNTERSIGN_ASK: gettext_lazy("请另一位先签意见，签完回到您这里。"),
    Verb.COUNTERSIGN_GIVE: gettext_lazy("写下您的意见，之后回到请您加签的一方。"),
    Verb.RESUBMIT: gettext_lazy("数据改好以后，写明改了什么，交回上级。"),
    Verb.ACCEPT: gettext_lazy("更正属实，办结。"),
    Verb.RETURN: gettext_lazy("还要再改，写明理由，退回去。"),
    Verb.WITHDRAW: gettext_lazy("不用更正了，收回来。"),
}
HINTS_OF_EXTENSION = {
    Verb.RETURN: gettext_lazy("理由没写清楚时退回去补；同意或不同意，请打开事项答复。"),
    Verb.RESUBMIT: gettext_lazy("写明补充的理由，再交上去；想换一个日期，请先撤回，再重新申请。"),
    Verb.WITHDRAW: gettext_lazy("不再申请延期，收回来；以后还可以重新申请。"),
}
NO_SAME_POST = gettext_lazy(
    "现在没有其他人担任同样的岗位，所以无人可选。请联系安全管理员给另一位增加这个岗位；您要请假或调离时，请他办理代班或岗位移交。"
)
NOBODY_ELSE = {
    Verb.TRANSFER: NO_SAME_POST,
    Verb.DELEGATE: NO_SAME_POST,
    Verb.COUNTERSIGN_ASK: gettext_lazy(
        "这里和上级没有其他可以签意见的人（提交的人不能给自己的事签意见）。可以不加签、直接答复；确需加签，请联系安全管理员增加岗位。"
    ),
}


class StepForm(KeyedForm):
    """One step: its reason, and whom it names where it names somebody."""

    verb = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    to = forms.TypedChoiceField(label=gettext_lazy("由谁"), required=False, coerce=int, empty_value=None)
    until = forms.DateField(
        label=gettext_lazy("代办到哪一天"),
        required=False,
        help_text=gettext_lazy("不填就是直到这件事往下走。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=500)
    offered = 0  # how many people may be named


@dataclass(frozen=True)
class StepView:
    """A step that may be taken, with its form."""

    verb: Verb
    title: str
    hint: str
    form: StepForm
    names: bool
    until: bool
    nobody: str = ""  # why nobody can be named, and what to do instead of the form


@dataclass(frozen=True)
class RowLine:
    """A row that came back to a street."""

    name: str
    href: str
    gone: str
    state: Look
    missing: str
    reason: str
    touched: bool


@page(Ability.VIEW_DUTIES, methods=("GET", "POST"))
def approval(request: OfficeRequest, number: int) -> HttpResponse:
    """The case; POST takes one of the steps that stand on it."""
    request.section = "inbox"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    case = cases_visible_to(request.scope).get(pk=number)
    on = clock.today()
    verbs = [verb for verb in open_to(case, request.scope, on) if verb not in ELSEWHERE[Kind(case.kind)]]
    sent: StepForm | None = None
    status = 200
    if request.method == "POST":
        verb = next((verb for verb in verbs if verb == request.POST.get("verb")), None)
        if verb is None and taken_with(case, request.user.pk, request.POST.get("client_key", "")):
            return _on_from(request, case)  # the same form, sent twice
        if verb is None:
            changed = request.POST.get("version") != str(case.version)
            raise (Stale if changed else BadInput)(
                _("这一步现在不能办。请刷新页面，看过最新情况再办。"), "step_not_allowed"
            )
        sent = _form(request, case, verb, on, request.POST)
        status = 422
        try:
            taken = sent.is_valid() and _take(request, case, verb, sent)
        except Stale as stale:
            status = 409
            case.refresh_from_db()
            sent = _form(request, case, verb, on, {**request.POST.dict(), "version": str(case.version)})
            sent.add_error(None, stale.message)
            taken = False
        if taken:
            messages.success(request, _("已办理：%(verb)s。") % {"verb": words.VERBS[verb]})
            return _on_from(request, case)
    context = {
        "case": case,
        "kind": words.KINDS[case.kind],
        "look": _look(case),
        "asked": asked(case) if case.kind == Kind.EXTENSION else "",
        "place": full_names([case.division_code]).get(case.division_code, ""),
        "about": _about(request, case),
        "rows": _rows(request, case),
        "steps": [(words.VERBS[step.verb], person(step.actor_name), step) for step in steps_of(case)],
        "verbs": [_step(request, case, verb, on, sent) for verb in verbs],
        "today": on,
    }
    return render(request, "desk/approval.html", context, status=status)


def _on_from(request: OfficeRequest, case: Case) -> HttpResponse:
    """Back to the case; to the inbox where it has left this person's sight."""
    seen = cases_visible_to(request.scope).filter(pk=case.pk).exists()
    return redirect("approval", case.pk) if seen else redirect("inbox")


def _look(case: Case) -> Look:
    """The badge of its state; only a list is called reviewed while somebody looks at it."""
    look = state_look(case.state)
    return look if case.kind == Kind.LIST else replace(look, label=str(words.STATES[case.state]))


def _take(request: OfficeRequest, case: Case, verb: Verb, form: StepForm) -> bool:
    said = form.cleaned_data
    try:
        take_step(
            case=case, verb=verb, actor=request.actor, scope=request.scope, reason=said["reason"],
            to=Holder("", account=said["to"]) if said["to"] else None, until=said["until"],
            expected_version=said["version"], client_key=form.key,
        )  # fmt: skip
    except BadInput as wrong:
        form.add_error(WRONG_FIELDS.get(wrong.code, "reason"), wrong.message)
        return False
    return True


def _step(request: OfficeRequest, case: Case, verb: Verb, on: date, sent: StepForm | None) -> StepView:
    form = sent if sent is not None and sent.data.get("verb") == verb else _form(request, case, verb, on, None)
    names = verb in NAMING
    nobody = str(NOBODY_ELSE[verb]) if names and not form.offered else ""
    hints = HINTS | HINTS_OF_EXTENSION if case.kind == Kind.EXTENSION else HINTS
    hint = str(hints.get(verb, ""))
    return StepView(verb, str(words.VERBS[verb]), hint, form, names, verb is Verb.DELEGATE, nobody)


def _form(request: OfficeRequest, case: Case, verb: Verb, on: date, data: Any) -> StepForm:
    form = StepForm(data, initial={"verb": verb, "version": case.version}, auto_id=f"{verb}_%s")
    to = form.fields["to"]
    assert isinstance(to, forms.TypedChoiceField)  # noqa: S101 - for the type checker
    posts = colleagues(case, verb, on, but=request.user.pk) if verb in NAMING else []
    to.choices = [("", _("请选择"))] + [
        (post.account_id, f"{post.account.name}（{post.organisation.name}）") for post in posts
    ]
    form.offered = len(posts)
    to.required = verb in NAMING
    if demands_reason(case, verb):
        form.fields["reason"].required = True
        form.fields["reason"].error_messages["required"] = _("请写明“%(verb)s”的理由。") % {"verb": words.VERBS[verb]}
    return form


def _about(request: OfficeRequest, case: Case) -> dict[str, str]:
    """Where the thing itself is: the newest version of a list, a duty."""
    if case.kind == Kind.LIST:
        version = versions_visible_to(request.scope).filter(case=case).order_by("-number").first()
        if version is not None:
            return {"href": reverse("list_version", args=[version.pk]), "label": _("打开名单")}
    if case.object_type == "duty" and case.object_id.isdigit():
        return {"href": reverse("duty", args=[int(case.object_id)]), "label": _("打开事项")}
    return {}


def _rows(request: OfficeRequest, case: Case) -> list[RowLine]:
    """What is to be corrected and how it stands today, as far as this person may see the compounds."""
    if case.kind != Kind.CORRECTION or not case.object_id.isdigit():
        return []
    rows = returned_rows(int(case.object_id), request.scope, case.division_code)
    if not rows:
        return []
    version, reasons = rows[0].version, reasons_of(rows)
    campaign, scheme = version.campaign_id, scheme_of(version.campaign)
    condition, compounds = version.condition, [row.compound_id for row in rows]
    today = standing(campaign, condition, compounds)
    touched = touched_since(compounds, case.opened_at)
    gone = gone_among(compounds)

    def line(row: ListRow) -> RowLine:
        stands = today.get(row.compound_id)
        outcome, missing = (stands.in_force, stands.missing) if stands else (row.outcome, row.missing)
        return RowLine(
            row.name, href_of(row.compound_id, campaign, gone), gone_text(row.compound_id, gone),
            look_of(scheme.conditions[condition], outcome), missing_text(scheme, missing),
            reasons[row.pk].reason if row.pk in reasons else "", row.compound_id in touched,
        )  # fmt: skip

    return [line(row) for row in rows]
