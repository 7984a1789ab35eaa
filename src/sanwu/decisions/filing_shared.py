"""What the verbs of review share."""

from django.utils.translation import gettext as _

from sanwu.approvals.models import Case
from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Stale
from sanwu.base.text import forbidden_character, tidy
from sanwu.decisions.models import ListVersion
from sanwu.duties.services import fulfil
from sanwu.records.entries import Entry

LONGEST_REASON = 500


def case_of_newest(version: ListVersion) -> Case:
    """The case, of its newest version only: what was replaced is not decided on any more."""
    if ListVersion.objects.filter(previous=version).exists():
        raise Stale(_("这一版名单已有新的一版，请办理新的一版。"), "replaced")
    return Case.objects.get(pk=version.case_id)


def tell(version: ListVersion, event: str, division: str, actor: Actor, entry: Entry) -> None:
    """Say to the duties of a division that an event of the scheme has happened to a version."""
    fulfil(
        event=event, campaign_id=version.campaign_id, object_type="division", object_id=0, division_code=division,
        on=clock.today(), evidence=str(_("第 %(number)s 版名单") % {"number": version.number}), actor=actor, entry=entry,
    )  # fmt: skip


def reason_given(reason: str, *, needed: bool) -> str:
    """A reason as it is kept; BadInput where it is missing or too long."""
    said = tidy(reason)
    if needed and not said:
        raise BadInput(_("退回和剔除都要写明理由。"), "reason_missing")
    if len(said) > LONGEST_REASON or forbidden_character(said):
        raise BadInput(_("理由请写在 %(limit)s 字以内。") % {"limit": LONGEST_REASON}, "reason_too_long")
    return said
