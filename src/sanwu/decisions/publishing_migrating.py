"""Moving a running campaign to another version of its scheme, and back. What was judged, listed, filed or done keeps the
version under which that happened; verdicts follow as they follow the ledger."""

from datetime import date
from typing import Any

from django.db.models import Field

from sanwu.approvals.enums import Kind
from sanwu.approvals.models import Case
from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.text import forbidden_character, tidy
from sanwu.campaigns.digests import CAMPAIGN, MIGRATION, digest_of, digest_of_migration
from sanwu.campaigns.models import Campaign, CampaignMigration, SchemeVersion
from sanwu.campaigns.publishing import held_version
from sanwu.campaigns.selectors import label_of, loaded, redatable
from sanwu.decisions.filing_terms import FILED, REVIEWED, SUBMITTED
from sanwu.decisions.publishing_duties import rows_of_another_body, unasked_rows
from sanwu.duties.models import Duty
from sanwu.duties.services import generate
from sanwu.policy.model_scheme import Scheme
from sanwu.records.entries import Entry
from sanwu.records.services import act

LONGEST_REASON = 200
BATCH = 300
BODY = ("body", "answers_code", "zero_report")
DATES = ("target", "limit", "amber_on", "due_on", "source", "waits_for", "law")
NOT_SET: dict[str, Any] = {
    "target": None, "limit": None, "amber_on": None, "due_on": None, "source": "unset", "waits_for": "", "law": "",
}  # fmt: skip


def campaign_migrate(
    *,
    campaign: Campaign,
    to: SchemeVersion,
    reason: str,
    actor: Actor,
    on: date,
    seen: int | None = None,
    client_key: str | None = None,
) -> CampaignMigration | None:
    """Move a campaign to another version of the same scheme; None where it already runs on it.

    Duties that are done stay; open ones are dated anew, those that the new version does not ask for go (what is begun of
    them stays without a date). Refused for a closed campaign, a withdrawn version, and while a list is under way whose
    steps the new version changes; Stale when the campaign no longer runs on the version `seen` (its id).
    """
    reason = _reason(reason)
    with act(
        verb="campaign.migrate", actor=actor, object_type="campaign", object_id=str(campaign.pk),
        object_name=campaign.name, division=campaign.division_id, client_key=client_key, scheme_version=label_of(to),
        request={"to": to.pk, "reason": reason},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return CampaignMigration.objects.filter(pk=entry.result["id"] or 0).first()
        held = _held(campaign, seen)
        if held.scheme_version_id == to.pk:
            entry.result = {"id": None}
            return None
        _check(held, to)
        return _migrate(entry, held, to, reason, actor, on)


def _migrate(
    entry: Entry, campaign: Campaign, to: SchemeVersion, reason: str, actor: Actor, on: date
) -> CampaignMigration:
    scheme, before = loaded(to), campaign.scheme_version
    moved = CampaignMigration(
        campaign=campaign, from_version=before, to_version=to, reason=reason, redating=dict(campaign.redating),
        at=clock.now(), by=actor.name[:100], act_uid=entry.uid,
    )  # fmt: skip
    moved.dropped, moved.altered = _leave(campaign, scheme, on)
    movable = set(redatable(scheme))
    campaign.redating = {key: said for key, said in campaign.redating.items() if key in movable}
    told = _settle(entry, campaign, to, actor, on)
    moved.save(force_insert=True)
    entry.digest(MIGRATION, moved.pk, digest_of_migration(moved))
    lost = sorted(moved.redating.keys() - campaign.redating.keys())
    entry.before = {"version": before.version, "digest": before.digest}
    entry.after = {
        "version": to.version, "digest": to.digest, "reason": reason, "dropped": len(moved.dropped), **told,
        **({"lost_dates": lost} if lost else {}),
    }  # fmt: skip
    entry.result = {"id": moved.pk}
    return moved


def migration_undo(
    *, migration: CampaignMigration, actor: Actor, on: date, client_key: str | None = None
) -> CampaignMigration:
    """Move a campaign back to where it was; only its newest migration, and only once. Duties that went come back as they
    were, those that only the newer version asked for go; verdicts are judged again by the older version."""
    campaign = migration.campaign
    with act(
        verb="campaign.migrate_undo", actor=actor, object_type="campaign", object_id=str(campaign.pk),
        object_name=campaign.name, division=campaign.division_id, client_key=client_key,
        scheme_version=label_of(migration.from_version), request={"migration": migration.pk},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return CampaignMigration.objects.get(pk=migration.pk)
        held = _held(campaign, None)
        found = CampaignMigration.objects.select_for_update().select_related("from_version").get(pk=migration.pk)
        _check_undo(held, found)
        scheme = loaded(found.from_version)
        _leave(held, scheme, on)
        _bring_back(found)
        held.redating = found.redating
        told = _settle(entry, held, found.from_version, actor, on)
        found.undone_at, found.undone_by = clock.now(), actor.name[:100]
        found.save(update_fields=["undone_at", "undone_by"])
        entry.digest(MIGRATION, found.pk, digest_of_migration(found))
        entry.after = {"version": found.from_version.version, "brought_back": len(found.dropped), **told}
        entry.result = {"id": found.pk}
    return found


def _held(campaign: Campaign, seen: int | None) -> Campaign:
    """The campaign as it is now, held until the transaction ends."""
    held = Campaign.objects.select_for_update(of=("self",)).select_related("scheme_version").get(pk=campaign.pk)
    if seen is not None and held.scheme_version_id != seen:
        raise Stale(
            f"“{held.name}”现在用的是{held.scheme_version}，与您看到的不同。请重新查看影响后再迁移。", "campaign_moved"
        )
    if held.closed_on is not None:
        raise Refused(f"行动“{held.name}”已结束，保持结束时的方案版本。", "campaign_closed")
    return held


def _check_lists(campaign: Campaign, to: SchemeVersion) -> None:
    """A list that is under way goes on by the same steps on the same condition, or the version has to wait for it."""
    if _list_terms(loaded(campaign.scheme_version)) == _list_terms(loaded(to)):
        return
    if Case.objects.filter(kind=Kind.LIST, campaign_id=campaign.pk, closed_at=None).exists():
        raise Refused(
            "这个行动有名单正在上报或复核，而新版本改了名单的条件或步骤。请先办结或撤回名单，再更换方案版本。",
            "list_under_way",
        )


def _list_terms(scheme: Scheme) -> tuple[str | None, ...]:
    """Which condition lists are of, and the duties of reporting, reviewing and filing them."""
    steps = [
        next((duty for duty in scheme.duties.values() if event in duty.done_when), None)
        for event in (SUBMITTED, REVIEWED, FILED)
    ]
    named = steps[0].lists if steps[0] else None
    return named or next(iter(scheme.conditions), None), *(step.id if step else None for step in steps)


def check_same_scheme(campaign: Campaign, to: SchemeVersion) -> None:
    """BadInput for a version of another scheme: neither is a campaign moved to it, nor is it said what that would do."""
    if to.scheme_id != campaign.scheme_version.scheme_id:
        raise BadInput(
            f"{to}是另一个方案。行动只能在同一个方案（{campaign.scheme_version.scheme_id}）的版本之间迁移。",
            "another_scheme",
        )


def _check(campaign: Campaign, to: SchemeVersion) -> None:
    check_same_scheme(campaign, to)
    if (now := held_version(to)).withdrawn:
        raise Refused(f"{now}已经撤回（{now.withdrawn_reason}），不能迁移到这个版本。", "withdrawn")
    _check_lists(campaign, to)
    _check_name(campaign, to)


def _check_name(campaign: Campaign, to: SchemeVersion) -> None:
    """A division has one campaign of a name on a version."""
    same = Campaign.objects.filter(division=campaign.division_id, scheme_version=to, name=campaign.name)
    if same.exclude(pk=campaign.pk).exists():
        raise Refused(
            f"这里已有同名行动“{campaign.name}”采用{to}，两个行动不能都用这个版本。请先核对那一个行动。",
            "campaign_exists",
        )


def _check_undo(campaign: Campaign, found: CampaignMigration) -> None:
    if found.undone_at is not None:
        raise Refused("这次迁移已经撤销过了。", "already_undone")
    newest = CampaignMigration.objects.filter(campaign=campaign, undone_at=None).order_by("-id").first()
    if newest != found or campaign.scheme_version_id != found.to_version_id:
        raise Refused("只能撤销最近的一次迁移。请先撤销后来的迁移。", "not_newest")
    _check_lists(campaign, found.from_version)
    _check_name(campaign, found.from_version)


def _leave(campaign: Campaign, scheme: Scheme, on: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Take away the open duties that a scheme does not ask for, as they were; and what is altered of those that stay."""
    stale = unasked_rows(campaign, scheme, on)
    dropped = [_as_json(row, [field.attname for field in Duty._meta.concrete_fields]) for row in stale.untouched]
    for start in range(0, len(stale.untouched), BATCH):
        Duty.objects.filter(pk__in=[row.pk for row in stale.untouched[start : start + BATCH]]).delete()
    altered = []
    for row in stale.begun:
        altered.append(_as_json(row, ("id", *DATES)))
        _set(row, NOT_SET)
    Duty.objects.bulk_update(stale.begun, [*DATES, "version"], batch_size=BATCH)
    others = rows_of_another_body(campaign, scheme, on)
    for row, fresh in others:
        altered.append(_as_json(row, ("id", *BODY)))
        _set(row, {name: getattr(fresh, name) for name in BODY})
    Duty.objects.bulk_update([row for row, _fresh in others], [*BODY, "version"], batch_size=BATCH)
    return dropped, altered


def _settle(entry: Entry, campaign: Campaign, version: SchemeVersion, actor: Actor, on: date) -> dict[str, int]:
    """Write the version and bring the duties in step; how many are new and moved."""
    campaign.scheme_version = version
    campaign.save(update_fields=["scheme_version", "redating"])
    entry.digest(CAMPAIGN, campaign.pk, digest_of(campaign))
    made = generate(campaign=campaign, on=on, actor=actor, counting=False)
    return {"new": made["new"], "moved": made["moved"]}


def _bring_back(found: CampaignMigration) -> None:
    """The duties that went, with their numbers, and what was altered of open ones; what is there again stays."""
    rows = [Duty(**{name: _field(name).to_python(value) for name, value in said.items()}) for said in found.dropped]
    Duty.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    said_of = {said["id"]: {name: value for name, value in said.items() if name != "id"} for said in found.altered}
    for row in Duty.objects.filter(pk__in=said_of, done_on=None):
        said = said_of[row.pk]
        _set(row, {name: _field(name).to_python(value) for name, value in said.items()})
        row.save(update_fields=[*said, "version"])


def _set(row: Duty, said: dict[str, Any]) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    row.version += 1


def _as_json(row: Duty, names: Any) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def _field(name: str) -> "Field[Any, Any]":
    return next(field for field in Duty._meta.concrete_fields if field.attname == name)


def _reason(text: str) -> str:
    reason = tidy(text)
    if not 0 < len(reason) <= LONGEST_REASON or forbidden_character(reason):
        raise BadInput(f"请写明为什么更换版本、依据什么文件，最多 {LONGEST_REASON} 个字。", "reason")
    return reason
