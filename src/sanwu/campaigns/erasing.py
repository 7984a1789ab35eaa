"""Taking the campaigns of the demo away. Real campaigns are closed, never deleted."""

from collections.abc import Sequence

from sanwu.campaigns.digests import MIGRATION
from sanwu.campaigns.drafts_digests import DRAFT, REVISION
from sanwu.campaigns.models import Campaign, CampaignCompound, CampaignMigration, DraftRevision, SchemeDraft


def erase_campaigns(campaigns: Sequence[int]) -> Sequence[int]:
    """Delete these campaigns and which compounds were in them; those that are gone, for the journal.

    Inside the caller's act, after verdicts and imports.
    """
    CampaignCompound.objects.filter(campaign_id__in=campaigns).delete()
    Campaign.objects.filter(pk__in=campaigns).delete()
    return campaigns


def erase_migrations(campaigns: Sequence[int]) -> list[tuple[str, int]]:
    """Delete how these campaigns were moved between versions; (kind, id) of what is gone, for the journal."""
    moved = CampaignMigration.objects.filter(campaign_id__in=campaigns)
    gone = [(MIGRATION, pk) for pk in moved.values_list("pk", flat=True)]
    moved.delete()
    return gone


def erase_drafts() -> list[tuple[str, int]]:
    """Delete the scheme drafts of the demo's divisions; (kind, id) of what is gone, for the journal. What was published
    from them stays. Inside the caller's act."""
    drafts = SchemeDraft.objects.filter(division__demo=True)
    gone = [(DRAFT, pk) for pk in drafts.values_list("pk", flat=True)]
    gone += [(REVISION, pk) for pk in DraftRevision.objects.filter(draft__in=drafts).values_list("pk", flat=True)]
    drafts.delete()
    return gone
