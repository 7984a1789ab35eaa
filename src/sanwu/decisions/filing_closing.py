"""备案: filing an accepted version (A-25)."""

from datetime import date

from django.utils.translation import gettext as _

from sanwu.approvals.enums import Verb
from sanwu.approvals.services import take_step
from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput
from sanwu.base.scope import Scope
from sanwu.base.text import forbidden_character, tidy
from sanwu.decisions.filing import OBJECT
from sanwu.decisions.filing_composing import decisions_of
from sanwu.decisions.filing_digests import filing_digest
from sanwu.decisions.filing_enums import RowDecision
from sanwu.decisions.filing_shared import case_of_newest, reason_given, tell
from sanwu.decisions.filing_terms import FILED, reporting_divisions, terms_of
from sanwu.decisions.models import ListFiling, ListRow, ListVersion
from sanwu.records.entries import Entry
from sanwu.records.services import act

LONGEST_NUMBER = 60


def list_file(
    *,
    version: ListVersion,
    number: str,
    filed_on: date,
    opinion: str = "",
    scope: Scope,
    actor: Actor,
    expected_version: int,
    client_key: str | None = None,
) -> ListFiling:
    """File an accepted version under a number; from then on it never changes, and what is added is a supplement.

    BadInput for a missing or used number or a day that is still to come or lies before the list was handed in.
    """
    number = tidy(number)
    with act(
        verb="list.file", actor=actor, object_type=OBJECT, object_id=str(version.pk), object_name=version.division_name,
        division=version.division_code, client_key=client_key,
        request={"version": version.pk, "number": number, "on": filed_on.isoformat()},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return ListFiling.objects.get(pk=entry.result["id"])
        _fit_to_file(version, number, filed_on)
        take_step(
            case=case_of_newest(version), verb=Verb.FILE, actor=actor, scope=scope, reason=number,
            expected_version=expected_version,
        )  # fmt: skip
        said = decisions_of(ListRow.objects.filter(version=version))
        rejected = sum(decision == RowDecision.REJECT for decision in said.values())
        terms = terms_of(version.campaign)
        filing = ListFiling(
            version=version, division_code=version.division_code, number=number, filed_on=filed_on,
            body=terms.filer[:100], office=terms.office[:200], opinion=reason_given(opinion, needed=False),
            accepted=version.total - rejected, rejected=rejected, at=clock.now(), actor_id=actor.account_id,
            actor_name=actor.name[:100], post=actor.post[:200], act_uid=entry.uid, digest="",
        )  # fmt: skip
        filing.digest = filing_digest(filing)
        filing.save(force_insert=True)
        entry.digest("decisions.filing", filing.pk, filing.digest)
        tell(version, FILED, version.division_code, actor, entry)
        _tell_when_all_are_filed(version, actor, entry)
        entry.after = {"version": version.number, "number": number, "filed_on": filed_on.isoformat()}
        entry.result = {"id": filing.pk}
    version.case.refresh_from_db()
    return filing


def _fit_to_file(version: ListVersion, number: str, filed_on: date) -> None:
    if not 0 < len(number) <= LONGEST_NUMBER or forbidden_character(number):
        raise BadInput(_("请填写备案号（不超过 %(limit)s 字）。") % {"limit": LONGEST_NUMBER}, "filing_number")
    same = ListFiling.objects.filter(number=number, version__campaign=version.campaign_id)
    if same.exclude(version=version).exists():
        raise BadInput(_("备案号“%(number)s”已经用过，请换一个。") % {"number": number}, "filing_number")
    if filed_on > clock.today():
        raise BadInput(_("备案日期不能晚于今天。"), "filed_on")
    if filed_on < version.composed_on:
        raise BadInput(_("备案日期不能早于上报的那一天。"), "filed_on")


def _tell_when_all_are_filed(version: ListVersion, actor: Actor, entry: Entry) -> None:
    """The duty of the whole area is done when every division that reports has filed."""
    campaign = version.campaign
    if campaign.division_id == version.division_code:
        return
    wanted = {place.code for place in reporting_divisions(campaign, terms_of(campaign))}
    filed = set(ListFiling.objects.filter(version__campaign=campaign).values_list("division_code", flat=True))
    if wanted <= filed:
        tell(version, FILED, campaign.division_id, actor, entry)
