"""Verbs of cases: open one, and take a step in it."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sanwu.approvals import words
from sanwu.approvals.digests import digest_of
from sanwu.approvals.enums import Kind, Side, State, Verb
from sanwu.approvals.holders import Holder
from sanwu.approvals.models import Case, Step
from sanwu.approvals.rules import SUBMITTING, TABLES, Move, allowed, holder_of, is_final, move_of
from sanwu.approvals.selectors import submitters
from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability, Scope
from sanwu.base.text import forbidden_character, tidy
from sanwu.people.models import Account
from sanwu.people.selectors import scope_of
from sanwu.records.entries import Entry
from sanwu.records.services import act

__all__ = ["Holder", "Kind", "Side", "State", "Verb", "open_case", "take_step"]

LONGEST_REASON = 500
LONGEST_TITLE = 200


def open_case(
    *,
    kind: Kind,
    object_type: str,
    object_id: str,
    campaign_id: int | None,
    division: str,
    title: str,
    holder: Holder,
    actor: Actor,
    opposite: Holder | None = None,
    due_on: date | None = None,
    asked_for: date | None = None,
    reason: str = "",
    client_key: str | None = None,
) -> Case:
    """Begin a case of a kind; `holder` is whose turn it is first, `opposite` the other side (the actor when not given).

    `division` is the place it concerns, `asked_for` the new date that an extension asks for. The right to open it is
    the caller's to check. Inside the caller's act it is a step of that one.
    """
    table = TABLES[kind]
    said = _reason(reason, needed=False, verb=table.opening)
    with act(
        verb=f"case.{table.opening}", actor=actor, object_type="case", object_name=title[:LONGEST_TITLE], division=division,
        client_key=client_key, request={"kind": kind, "type": object_type, "id": object_id, "title": title},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Case.objects.get(pk=entry.result["id"])
        other = opposite or _person(actor)
        asks_first = table.holders[table.first] is Side.ASKING
        asking, answering = (holder, other) if asks_first else (other, holder)
        case = Case(
            kind=kind, object_type=object_type, object_id=object_id, campaign_id=campaign_id, division_code=division,
            title=title[:LONGEST_TITLE], state=table.first, asking=asking.as_json(), answering=answering.as_json(),
            opened_at=clock.now(), due_on=due_on, asked_for=asked_for,
        )  # fmt: skip
        _give_to(case, holder)
        case.save(force_insert=True)
        _append(case, entry, table.opening, "", actor, said, "")
        entry.object_id = str(case.pk)
        entry.result = {"id": case.pk}
    return case


def take_step(
    *,
    case: Case,
    verb: Verb,
    actor: Actor,
    scope: Scope,
    reason: str = "",
    to: Holder | None = None,
    until: date | None = None,
    expected_version: int,
    client_key: str | None = None,
) -> Case:
    """Take one step; the case as it is afterwards.

    `to` names who takes over, countersigns or acts on behalf (an account); `until` is the last day of a delegation.
    Refused when the table does not allow it (the message says what is allowed), when it is not the actor's turn, or when
    who submitted would answer; Stale when the case moved on since `expected_version`; BadInput for a missing reason.
    """
    with act(
        verb=f"case.{verb}", actor=actor, object_type="case", object_id=str(case.pk), object_name=case.title,
        division=case.division_code, client_key=client_key,
        request={"verb": verb, "reason": reason, "to": to and to.account, "version": expected_version},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Case.objects.get(pk=case.pk)
        case = Case.objects.select_for_update().get(pk=case.pk)
        move = _permitted(case, verb, expected_version)
        _may(case, verb, move, actor, scope)
        said = _reason(reason, needed=move.reason, verb=verb)
        named = _named(case, verb, move, to)
        before = case.state
        _go(case, verb, move, named, until)
        case.version += 1
        case.save()
        _append(case, entry, verb, before, actor, said, named.words if named else "")
        entry.before, entry.after = {"state": before}, {"state": case.state, "reason": said}
    return case


def _permitted(case: Case, verb: Verb, expected_version: int) -> Move:
    kind, state = Kind(case.kind), State(case.state)
    if case.version != expected_version:
        raise Stale(
            _("这件事刚被别人办理过，现在是“%(state)s”。请看过最新情况后再决定。") % _names(case, verb), "stale_case"
        )
    move = move_of(kind, state, verb)
    if move is not None:
        return move
    if is_final(kind, state):
        raise Refused(_("“%(kind)s”已办结（%(state)s），不能再“%(verb)s”。") % _names(case, verb), "case_closed")
    raise Refused(
        _("“%(kind)s”现在是“%(state)s”，不能“%(verb)s”。现在可以办的有：%(allowed)s。")
        % (_names(case, verb) | {"allowed": words.verbs(allowed(kind, state))}),
        "step_not_allowed",
    )


def _may(case: Case, verb: Verb, move: Move, actor: Actor, scope: Scope) -> None:
    """Whose turn it is, and that nobody answers what he submitted."""
    side = case.side(move.by)
    on_behalf = (
        case.delegate_id is not None
        and case.delegate_id == scope.account_id
        and holder_of(Kind(case.kind), State(case.state)) is move.by
        and not move.names  # who acts on behalf hands nothing on
        and (case.delegate_until is None or clock.today() <= case.delegate_until)
    )
    # Whoever holds the same post may take a case over from a person who has left.
    whoever = verb in (Verb.TRANSFER, Verb.COUNTERSIGN_ASK)
    if not on_behalf and not side.is_held_by(scope, whoever=whoever):
        raise Refused(
            _("“%(verb)s”要由%(side)s办理（%(who)s）。") % (_names(case, verb) | {
                "side": words.SIDES[move.by], "who": side.words or _("对应的岗位"),
            }),
            "not_your_turn",
        )  # fmt: skip
    if move.apart and _submitted_by(case, actor):
        raise Refused(_("这件事是您提交的，按职责分离的要求，请由其他人“%(verb)s”。") % _names(case, verb), "not_apart")


def _submitted_by(case: Case, actor: Actor) -> bool:
    return case.steps.filter(verb__in=SUBMITTING, actor_id=actor.account_id, actor_name=actor.name[:100]).exists()


def _named(case: Case, verb: Verb, move: Move, to: Holder | None) -> Holder | None:
    """The person who is named, in whose hands the case may really be put."""
    if not move.names:
        return None
    account = Account.objects.filter(pk=to.account, is_active=True).first() if to and to.account else None
    if account is None:
        raise BadInput(_("请选择由谁来办。"), "nobody_named")
    if move.apart and account.pk in submitters(case):
        raise Refused(
            _("这件事是%(name)s提交的，按职责分离的要求不能再由本人来办，请另选一位。") % {"name": account.name},
            "named_submitted",
        )
    side = case.side(move.by)
    wanted = side
    if verb is Verb.COUNTERSIGN_ASK:
        wanted = Holder(case.division_code, Ability.VIEW_DUTIES)
    named = replace(wanted, account=account.pk, name=account.name)
    if named.ability and not named.is_held_by(scope_of(account, clock.today())):
        raise Refused(_("%(name)s没有办理这件事的岗位，请另选一位。") % {"name": account.name}, "named_has_no_right")
    return named


def _go(case: Case, verb: Verb, move: Move, named: Holder | None, until: date | None) -> None:
    """Change the case as the table says."""
    if verb is Verb.DELEGATE and named is not None:
        if until is not None and until < clock.today():
            raise BadInput(_("代办的最后一天不能早于今天。"), "delegated_in_the_past")
        case.delegate_id, case.delegate_name, case.delegate_until = named.account, named.name, until
        return
    if verb is Verb.TRANSFER and named is not None:
        setattr(case, move.by.value, named.as_json())
    kind = Kind(case.kind)
    case.state = move.to
    holder = holder_of(kind, move.to)
    case.delegate_id, case.delegate_name, case.delegate_until = None, "", None
    if holder is None:
        _give_to(case, Holder(""))
    else:
        _give_to(case, named if holder is Side.NAMED and named is not None else case.side(holder))
    case.closed_at = clock.now() if is_final(kind, move.to) else None


def _give_to(case: Case, holder: Holder) -> None:
    case.holder_ability, case.holder_role, case.holder_division = holder.ability, holder.role, holder.division
    case.holder_body, case.holder_account_id, case.holder_name = holder.body[:100], holder.account, holder.name[:60]


def _append(case: Case, entry: Entry, verb: Verb, before: str, actor: Actor, reason: str, named: str) -> None:
    step = Step.objects.create(
        case=case, number=case.version, verb=verb, from_state=before, to_state=case.state, actor_id=actor.account_id,
        actor_name=actor.name[:100], post=actor.post[:200], reason=reason, named=named[:200], at=clock.now(),
        act_uid=entry.uid,
    )  # fmt: skip
    entry.digest("approvals.step", step.pk, digest_of(step))


def _person(actor: Actor) -> Holder:
    return Holder(actor.division, body=actor.post[:100], account=actor.account_id, name=actor.name[:60])


def _reason(reason: str, *, needed: bool, verb: Verb) -> str:
    said = tidy(reason)
    if needed and not said:
        raise BadInput(_("请写明“%(verb)s”的理由。") % {"verb": words.VERBS[verb]}, "reason_missing")
    if len(said) > LONGEST_REASON or forbidden_character(said):
        raise BadInput(_("理由请写在 %(limit)s 字以内。") % {"limit": LONGEST_REASON}, "reason_too_long")
    return said


def _names(case: Case, verb: Verb) -> dict[str, Any]:
    return {"kind": words.KINDS[case.kind], "state": words.STATES[case.state], "verb": words.VERBS[verb]}
