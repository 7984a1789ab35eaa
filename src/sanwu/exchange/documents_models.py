"""Documents of lists, as they were rendered once: a list reported, an opinion, a sample sheet, a filing receipt."""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.decisions.models import ListVersion


class ListDocument(models.Model):
    """One file of a step of a list: made from what was frozen, kept with its SHA-256, never made again.

    `source_id` is the sample that a sheet is about, or the step of the case that an opinion is about, else 0. Where a file could not be made, `problem` says why
    and what to do, and there is no file; it is tried again on demand.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id version division_code kind source_id ending sha256 size made_at act_uid problem", internal="stored_as"
    )

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="documents")
    division_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=20)
    source_id = models.BigIntegerField(default=0)
    ending = models.CharField(max_length=4)  # docx | pdf
    stored_as = models.CharField(max_length=100, blank=True)  # relative to the data folder
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()
    act_uid = models.UUIDField()
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["version_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "source_id", "ending"], name="list_document_once")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind}.{self.ending}"
