"""Questions about cases: what may be seen, whose turn it is, what came back."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from sanwu.approvals.digests import step_digests, verify_cases
from sanwu.approvals.enums import Kind, State, Verb
from sanwu.approvals.models import Case, Step
from sanwu.approvals.rules import SUBMITTING, allowed, move_of
from sanwu.base import clock
from sanwu.base.codes import CODE_LENGTH, parent_of
from sanwu.base.scope import Ability, Scope
from sanwu.people.enums import Role
from sanwu.people.models import Post
from sanwu.people.selectors import roles_with
from sanwu.records.models import Act
from sanwu.records.scoping import NOTHING, in_ranges

__all__ = [
    "answered_to", "cases_of", "cases_visible_to", "colleagues", "demands_reason", "open_to", "returned_to", "step_digests", "steps_of",
    "submitters", "taken_with", "verify_cases", "waiting_for",
]  # fmt: skip

# What came back to the side that submitted it.
CAME_BACK = (State.RETURNED, State.WITHDRAWN)
# What was answered for good; whoever asked for it reads that for some days.
ANSWERED = (State.GRANTED, State.REFUSED)
ANSWER_SHOWN_DAYS = 7
_ASIDE = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.PARTNER_UNIT, Role.AUDITOR)


def cases_visible_to(scope: Scope) -> QuerySet[Case]:
    """Cases that concern the scope's part of the territory, and those that are in its own hands, newest first."""
    seen = in_ranges(scope, Ability.VIEW_DUTIES)
    if scope.account_id is not None:
        seen |= Q(holder_account_id=scope.account_id) | Q(delegate_id=scope.account_id)
    return Case.objects.filter(seen)


def waiting_for(scope: Scope, on: date) -> QuerySet[Case]:
    """Open cases that are this person's to answer (or to countersign) on a day, the most urgent first."""
    mine = Case.objects.filter(_in_hands_of(scope, scope.account_id, on), closed_at=None)
    return mine.exclude(state__in=CAME_BACK).order_by("due_on", "id")


def returned_to(scope: Scope, account_id: int | None, on: date) -> QuerySet[Case]:
    """Open cases that came back to this person's side: returned or withdrawn, to be corrected and handed in again."""
    mine = Case.objects.filter(_in_hands_of(scope, account_id, on), closed_at=None)
    return mine.filter(state__in=CAME_BACK).order_by("due_on", "id")


def answered_to(scope: Scope, account_id: int | None, on: date) -> QuerySet[Case]:
    """Extensions that this person asked for and that were granted or refused in the last days, the latest first."""
    if account_id is None:
        return Case.objects.none()
    since = datetime.combine(on - timedelta(days=ANSWER_SHOWN_DAYS), time.min, clock.now().tzinfo)
    asked = Step.objects.filter(verb=Verb.EXTEND_ASK, actor_id=account_id).values("case_id")
    found = cases_visible_to(scope).filter(pk__in=asked, kind=Kind.EXTENSION, state__in=ANSWERED, closed_at__gte=since)
    return found.order_by("-closed_at", "-id")


def cases_of(object_type: str, object_id: object, kind: Kind | None = None) -> QuerySet[Case]:
    """The cases about one object; the caller has fetched the object through its scope."""
    found = Case.objects.filter(object_type=object_type, object_id=str(object_id))
    return found if kind is None else found.filter(kind=kind)


def steps_of(case: Case) -> QuerySet[Step]:
    """What was done, first to last."""
    return case.steps.order_by("number")


def open_to(case: Case, scope: Scope, on: date) -> list[Verb]:
    """The verbs that this person may take now; separation of duties is said when one is tried."""
    kind, state = Kind(case.kind), State(case.state)
    found = []
    for verb in allowed(kind, state):
        move = move_of(kind, state, verb)
        if move is None:
            continue
        side = case.side(move.by)
        acts_for = not move.names and side == case.holder and None is not case.delegate_id == scope.account_id
        in_time = case.delegate_until is None or on <= case.delegate_until
        whoever = verb in (Verb.TRANSFER, Verb.COUNTERSIGN_ASK)
        if side.is_held_by(scope, whoever=whoever) or (acts_for and in_time):
            found.append(verb)
    return found


def demands_reason(case: Case, verb: Verb) -> bool:
    """Whether a step that may be taken now has to say why; the form asks for what the table of the case demands."""
    move = move_of(Kind(case.kind), State(case.state), verb)
    return move is not None and move.reason


def taken_with(case: Case, account_id: int, client_key: str) -> bool:
    """Whether a form of this person, with this key, has taken its step of the case: the same form came twice."""
    if "\0" in client_key:
        return False
    sent = Act.objects.filter(client_key=client_key, actor_id=account_id)
    return case.steps.filter(act_uid__in=sent.values("uid")).exists()


def colleagues(case: Case, verb: Verb, on: date, but: int | None = None) -> list[Post]:
    """Posts whose holders may be named in a step, by name: those of the same side for handing on and acting on behalf,
    any office post over the place for countersigning. `but` is left out (the person who asks), and so is who submitted
    the case where the step is not for those."""
    move = move_of(Kind(case.kind), State(case.state), verb)
    if move is None or not move.names:
        return []
    side = case.side(move.by)
    place = case.division_code if verb is Verb.COUNTERSIGN_ASK else side.division
    posts = Post.objects.filter(division_id__in=_upwards(place), account__is_active=True).exclude(role__in=_ASIDE)
    if verb is not Verb.COUNTERSIGN_ASK and side.role:
        posts = posts.filter(role=side.role)
    if verb is not Verb.COUNTERSIGN_ASK and side.ability:
        posts = posts.filter(role__in=roles_with(side.ability))
    posts = posts.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on))
    if but is not None:
        posts = posts.exclude(account_id=but)
    if move.apart:
        posts = posts.exclude(account_id__in=_submitting(case).values("actor_id"))
    found = posts.select_related("account", "organisation", "division")
    return list(found.order_by("account__name", "id"))


def submitters(case: Case) -> set[int]:
    """The accounts that submitted the case, at first or again: they answer none of it, in nobody's name."""
    return {number for number in _submitting(case).values_list("actor_id", flat=True) if number is not None}


def _submitting(case: Case) -> QuerySet[Step]:
    return case.steps.filter(verb__in=SUBMITTING, actor_id__isnull=False).order_by()


def _upwards(code: str) -> list[str]:
    """A division and all above it."""
    found = [code] if len(code) == CODE_LENGTH else []
    above = parent_of(code) if found else None
    while above is not None:
        found.append(above)
        above = parent_of(above)
    return found


def _in_hands_of(scope: Scope, account_id: int | None, on: date) -> Q:
    """Cases whose turn is this person's: by name, by a post, or on behalf of somebody."""
    mine = NOTHING
    if account_id is not None:
        mine |= Q(holder_account_id=account_id)
        mine |= Q(delegate_id=account_id) & (Q(delegate_until=None) | Q(delegate_until__gte=on))
    for grant in scope.grants:
        if grant.low:
            mine |= Q(
                holder_account_id=None,
                holder_ability__in=sorted(grant.abilities),
                holder_role__in=["", grant.role],
                holder_division__gte=grant.low,
                holder_division__lt=grant.high,
            )
    return mine
