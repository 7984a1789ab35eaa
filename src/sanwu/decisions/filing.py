"""Verbs of the side that reports: hand a list in, take it back (A-24)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sanwu.approvals.enums import Kind, State, Verb
from sanwu.approvals.models import Case
from sanwu.approvals.selectors import cases_of
from sanwu.approvals.services import Holder, open_case, take_step
from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import label_of
from sanwu.decisions.filing_composing import Composition, Row, compose
from sanwu.decisions.filing_digests import list_digest
from sanwu.decisions.filing_enums import Change
from sanwu.decisions.filing_terms import SUBMITTED, due_of, reporting_divisions, terms_of
from sanwu.decisions.models import ListFiling, ListRow, ListVersion
from sanwu.decisions.selectors import behind
from sanwu.decisions.services import refresh
from sanwu.duties.calendar import calendar
from sanwu.duties.services import fulfil
from sanwu.records.entries import Entry
from sanwu.records.services import act
from sanwu.territory.models import Division
from sanwu.territory.selectors import full_names

OBJECT = "list"
CHUNK = 500
# A list in one of these states is on its way or done: another may be handed in for what came back or was filed only.
ON_ITS_WAY = (State.SUBMITTED, State.COUNTERSIGNING, State.ACCEPTED)
CAME_BACK = (State.RETURNED, State.WITHDRAWN)


def newest_version(campaign: Campaign, division: str) -> ListVersion | None:
    """The last version that a division handed in."""
    found: QuerySet[ListVersion] = ListVersion.objects.filter(campaign=campaign, division_code=division)
    return found.select_related("case").order_by("-number").first()


def nothing_to_supplement(found: Composition, previous: ListVersion | None) -> bool:
    """Whether a list that is filed would only be said once more."""
    return previous is not None and previous.case.state == State.FILED and found.unchanged


def list_submit(
    *,
    campaign: Campaign,
    division: str,
    with_unknown: bool = True,
    seen: str | None = None,
    reason: str = "",
    scope: Scope,
    actor: Actor,
    client_key: str | None = None,
) -> ListVersion:
    """Compose the list of a division from the verdicts as they stand and hand it in, frozen, as the next version.

    After a return or a withdrawal it goes the same way again, after a filing it is a supplement. `seen` is the digest of
    the rows that the person was shown: Stale where they have changed. Refused without the right, while a version is
    under review, and for a list without rows.
    """
    place = _reporting(campaign, division)
    if not scope.may(Ability.SUBMIT_LIST, division):
        raise Refused(_("没有上报%(place)s名单的权限。") % {"place": place.name}, "no_right")
    with act(
        verb="list.submit", actor=actor, object_type=OBJECT, object_name=place.name, division=division,
        scheme_version=label_of(campaign.scheme_version), client_key=client_key,
        request={"campaign": campaign.pk, "division": division, "unknown": with_unknown, "seen": seen, "reason": reason},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return ListVersion.objects.get(pk=entry.result["id"])
        previous = newest_version(campaign, division)
        if previous is not None and previous.case.state in ON_ITS_WAY:
            raise Refused(
                _("第 %(number)s 版名单还在复核，没有办结。要改动，请先撤回。") % {"number": previous.number},
                "under_review",
            )
        on = clock.today()
        if behind(campaign):
            refresh(campaign=campaign, on=on, actor=actor)
        found = compose(campaign, division, with_unknown=with_unknown, previous=previous)
        _fit_to_submit(found, previous, seen)
        case = _case(campaign, place, found, previous, actor, scope, reason)
        version = _freeze(campaign, place, found, previous, case, with_unknown, entry, actor, on)
        fulfil(
            event=SUBMITTED, campaign_id=campaign.pk, object_type="division", object_id=0, division_code=division,
            on=on, evidence=str(_("第 %(number)s 版名单") % {"number": version.number}), actor=actor, entry=entry,
        )  # fmt: skip
        entry.object_id, entry.result = str(version.pk), {"id": version.pk}
        entry.after = {
            "version": version.number, "rows": version.total, "unknown": version.unknown, "late": version.late,
            "supplement": version.supplement,
        }  # fmt: skip
    return version


def list_withdraw(
    *,
    version: ListVersion,
    reason: str,
    scope: Scope,
    actor: Actor,
    expected_version: int,
    client_key: str | None = None,
) -> ListVersion:
    """Take a list back that nobody has decided on yet; it stays as it was, and the next version goes the same way."""
    with act(
        verb="list.withdraw", actor=actor, object_type=OBJECT, object_id=str(version.pk),
        object_name=version.division_name, division=version.division_code, client_key=client_key,
        request={"version": version.pk, "reason": reason},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return version
        take_step(
            case=version.case, verb=Verb.WITHDRAW, actor=actor, scope=scope, reason=reason,
            expected_version=expected_version,
        )  # fmt: skip
        entry.after = {"version": version.number, "reason": reason}
    version.case.refresh_from_db()
    return version


def _reporting(campaign: Campaign, division: str) -> Division:
    place = next((d for d in reporting_divisions(campaign, terms_of(campaign)) if d.code == division), None)
    if place is None:
        raise BadInput(_("这个区划在这个行动里不单独上报名单。"), "not_reporting")
    if campaign.closed_on is not None:
        raise Refused(_("行动“%(name)s”已结束，不能再上报名单。") % {"name": campaign.name}, "campaign_closed")
    return place


def _fit_to_submit(found: Composition, previous: ListVersion | None, seen: str | None) -> None:
    if seen is not None and seen != found.digest:
        raise Stale(_("您查看之后，名单的内容有变化。请看过最新的名单再上报。"), "stale_list")
    if not found.rows:
        raise Refused(_("名单里还没有小区。请先导入台账，或补齐待核实的数据。"), "empty_list")
    if nothing_to_supplement(found, previous):
        raise Refused(_("和已备案的名单完全一样，不用补报。"), "nothing_to_supplement")


def _case(
    campaign: Campaign, place: Division, found: Composition, previous: ListVersion | None, actor: Actor, scope: Scope,
    reason: str,
) -> Case:  # fmt: skip
    """The way through review: the same again after a return, a new one for the first version and for a supplement."""
    terms = found.terms
    if previous is not None and previous.case.state in CAME_BACK:
        _close_corrections(previous, actor, scope)
        return take_step(
            case=previous.case, verb=Verb.RESUBMIT, actor=actor, scope=scope, reason=reason,
            expected_version=previous.case.version,
        )  # fmt: skip
    on = clock.today()
    return open_case(
        kind=Kind.LIST, object_type=OBJECT, object_id=f"{campaign.pk}:{place.code}", campaign_id=campaign.pk,
        division=place.code, title=_title(campaign, place, previous),
        holder=Holder(campaign.division_id, Ability.REVIEW_LIST, body=terms.reviewer[:100]),
        opposite=Holder(place.code, Ability.SUBMIT_LIST, body=terms.reporter(place)[:100]),
        actor=actor, due_on=due_of(campaign, terms.review, calendar(), on), reason=reason,
    )  # fmt: skip


def _title(campaign: Campaign, place: Division, previous: ListVersion | None) -> str:
    supplement = previous is not None and previous.case.state == State.FILED
    words = "{place}整治对象补充名单" if supplement else "{place}整治对象名单"
    return f"{words.format(place=place.name)}：{campaign.name}"


def _close_corrections(previous: ListVersion, actor: Actor, scope: Scope) -> None:
    """What was sent down for correction ends with the next version: accepted where it was answered, else called back."""
    for case in cases_of(OBJECT, previous.pk, Kind.CORRECTION).filter(closed_at=None):
        answered = case.state == State.SUBMITTED
        own = case.steps.filter(verb=Verb.RESUBMIT, actor_id=actor.account_id).exists()
        verb = Verb.ACCEPT if answered and not own else Verb.WITHDRAW
        take_step(
            case=case, verb=verb, actor=actor, scope=scope, reason="随新一版名单重报", expected_version=case.version
        )


def _freeze(
    campaign: Campaign, place: Division, found: Composition, previous: ListVersion | None, case: Case,
    with_unknown: bool, entry: Entry, actor: Actor, on: date,
) -> ListVersion:  # fmt: skip
    terms = found.terms
    due_on = due_of(campaign, terms.report, calendar(), on)
    version = ListVersion(
        campaign=campaign, scheme_version=campaign.scheme_version, division_code=place.code,
        division_name=full_names([place.code]).get(place.code, place.name)[:200],
        number=previous.number + 1 if previous else 1, previous=previous,
        supplement=ListFiling.objects.filter(version__campaign=campaign, division_code=place.code).exists(),
        case=case, condition=terms.condition.id, composed_on=on, submitted_at=clock.now(), due_on=due_on,
        late=due_on is not None and on > due_on, with_unknown=with_unknown, total=len(found.rows), unknown=found.unknown,
        added=found.count(Change.ADDED), changed=found.count(Change.CHANGED), removed=len(found.removed),
        body=terms.reporter(place)[:100], recipients=terms.reviewer[:200], digest="", act_uid=entry.uid,
        actor_id=actor.account_id, actor_name=actor.name[:100], post=actor.post[:200],
    )  # fmt: skip
    version.save(force_insert=True)
    ListRow.objects.bulk_create(_list_rows(version, found.rows), batch_size=CHUNK)
    version.digest = list_digest(version)
    version.save(update_fields=["digest"])
    entry.digest("decisions.list", version.pk, version.digest)
    return version


def _list_rows(version: ListVersion, rows: Iterable[Row]) -> list[ListRow]:
    def made(position: int, row: Row) -> ListRow:
        fields: dict[str, Any] = row._asdict()
        return ListRow(version=version, position=position, content=row.content, **fields)

    return [made(position, row) for position, row in enumerate(rows, 1)]
