"""Photos and papers that belong to some object of the platform, held as (type, id) (design §2: records knows no later app)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sanwu.base.scope import Access, labels


class AttachmentKind(models.TextChoices):
    PHOTO = "photo", _("照片")
    PAPER = "paper", _("文件")


class Attachment(models.Model):
    """One file. A photo is stored as we made it anew from its pixels; a paper as it came, and only handed out to be saved.

    `sha256` is of what is stored, `original_sha256` of what came in, by which the same file is known again. Seen by
    whoever may see the object that it belongs to. Withdrawn with a reason, never deleted.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id uid act_uid object_type object_id kind media_type ending sha256 original_sha256 size width height taken_on"
        " added_at withdrawn_at version",
        internal="title stored_as preview_as withdrawn_reason",
        work="actor_id actor_name withdrawn_by",
    )

    uid = models.UUIDField(unique=True)
    act_uid = models.UUIDField()
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=AttachmentKind)
    title = models.CharField(max_length=100)
    taken_on = models.DateField(null=True)
    media_type = models.CharField(max_length=100)
    ending = models.CharField(max_length=10)
    stored_as = models.CharField(max_length=100)
    preview_as = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    original_sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    added_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    withdrawn_by = models.CharField(max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"]),
            models.Index(fields=["original_sha256"]),
        ]

    def __str__(self) -> str:
        return self.title
