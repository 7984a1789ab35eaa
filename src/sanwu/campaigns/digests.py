"""Whether campaigns and the lists of their compounds are still what the journal's last word on them says."""

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sanwu.base.digest import digest
from sanwu.campaigns.models import Campaign, CampaignCompound, CampaignMigration, SchemeVersion

CAMPAIGN = "campaigns.campaign"
MEMBERS = "campaigns.compounds"
VERSION = "campaigns.version"
MIGRATION = "campaigns.migration"


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


def digest_of_version(version: SchemeVersion) -> str:
    """SHA-256 of what a version is and how it stands; its text is bound by its own digest."""
    return digest(
        [
            version.scheme_id, version.version, version.digest, version.title, version.title_en, str(version.state),
            version.published_by, version.withdrawn_by, version.withdrawn_reason,
            *map(_moment, (version.loaded_at, version.published_at, version.withdrawn_at)),
        ]
    )  # fmt: skip


def version_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these versions has now."""
    rows = SchemeVersion.objects.filter(pk__in=[int(i) for i in ids]).defer("files")
    return {str(version.pk): digest_of_version(version) for version in rows}


def digest_of_migration(moved: CampaignMigration) -> str:
    """SHA-256 of how a campaign was moved to another version, and whether that was undone."""
    return digest(
        [
            moved.campaign_id, moved.from_version_id, moved.to_version_id, moved.reason, moved.redating, moved.dropped,
            moved.altered, moved.by, str(moved.act_uid), moved.undone_by, _moment(moved.at), _moment(moved.undone_at),
        ]
    )  # fmt: skip


def migration_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these migrations has now."""
    rows = CampaignMigration.objects.filter(pk__in=[int(i) for i in ids])
    return {str(moved.pk): digest_of_migration(moved) for moved in rows}


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
