"""Taking an import back: facts, compounds and their places in the campaign, as if it had not been; nothing is deleted."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.campaigns.selectors import campaigns_visible_to, label_of
from sanwu.campaigns.services import leave_campaign
from sanwu.compounds.models import Compound
from sanwu.compounds.sql import hold_numbers
from sanwu.decisions.services import refresh
from sanwu.exchange.digests import bind_run
from sanwu.exchange.models import ImportRun
from sanwu.ledger.services import Origin, undo_batch
from sanwu.records.entries import Entry
from sanwu.records.scoping import in_ranges
from sanwu.records.services import act

CHUNK = 1000


def import_undo(*, job_id: int, actor: Actor, scope: Scope, client_key: str | None = None) -> dict[str, int]:
    """Take an import back: {job, removed, restored}. Refused, naming compounds, where later changes stand on it.

    `removed` are the compounds that it brought into the campaign, those that it made among them; `restored` are the
    others whose earlier facts are current again.
    """
    run = ImportRun.objects.select_related("campaign__scheme_version", "batch", "upload").filter(job_id=job_id).first()
    allowed = campaigns_visible_to(scope, Ability.IMPORT_LEDGER)
    if run is None or not allowed.filter(pk=run.campaign_id).exists():
        raise BadInput(_("没有编号为 %(job)s 的导入。请在导入列表中核对编号。") % {"job": job_id}, "no_import")
    _must_be_allowed(run, scope, actor)
    with act(
        verb="ledger.import_undo", actor=actor, object_type="import", object_id=str(job_id),
        object_name=run.upload.file_name, division=run.campaign.division_id, client_key=client_key,
        scheme_version=label_of(run.campaign.scheme_version),
    ) as entry:  # fmt: skip
        if entry.repeated:
            return dict(entry.result)
        entry.after = entry.result = _undo(run, actor, entry)
    refresh(campaign=run.campaign, on=clock.today(), actor=actor)
    return dict(entry.result)


def _must_be_allowed(run: ImportRun, scope: Scope, actor: Actor) -> None:
    """An import is undone by who made it, while still in charge of all it touched, or by who is over the campaign."""
    if scope.may(Ability.IMPORT_LEDGER, run.campaign.division_id):
        return
    mine = run.job.account_id is not None and run.job.account_id == actor.account_id
    touched = Compound.objects.filter(change_sets__batch=run.batch_id or 0)
    if not mine or touched.exclude(in_ranges(scope, Ability.IMPORT_LEDGER, "division_id")).exists():
        raise Refused(_("只能撤销自己的导入，或由管辖整个行动的单位撤销。"), "no_right")


def _undo(run: ImportRun, actor: Actor, entry: Entry) -> dict[str, int]:
    hold_numbers()
    run.refresh_from_db()
    if run.undone_at is not None:
        raise Refused(_("这次导入已经撤销过了。"), "undone_already")
    entered = CampaignCompound.objects.filter(
        campaign=run.campaign, entered_by="import", entered_ref=str(run.job_id), left_on=None
    )
    gone = set(entered.values_list("compound_id", flat=True))
    if run.dry_run or (run.batch is None and not gone):
        raise Refused(_("这次导入没有写入任何数据，无需撤销。"), "nothing_to_undo")
    restored = 0
    if run.batch is not None:
        source = f"撤销导入：{run.upload.file_name}"
        origin = Origin("undo", source[:200], None, actor, run.campaign.division_id, run.job_id)
        undone = undo_batch(batch=run.batch, origin=origin, entry=entry)
        _refuse_if_used_elsewhere(run.campaign, undone.withdrawn)
        gone.update(undone.withdrawn)
        restored = undone.restored
    leave_campaign(campaign=run.campaign, compounds=gone, actor=actor, reason=f"撤销导入 {run.job_id}")
    run.undone_at = clock.now()
    run.save(update_fields=["undone_at"])
    bind_run(entry, run)
    return {"job": run.job_id, "removed": len(gone), "restored": restored}


def _refuse_if_used_elsewhere(campaign: Campaign, withdrawn: Sequence[int]) -> None:
    """A compound that another campaign took up meanwhile cannot be withdrawn from under it."""
    for start in range(0, len(withdrawn), CHUNK):
        entries = CampaignCompound.objects.filter(compound_id__in=withdrawn[start : start + CHUNK], left_on=None)
        other = (
            entries.exclude(campaign=campaign).select_related("campaign", "compound").order_by("compound_id").first()
        )
        if other is not None:
            raise Refused(
                _("不能撤销：“%(compound)s”等小区已列入行动“%(campaign)s”。请先撤销那次导入，再撤销这次导入。")
                % {"compound": other.compound.name, "campaign": other.campaign.name},
                "used_elsewhere",
            )
