"""One duty: the clause and the plan's own words, the dates and why, who, how it stands, what was done, what can be done."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sanwu.approvals.enums import Side, Verb
from sanwu.approvals.models import Case
from sanwu.approvals.selectors import cases_visible_to, open_to, steps_of
from sanwu.approvals.words import STATES, VERBS
from sanwu.base import clock
from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import loaded
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.duties.enums import DutyState, Light, ObjectType
from sanwu.duties.models import Duty
from sanwu.duties.selectors import (
    DECLARED,
    OPEN_STATES,
    calendar,
    duties_visible_to,
    duty_for,
    extensions_of,
    is_about_many,
    light_of,
    may_answer,
    open_members,
    organisations_of,
    rule_of,
    state_of,
)
from sanwu.duties.things import Things
from sanwu.exchange.duties import applying_of
from sanwu.people.access import OfficeRequest
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.door import page
from sanwu.web.desk.duty_forms import AnswerForm, DeclareForm, ExtendForm
from sanwu.web.desk.duty_history import history, named
from sanwu.web.desk.duty_lines import due_text, object_names, place_names
from sanwu.web.desk.duty_why import why
from sanwu.web.desk.duty_words import event_title, event_titles, left_text, light_look, state_look
from sanwu.web.desk.plan_text import quotes_of
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.paging import number_in
from sanwu.web.ui.words import day, joined, person, phrased, title_of

COMPOUNDS_SHOWN = 20
DECLARE, UNDO, EXTEND, ANSWER = "declare", "undo", "extend", "answer"  # the forms of the page


@dataclass(frozen=True)
class Compound:
    """A compound that is still open."""

    name: str
    href: str
    declare: str


@page(Ability.VIEW_DUTIES)
def duty(request: OfficeRequest, number: int) -> HttpResponse:
    """The page itself."""
    return show(request, duty_for(request.scope, number), {})


def show(request: OfficeRequest, row: Duty, forms: dict[str, KeyedForm], status: int = 200) -> HttpResponse:
    """The page, with the forms that were sent and refused as they were typed."""
    request.section = "duties"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    on, rule, scheme = clock.today(), rule_of(row), loaded(row.campaign.scheme_version)
    state = state_of(row, on)
    places = place_names(request.scope, {row.division_code, row.answers_code})
    quotes = quotes_of(row.campaign.scheme_version)
    case = extensions_of(row).first()
    light = light_of(row, on) if state in OPEN_STATES else None
    possible = _forms(request, row, state, case, forms)
    context = {
        "duty": row,
        "rule": rule,
        "title": title_of(rule),
        "place": named(
            places.get(row.division_code, ""),
            object_names(request.scope, [row]).get((row.object_type, row.object_id), ""),
        ),
        "look": state_look(state),
        "light": light_look(light, left_text(row.due_on, on)) if light else None,
        "light_word": light.label if light and light != Light.OVER else "",
        "due": due_text(row),
        "why": why(row, rule, scheme, calendar().announced_through),
        "facts": _facts(row, scheme, places),
        "quotes": [quotes[clause] for clause in rule.clause if clause in quotes],
        "compounds": _compounds(request, row, state),
        "all_href": reverse("duty_compounds", args=[row.pk]) if is_about_many(row) else "",
        "counts": _counts(request, row),
        "history": history(request, row, case, forms.get(UNDO)),
        "asked": asked(case),
        "waiting": _waiting(request, case),
        "waiting_word": STATES[case.state] if case is not None else "",
        "forms": possible,
        "refused": _not_answered(forms[ANSWER], case) if ANSWER in forms and ANSWER not in possible else [],
        "compound": _chosen_compound(request, row, forms),
    }
    return render(request, "desk/duty.html", context, status=status)


def _facts(row: Duty, scheme: Scheme, places: dict[str, str]) -> list[tuple[str, str]]:
    """Who, for whom, with whom, to whom, how it is fulfilled."""
    rule = rule_of(row)

    def bodies(ids: tuple[str, ...]) -> str:
        return joined(title_of(scheme.bodies[key]) for key in ids)

    here = joined(organisation.name for organisation in organisations_of(row))
    body = title_of(scheme.bodies[rule.by]) if rule.by else _("方案没有写")
    found = [(_("责任单位"), f"{body}（{here}）" if here else body)]
    if row.answers_code != row.division_code:
        found.append((_("在哪里办"), places.get(row.answers_code, "")))
    if rule.on_behalf:
        found.append((_("代哪个单位办"), title_of(scheme.bodies[rule.on_behalf])))
    found += [(label, bodies(ids)) for label, ids in ((_("协助单位"), rule.with_), (_("报送"), rule.to))]
    if rule.follows:
        found.append((_("先办完"), joined(title_of(scheme.duties[key]) for key in rule.follows)))
    if rule.applies_to:
        found.append(
            (_("适用对象"), _("“%(name)s”成立的小区") % {"name": title_of(scheme.conditions[rule.applies_to])})
        )
    if rule.done_when:
        found.append((_("怎样算办结"), event_titles(scheme, rule.done_when)))
    if row.done_on:
        found.append((_("办结日期"), day(row.done_on)))
    if row.started_by:
        found.append((_("起算的事"), _("%(event)s（%(day)s）") % {
            "event": event_title(scheme, row.started_by), "day": day(row.happened_on)}))  # fmt: skip
    return [(label, value) for label, value in found if value]


def _compounds(request: OfficeRequest, row: Duty, state: DutyState) -> list[Compound]:
    """Some compounds that are still open, with the way to state them where that is how it is done."""
    if row.object_type != ObjectType.COMPOUND:
        return []
    if row.object_id:
        ids: Any = [row.object_id]
    elif row.done_on is not None:
        return []
    else:
        members = open_members(row, applying_of(row.campaign)).order_by("compound_id")
        ids = members.values("compound_id")[:COMPOUNDS_SHOWN]
    declares = DECLARED in rule_of(row).done_when and may_answer(request.scope, row) and is_about_many(row)
    found = compounds_visible_to(request.scope, Ability.VIEW_DUTIES).filter(pk__in=ids).order_by("pk")
    return [
        Compound(
            name, reverse("compound", args=[pk]) + f"?campaign={row.campaign_id}",
            f"?compound={pk}#declare" if declares else "",
        )
        for pk, name in found.values_list("pk", "name")
    ]  # fmt: skip


def _counts(request: OfficeRequest, row: Duty) -> dict[str, int]:
    """How many compounds there are, done and not, as the page behind counts them; empty where nobody has counted."""
    if not is_about_many(row) or row.expected is None:
        return {}
    rows = duties_visible_to(request.scope).filter(pk=row.pk)
    found = Things(row.campaign, rows, row.division_code, applying_of(row.campaign)).compounds_of(row.duty)
    return {"all": found[""], "done": found["done"], "open": found["open"]}


def _chosen_compound(request: OfficeRequest, row: Duty, forms: dict[str, KeyedForm]) -> str:
    """The name of the compound that a statement is about."""
    form = forms.get(DECLARE)
    number = number_in(form.data if form else request.GET, "compound") if is_about_many(row) else None
    if number is None:
        return ""
    return (
        compounds_visible_to(request.scope, Ability.VIEW_DUTIES)
        .filter(pk=number)
        .values_list("name", flat=True)
        .first()
        or ""
    )


def _forms(
    request: OfficeRequest, row: Duty, state: DutyState, case: Case | None, forms: dict[str, KeyedForm]
) -> dict[str, KeyedForm]:
    """What this person may do now, as forms; those that were sent and refused come back as they were typed, but for an
    answer to what waits no more."""
    found: dict[str, KeyedForm] = {}
    open_now = row.done_on is None and row.campaign.closed_on is None and state != DutyState.EMPTY
    mine = may_answer(request.scope, row)
    waits = case is not None and case.closed_at is None
    start = {"version": row.version}
    if open_now and mine and DECLARED in rule_of(row).done_when:
        compound = number_in(request.GET, "compound")
        if compound or not is_about_many(row):
            found[DECLARE] = DeclareForm(initial={**start, "compound": compound, "on": clock.today()})
    if open_now and mine and row.due_on is not None and not waits:
        found[EXTEND] = ExtendForm(initial=start)
    if open_now and case is not None and waits and _may_answer_it(request, row, case):
        found[ANSWER] = AnswerForm(initial={"case": case.pk, "version": case.version})
    kept = {name: form for name, form in forms.items() if name != UNDO and (name != ANSWER or name in found)}
    return found | kept


def _not_answered(form: KeyedForm, case: Case | None) -> list[str]:
    """Why an answer was not taken, what was decided meanwhile, and the words that were typed."""
    said = [str(error) for errors in form.errors.values() for error in errors]
    if case is not None and case.closed_at is not None and (step := steps_of(case).last()):
        at = date_format(localtime(step.at), "DATETIME_FORMAT")
        answer = phrased([VERBS[step.verb], step.reason]).rstrip("。. ")  # the sentence brings its own full stop
        answered = step.verb in (Verb.EXTEND_GRANT, Verb.EXTEND_REFUSE)
        told = _("%(who)s已于%(at)s答复：%(answer)s。") if answered else _("%(who)s已于%(at)s把申请%(answer)s。")
        said.append(told % {"who": person(step.actor_name), "at": at, "answer": answer})
    if typed := form.data.get("reason", "").strip():
        said.append(_("您写的意见没有记入：%(text)s") % {"text": typed})
    return said


def _waiting(request: OfficeRequest, case: Case | None) -> Case | None:
    """The request that waits, where this person may open it."""
    if case is None or case.closed_at is not None:
        return None
    return case if cases_visible_to(request.scope).filter(pk=case.pk).exists() else None


def asked(case: Case | None) -> str:
    """What an extension asks for, in one sentence."""
    if case is None or case.due_on is None:
        return ""
    days = {"due": day(case.due_on), "until": day(case.asked_for), "who": case.side(Side.ASKING).words}
    return _("%(who)s申请把期限从%(due)s延到%(until)s。") % days


def _may_answer_it(request: OfficeRequest, row: Duty, case: Case) -> bool:
    if case.asking.get("account") == request.scope.account_id:
        return False
    may = request.scope.may(Ability.GRANT_EXTENSION, row.answers_code)
    return may and Verb.EXTEND_GRANT in open_to(case, request.scope, clock.today())
