"""More time: asked for with a reason, granted or refused by another person. The original date stays beside the new.

Each request is a case of `approvals` about the duty; a duty carries what was granted, wherever it was granted.
"""

from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sanwu.approvals.enums import Kind, Verb
from sanwu.approvals.holders import Holder
from sanwu.approvals.models import Case
from sanwu.approvals.selectors import cases_of
from sanwu.approvals.services import open_case, take_step
from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability, Scope
from sanwu.duties.declaring import held, sentence, title_of_row
from sanwu.duties.keeping import BATCH, OBJECT, extended
from sanwu.duties.models import Duty
from sanwu.records.services import act


def ask_extension(
    *, duty: Duty, scope: Scope, until: date, reason: str, actor: Actor, expected_version: int,
    client_key: str | None = None,
) -> Case:  # fmt: skip
    """Ask for a later date. Refused for what is done or has no date, and while an earlier request waits."""
    reason = sentence(reason, _("请写明申请延期的理由。"))
    with act(
        verb="duties.extension_ask", actor=actor, object_type=OBJECT, object_id=str(duty.pk),
        object_name=title_of_row(duty), division=duty.division_code, client_key=client_key,
        request={"until": until.isoformat(), "reason": reason},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Case.objects.get(pk=entry.result["case"])
        row = held(duty, scope, Ability.FULFIL_DUTY, expected_version)
        if row.done_on is not None or row.due_on is None:
            raise Refused(_("只有还没办结、定了期限的事项才能申请延期。"), "nothing_to_extend")
        if until <= max(row.due_on, clock.today()):
            raise BadInput(
                _("新的期限应晚于今天，也晚于现在的期限%(day)s。") % {"day": date_format(row.due_on)}, "earlier_date"
            )
        if extensions_of(row).filter(closed_at=None).exists():
            raise Refused(_("已有一份延期申请在等答复，请等办完再申请。"), "extension_waits")
        case = open_case(
            kind=Kind.EXTENSION, object_type=OBJECT, object_id=str(row.pk), campaign_id=row.campaign_id,
            division=row.division_code, title=title_of_row(row), holder=Holder(row.answers_code, Ability.GRANT_EXTENSION),
            actor=actor, due_on=row.due_on, asked_for=until, reason=reason,
        )  # fmt: skip
        entry.after, entry.result = {"until": until.isoformat(), "reason": reason}, {"case": case.pk}
    return case


def answer_extension(
    *, duty: Duty, scope: Scope, grant: bool, reason: str, actor: Actor, expected_version: int,
    expected_case: int | None = None, client_key: str | None = None,
) -> Case:  # fmt: skip
    """Grant or refuse the request that waits; another person than who asked, with GRANT_EXTENSION where the duty is
    answered. `expected_version` is that of the case that was read, `expected_case` its id: Stale where it was answered
    meanwhile. A refusal needs a reason."""
    with act(
        verb="duties.extension_answer", actor=actor, object_type=OBJECT, object_id=str(duty.pk),
        object_name=title_of_row(duty), division=duty.division_code, client_key=client_key,
        request={"grant": grant, "reason": reason},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Case.objects.get(pk=entry.result["case"])
        row = held(duty, scope, Ability.GRANT_EXTENSION, None)
        case = extensions_of(row).filter(closed_at=None).first()
        if case is None:
            raise Stale(_("没有等待答复的延期申请。"), "no_extension")
        if expected_case not in (None, case.pk):
            raise Stale(_("您看的那份申请已经答复过，这是后来的一份。请看过再答复。"), "another_extension")
        verb = Verb.EXTEND_GRANT if grant else Verb.EXTEND_REFUSE
        case = take_step(
            case=case, verb=verb, actor=actor, scope=scope, reason=reason, expected_version=expected_version
        )  # fmt: skip
        entry.before = {"due_on": row.due_on and row.due_on.isoformat()}
        _carry(row)
        entry.after, entry.result = {"granted": grant, "reason": reason}, {"case": case.pk}
    return case


def extensions_of(duty: Duty) -> QuerySet[Case]:
    """All requests about a duty, newest first."""
    return cases_of(OBJECT, duty.pk, Kind.EXTENSION)


def _carry(row: Duty) -> None:
    rows = [found for found in extended(row.campaign_id) if found.pk == row.pk]
    for found in rows:
        found.version += 1
    Duty.objects.bulk_update(rows, ["amber_on", "due_on", "version"], batch_size=BATCH)
