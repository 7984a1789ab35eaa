"""Taking the campaigns of the demo away. Real campaigns are closed, never deleted."""

from collections.abc import Sequence

from sanwu.campaigns.models import Campaign, CampaignCompound


def erase_campaigns(campaigns: Sequence[int]) -> Sequence[int]:
    """Delete these campaigns and which compounds were in them; those that are gone, for the journal.

    Inside the caller's act, after verdicts and imports.
    """
    CampaignCompound.objects.filter(campaign_id__in=campaigns).delete()
    Campaign.objects.filter(pk__in=campaigns).delete()
    return campaigns
