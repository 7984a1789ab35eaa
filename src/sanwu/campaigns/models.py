"""Scheme versions as read-only images of files, campaigns that adopt them, and the compounds in a campaign."""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.campaigns.models_drafts import DraftRevision, DraftState, SchemeDraft
from sanwu.compounds.models import Compound
from sanwu.territory.models import Division

__all__ = ["Campaign", "CampaignCompound", "DraftRevision", "DraftState", "SchemeDraft", "SchemeVersion"]


class SchemeVersion(models.Model):
    """A scheme frozen by its content: `files` (relative name → text) is the truth, `digest` its SHA-256 (design §3)."""

    access = Access.REFERENCE
    privacy = labels(open="id scheme_id version digest title title_en files loaded_at")

    scheme_id = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    files = models.JSONField()
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["scheme_id", "id"]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.version}"


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
