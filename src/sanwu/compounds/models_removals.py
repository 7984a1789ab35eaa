"""What was decided about a compound's place in the ledger: taken out as a mistake, merged into another, not the same."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sanwu.base.scope import Access, labels
from sanwu.compounds.models_compounds import Compound


class RemovalKind(models.TextChoices):
    MERGED = "merged", _("合并")
    WITHDRAWN = "withdrawn", _("撤回")


class Removal(models.Model):
    """A compound taken out of the ledger by hand, and all that is needed for the way back.

    `left` are the campaigns that it left; of a merge `brought` are those that its survivor entered for it, and `named`
    ({alias: [...], old_number: [...]}) the names that the survivor took over. `undone_at` is set when it came back.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id compound kind into division_code reason at left brought named undone_at undone_reason",
        work="actor_id actor_name undone_by",
    )

    compound = models.ForeignKey(Compound, on_delete=models.CASCADE, related_name="removals", db_index=False)
    kind = models.CharField(max_length=10, choices=RemovalKind)
    into = models.ForeignKey(Compound, null=True, on_delete=models.CASCADE, related_name="absorbed")
    division_code = models.CharField(max_length=12)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    left = models.JSONField(default=list)
    brought = models.JSONField(default=list)
    named = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=200, blank=True)
    undone_by = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["compound", "id"]), models.Index(fields=["division_code", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["compound"], condition=models.Q(undone_at__isnull=True), name="removal_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.compound_id} {self.kind}"


class Distinct(models.Model):
    """Two compounds that look alike and that a person knows to be two; `first` has the smaller id."""

    access = Access.SCOPED
    privacy = labels(open="id first second division_code at", work="actor_id actor_name")

    first = models.ForeignKey(Compound, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Compound, on_delete=models.CASCADE, related_name="+")
    division_code = models.CharField(max_length=12)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="distinct_once")]
        indexes = [models.Index(fields=["division_code"])]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
