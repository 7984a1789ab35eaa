"""Verbs of the side that reviews: opinions on rows, and the decision on the whole (A-25)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sanwu.approvals.enums import State, Verb
from sanwu.approvals.models import Case
from sanwu.approvals.selectors import open_to
from sanwu.approvals.services import take_step
from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Scope
from sanwu.base.text import tidy
from sanwu.decisions.filing import OBJECT
from sanwu.decisions.filing_composing import decisions_of
from sanwu.decisions.filing_digests import review_digest
from sanwu.decisions.filing_enums import RowDecision
from sanwu.decisions.filing_sending import send_down
from sanwu.decisions.filing_shared import case_of_newest, reason_given, tell
from sanwu.decisions.filing_terms import REVIEWED
from sanwu.decisions.models import ListRow, ListVersion, ReviewedRow, RowReview
from sanwu.records.services import act

CHUNK = 900
_STEPS = {RowDecision.ACCEPT: Verb.ACCEPT, RowDecision.RETURN: Verb.RETURN, RowDecision.REJECT: Verb.REJECT}


def list_review(
    *,
    version: ListVersion,
    decision: RowDecision,
    rows: Sequence[int] | None,
    reason: str = "",
    seen: int | None = None,
    scope: Scope,
    actor: Actor,
    client_key: str | None = None,
) -> RowReview:
    """Say of some rows (ids; None: all of which nothing was said yet) that they are accepted, returned or rejected.

    One reason for all of them, which returning and rejecting demand. Refused when the version is not under review, when
    it is not this person's to review, and to whoever handed it in. `seen` is the newest opinion on the page that the
    person had before her: Stale, with their names, where one of the rows has a newer one.
    """
    with act(
        verb="list.review", actor=actor, object_type=OBJECT, object_id=str(version.pk),
        object_name=version.division_name, division=version.division_code, client_key=client_key,
        request={"version": version.pk, "decision": decision, "rows": rows and sorted(rows), "reason": reason},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return RowReview.objects.get(pk=entry.result["id"])
        case = Case.objects.select_for_update().get(pk=version.case_id)
        _may_review(version, case, scope, actor)
        said = reason_given(reason, needed=decision is not RowDecision.ACCEPT)
        chosen = _chosen(version, rows)
        _unchanged(chosen, seen)
        review = RowReview(
            version=version, division_code=version.division_code, decision=decision, reason=said, at=clock.now(),
            actor_id=actor.account_id, actor_name=actor.name[:100], post=actor.post[:200], act_uid=entry.uid, digest="",
        )  # fmt: skip
        review.save(force_insert=True)
        ReviewedRow.objects.bulk_create(
            (ReviewedRow(review=review, row_id=pk, decision=decision) for pk in chosen), batch_size=CHUNK
        )
        review.digest = review_digest(review)
        review.save(update_fields=["digest"])
        entry.digest("decisions.review", review.pk, review.digest)
        entry.after = {"version": version.number, "decision": decision, "rows": len(chosen), "reason": said}
        entry.result = {"id": review.pk}
    return review


def list_decide(
    *,
    version: ListVersion,
    decision: RowDecision,
    reason: str = "",
    scope: Scope,
    actor: Actor,
    expected_version: int,
    client_key: str | None = None,
) -> ListVersion:
    """Decide on the whole: accept it when every row is settled, return it with its returned rows, or reject it.

    Returned rows go on to the streets they lie in, each as a case of correction. Who handed the list in may not decide.
    """
    with act(
        verb="list.decide", actor=actor, object_type=OBJECT, object_id=str(version.pk),
        object_name=version.division_name, division=version.division_code, client_key=client_key,
        request={"version": version.pk, "decision": decision, "reason": reason},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return version
        case = case_of_newest(version)
        rows = list(ListRow.objects.filter(version=version).order_by("position"))
        said = decisions_of(rows)
        returned = [row for row in rows if said.get(row.pk) == RowDecision.RETURN]
        _fit_to_decide(decision, rows, said, returned)
        if decision is RowDecision.RETURN and returned and not tidy(reason):
            reason = _("有 %(count)s 行退回，理由见各行。") % {"count": len(returned)}
        take_step(
            case=case, verb=_STEPS[decision], actor=actor, scope=scope, reason=reason,
            expected_version=expected_version,
        )  # fmt: skip
        if decision is RowDecision.RETURN:
            send_down(version, returned, actor)
        if decision is RowDecision.ACCEPT:
            tell(version, REVIEWED, version.division_code, actor, entry)
        entry.after = {"version": version.number, "decision": decision, "returned": len(returned), "reason": reason}
    version.case.refresh_from_db()
    return version


def _may_review(version: ListVersion, case: Case, scope: Scope, actor: Actor) -> None:
    if case.state != State.SUBMITTED or hasattr(version, "following"):
        raise Stale(_("这一版名单现在不在复核中。请刷新页面，看过最新情况再办。"), "not_under_review")
    if Verb.ACCEPT not in open_to(case, scope, clock.today()):
        raise Refused(_("这份名单不由您复核。"), "not_your_turn")
    if (version.actor_id, version.actor_name) == (actor.account_id, actor.name[:100]):
        raise Refused(_("这份名单是您上报的，按职责分离的要求，请由其他人复核。"), "not_apart")


def _chosen(version: ListVersion, rows: Sequence[int] | None) -> list[int]:
    own = ListRow.objects.filter(version=version)
    if rows is None:
        everything = list(own.order_by("position"))
        said = decisions_of(everything)
        found = [row.pk for row in everything if row.pk not in said]
    else:
        wanted = set(rows)
        found = [pk for pk in own.values_list("pk", flat=True) if pk in wanted]
        if len(found) != len(wanted):
            raise BadInput(_("有的行不在这一版名单里。请刷新页面后重新选择。"), "row_of_another_list")
    if not found:
        raise BadInput(_("请先选中至少一行。"), "no_rows")
    return found


def _unchanged(chosen: list[int], seen: int | None) -> None:
    """Nobody has said something else of these rows since the page was made."""
    if seen is None:
        return
    newer = ReviewedRow.objects.filter(review_id__gt=seen, row_id__in=chosen).values_list("row__name", flat=True)
    if names := list(dict.fromkeys(newer[:5])):
        raise Stale(
            _("“%(names)s”刚有别人写了意见，这次没有记下您的。请看过上面的最新意见，要改就再提交一次。")
            % {"names": "、".join(names)},
            "reviewed_meanwhile",
        )


def _fit_to_decide(decision: RowDecision, rows: list[ListRow], said: dict[int, str], returned: list[ListRow]) -> None:
    if decision is not RowDecision.ACCEPT:
        return
    if open_rows := len(rows) - len(said):
        raise Refused(_("还有 %(count)s 行没有复核意见，不能整体通过。") % {"count": open_rows}, "rows_open")
    if returned:
        raise Refused(
            _("有 %(count)s 行要退回，请整体退回，由区里改正后重报。") % {"count": len(returned)}, "rows_returned"
        )
