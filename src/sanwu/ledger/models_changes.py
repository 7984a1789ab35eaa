"""Every change that led to the ledger of today: appended, never edited."""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.compounds.models import Compound


class ChangeBatch(models.Model):
    """Change sets made by one act from one source (an import, a correction by hand, an undo). `digest` covers them all
    and stands in the journal, so that editing a row later is found."""

    access = Access.SCOPED
    privacy = labels(
        open="id act_uid kind source observed_on recorded_at job_id division_code change_sets digest",
        work="actor_id actor_name",
    )

    act_uid = models.UUIDField()
    kind = models.CharField(max_length=20)  # import | correction | undo
    source = models.CharField(max_length=200)  # file name, document, survey visit
    observed_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    job_id = models.BigIntegerField(null=True)
    division_code = models.CharField(max_length=12, blank=True)
    change_sets = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["job_id"]), models.Index(fields=["recorded_at"])]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"


class ChangeSet(models.Model):
    """Facts of one compound changed together: {fact: [old, new]} in canonical JSON values. Appended, never edited.

    Its id is the revision number of the ledger; `line` is the row of the imported sheet.
    """

    access = Access.SCOPED
    privacy = labels(open="id batch compound changes line")

    batch = models.ForeignKey(ChangeBatch, on_delete=models.PROTECT, related_name="sets")
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="change_sets", db_index=False)
    changes = models.JSONField()
    line = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["compound", "id"])]

    def __str__(self) -> str:
        return f"{self.id} {self.compound_id}"
