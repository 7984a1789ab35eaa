"""A scheme being written, beside the published versions: what people edit, and every text that they ever saved."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sanwu.base.scope import Access, labels
from sanwu.territory.models import Division


class DraftState(models.TextChoices):
    OPEN = "open", _("起草中")
    PUBLISHED = "published", _("已发布")
    DISCARDED = "discarded", _("已作废")


class SchemeDraft(models.Model):
    """A scheme that an area is writing. `head` is the number of the revision that counts; `scheme_id` and `title` are
    what its scheme.yaml said when it was last saved. `origin` says in words what it began as."""

    access = Access.SCOPED
    privacy = labels(
        open="id scheme_id title division copied_from origin head state published_version begun_at saved_at",
        internal="discarded_reason",
        work="begun_by saved_by",
    )

    scheme_id = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="scheme_drafts")
    copied_from = models.ForeignKey(
        "campaigns.SchemeVersion", null=True, on_delete=models.PROTECT, related_name="copies", db_index=False
    )
    origin = models.CharField(max_length=200, blank=True)
    head = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.OPEN)
    published_version = models.ForeignKey(
        "campaigns.SchemeVersion", null=True, on_delete=models.PROTECT, related_name="drafts", db_index=False
    )
    discarded_reason = models.CharField(max_length=200, blank=True)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=100)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=100)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class DraftRevision(models.Model):
    """All files of a draft as somebody saved them; never edited. `based_on` is the revision that she had before her.

    `parallel`: somebody else had saved meanwhile, so this text did not become the draft; it is kept beside it.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id draft number based_on parallel files digest saved_at", internal="note", work="saved_by saved_by_id"
    )

    draft = models.ForeignKey(SchemeDraft, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    based_on = models.PositiveIntegerField()
    parallel = models.BooleanField(default=False)
    files = models.JSONField()
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField()
    saved_by_id = models.BigIntegerField(null=True)
    saved_by = models.CharField(max_length=100)

    class Meta:
        ordering = ["draft_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="draft_revision_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} r{self.number}"
