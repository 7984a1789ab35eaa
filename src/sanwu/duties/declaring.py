"""A body's own statement that it has done what the scheme leaves to its word, and taking a mistaken one back."""

from datetime import date, timedelta
from uuid import uuid4

from django.db.models import Max
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.codes import range_of
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability, Scope
from sanwu.base.text import forbidden_character, tidy
from sanwu.campaigns.selectors import loaded
from sanwu.duties.calendar import calendar
from sanwu.duties.counting import members_of
from sanwu.duties.digests import bind
from sanwu.duties.enums import ObjectType
from sanwu.duties.happening import Event, fulfil_row, start_clocks
from sanwu.duties.holders import may_answer
from sanwu.duties.keeping import changes, hold, write
from sanwu.duties.models import Duty, Fulfilment
from sanwu.duties.planning import Plan, read_plan
from sanwu.duties.rules import DECLARED, clock_names, finished, waiting_on
from sanwu.duties.saying import rule_of
from sanwu.people.models import Account, Post
from sanwu.people.selectors import posts_on
from sanwu.records.services import act

LONGEST = 500
# What a duty asks for may have been done years before the campaign was opened here; longer ago is a slip of the pen.
LONGEST_BEFORE = timedelta(days=3653)


def declare(
    *,
    duty: Duty,
    scope: Scope,
    on: date,
    evidence: str,
    actor: Actor,
    expected_version: int,
    object_id: int = 0,
    client_key: str | None = None,
) -> Duty:
    """State that a duty was done on a day, with the evidence. Refused where the scheme names another event than
    `declared`, for a foreign division, for a day to come or long before the campaign; Stale when the duty changed meanwhile.

    Where the duty is about all compounds of a division, `object_id` says which compound was done.
    """
    evidence = sentence(evidence, _("请写明办理情况和凭据，例如文件名称、文号、会议记录。"))
    with act(
        verb="duties.declare", actor=actor, object_type="duty", object_id=str(duty.pk),
        object_name=title_of_row(duty), division=duty.division_code, client_key=client_key,
        request={"on": on.isoformat(), "evidence": evidence, "object": object_id},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Duty.objects.get(pk=duty.pk)
        row = held(duty, scope, Ability.FULFIL_DUTY, expected_version)
        if DECLARED not in rule_of(row).done_when:
            raise Refused(_("方案规定这件事由对应的业务办结，不能自行登记。"), "not_declared")
        if on > clock.today():
            raise BadInput(_("办结日期不能晚于今天。"), "future_day")
        if on < min(row.campaign.opened_on, row.limit or date.max) - LONGEST_BEFORE:
            raise BadInput(_("办结日期比这次行动早了十年以上，请检查年份。"), "long_past_day")
        _is_open(row, object_id)
        organisation = organisation_of(actor, row.answers_code)
        event = Event(
            DECLARED, on, evidence, actor, entry.uid,
            organisation.organisation_id if organisation else None,
            organisation.organisation.name if organisation else "",
        )  # fmt: skip
        plan = read_plan(row.campaign, calendar(), clock.today())
        if not fulfil_row(plan, row, object_id, event):
            raise Refused(_("这个小区已经登记过，无需再次办理。"), "already_done")
        _carry_on(plan, row, object_id, event)
        bind(entry, event.batch)
        entry.after = {"duty": row.duty, "on": on.isoformat(), "evidence": evidence, "object": object_id}
    return row


def undo(
    *, duty: Duty, fulfilment_id: int, scope: Scope, reason: str, actor: Actor, client_key: str | None = None
) -> Duty:
    """Take a mistaken statement back, with the reason. Only a statement, and only by the organisation that made it; what
    it said stays in the history."""
    reason = sentence(reason, _("请写明撤销的理由。"))
    with act(
        verb="duties.undo", actor=actor, object_type="duty", object_id=str(duty.pk), object_name=title_of_row(duty),
        division=duty.division_code, client_key=client_key, request={"of": fulfilment_id, "reason": reason},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Duty.objects.get(pk=duty.pk)
        row = held(duty, scope, Ability.FULFIL_DUTY, None)
        statement = Fulfilment.objects.get(pk=fulfilment_id, duty=row, undoes=None)
        if statement.event != DECLARED:
            raise Refused(_("这件事不是自行登记办结的，请在对应的业务里更正。"), "not_declared")
        if hasattr(statement, "undone_by"):
            raise Refused(_("这次登记已经撤销，无需再次办理。"), "already_undone")
        if not _same_organisation(statement, actor):
            raise Refused(
                _("只有当初登记的单位（%(name)s）才能撤销。") % {"name": statement.organisation}, "other_organisation"
            )
        Fulfilment.objects.create(
            duty=row, object_id=statement.object_id, event=DECLARED, on=clock.today(), evidence=reason,
            recorded_at=clock.now(), actor_id=actor.account_id, actor_name=actor.name[:100],
            organisation_id=statement.organisation_id, organisation=statement.organisation, act_uid=entry.uid,
            batch=(batch := uuid4()),
            undoes=statement,
        )  # fmt: skip
        bind(entry, batch)
        _reopen(row, statement)
        entry.before = {"on": statement.on.isoformat(), "evidence": statement.evidence}
        entry.after = {"reason": reason}
    return row


def sentence(text: str, what: str) -> str:
    """A reason or evidence in words: neither empty nor longer than a paragraph."""
    text = tidy(text)
    if not 2 <= len(text) <= LONGEST or forbidden_character(text):
        raise BadInput(_("%(what)s（2 到 %(most)s 个字）") % {"what": what, "most": LONGEST}, "bad_reason")
    return text


def title_of_row(row: Duty) -> str:
    """The title that the scheme gives to a duty."""
    return rule_of(row).title


def organisation_of(actor: Actor, code: str) -> Post | None:
    """The post in which somebody acts for a division: the nearest that covers it; None for the local operator."""
    account = Account.objects.filter(pk=actor.account_id).first() if actor.account_id else None
    if account is None:
        return None
    covering = [post for post in posts_on(account, clock.today()) if _covers(post.division_id, code)]
    return covering[-1] if covering else None


def _covers(division: str, code: str) -> bool:
    low, high = range_of(division)
    return low <= code < high


def _same_organisation(statement: Fulfilment, actor: Actor) -> bool:
    if actor.account_id is None:
        return True  # the local operator, at the machine itself
    account = Account.objects.filter(pk=actor.account_id).first()
    held = posts_on(account, clock.today()) if account else []
    return statement.organisation_id in {post.organisation_id for post in held}


def held(duty: Duty, scope: Scope, ability: Ability, version: int | None) -> Duty:
    """The row, locked; Refused without the right in the division that answers, Stale when it changed meanwhile."""
    allowed = may_answer(scope, duty) if ability is Ability.FULFIL_DUTY else scope.may(ability, duty.answers_code)
    if not allowed:
        raise Refused(_("这件事由别的单位负责，您不能办理。"), "no_right")
    hold(duty.campaign_id)
    row = Duty.objects.select_for_update(of=("self",)).select_related("campaign__scheme_version").get(pk=duty.pk)
    if row.campaign.closed_on is not None:
        raise Refused(_("行动已结束，不能再办理。"), "campaign_closed")
    if version is not None and row.version != version:
        raise Stale(_("在您填写的时候，这件事有了变化。请看过现在的情况再提交。"), "stale")
    return row


def _is_open(row: Duty, object_id: int) -> None:
    if row.done_on is not None:
        raise Refused(_("这件事已经办结，无需再次办理。"), "already_done")
    about_many = row.object_type == ObjectType.COMPOUND and not row.object_id
    if about_many and not members_of(row).filter(compound_id=object_id).exists():
        raise BadInput(_("请选择这件事所涉及的一个小区。"), "no_compound")


def _carry_on(plan: Plan, row: Duty, object_id: int, event: Event) -> None:
    """What follows from a duty being done: dates that are counted from it."""
    if not waiting_on(plan.scheme, (row.duty,)):
        return
    if row.object_id or object_id:
        kind = ObjectType(row.object_type)
        start_clocks(plan, kind, [(row.object_id or object_id, row.division_code)], event, [row.duty])
    else:
        write(changes(read_plan(plan.campaign, plan.calendar, plan.on)))


def _reopen(row: Duty, statement: Fulfilment) -> None:
    left = Fulfilment.objects.filter(duty=row, undoes=None, undone_by=None)
    row.done = left.count()
    row.done_on = left.aggregate(last=Max("on"))["last"] if finished(row.expected, row.done) else None
    row.version += 1
    row.save(update_fields=["done", "done_on", "version"])
    scheme = loaded(row.campaign.scheme_version)
    following = [duty.id for duty in waiting_on(scheme, (row.duty,)) if row.duty in clock_names(scheme, duty.due)]
    # Clocks that only the mistaken statement had started, and that nobody has answered.
    Duty.objects.filter(
        campaign=row.campaign, duty__in=following, object_type=row.object_type, started_by=row.duty, done_on=None,
        object_id=row.object_id or statement.object_id, happened_on=statement.on, fulfilments=None, object_id__gt=0,
    ).delete()  # fmt: skip
    write(changes(read_plan(row.campaign, calendar(), clock.today())))
