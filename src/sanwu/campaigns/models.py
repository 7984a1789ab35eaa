"""Scheme versions as read-only images of files, campaigns that adopt them, and the compounds in a campaign."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sanwu.base.scope import Access, labels
from sanwu.campaigns.models_drafts import DraftRevision, DraftState, SchemeDraft
from sanwu.compounds.models import Compound
from sanwu.territory.models import Division

__all__ = [
    "Campaign", "CampaignCompound", "CampaignMigration", "DraftRevision", "DraftState", "SchemeDraft", "SchemeVersion",
    "VersionState",
]  # fmt: skip


class VersionState(models.TextChoices):
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤回")


class SchemeVersion(models.Model):
    """A scheme frozen by its content: `files` (relative name → text) is the truth, `digest` its SHA-256 (design §3).

    Several versions of one scheme stand side by side and none is ever deleted. One that was withdrawn is not adopted any
    more; campaigns that run on it keep it.
    """

    access = Access.REFERENCE
    privacy = labels(
        open="id scheme_id version digest title title_en files loaded_at state published_at withdrawn_at"
        " withdrawn_reason",
        work="published_by withdrawn_by",
    )

    scheme_id = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    files = models.JSONField()
    loaded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.PUBLISHED)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=100, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["scheme_id", "id"]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.version}"

    @property
    def withdrawn(self) -> bool:
        """Whether it may no longer be adopted."""
        return self.state == VersionState.WITHDRAWN


class Campaign(models.Model):
    """An area that adopted a scheme version. `redating` is {duty or phase id: {date, source}} from its own document."""

    access = Access.SCOPED
    privacy = labels(open="id name division scheme_version redating opened_on closed_on demo")

    name = models.CharField(max_length=100)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="campaigns")
    scheme_version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="campaigns")
    redating = models.JSONField(default=dict)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["division", "scheme_version", "name"], name="campaign_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignCompound(models.Model):
    """A compound in a campaign, and how it entered: by import job, by hand, by transfer."""

    access = Access.SCOPED
    privacy = labels(open="id campaign compound division_code entered_by entered_ref entered_on left_on")

    # the indexes below begin with the campaign
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="entries", db_index=False)
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="entries")
    division_code = models.CharField(max_length=12)  # the compound's, so that lists filter on one index
    entered_by = models.CharField(max_length=20)
    entered_ref = models.CharField(max_length=60, blank=True)
    entered_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        ordering = ["campaign_id", "compound_id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "compound"], name="campaign_compound_once")]
        indexes = [models.Index(fields=["campaign", "division_code"])]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.compound_id}"


class CampaignMigration(models.Model):
    """A campaign was moved to another version of its scheme. Verdicts, lists and filings keep the version they were made
    under; `dropped` holds the open duties that the new version does not ask for, so that undoing brings them back.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id campaign from_version to_version reason redating dropped altered at act_uid undone_at",
        work="by undone_by",
    )

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="migrations")
    from_version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)
    redating = models.JSONField(default=dict)  # the campaign's own dates before
    dropped = models.JSONField(default=list)  # rows of duties, as they were
    altered = models.JSONField(default=list)  # of duties that stayed: who answered, and dates that were taken away
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    act_uid = models.UUIDField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.from_version_id} {self.to_version_id}"
