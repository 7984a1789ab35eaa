"""Whether campaigns and the lists of their compounds are still what the journal's last word on them says."""

import hashlib
from array import array
from collections.abc import Iterable, Sequence

from sanwu.base.digest import digest
from sanwu.campaigns.models import Campaign, CampaignCompound

CAMPAIGN = "campaigns.campaign"
MEMBERS = "campaigns.compounds"


def digest_of(campaign: Campaign) -> str:
    """SHA-256 of what a campaign is: its name, area, frozen scheme and dates."""
    days = (campaign.opened_on, campaign.closed_on)
    return digest(
        [
            campaign.name, campaign.division_id, campaign.scheme_version.digest, campaign.redating,
            *(day and day.isoformat() for day in days),
        ]
    )  # fmt: skip


def campaign_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these campaigns has now."""
    rows = Campaign.objects.filter(pk__in=[int(i) for i in ids]).select_related("scheme_version")
    return {str(campaign.pk): digest_of(campaign) for campaign in rows.defer("scheme_version__files")}


def digest_of_members(compounds: Iterable[int]) -> str:
    """SHA-256 of the sorted ids: a list of 200 000 compounds takes some hundredths of a second."""
    return hashlib.sha256(array("q", sorted(compounds)).tobytes()).hexdigest()


def member_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest of the compounds that are in each of these campaigns now."""
    found = {}
    for campaign in Campaign.objects.filter(pk__in=[int(i) for i in ids]):
        present = CampaignCompound.objects.filter(campaign=campaign, left_on=None)
        found[str(campaign.pk)] = digest_of_members(present.values_list("compound_id", flat=True).iterator())
    return found
