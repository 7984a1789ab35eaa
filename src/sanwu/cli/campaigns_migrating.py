"""sanwu campaign migrate | migrate-undo: a running campaign on another version of its scheme."""

from argparse import Namespace

from sanwu.base import clock
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign, CampaignMigration
from sanwu.cli.answer import Answer
from sanwu.cli.campaigns import campaign_of
from sanwu.cli.schemes_effect import effect_json, effect_lines
from sanwu.cli.schemes_versions import version_named
from sanwu.cli.who import acting
from sanwu.decisions.publishing import effect_of_version
from sanwu.decisions.publishing_migrating import campaign_migrate, check_same_scheme, migration_undo
from sanwu.decisions.services import refresh


def migrate(args: Namespace) -> Answer:
    """Move the campaign and judge it by the new version; with --dry-run only say what would change."""
    scope, actor = acting(args)
    campaign = _campaign(args, scope)
    to = version_named(args.to)
    check_same_scheme(campaign, to)
    if args.dry_run:
        found = effect_of_version(version=to, campaign=campaign, on=clock.today())
        return Answer({"id": None, "effect": effect_json(found)}, [*effect_lines([found]), "没有迁移（--dry-run）。"])
    moved = campaign_migrate(campaign=campaign, to=to, reason=args.reason or "", actor=actor, on=clock.today())
    if moved is None:
        return Answer({"id": None}, [f"“{campaign.name}”已经在用{to}，无需迁移。"])
    refresh(campaign=Campaign.objects.get(pk=campaign.pk), on=clock.today(), actor=actor)
    done = f"已把“{campaign.name}”从版本 {moved.from_version.version} 迁移到 {moved.to_version.version}。"
    return Answer({"id": moved.pk, "campaign": campaign.pk, "version": to.pk}, [done])


def undo(args: Namespace) -> Answer:
    """Take the newest migration of a campaign back."""
    scope, actor = acting(args)
    campaign = _campaign(args, scope)
    newest = CampaignMigration.objects.filter(campaign=campaign, undone_at=None).order_by("-id").first()
    if newest is None:
        raise BadInput(f"“{campaign.name}”没有可以撤销的迁移。", "no_migration")
    undone = migration_undo(migration=newest, actor=actor, on=clock.today())
    refresh(campaign=Campaign.objects.get(pk=campaign.pk), on=clock.today(), actor=actor)
    done = f"已撤销迁移，“{campaign.name}”恢复使用版本 {undone.from_version.version}。"
    return Answer({"id": undone.pk, "campaign": campaign.pk, "version": undone.from_version_id}, [done])


def _campaign(args: Namespace, scope: Scope) -> Campaign:
    """The campaign, where the account may lead its whole area."""
    campaign = campaign_of(args, scope, Ability.OPEN_CAMPAIGN)
    if not scope.may(Ability.OPEN_CAMPAIGN, campaign.division_id):
        raise Refused("该账号只管这个行动的一部分，不能更换它的方案版本。", "no_right")
    return campaign
