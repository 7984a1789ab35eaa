"""The append-only journal: one row per act, chained by SHA-256 (design §2 *A verb journals*, §4)."""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.records.models_attachments import Attachment, AttachmentKind

__all__ = ["Act", "Attachment", "AttachmentKind"]


class Act(models.Model):
    """One thing somebody did: who, when, what verb, on what, with digests of the rows it made.

    `number` is taken under the appender lock when the transaction ends: it is the order of everything.
    `uid` is known from the start, so that rows made inside the act can point at it by value.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id number uid at verb object_type object_id division_code steps digests scheme_version"
        " previous_hash hash",
        internal="before after result client_key request_digest",
        work="actor_id actor_name post object_name",
    )

    number = models.PositiveBigIntegerField(unique=True)
    uid = models.UUIDField(unique=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    post = models.CharField(max_length=200, blank=True)
    division_code = models.CharField(max_length=12, blank=True)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    object_name = models.CharField(max_length=200, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    steps = models.JSONField(default=list)
    digests = models.JSONField(default=list)
    scheme_version = models.CharField(max_length=120, blank=True)
    client_key = models.CharField(max_length=64, null=True, unique=True)
    request_digest = models.CharField(max_length=64, blank=True)  # of what was asked: a key serves one request only
    result = models.JSONField(null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["division_code", "number"]),
            models.Index(fields=["object_type", "object_id", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"
