"""小区: identity only – name, kind, numbers, address, point, division. Facts live in `ledger`, states in each stage."""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.compounds.enums import CompoundKind, OtherNameKind
from sanwu.compounds.lookups import Holds
from sanwu.territory.models import Division

models.TextField.register_lookup(Holds)  # search_text__holds


class Compound(models.Model):
    """A residential compound, yard or single building. Its division is the finest known one (a county while the street
    is unknown). `withdrawn_at` is set when the import that made it was undone; nothing is deleted."""

    access = Access.SCOPED
    privacy = labels(
        open="id name match_name kind division address longitude latitude datum search_text merged_into created_at"
        " withdrawn_at demo version"
    )

    name = models.CharField(max_length=100)
    # name as compared: full-width, spaces and brackets normalised (base.text.match_name)
    match_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=CompoundKind, default=CompoundKind.COMPOUND)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="compounds")
    address = models.CharField(max_length=200, blank=True)
    longitude = models.DecimalField(max_digits=10, decimal_places=7, null=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=7, null=True)
    datum = models.CharField(max_length=10, blank=True)  # as given: wgs84, gcj02, bd09; stored CGCS2000
    # name, aliases, numbers, pinyin and initials, lower case (base.text.search_text)
    search_text = models.TextField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["match_name"]),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="compound_merged"),
        ]

    def __str__(self) -> str:
        return self.name


class OtherName(models.Model):
    """An alias, the external number by which an office knows the compound, or a number it had before."""

    access = Access.SCOPED
    privacy = labels(open="id compound kind text")

    # the unique constraint below begins with the compound and serves as its index
    compound = models.ForeignKey(Compound, on_delete=models.CASCADE, related_name="other_names", db_index=False)
    kind = models.CharField(max_length=10, choices=OtherNameKind)
    text = models.CharField(max_length=100)

    class Meta:
        ordering = ["compound_id", "id"]
        indexes = [models.Index(fields=["kind", "text"])]
        constraints = [models.UniqueConstraint(fields=["compound", "kind", "text"], name="other_name_once")]

    def __str__(self) -> str:
        return self.text
